// The heat map: cells open a panel with their chains, and a goal opens to its targets without leaving the page.
import "../styles/coherence.css";
import { fragmentOf, Panel, type PanelWords, part } from "../panel.ts";

const words: PanelWords = JSON.parse(document.getElementById("panel-words")?.textContent ?? "{}");
const panel = new Panel(words, () => {
  if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
});

function show(cell: HTMLAnchorElement): void {
  history.replaceState(history.state, "", fragmentOf(cell.href));
  void panel.open(cell.href, cell.getAttribute("aria-label") ?? cell.textContent ?? "");
}

async function replace(address: string, focused: boolean): Promise<void> {
  const found = await part(address, "#heat").catch(() => null);
  if (!found) {
    location.assign(address);
    return;
  }
  document.getElementById("heat")?.replaceWith(found);
  if (focused) found.querySelector<HTMLElement>("[data-in-place], .matrix-frame")?.focus();
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || !(event.target instanceof Element)) return;
  const link = event.target.closest<HTMLAnchorElement>("a.cell, a[data-chains], a[data-in-place]");
  if (!link) return;
  event.preventDefault();
  if (!link.hasAttribute("data-in-place")) {
    show(link);
    return;
  }
  history.pushState(null, "", link.href);
  void replace(link.href, true);
});
window.addEventListener("popstate", () => void replace(location.href, false));

/** The cell that the address names, so that a shared panel opens again. */
function shared(): HTMLAnchorElement | undefined {
  const cells = document.querySelectorAll<HTMLAnchorElement>("a.cell, a[data-chains]");
  return [...cells].find((cell) => fragmentOf(cell.href) === location.hash);
}
if (location.hash) {
  const cell = shared();
  if (cell) show(cell);
}
