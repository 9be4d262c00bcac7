// The rows of a SELECT as a table: names instead of IRIs where the query asked for them.

export interface Term {
  readonly type: string;
  readonly value: string;
  readonly datatype?: string;
  readonly "xml:lang"?: string;
}
export type Row = Readonly<Record<string, Term>>;
export interface Answer {
  readonly head: { readonly vars: readonly string[] };
  readonly results: { readonly bindings: readonly Row[] };
}
export interface Cell {
  readonly text: string;
  readonly href?: string;
  readonly lang?: string;
}

/** The variables that become columns: the name of a thing stands in the column of the thing. */
export function columns(vars: readonly string[]): string[] {
  return vars.filter((name) => !(name.endsWith("_label") && vars.includes(name.slice(0, -"_label".length))));
}

/** What stands above a column: what the variable stands for, else what it is called. */
export function heading(variable: string, titles: ReadonlyMap<string, string>): string {
  const title = titles.get(variable);
  if (title) return title;
  return variable
    .replace(/_(\d+)$/, (_, number: string) => (Number(number) > 1 ? ` ${number}` : ""))
    .replace(/^Z_/, "")
    .replaceAll("_", " ");
}

export interface Branch {
  readonly line: { readonly s: string; readonly sType: string; readonly p?: string | null; readonly o: string };
  readonly children: readonly Branch[];
}

/** What each variable of a query stands for: the class that is looked for, then the property that leads to a value. */
export function titlesOf(
  branches: readonly Branch[],
  classOf: (iri: string) => string,
  propertyOf: (iri: string) => string,
): Map<string, string> {
  const titles = new Map<string, string>();
  const read = ({ line, children }: Branch) => {
    if (!titles.has(line.s)) titles.set(line.s, classOf(line.sType));
    if (line.p) titles.set(line.o, propertyOf(line.p));
    children.forEach(read);
  };
  branches.forEach(read);
  return titles;
}

/** The cell of a variable in a row; undefined where nothing is bound. */
export function cell(row: Row, variable: string): Cell | undefined {
  const term = row[variable];
  if (!term) return undefined;
  const name = row[`${variable}_label`];
  const lang = (name ?? term)["xml:lang"];
  const text = name?.value ?? (term.type === "uri" ? lastPart(term.value) : term.value);
  return {
    text,
    ...(term.type === "uri" ? { href: pageOf(term.value) } : {}),
    ...(lang ? { lang } : {}),
  };
}

/** The page about a thing, in the language that the reader chose. */
function pageOf(iri: string): string {
  const lang = typeof location === "undefined" ? null : new URLSearchParams(location.search).get("lang");
  return `/resource?${new URLSearchParams({ iri, format: "html", ...(lang ? { lang } : {}) })}`;
}

function lastPart(iri: string): string {
  return iri.replace(/[/#]$/, "").split(/[/#]/).at(-1) || iri;
}

/** A table of the first rows in a frame that scrolls. */
export function table(answer: Answer, most: number, label: string, titles: ReadonlyMap<string, string>): HTMLElement {
  const frame = document.createElement("div");
  frame.className = "scroll";
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", label);
  const made = frame.appendChild(document.createElement("table"));
  made.className = "cards";
  const shown = columns(answer.head.vars);
  const head = made.createTHead().insertRow();
  for (const name of shown) {
    const th = head.appendChild(document.createElement("th"));
    th.scope = "col";
    th.textContent = heading(name, titles);
  }
  const body = made.createTBody();
  for (const row of answer.results.bindings.slice(0, most)) {
    const line = body.insertRow();
    for (const name of shown) {
      const place = line.insertCell();
      place.dataset.label = heading(name, titles);
      fill(place, cell(row, name));
    }
  }
  return frame;
}

function fill(place: HTMLTableCellElement, what: Cell | undefined): void {
  if (!what) return;
  const inside = what.href ? place.appendChild(document.createElement("a")) : place;
  if (inside instanceof HTMLAnchorElement && what.href) inside.href = what.href;
  if (what.lang) inside.lang = what.lang;
  inside.textContent = what.text;
}
