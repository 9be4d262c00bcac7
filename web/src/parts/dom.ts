// Elements made from data: texts are always texts, never markup.
export type Child = Node | string | undefined | false;
type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;

/** An element with attributes (`onclick` and the like listen) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** A drop-down list with its label beside it. */
export function select(
  label: string,
  options: readonly (readonly [string, string])[],
  chosen: string,
  changed: (value: string) => void,
): HTMLLabelElement {
  const list = h("select", { onchange: () => changed(list.value) });
  for (const [value, text] of options) list.append(h("option", { value, selected: value === chosen }, text));
  return h("label", { class: "inline" }, h("span", {}, label), list);
}

/** The JSON in a script element of the page. */
export function embedded<T>(id: string): T {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null") as T;
}

/** A message with its `%(name)s` filled. */
export function fill(message: string, values: Readonly<Record<string, string | number>>): string {
  return message.replace(/%\((\w+)\)s/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}
