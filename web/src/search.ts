// Suggestions while one types: a combobox with a list box (ARIA Authoring Practices). The form works without it.
import "./styles/suggest.css";
import { type Found, grouped, moved, notices, type Piece, type Spoken, type Suggestion } from "./suggestions.ts";

const WAIT = 140;
const SHOWN = 8;
const SHORTEST = 2;

interface Words {
  readonly order: readonly string[];
  readonly count: string;
  readonly none: string;
  readonly all: string;
  readonly list: string;
}

export function enrich(): void {
  const words = document.getElementById("search-words")?.textContent;
  if (!words) return;
  document.querySelectorAll<HTMLElement>("[data-suggest]").forEach((box, number) => {
    const input = box.querySelector<HTMLInputElement>("input[name=q]");
    if (input) new Suggestions(box, input, JSON.parse(words), `suggestions-${number}`);
  });
}

class Suggestions {
  readonly #popup = document.createElement("div");
  readonly #list = document.createElement("div");
  readonly #status = document.createElement("p");
  #options: HTMLAnchorElement[] = [];
  #active = -1;
  #timer = 0;
  #request: AbortController | undefined;

  readonly #box: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #words: Words;
  readonly #id: string;

  constructor(box: HTMLElement, input: HTMLInputElement, words: Words, id: string) {
    this.#box = box;
    this.#input = input;
    this.#words = words;
    this.#id = id;
    this.#list.id = id;
    this.#popup.className = "suggestions";
    this.#popup.hidden = true;
    set(this.#list, { role: "listbox", "aria-label": words.list });
    this.#status.className = "hidden";
    set(this.#status, { role: "status", "aria-live": "polite" });
    set(input, {
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": id,
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
    });
    box.append(this.#popup, this.#status);
    input.addEventListener("input", () => this.#later());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.#close());
    // A press on an option must not take the focus away before it is followed.
    this.#popup.addEventListener("mousedown", (event) => event.preventDefault());
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
    if (this.#input.value.trim().length < SHORTEST) this.#close();
    else this.#timer = window.setTimeout(() => this.#ask(), WAIT);
  }

  async #ask(): Promise<void> {
    const request = new AbortController();
    this.#request = request;
    const address = this.#address();
    address.searchParams.set("limit", String(SHOWN));
    address.searchParams.set("format", "json");
    try {
      const answer = await fetch(address, { signal: request.signal });
      if (answer.ok) this.#show(await answer.json());
      else this.#close();
    } catch {
      // Given up for a newer one, or the service cannot be reached: the form still works.
      if (!request.signal.aborted) this.#close();
    }
  }

  #address(): URL {
    const address = new URL(this.#box.dataset.suggest ?? "/search", window.location.href);
    address.searchParams.set("q", this.#input.value.trim());
    return address;
  }

  #show(found: Found): void {
    if (document.activeElement !== this.#input) return;
    this.#options = [];
    this.#active = -1;
    const groups = grouped(found, this.#words.order).map((group) => {
      const section = element("div", { role: "group", "aria-label": group.name });
      const heading = element("div", { class: "suggestion-class", "aria-hidden": "true" });
      heading.textContent = group.name;
      section.append(heading, ...group.suggestions.map((one) => this.#option(one)));
      return section;
    });
    this.#list.replaceChildren(...groups);
    if (found.total > found.items.length) this.#list.append(this.#all(found.total));
    this.#popup.replaceChildren(this.#list, ...notices(found, this.#words.order).map(notice));
    this.#status.textContent = found.total ? this.#words.count.replace("%", String(found.total)) : this.#words.none;
    this.#open(found.total > 0);
  }

  #option(one: Suggestion): HTMLAnchorElement {
    const name = spokenSpan(one.pieces, one.label.lang, this.#lang);
    const option = this.#link(one.page, name);
    if (one.other) {
      const other = spokenSpan(one.other.pieces, one.other.lang, this.#lang);
      other.classList.add("suggestion-other");
      option.append(other);
    }
    return option;
  }

  #all(total: number): HTMLAnchorElement {
    const text = document.createElement("span");
    text.textContent = this.#words.all.replace("%", String(total));
    const option = this.#link(this.#address().href, text);
    option.classList.add("suggestion-all");
    return option;
  }

  #link(href: string, content: HTMLElement): HTMLAnchorElement {
    const option = element("a", {
      role: "option",
      id: `${this.#id}-${this.#options.length}`,
      tabindex: "-1",
      "aria-selected": "false",
      class: "suggestion",
    });
    option.href = href;
    option.append(content);
    this.#options.push(option);
    return option;
  }

  get #lang(): string {
    return this.#words.order[0] ?? "en";
  }

  #key(event: KeyboardEvent): void {
    const open = !this.#popup.hidden;
    if (event.key === "Escape" && open) this.#close();
    else if (event.key === "Enter" && open && this.#active >= 0) this.#options[this.#active]?.click();
    else if (event.key === "ArrowDown" && open) this.#activate(moved(this.#active, 1, this.#options.length));
    else if (event.key === "ArrowUp" && open) this.#activate(moved(this.#active, -1, this.#options.length));
    else if (event.key === "ArrowDown") this.#later();
    else return;
    event.preventDefault();
  }

  #activate(number: number): void {
    this.#options[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = number;
    const option = this.#options[number];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.#input.setAttribute("aria-activedescendant", option.id);
    else this.#input.removeAttribute("aria-activedescendant");
  }

  #open(open: boolean): void {
    this.#popup.hidden = !open;
    this.#input.setAttribute("aria-expanded", String(open));
    if (!open) this.#input.removeAttribute("aria-activedescendant");
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#active = -1;
    this.#open(false);
  }
}

function notice(note: Spoken): HTMLElement {
  const shown = document.createElement("p");
  shown.className = "suggestion-note";
  shown.lang = note.lang;
  shown.textContent = `* ${note.text}`;
  return shown;
}

function spokenSpan(pieces: readonly Piece[], lang: string, reader: string): HTMLElement {
  const span = document.createElement("span");
  for (const piece of pieces) {
    const part = piece.hit ? document.createElement("mark") : document.createElement("span");
    part.textContent = piece.text;
    span.append(part);
  }
  if (lang && lang !== reader) {
    span.lang = lang;
    const tag = element("span", { class: "tag" });
    tag.textContent = ` ${lang}`;
    span.append(tag);
  }
  return span;
}

function element<K extends "a" | "div" | "span">(
  name: K,
  attributes: Readonly<Record<string, string>>,
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  set(made, attributes);
  return made;
}

function set(target: HTMLElement, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) target.setAttribute(name, value);
}
