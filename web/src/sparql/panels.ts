// Dialogs of the editor: the catalogue of questions, history, sharing, use in other tools, the endpoint.
import { fill, h } from "../parts/dom.ts";
import type { Words } from "../results/table.ts";
import type { Vocabulary } from "./offers.ts";
import type { Settings } from "./settings.ts";
import { address, snippets } from "./snippets.ts";
import { type Ran, storage } from "./tabs.ts";

interface Question {
  readonly id: string;
  readonly answers: string | null;
  readonly title: Readonly<Record<string, string>>;
  readonly question: Readonly<Record<string, string>>;
  readonly description?: Readonly<Record<string, string>>;
  readonly query: string;
  readonly page: string;
}
type Load = (name: string, text: string) => void;

/** Show `content` in a dialog that is gone once it is closed. */
export function dialog(title: string, words: Words, ...content: Node[]): HTMLDialogElement {
  const close = h("button", { type: "button", class: "plain", onclick: () => box.close() }, words.close ?? "");
  const heading = h("div", { class: "dialog-head" }, h("h2", { id: "dialog-title" }, title), close);
  const box = h(
    "dialog",
    { class: "panel", "aria-labelledby": "dialog-title", onclose: () => box.remove() },
    heading,
    ...content,
  );
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close();
  });
  document.body.append(box);
  box.showModal();
  return box;
}

/** The catalogue, filtered as the reader types. */
export async function questions(words: Words, settings: Settings, load: Load): Promise<void> {
  const list = h("ul", { class: "choices" });
  const filter = h("input", { type: "search", autocomplete: "off", oninput: () => draw() });
  const status = h("p", { class: "muted", role: "status" }, words.loading);
  const box = dialog(
    words.questions ?? "",
    words,
    h("label", { class: "inline" }, h("span", {}, words.filterQuestions), filter),
    status,
    list,
  );
  let known: Question[] | undefined;
  // A reader may write before the questions are there.
  function draw(): void {
    if (!known) return;
    const asked = filter.value.toLowerCase();
    const fitting = known.filter((q) =>
      [...Object.values(q.question), ...Object.values(q.title), q.answers ?? "", q.id]
        .join("\n")
        .toLowerCase()
        .includes(asked),
    );
    list.replaceChildren(...fitting.map((q) => entry(q, words, settings, box, load)));
    status.textContent = fitting.length ? "" : known.length ? (words.noneFits ?? "") : (words.offline ?? "");
  }
  filter.focus();
  const response = await fetch(`/questions?format=json&lang=${settings.lang}`).catch(() => undefined);
  known = response?.ok ? ((await response.json()) as Question[]) : [];
  draw();
}

function entry(q: Question, words: Words, settings: Settings, box: HTMLDialogElement, load: Load): HTMLElement {
  const lang = settings.lang in q.question ? settings.lang : "en";
  const text = q.question[lang] ?? q.title.en ?? q.id;
  const take = () => {
    box.close();
    load(q.title[settings.lang] ?? q.title.en ?? q.id, q.query);
  };
  const title = h("button", { type: "button", class: "choice-title", lang, title: words.load, onclick: take }, text);
  const told = h(
    "span",
    { class: "muted small" },
    `${q.answers ?? ""} `,
    h("a", { href: `${q.page}?format=html&lang=${settings.lang}` }, words.aboutQuestion ?? ""),
  );
  return h("li", {}, title, " ", told);
}

/** What ran before in this browser, the newest first. */
export function history(words: Words, load: Load): void {
  const found = storage.history();
  const list = h("ul", { class: "choices" });
  const empty = h("p", { class: "muted", hidden: found.length > 0 }, words.noHistory);
  const forget = h(
    "button",
    {
      type: "button",
      class: "plain",
      hidden: !found.length,
      onclick: () => {
        storage.forget();
        box.close();
      },
    },
    words.forget ?? "",
  );
  const box = dialog(words.history ?? "", words, h("p", { class: "muted small" }, words.kept), empty, list, forget);
  list.append(...found.map((ran) => past(ran, words, box, load)));
}

function past(ran: Ran, words: Words, box: HTMLDialogElement, load: Load): HTMLElement {
  const first = ran.text.split("\n").find((line) => line.trim() && !/^\s*(PREFIX|#)/i.test(line)) ?? ran.text;
  const at = new Date(ran.at);
  const take = () => {
    box.close();
    load("", ran.text);
  };
  const title = h(
    "button",
    { type: "button", class: "choice-title mono", title: ran.text, onclick: take },
    first.slice(0, 120),
  );
  const rows = ran.rows < 0 ? "" : ` · ${fill(words.rows ?? "", { number: ran.rows.toLocaleString(words.lang) })}`;
  return h("li", {}, title, h("span", { class: "muted small" }, `${at.toLocaleString(words.lang)}${rows}`));
}

/** An address that opens the query without running it. */
export function share(query: string, view: string, words: Words, settings: Settings): void {
  const link = shareLink(location.origin, query, view, settings.lang);
  dialog(words.share ?? "", words, h("p", {}, words.shareText), copied(link, words.address ?? "", words));
}

export function shareLink(origin: string, query: string, view: string, lang: string): string {
  return `${origin}/sparql?${new URLSearchParams({ format: "html", lang, run: "no", view, query })}`;
}

/** The query in other tools. */
export function useIn(query: string, words: Words, settings: Settings): void {
  const parts = snippets(settings.endpoint, query).map(({ id, name, text }) => {
    const how = id === "excel" ? words.excelHow : id === "powerbi" ? words.powerBiHow : undefined;
    const workbook =
      id === "excel" &&
      h("p", {}, h("a", { href: address("/sparql", query, "xlsx"), download: "answer.xlsx" }, words.workbook ?? ""));
    return h(
      "details",
      { open: id === "python" },
      h("summary", {}, name),
      how ? h("p", { class: "small" }, how) : undefined,
      copied(text, name, words),
      workbook,
    );
  });
  dialog(words.useIn ?? "", words, h("p", { class: "muted small" }, words.asSent), ...parts);
}

function copied(text: string, label: string, words: Words): HTMLElement {
  const field = h("textarea", {
    readonly: true,
    class: "snippet",
    rows: Math.min(14, text.split("\n").length + 1),
    "aria-label": label,
  });
  field.value = text;
  const button = h(
    "button",
    {
      type: "button",
      class: "plain",
      onclick: async () => {
        field.select();
        await navigator.clipboard?.writeText(text).catch(() => undefined);
        button.textContent = words.copied ?? "";
      },
    },
    words.copy ?? "",
  );
  return h("div", { class: "copied" }, field, button);
}

/** Address, datasets and limits of the endpoint. */
export async function endpoint(words: Words, settings: Settings): Promise<void> {
  const graphs = h("dd", {}, words.loading);
  const facts = h(
    "dl",
    { class: "facts" },
    ...fact(words.address ?? "", h("code", {}, settings.endpoint)),
    ...fact(fill(words.release ?? "", { name: "" }).trim(), settings.release),
    ...fact(words.defaultGraph ?? "", (settings.union ? words.union : words.unnamed) ?? ""),
    ...fact(words.limits ?? "", fill(words.limitTexts ?? "", settings.limits)),
    ...(settings.services.length ? fact(words.services ?? "", settings.services.join(" ")) : []),
    h("dt", {}, words.graphs),
    graphs,
  );
  dialog(words.endpoint ?? "", words, facts);
  const response = await fetch(`/completion.json?lang=${settings.lang}`).catch(() => undefined);
  const known = response?.ok ? ((await response.json()) as Vocabulary).graphs : [];
  const items = known.map((g) =>
    h(
      "li",
      {},
      h("code", {}, g.iri),
      h("span", { class: "muted" }, ` ${g.label ? `${g.label}, ` : ""}${g.count.toLocaleString(words.lang)}`),
    ),
  );
  graphs.replaceChildren(items.length ? h("ul", { class: "choices" }, ...items) : (words.none ?? ""));
}

function fact(name: string, value: Node | string): [HTMLElement, HTMLElement] {
  return [h("dt", {}, name), h("dd", {}, value)];
}
