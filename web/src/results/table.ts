// The rows of a result as a table with pages: sorted, filtered, columns hidden, names or IRIs.
import { fill, h, select } from "../parts/dom.ts";
import { kindOf, matching, sorted, type Table, type Term } from "./model.ts";
import type { Names } from "./names.ts";

export const PAGE = 100;
export type Words = Readonly<Record<string, string>>;

export class TableView {
  readonly element: HTMLElement;
  readonly #table: Table;
  readonly #names: Names;
  readonly #words: Words;
  readonly #frame: HTMLElement;
  readonly #status = h("span", { class: "muted", role: "status" });
  readonly #pager = h("div", { class: "toolbar pager" });
  readonly #hidden = new Set<number>();
  readonly #numeric: readonly boolean[];
  #rows: number[];
  #filter = "";
  #sort: { column: number; down: boolean } | undefined;
  #page = 0;
  #asIris = false;

  constructor(table: Table, names: Names, words: Words) {
    this.#table = table;
    this.#names = names;
    this.#words = words;
    this.#rows = table.rows.map((_, i) => i);
    this.#numeric = table.variables.map((_, i) => kindOf(table, i) === "number");
    this.#frame = h("div", { class: "scroll result-frame", tabindex: 0, role: "region", "aria-label": words.result });
    this.element = h("div", { class: "result-table" }, this.#controls(), this.#frame, this.#pager);
    this.draw();
  }

  /** Draw the page of rows anew, for example when names have come. */
  draw(): void {
    const shown = this.#rows.slice(this.#page * PAGE, (this.#page + 1) * PAGE);
    const head = h("tr", {}, ...this.#columns().map((i) => this.#heading(i)));
    const body = h("tbody", {});
    for (const r of shown) {
      const row = this.#table.rows[r] ?? [];
      body.append(h("tr", {}, ...this.#columns().map((i) => this.#cell(row[i], i))));
    }
    const caption = h("caption", { class: "hidden" }, this.#words.result);
    this.#frame.replaceChildren(h("table", { class: "result" }, caption, h("thead", {}, head), body));
    this.#tell();
  }

  /** Sort and filter once more, since names count for both, and draw. */
  refresh(): void {
    const show = (term: Term) => this.#text(term);
    this.#rows = matching(this.#table, this.#filter, show);
    if (this.#sort)
      this.#rows = sorted(this.#table, this.#rows, this.#sort.column, this.#sort.down, show, this.#words.lang ?? "en");
    this.#page = Math.min(this.#page, this.#pages() - 1);
    this.draw();
  }

  #columns(): number[] {
    return this.#table.variables.map((_, i) => i).filter((i) => !this.#hidden.has(i));
  }

  #pages(): number {
    return Math.max(1, Math.ceil(this.#rows.length / PAGE));
  }

  #text(term: Term): string {
    return this.#asIris && term.type === "uri" ? this.#names.short(term.value) : this.#names.text(term);
  }

  #controls(): HTMLElement {
    const words = this.#words;
    const filter = h("input", { type: "search", autocomplete: "off", oninput: () => this.#filtered(filter.value) });
    const columns = h("details", { class: "columns-choice" }, h("summary", {}, words.columns));
    const boxes = h("div", { class: "card popover" });
    this.#table.variables.forEach((name, i) => {
      const box = h("input", { type: "checkbox", checked: true, onchange: () => this.#show(i, box.checked) });
      boxes.append(h("label", { class: "choice" }, box, name));
    });
    columns.append(boxes);
    const things = this.#table.rows.some((row) => row.some((term) => term?.type === "uri"));
    const as: [string, string][] = [
      ["names", words.names ?? ""],
      ["iris", words.iris ?? ""],
    ];
    return h(
      "div",
      { class: "toolbar result-tools" },
      h("label", { class: "inline" }, h("span", {}, words.filterRows), filter),
      things && select(words.showAs ?? "", as, "names", (value) => this.#named(value === "iris")),
      this.#table.variables.length > 1 && columns,
      this.#status,
    );
  }

  #filtered(text: string): void {
    this.#filter = text;
    this.#page = 0;
    this.refresh();
  }

  #show(column: number, shown: boolean): void {
    if (shown) this.#hidden.delete(column);
    else this.#hidden.add(column);
    this.draw();
  }

  #named(asIris: boolean): void {
    this.#asIris = asIris;
    this.refresh();
  }

  #sorted(column: number): void {
    const down = this.#sort?.column === column && !this.#sort.down;
    this.#sort = { column, down };
    this.refresh();
    this.#frame.querySelectorAll<HTMLButtonElement>("thead button")[this.#columns().indexOf(column)]?.focus();
  }

  #heading(column: number): HTMLElement {
    const name = this.#table.variables[column] ?? "";
    const by = this.#sort?.column === column ? (this.#sort.down ? "descending" : "ascending") : undefined;
    const sign = by === undefined ? "↕" : by === "ascending" ? "↑" : "↓";
    const title = fill(this.#words.sortBy ?? "", { name });
    const button = h(
      "button",
      { type: "button", class: "sort", title, onclick: () => this.#sorted(column) },
      name,
      h("span", { "aria-hidden": "true", class: by ? "sign on" : "sign" }, sign),
    );
    return h("th", { scope: "col", class: this.#numeric[column] ? "number" : undefined, "aria-sort": by }, button);
  }

  #cell(term: Term | undefined, column: number): HTMLElement {
    const cell = h("td", { class: this.#numeric[column] ? "number" : undefined });
    if (!term) return cell;
    if (term.type === "uri") {
      const known = this.#asIris ? undefined : this.#names.of(term.value);
      const link = { href: this.#names.href(term.value), title: term.value, lang: known?.language || undefined };
      cell.append(h("a", link, this.#text(term)));
      if (known?.language) cell.append(" ", h("span", { class: "tag" }, known.language));
    } else if (term.language) {
      cell.append(h("span", { lang: term.language }, term.value), " ", h("span", { class: "tag" }, term.language));
    } else {
      if (term.datatype?.endsWith("#date")) cell.className = "date";
      cell.append(this.#numeric[column] ? grouped(term.value, this.#words.lang) : this.#text(term));
    }
    return cell;
  }

  #tell(): void {
    const total = this.#table.rows.length;
    const number = (n: number) => n.toLocaleString(this.#words.lang);
    this.#status.textContent =
      this.#rows.length === total
        ? ""
        : fill(this.#words.rowsShown ?? "", { number: number(this.#rows.length), total: number(total) });
    this.#pager.replaceChildren();
    if (this.#pages() === 1) return;
    const [first, last] = [this.#page * PAGE + 1, Math.min((this.#page + 1) * PAGE, this.#rows.length)];
    const to = (page: number, text: string, label: string) => {
      const disabled = page < 0 || page >= this.#pages() || page === this.#page;
      return h(
        "button",
        { type: "button", class: "plain", disabled, "aria-label": label, onclick: () => this.#turn(page) },
        text,
      );
    };
    const words = this.#words;
    this.#pager.append(
      to(0, "«", words.firstPage ?? ""),
      to(this.#page - 1, "‹", words.previousPage ?? ""),
      h("span", {}, `${number(first)}–${number(last)} / ${number(this.#rows.length)}`),
      to(this.#page + 1, "›", words.nextPage ?? ""),
      to(this.#pages() - 1, "»", words.lastPage ?? ""),
    );
  }

  #turn(page: number): void {
    this.#page = page;
    this.draw();
    this.#frame.scrollTop = 0;
    this.#frame.focus();
  }
}

/** A large whole number as readers of the language write it; smaller ones may be years. */
function grouped(value: string, lang: string | undefined): string {
  return /^-?\d{5,15}$/.test(value) ? Number(value).toLocaleString(lang) : value;
}
