// A button beside everything that is worth copying: the IRI and the citations.
import type { Words } from "./words.ts";

export function addCopyButtons(words: Words): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-copy]")) {
    const isIri = place.classList.contains("actions");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain copy";
    button.textContent = isIri ? words.copyIri : words.copy;
    button.addEventListener("click", () => copy(place.dataset.copy ?? "", button, words));
    if (isIri) {
      place.append(button);
    } else {
      place.after(button);
    }
  }
}

async function copy(text: string, button: HTMLButtonElement, words: Words): Promise<void> {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = words.copied;
  } catch {
    button.textContent = words.notCopied;
  }
  setTimeout(() => {
    button.textContent = before;
  }, 2000);
}
