// CodeMirror for SPARQL. It stands in a shadow tree: there its styles are sheets made by script, which the strict
// Content-Security-Policy allows, while style elements in the document are forbidden.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab, toggleComment } from "@codemirror/commands";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, openSearchPanel, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { h } from "../parts/dom.ts";
import type { Words } from "../results/table.ts";
import { completions } from "./completion.ts";
import type { Mark } from "./problems.ts";
import type { Settings } from "./settings.ts";

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: tags.variableName, color: "var(--warm)" },
  { tag: [tags.string, tags.annotation], color: "var(--good)" },
  { tag: [tags.integer, tags.float, tags.bool], color: "var(--bad)" },
  { tag: [tags.url, tags.typeName], color: "var(--accent)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);
const LOOK = EditorView.theme({
  "&": {
    fontSize: "0.875rem",
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    border: "1px solid var(--edge)",
    borderRadius: "0.35rem",
  },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", minHeight: "12rem", maxHeight: "60vh" },
  ".cm-content, .cm-gutter": { minHeight: "12rem" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": {
    backgroundColor: "var(--tint)",
    color: "var(--soft)",
    border: "none",
    borderRadius: "0.35rem 0 0 0.35rem",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent) 6%, transparent)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "var(--scale-1)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--accent-tint)",
    outline: "1px solid var(--accent)",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    border: "1px solid var(--edge)",
    borderRadius: "0.35rem",
    maxWidth: "min(92vw, 34rem)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "18rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.25rem 0.6rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionDetail": { fontFamily: "var(--sans)", fontStyle: "normal", color: "var(--soft)" },
  "li[aria-selected] .cm-completionDetail": { color: "var(--on-accent)" },
  ".cm-completionInfo": { fontFamily: "var(--sans)", padding: "0.5rem 0.75rem", width: "20rem" },
  ".about-term > *": { display: "block", margin: "0 0 0.25rem" },
  ".cm-panels": { backgroundColor: "var(--tint)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-panel input, .cm-panel button": {
    font: "inherit",
    color: "var(--ink)",
    background: "var(--surface)",
    border: "1px solid var(--edge)",
    borderRadius: "0.3rem",
    padding: "0.2rem 0.5rem",
    minHeight: "1.75rem",
  },
  ".cm-panel label": { fontSize: "0.875rem" },
  ".cm-diagnostic": { padding: "0.35rem 0.6rem" },
  ".cm-diagnosticAction": {
    backgroundColor: "var(--accent)",
    color: "var(--on-accent)",
    fontSize: "0.875rem",
    padding: "0.2rem 0.6rem",
    minHeight: "1.6rem",
  },
  ".cm-foldPlaceholder": { backgroundColor: "var(--tint)", color: "var(--ink)", borderColor: "var(--line)" },
});

export interface Editor {
  readonly view: EditorView;
  text(): string;
  /** Show another document with a history of its own, or the one that was shown under this name before. */
  open(id: string, text: string): void;
  forget(id: string): void;
  /** Put another text in place of the shown one; undo brings it back. */
  replace(text: string): void;
  mark(marks: readonly Mark[]): void;
  comment(): void;
  search(): void;
}

export function makeEditor(
  host: HTMLElement,
  settings: Settings,
  words: Words,
  run: () => void,
  changed: (text: string) => void,
): Editor {
  const root = host.attachShadow({ mode: "open" });
  // What describes the editor has to stand beside it in the shadow tree.
  root.append(h("p", { id: "editor-keys", hidden: true }, words.keys));
  const states = new Map<string, EditorState>();
  let shown = "";
  const extensions = extensionsOf(settings, words, run, (update) => changed(update));
  const view = new EditorView({ root, parent: root as unknown as Element, state: EditorState.create({ extensions }) });
  const replace = (text: string) =>
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, scrollIntoView: true });
  return {
    view,
    replace,
    text: () => view.state.doc.toString(),
    open(id, text) {
      if (shown) states.set(shown, view.state);
      shown = id;
      view.setState(states.get(id) ?? EditorState.create({ doc: text, extensions }));
    },
    forget(id) {
      states.delete(id);
      if (shown === id) shown = "";
    },
    mark: (marks) =>
      view.dispatch(
        setDiagnostics(
          view.state,
          marks.map((mark) => diagnostic(mark, words, replace)),
        ),
      ),
    comment: () => toggleComment(view),
    search: () => openSearchPanel(view),
  };
}

function diagnostic(mark: Mark, words: Words, replace: (text: string) => void): Diagnostic {
  const { from, to, severity, message } = mark;
  const actions = mark.replacements.map(({ text, whole }) => ({
    name: whole ? (words.apply ?? "") : (words.replaceBy ?? "").replace("%(text)s", text),
    apply: (view: EditorView, start: number, end: number) => {
      if (whole) replace(text);
      else view.dispatch({ changes: { from: start, to: end, insert: text } });
    },
  }));
  return { from, to, severity, message, actions };
}

/** Typing over a selection, done here: the browser would keep its colours by a style attribute, which is forbidden. */
function overwritten(event: InputEvent, view: EditorView): boolean {
  const { main } = view.state.selection;
  const text = event.data;
  if (event.inputType !== "insertText" || !text || main.empty || view.composing) return false;
  const insert = () =>
    view.state.update(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
  const handled = view.state.facet(EditorView.inputHandler).some((h) => h(view, main.from, main.to, text, insert));
  if (!handled) view.dispatch(insert());
  return true;
}

function extensionsOf(settings: Settings, words: Words, run: () => void, changed: (text: string) => void): Extension {
  const ran = () => {
    run();
    return true;
  };
  return [
    Prec.highest(keymap.of([{ key: "Mod-Enter", run: ran }])),
    lineNumbers(),
    foldGutter(),
    lintGutter(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("  "),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ override: [completions(settings, words)], icons: false, maxRenderedOptions: 100 }),
    highlightSelectionMatches(),
    sparql(),
    syntaxHighlighting(COLOURS),
    LOOK,
    EditorView.lineWrapping,
    EditorView.domEventHandlers({ beforeinput: overwritten }),
    EditorState.languageData.of(() => [{ commentTokens: { line: "#" } }]),
    EditorView.contentAttributes.of({
      "aria-label": words.query ?? "",
      "aria-describedby": "editor-keys",
      spellcheck: "false",
    }),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) changed(update.state.doc.toString());
    }),
  ];
}
