// Pages for exploring: opens and closes trees, opens what an address points into, fills in today's date, and brings
// the middle of a map that is wider than the screen into view.
import "../styles/browse.css";

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "plain";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

/** Opens every part that holds the place which the address names. */
function reveal(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target?.closest(".tree")) return;
  for (let at: Element | null = target; at; at = at.parentElement) {
    if (at instanceof HTMLDetailsElement) at.open = true;
  }
  const own = target.querySelector(":scope > details");
  if (own instanceof HTMLDetailsElement) own.open = true;
  target.scrollIntoView();
}

for (const tree of document.querySelectorAll<HTMLElement>(".tree")) {
  const set = (open: boolean) => () => {
    for (const part of tree.querySelectorAll("details")) part.open = open;
  };
  const bar = document.createElement("p");
  bar.className = "toolbar";
  bar.append(button(tree.dataset.open ?? "", set(true)), button(tree.dataset.close ?? "", set(false)));
  tree.prepend(bar);
  window.addEventListener("hashchange", reveal);
  reveal();
}

const told = document.querySelector<HTMLElement>("[data-today]");
const day = document.querySelector<HTMLInputElement>('input[name="as-of"]');
if (told && day?.form) {
  const form = day.form;
  const today = button(told.dataset.today ?? "", () => {
    day.value = new Date().toLocaleDateString("sv");
    form.requestSubmit();
  });
  form.querySelector("button")?.after(today);
}

for (const frame of document.querySelectorAll<HTMLElement>(".map-frame")) {
  const dots = [...frame.querySelectorAll<SVGCircleElement>(".dot")];
  const most = dots.sort((one, other) => other.r.baseVal.value - one.r.baseVal.value)[0];
  if (most) {
    const [dot, seen] = [most.getBoundingClientRect(), frame.getBoundingClientRect()];
    frame.scrollLeft += dot.left + dot.width / 2 - (seen.left + seen.width / 2);
  }
}
