// The page of a question: a chart or a network of the answer that stands in it.
import "../styles/question.css";
import { embedded, h } from "../parts/dom.ts";
import { chartOf, type Results, tableOf, thingColumns } from "../results/model.ts";
import { Names } from "../results/names.ts";
import type { Words } from "../results/table.ts";
import { viewsOf } from "../results/views.ts";

async function start(): Promise<void> {
  const place = document.getElementById("question-views");
  const standing = document.querySelector<HTMLElement>(".result-frame");
  if (!place?.dataset.json || !standing) return;
  const response = await fetch(place.dataset.json);
  if (!response.ok) return;
  const table = tableOf((await response.json()) as Results);
  if (!chartOf(table) && thingColumns(table).length < 2) return;
  const words = embedded<Words>("words");
  const views = viewsOf(table, new Names(words.lang ?? "en"), words, { view: "table", standing });
  const body = views.querySelector(".view-body") ?? h("div");
  standing.before(views);
  standing.after(body);
}

void start();
