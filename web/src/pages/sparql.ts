// The page of the SPARQL editor. Without this script its form works alone.
import "../styles/sparql.css";
import { embedded, fill, h } from "../parts/dom.ts";
import { Names } from "../results/names.ts";
import type { Words } from "../results/table.ts";
import type { View } from "../results/views.ts";
import { makeDesk } from "../sparql/desk.ts";
import { makeEditor } from "../sparql/editor.ts";
import { tidy } from "../sparql/layout.ts";
import { answered, refused } from "../sparql/outcome.ts";
import { endpoint, history, questions, share, useIn } from "../sparql/panels.ts";
import { withDeclarations, withoutDeclarations } from "../sparql/prefixes.ts";
import { adviceMark, markOf, offsetOf, type Problem, undeclared } from "../sparql/problems.ts";
import { type Answer, ask, QueryProblem } from "../sparql/run.ts";
import type { Settings } from "../sparql/settings.ts";
import { storage } from "../sparql/tabs.ts";

const words = embedded<Words>("words");
const settings = embedded<Settings>("settings");
const names = new Names(settings.lang, settings.prefixes);
const asked = new URLSearchParams(location.search);
const VIEWS: readonly string[] = ["table", "chart", "network", "text"];

function start(): void {
  const place = document.getElementById("editor");
  const form = document.getElementById("plain-form");
  const written = document.querySelector<HTMLTextAreaElement>("#query")?.value ?? "";
  if (!place || !form) return;
  const host = h("div", { class: "editor-host" });
  const status = h("p", { class: "running", role: "status" });
  const outcome = h("div", { id: "outcome" });
  const wanted = asked.get("view") ?? "";
  let view = (VIEWS.includes(wanted) ? wanted : "table") as View;
  let running: AbortController | undefined;

  const run = h("button", { type: "button", title: "Ctrl+Enter", onclick: () => void answer() }, `▶ ${words.run}`);
  const cancel = h(
    "button",
    { type: "button", class: "plain", hidden: true, onclick: () => running?.abort() },
    words.cancel ?? "",
  );
  const desk = makeDesk(
    words,
    settings.example,
    (id, text) => {
      editor.open(id, text);
      outcome.replaceChildren();
      editor.view.focus();
    },
    (id) => editor.forget(id),
  );
  const editor = makeEditor(
    host,
    settings,
    words,
    () => void answer(),
    (text) => {
      desk.written(text);
      outdate();
    },
  );
  const outdate = () => {
    const line = outcome.querySelector(".complete:not(.outdated)");
    line?.classList.add("outdated");
    line?.append(" · ", h("em", {}, words.outdated));
  };
  const tool = (text: string | undefined, act: () => void) =>
    h("button", { type: "button", class: "plain", onclick: act }, text ?? "");
  const released = settings.released;
  const tools = h(
    "div",
    { class: "toolbar tools" },
    run,
    cancel,
    released && tool(words.questions, () => void questions(words, settings, desk.add)),
    tool(words.history, () => history(words, desk.add)),
    tool(words.format, () => editor.replace(tidy(editor.text()))),
    tool(words.comment, () => editor.comment()),
    tool(words.search, () => editor.search()),
    released && tool(words.addPrefixes, () => editor.replace(withDeclarations(editor.text(), settings.prefixes))),
    released && tool(words.removePrefixes, () => editor.replace(withoutDeclarations(editor.text(), settings.prefixes))),
    tool(words.share, () => share(editor.text(), view, words, settings)),
    tool(words.useIn, () => useIn(editor.text(), words, settings)),
    tool(words.endpoint, () => void endpoint(words, settings)),
  );
  const keys = h("p", { class: "muted small" }, words.keys);
  // Described from the shadow tree, where an id of the document cannot be seen.
  place.replaceChildren(desk.element, host, keys, tools, status, outcome);

  async function answer(): Promise<void> {
    running?.abort();
    const control = new AbortController();
    running = control;
    const query = editor.text();
    const begun = performance.now();
    const tell = () => {
      const seconds = ((performance.now() - begun) / 1000).toLocaleString(words.lang, {
        maximumFractionDigits: 1,
        minimumFractionDigits: 1,
      });
      status.textContent = fill(words.running ?? "", { seconds });
    };
    const clock = setInterval(tell, 200);
    cancel.hidden = false;
    document.getElementById("server-result")?.remove();
    document.querySelector("main > section[role=alert]")?.remove();
    editor.mark([]);
    try {
      show(query, await ask(query, control.signal));
      if (running === control) status.textContent = "";
    } catch (error) {
      if (running === control) status.textContent = failed(query, error);
    } finally {
      clearInterval(clock);
      if (running === control) {
        running = undefined;
        cancel.hidden = true;
      }
    }
  }

  function show(query: string, found: Answer): void {
    const rows = found.found.kind === "truth" ? -1 : found.found.table.rows.length;
    storage.remember({ text: query, at: new Date().toISOString(), rows });
    const element = answered(query, found, view, names, settings, words, (chosen) => {
      view = chosen;
    });
    outcome.replaceChildren(element);
    if (editor.text() !== query) return;
    editor.mark(found.advice.map((advice) => adviceMark(query, advice)));
    if (found.advice.length) {
      const items = found.advice.map((one) => {
        const to = () => go(offsetOf(query, one.line, one.column));
        const fix =
          one.replacement === null
            ? undefined
            : h(
                "button",
                { type: "button", class: "plain small", onclick: () => editor.replace(one.replacement ?? "") },
                words.apply ?? "",
              );
        return h(
          "li",
          {},
          h("button", { type: "button", class: "place", onclick: to }, `${words.line} ${one.line}:${one.column}`),
          ` ${one.message} ${one.fix} `,
          fix,
        );
      });
      const box = h(
        "details",
        { class: "advice-box", open: rows === 0 },
        h("summary", {}, `${words.advice} (${items.length})`),
        h("ul", { class: "advice" }, ...items),
      );
      element.querySelector(".complete")?.after(box);
    }
  }

  function go(offset: number): void {
    editor.view.dispatch({ selection: { anchor: offset }, scrollIntoView: true });
    editor.view.focus();
  }

  /** Show what went wrong; what the status line is to say. */
  function failed(query: string, error: unknown): string {
    outcome.replaceChildren();
    if (error instanceof QueryProblem) {
      complain(query, error.problem);
      return "";
    }
    if (error instanceof DOMException && error.name === "AbortError") return words.cancelled ?? "";
    return (error instanceof SyntaxError ? words.broken : navigator.onLine ? words.broken : words.offline) ?? "";
  }

  function complain(query: string, problem: Problem): void {
    const mark = markOf(query, problem);
    const replace = (text: string) => {
      if (mark && editor.text() === query)
        editor.view.dispatch({ changes: { from: mark.from, to: mark.to, insert: text } });
      editor.mark([]);
      outcome.replaceChildren();
      editor.view.focus();
    };
    if (mark && editor.text() === query) {
      editor.mark([mark]);
      editor.view.dispatch({ selection: { anchor: mark.from }, scrollIntoView: true });
    }
    const prefix = undeclared(query, problem, settings.prefixes);
    const declare = () => {
      const line = `PREFIX ${prefix}: <>`;
      editor.view.dispatch({ changes: { from: 0, insert: `${line}\n` }, selection: { anchor: line.length - 1 } });
      editor.view.focus();
    };
    outcome.replaceChildren(refused(problem, words, replace, prefix === undefined ? undefined : declare));
  }

  form.hidden = true;
  place.hidden = false;
  const current = desk.desk().tabs.find((t) => t.id === desk.desk().current);
  const given = asked.has("query") && written.trim() ? written : "";
  const same = desk.desk().tabs.find((t) => t.text === given);
  if (given && !same) {
    if (desk.desk().tabs.length === 1 && current?.text === settings.example) {
      editor.open(current.id, given);
      desk.written(given);
    } else desk.add("", given);
  } else if (current) editor.open(current.id, given && same ? same.text : current.text);
  if (given && settings.ran) void answer();
}

start();
