// What every page loads. Pages work without it; everything here makes them quicker to use.
import "./styles/site.css";
import { enrich } from "./search.ts";

enrich();
