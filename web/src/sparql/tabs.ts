// The reader's queries and what ran before: kept in the browser, changed as plain values.
export interface Tab {
  readonly id: string;
  readonly name: string;
  readonly text: string;
}
export interface Desk {
  readonly tabs: readonly Tab[];
  readonly current: string;
}
export interface Ran {
  readonly text: string;
  readonly at: string;
  readonly rows: number;
}
const TABS = "m4sd.sparql.queries";
const HISTORY = "m4sd.sparql.history";
const KEPT = 50;

/** What the browser has kept, if it is a desk; else one with a single query. */
export function opened(kept: string | null, name: string, text: string): Desk {
  try {
    const desk = JSON.parse(kept ?? "") as Desk;
    if (desk.tabs.length && desk.tabs.every((t) => typeof t.text === "string" && typeof t.name === "string" && t.id)) {
      return {
        tabs: desk.tabs,
        current: desk.tabs.some((t) => t.id === desk.current) ? desk.current : (desk.tabs[0]?.id ?? ""),
      };
    }
  } catch {
    // Nothing is kept, or something else: begin anew.
  }
  return added({ tabs: [], current: "" }, name, text);
}

/** The desk with another query on top. */
export function added(desk: Desk, name: string, text: string): Desk {
  const id = String(1 + Math.max(0, ...desk.tabs.map((t) => Number(t.id) || 0)));
  return { tabs: [...desk.tabs, { id, name, text }], current: id };
}

export function changed(desk: Desk, id: string, change: Partial<Pick<Tab, "name" | "text">>): Desk {
  return { ...desk, tabs: desk.tabs.map((t) => (t.id === id ? { ...t, ...change } : t)) };
}

/** The desk without a query; the one beside it comes on top. The last one stays. */
export function closed(desk: Desk, id: string): Desk {
  const at = desk.tabs.findIndex((t) => t.id === id);
  const tabs = desk.tabs.filter((t) => t.id !== id);
  if (at < 0 || !tabs.length) return desk;
  const current = desk.current === id ? (tabs[Math.min(at, tabs.length - 1)]?.id ?? "") : desk.current;
  return { tabs, current };
}

/** The history with one more run on top; the same query again moves up. */
export function remembered(history: readonly Ran[], ran: Ran): Ran[] {
  return [ran, ...history.filter((h) => h.text !== ran.text)].slice(0, KEPT);
}

/** The browser's storage, where it lets us. */
export const storage = {
  desk: (name: string, text: string): Desk => opened(read(TABS), name, text),
  keep: (desk: Desk): void => write(TABS, desk),
  history: (): Ran[] => {
    try {
      const found: unknown = JSON.parse(read(HISTORY) ?? "[]");
      return Array.isArray(found) ? (found as Ran[]) : [];
    } catch {
      return [];
    }
  },
  remember: (ran: Ran): void => write(HISTORY, remembered(storage.history(), ran)),
  forget: (): void => write(HISTORY, []),
};

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the page works without.
  }
}
