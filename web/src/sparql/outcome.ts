// What is shown below the editor: how complete the answer is, its views and downloads, or what went wrong.
import { fill, h } from "../parts/dom.ts";
import { limitOf, type Table } from "../results/model.ts";
import type { Names } from "../results/names.ts";
import type { Words } from "../results/table.ts";
import { type View, viewsOf } from "../results/views.ts";
import { nearestTo, type Problem } from "./problems.ts";
import type { Answer } from "./run.ts";
import type { Settings } from "./settings.ts";
import { address } from "./snippets.ts";

/** The answer to `query` as elements. */
export function answered(
  query: string,
  answer: Answer,
  view: View,
  names: Names,
  settings: Settings,
  words: Words,
  chosen: (view: View) => void,
): HTMLElement {
  const { found } = answer;
  const parts = [h("h2", {}, words.result), status(query, answer, words)];
  if (found.kind === "truth") parts.push(h("p", { class: "truth" }, (found.truth ? words.yes : words.no) ?? ""));
  else if (!found.table.rows.length) parts.push(h("p", { class: "notice" }, `${words.noRows} ${words.silence}`));
  else {
    const text = found.kind === "triples" ? () => turtle(query) : undefined;
    parts.push(viewsOf(found.table, names, words, { view, chosen, ...(text ? { text } : {}) }));
    parts.push(notices(found.table, names, settings, words));
  }
  parts.push(downloads(query, found.kind, settings, words));
  return h("div", { class: "outcome" }, ...parts);
}

function status(query: string, answer: Answer, words: Words): HTMLElement {
  const number = (n: number, digits = 0) => n.toLocaleString(words.lang, { maximumFractionDigits: digits });
  const { found } = answer;
  const rows = found.kind === "truth" ? undefined : found.table.rows.length;
  const seconds = (answer.served ?? answer.waited) / 1000;
  const facts = [
    rows === undefined
      ? ""
      : fill((found.kind === "triples" ? words.triples : words.rows) ?? "", { number: number(rows) }),
    answer.cached ? words.fromCache : fill(words.seconds ?? "", { number: number(seconds, seconds < 1 ? 3 : 1) }),
    fill(words.release ?? "", { name: answer.release }),
  ].filter(Boolean);
  const line = h(
    "p",
    { class: "complete" },
    h("span", { class: "badge good" }, `✓ ${words.complete}`),
    ` ${facts.join(" · ")}`,
  );
  const limit = limitOf(query);
  const limited = rows !== undefined && limit === rows && limit > 0;
  return h(
    "div",
    {},
    line,
    limited && h("p", { class: "notice" }, fill(words.limited ?? "", { number: number(limit) })),
  );
}

async function turtle(query: string): Promise<string> {
  const response = await fetch("/sparql", {
    method: "POST",
    body: new URLSearchParams({ query }),
    headers: { Accept: "text/turtle" },
  });
  return response.text();
}

/** The notices that names in the result require, once their names are known. */
function notices(table: Table, names: Names, settings: Settings, words: Words): HTMLElement {
  const aside = h("aside", { "aria-label": words.notice, hidden: true });
  const look = () => {
    const owed = Object.entries(settings.notices).filter(([name]) =>
      table.rows.some((row) => row.some((term) => term && names.text(term).includes(name))),
    );
    aside.replaceChildren(
      ...[...new Set(owed.map(([, note]) => note))].map((note) => h("p", { class: "notice" }, `* ${note}`)),
    );
    aside.hidden = !owed.length;
  };
  look();
  void names.settled().then(look);
  return aside;
}

function downloads(query: string, kind: "rows" | "triples" | "truth", settings: Settings, words: Words): HTMLElement {
  const links = settings.formats[kind].map((format) =>
    h("a", { href: address("/sparql", query, format), download: `answer.${format}` }, format),
  );
  return h("p", { class: "formats" }, `${words.download}: `, ...links);
}

/** What the service said against the query, in full, with what to do about it by one click. */
export function refused(
  problem: Problem,
  words: Words,
  replace: (text: string) => void,
  declare: (() => void) | undefined,
): HTMLElement {
  const button = (text: string, act: () => void) => h("button", { type: "button", class: "plain", onclick: act }, text);
  const near = nearestTo(problem).map((text) => button(fill(words.replaceBy ?? "", { text }), () => replace(text)));
  const steps = declare ? [...near, button(words.declare ?? "", declare)] : near;
  const told = `: ${problem.place ? `${problem.place}: ` : ""}${problem.detail} ${problem.remedy ?? ""}`;
  return h(
    "div",
    { role: "alert", class: "notice bad" },
    h("p", {}, h("strong", {}, problem.title), told),
    problem.expected?.length
      ? h("p", { class: "small" }, fill(words.expected ?? "", { list: problem.expected.join(" ") }))
      : undefined,
    steps.length > 0 && h("p", { class: "toolbar" }, ...steps),
  );
}
