// Long lists of terms or checks: a filter that hides what has not all the words.
import "../styles/terms.css";
import { filled, matches } from "../docs/filter.ts";

const box = document.querySelector<HTMLElement>(".terms-filter");
const input = box?.querySelector("input");
const told = box?.querySelector<HTMLElement>("[data-found]");
if (box && input && told) {
  const terms = [...document.querySelectorAll<HTMLElement>("[data-term]")].map((element) => ({
    element,
    text: `${element.textContent} ${element.id}`,
  }));
  const groups = [...document.querySelectorAll<HTMLElement>("[data-group]")];
  box.hidden = false;
  input.addEventListener("input", () => {
    let shown = 0;
    for (const { element, text } of terms) {
      element.hidden = !matches(text, input.value);
      if (!element.hidden) shown++;
    }
    const asked = input.value.trim() !== "";
    for (const group of groups) group.hidden = asked && !group.querySelector("[data-term]:not([hidden])");
    told.textContent = asked ? filled(told.dataset.found ?? "", { shown, all: terms.length }) : "";
  });
}
