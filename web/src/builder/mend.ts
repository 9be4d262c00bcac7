// What Sparnatural's markup lacks for the keyboard and for screen readers, added from outside as it appears.

export interface Names {
  readonly run: string;
  readonly reset: string;
  readonly show: string;
  readonly remove: string;
  readonly choice: string;
  readonly value: string;
  readonly options: string;
}

/** Keeps `root` mended while Sparnatural changes it. */
export function mend(root: HTMLElement, names: Names): void {
  const all = () => {
    for (const [selector, name] of buttons(names)) {
      for (const one of root.querySelectorAll<HTMLElement>(selector)) asButton(one, name, names.choice);
    }
    for (const one of root.querySelectorAll<HTMLElement>("input:not([type=hidden]), select")) named(one, names.value);
    for (const one of root.querySelectorAll("[role=combobox]")) controls(one);
    for (const one of document.querySelectorAll("body > .select2-container > .select2-dropdown:not([role])")) {
      one.setAttribute("role", "region");
      one.setAttribute("aria-label", names.choice);
    }
    for (const one of root.querySelectorAll("svg:not([aria-hidden])")) one.setAttribute("aria-hidden", "true");
  };
  // Open lists stand at the end of the page, outside of the component.
  const watched = { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-owns"] };
  new MutationObserver(all).observe(document.body, watched);
  root.addEventListener("keydown", (event) => {
    const at = event.target;
    if ((event.key === "Enter" || event.key === " ") && at instanceof HTMLElement && at.dataset.mended) {
      event.preventDefault();
      at.click();
    }
  });
  all();
}

function buttons(names: Names): [string, string][] {
  return [
    [".playBtn", names.run],
    [".reset-form a", names.reset],
    [".selectViewVariableBtn", names.show],
    [".unselect", names.remove],
    [".currentWrapper", ""],
    [".item-sel", ""],
    [".OptionalArrow, .optionalArrow", names.options],
  ];
}

/** Makes a button of it. Where it has a text, that is its name; `spare` stands in while it has none. */
function asButton(element: HTMLElement, name: string, spare: string): void {
  if (!element.dataset.mended) {
    element.dataset.mended = "1";
    element.setAttribute("role", "button");
    element.tabIndex = 0;
  }
  const wanted = name || (element.textContent?.trim() ? "" : spare);
  if (wanted !== (element.getAttribute("aria-label") ?? "")) {
    if (wanted) element.setAttribute("aria-label", wanted);
    else element.removeAttribute("aria-label");
  }
}

/** Says which list a field opens; closed, it is the field's own text. */
function controls(field: Element): void {
  const list = field.getAttribute("aria-owns") ?? field.getAttribute("aria-labelledby") ?? "";
  if (list && field.getAttribute("aria-controls") !== list) field.setAttribute("aria-controls", list);
}

function named(field: HTMLElement, name: string): void {
  if (!field.getAttribute("aria-label") && !field.id) field.setAttribute("aria-label", name);
  else if (!field.getAttribute("aria-label") && !document.querySelector(`label[for="${CSS.escape(field.id)}"]`))
    field.setAttribute("aria-label", field.getAttribute("placeholder") || name);
}
