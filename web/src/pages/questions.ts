// The list of questions, filtered as the reader types.
import "../styles/question.css";

const field = document.querySelector<HTMLInputElement>("#question-filter");
const cards = [...document.querySelectorAll<HTMLElement>(".question-card")];

/** Hide what does not hold every word, and themes that have nothing left. */
function filter(input: HTMLInputElement): void {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const card of cards) {
    const text = card.textContent?.toLowerCase() ?? "";
    card.hidden = !words.every((word) => text.includes(word));
  }
  for (const theme of document.querySelectorAll<HTMLElement>(".theme")) {
    theme.hidden = !theme.querySelector(".question-card:not([hidden])");
  }
  const left = cards.filter((card) => !card.hidden).length;
  const message = left ? (input.dataset.some ?? "").replace("%(number)s", String(left)) : (input.dataset.none ?? "");
  const status = document.querySelector(".question-filter [role=status]");
  if (status) status.textContent = words.length ? message : "";
}

if (field) {
  field.addEventListener("input", () => filter(field));
  field.closest<HTMLElement>(".question-filter")?.removeAttribute("hidden");
}
