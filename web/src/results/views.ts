// The views of a result that a reader may choose: table, chart, network, text. Heavy ones load when they are chosen.
import { h } from "../parts/dom.ts";
import { chartOf, type Table, type Term, thingColumns } from "./model.ts";
import type { Names } from "./names.ts";
import { PAGE, TableView, type Words } from "./table.ts";

// No drawing shows the names of more rows.
const DRAWN = 500;
export type View = "table" | "chart" | "network" | "text";
export interface Options {
  /** The view to begin with. */
  readonly view: View;
  /** The result as text, where there is one. */
  readonly text?: () => Promise<string>;
  /** A table that stands in the page already: then none is made. */
  readonly standing?: HTMLElement;
  readonly chosen?: (view: View) => void;
}

/** An element with the views that `table` allows. */
export function viewsOf(table: Table, names: Names, words: Words, options: Options): HTMLElement {
  const body = h("div", { class: "view-body" });
  const rows = options.standing ? undefined : new TableView(table, names, words);
  const offered: View[] = ["table"];
  if (chartOf(table)) offered.push("chart");
  if (thingColumns(table).length > 1) offered.push("network");
  if (options.text) offered.push("text");
  const buttons = new Map(offered.map((view) => [view, button(view, words, () => void choose(view))]));
  let current: View = "table";
  const choose = async (view: View) => {
    current = view;
    for (const [name, one] of buttons) one.setAttribute("aria-pressed", String(name === view));
    if (options.standing) options.standing.hidden = view !== "table";
    body.replaceChildren(view === "table" ? "" : h("p", { class: "muted" }, words.loading));
    const made = await make(view, table, names, words, options, rows);
    if (current === view) body.replaceChildren(...(made ? [made] : []));
    options.chosen?.(view);
  };
  void choose(offered.includes(options.view) ? options.view : "table");
  const arrived = () => rows?.refresh();
  // What is seen first is named first.
  void names.load(irisOf(table, PAGE), arrived);
  if (rows) void names.load(irisOf(table), arrived);
  const bar = h("div", { class: "toolbar views", role: "group", "aria-label": words.view }, ...buttons.values());
  return h("div", { class: "views-of" }, buttons.size > 1 && bar, body);
}

async function make(
  view: View,
  table: Table,
  names: Names,
  words: Words,
  options: Options,
  rows: TableView | undefined,
): Promise<HTMLElement | undefined> {
  if (view === "table") return rows?.element;
  if (view === "text") return h("pre", { tabindex: 0 }, h("code", {}, (await options.text?.()) ?? ""));
  // Drawings cannot change their names afterwards.
  await names.load(irisOf(table, DRAWN), () => undefined);
  if (view === "chart") return (await import("./chart.ts")).chartView(table, names, words) ?? h("p", {}, words.noChart);
  return (await import("./network.ts")).networkView(table, names, words) ?? h("p", {}, words.noNetwork);
}

function button(view: View, words: Words, choose: () => void): HTMLButtonElement {
  return h("button", { type: "button", class: "plain", "aria-pressed": "false", onclick: choose }, words[view] ?? view);
}

/** The things that the first `most` rows name. */
function irisOf(table: Table, most = table.rows.length): Set<string> {
  const terms = table.rows.slice(0, most).flatMap((row) => row.filter((term): term is Term => term?.type === "uri"));
  return new Set(terms.map((term) => term.value));
}
