// The row of the reader's queries: choose, name, close, begin another.
import { fill, h } from "../parts/dom.ts";
import type { Words } from "../results/table.ts";
import { added, changed, closed, type Desk, storage } from "./tabs.ts";

export interface DeskView {
  readonly element: HTMLElement;
  desk(): Desk;
  /** Another query on top. */
  add(name: string, text: string): void;
  written(text: string): void;
}

/** The desk as the browser kept it; `opened` and `dropped` say which query is shown or gone. */
export function makeDesk(
  words: Words,
  example: string,
  opened: (id: string, text: string) => void,
  dropped: (id: string) => void,
): DeskView {
  let desk = storage.desk(fill(words.untitled ?? "", { number: 1 }), example);
  const element = h("div", { class: "toolbar tabs", role: "group", "aria-label": words.queries });
  const show = (next: Desk, again: boolean) => {
    desk = next;
    storage.keep(desk);
    element.replaceChildren(...desk.tabs.flatMap((t) => tab(t.id, t.name)), plus());
    const current = desk.tabs.find((t) => t.id === desk.current);
    if (again && current) opened(current.id, current.text);
  };
  const add = (name: string, text: string) =>
    show(added(desk, name || fill(words.untitled ?? "", { number: desk.tabs.length + 1 }), text), true);
  const plus = () => h("button", { type: "button", class: "plain", onclick: () => add("", "") }, `+ ${words.newTab}`);
  const close = (id: string) => {
    const again = id === desk.current;
    dropped(id);
    show(closed(desk, id), again);
    element.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
  };
  const tab = (id: string, name: string): HTMLElement[] => {
    const current = id === desk.current;
    const choose = () => (id === desk.current ? rename(id, name) : show({ ...desk, current: id }, true));
    const title = current ? words.renameTab : undefined;
    const chosen = h(
      "button",
      { type: "button", class: "plain tab", "aria-pressed": String(current), title, onclick: choose },
      name,
    );
    const label = fill(words.closeTab ?? "", { name });
    const gone =
      desk.tabs.length > 1 &&
      h(
        "button",
        { type: "button", class: "plain tab-close", "aria-label": label, title: label, onclick: () => close(id) },
        "×",
      );
    return [h("span", { class: current ? "tab-of current" : "tab-of" }, chosen, gone)];
  };
  const rename = (id: string, name: string) => {
    const field = h("input", { "aria-label": words.tabName, value: name, maxlength: 60 });
    const done = (kept: boolean) =>
      show(changed(desk, id, kept && field.value.trim() ? { name: field.value.trim() } : {}), false);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "Escape") {
        done(event.key === "Enter");
        element.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
      }
    });
    field.addEventListener("change", () => field.isConnected && done(true));
    element.querySelector("[aria-pressed=true]")?.replaceWith(field);
    field.select();
  };
  show(desk, false);
  return {
    element,
    desk: () => desk,
    add,
    written(text) {
      desk = changed(desk, desk.current, { text });
      storage.keep(desk);
    },
  };
}
