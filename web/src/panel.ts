// A side panel with the chains of a cell: the trace page's own chains, fetched when a cell is chosen.
export interface PanelWords {
  close: string;
  page: string;
  loading: string;
  failed: string;
}

/** The fragment that names a cell, so that an open panel can be shared; "" for an address that is no trace. */
export function fragmentOf(address: string): string {
  const asked = new URL(address, "http://localhost").searchParams;
  const from = asked.get("from");
  const to = asked.get("to");
  return from && to ? `#${new URLSearchParams({ from, to })}` : "";
}

export class Panel {
  private readonly dialog = document.createElement("dialog");
  private readonly body = document.createElement("div");
  private readonly link = document.createElement("a");
  private latest = "";

  private readonly words: PanelWords;

  constructor(words: PanelWords, closed: () => void) {
    this.words = words;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "plain";
    close.textContent = words.close;
    close.addEventListener("click", () => this.dialog.close());
    this.link.textContent = words.page;
    const bar = document.createElement("div");
    bar.className = "toolbar";
    bar.append(close, this.link);
    this.body.setAttribute("aria-live", "polite");
    this.dialog.className = "panel";
    this.dialog.append(bar, this.body);
    this.dialog.addEventListener("close", closed);
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
    document.body.append(this.dialog);
  }

  async open(address: string, label: string): Promise<void> {
    this.latest = address;
    this.link.href = address;
    this.dialog.setAttribute("aria-label", label);
    this.body.replaceChildren(paragraph(this.words.loading));
    if (!this.dialog.open) this.dialog.showModal();
    const found = await part(address, "#chains").catch(() => null);
    // Another cell may have been chosen meanwhile.
    if (this.latest === address) this.body.replaceChildren(found ?? paragraph(this.words.failed));
  }

  close(): void {
    this.dialog.close();
  }
}

/** The element of another page of this site; null where there is none. */
export async function part(address: string, selector: string): Promise<Element | null> {
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector(selector);
  return answer.ok && found ? (document.adoptNode(found) as Element) : null;
}

function paragraph(text: string): HTMLElement {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}
