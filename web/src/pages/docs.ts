// The documentation: contents open where there is room beside the text, and code can be copied.
import "../styles/docs.css";
import { codeOf } from "../docs/code.ts";

const WIDE = "(min-width: 80rem)";

interface Words {
  copy: string;
  copied: string;
  failed: string;
}

const found = document.getElementById("docs-words");
if (found?.textContent) {
  const words = JSON.parse(found.textContent) as Words;
  for (const block of document.querySelectorAll<HTMLElement>(".code")) addCopy(block, words);
}

const contents = document.querySelector<HTMLDetailsElement>(".docs-contents");
if (contents) {
  const wide = matchMedia(WIDE);
  contents.open = wide.matches;
  wide.addEventListener("change", () => {
    contents.open = wide.matches;
  });
  follow(contents);
}

function addCopy(block: HTMLElement, words: Words): void {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain copy";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    const text = codeOf(block.querySelector("pre")?.textContent ?? "", block.dataset.language ?? "");
    button.textContent = (await copied(text)) ? words.copied : words.failed;
    setTimeout(() => {
      button.textContent = words.copy;
    }, 2000);
  });
  block.append(button);
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Refused by the browser, or an address without encryption.
    return false;
  }
}

// Marks the heading that is read now in the contents.
function follow(list: HTMLElement): void {
  const links = new Map(
    [...list.querySelectorAll<HTMLAnchorElement>("a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]),
  );
  const seen = new IntersectionObserver(
    (entries) => {
      const entry = entries.find((one) => one.isIntersecting);
      if (!entry) return;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(entry.target.id)?.setAttribute("aria-current", "true");
    },
    { rootMargin: "0px 0px -70% 0px" },
  );
  for (const id of links.keys()) {
    const heading = document.getElementById(id);
    if (heading) seen.observe(heading);
  }
}
