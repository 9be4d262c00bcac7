// The page of a thing: evidence beside the fact, buttons that copy, and the neighbourhood drawn when it is asked for.
import "../styles/resource.css";
import { addCopyButtons } from "../resource/copying.ts";
import { addEvidencePopover } from "../resource/evidence.ts";
import { offerNeighbourhood } from "../resource/offer.ts";
import { readWords } from "../resource/words.ts";

const words = readWords();
addCopyButtons(words);
addEvidencePopover();
offerNeighbourhood(words);
