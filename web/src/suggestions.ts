// What the search answers, made ready to be shown as suggestions. No document needed, so that it can be tested alone.

export type Texts = Readonly<Record<string, string>>;
export type Range = readonly [number, number];

export interface Found {
  readonly total: number;
  readonly items: readonly Item[];
}

export interface Item {
  readonly page: string;
  readonly label: Texts;
  /** The notice that must stand beside the name, where one is required. */
  readonly note?: Texts;
  readonly class: { readonly id: string; readonly label: Texts };
  readonly matched: {
    readonly text: string;
    readonly language: string | null;
    readonly ranges: readonly Range[];
  } | null;
}

export interface Spoken {
  readonly text: string;
  readonly lang: string;
}

export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

export interface Suggestion {
  readonly page: string;
  readonly label: Spoken;
  readonly pieces: readonly Piece[];
  /** The other name that matched, if it is not the label. */
  readonly other: { readonly lang: string; readonly pieces: readonly Piece[] } | null;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly suggestions: readonly Suggestion[];
}

/** The text in the first of `order` that there is, else in any language. */
export function spoken(texts: Texts, order: readonly string[]): Spoken {
  const lang = order.find((code) => code in texts) ?? Object.keys(texts)[0] ?? "";
  return { text: texts[lang] ?? "", lang };
}

/** The text cut at the ranges, which count characters, not the halves of pairs that strings here are made of. */
export function pieces(text: string, ranges: readonly Range[]): readonly Piece[] {
  const characters = Array.from(text);
  const found: Piece[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    found.push({ text: characters.slice(at, start).join(""), hit: false });
    found.push({ text: characters.slice(start, end).join(""), hit: true });
    at = end;
  }
  found.push({ text: characters.slice(at).join(""), hit: false });
  return found.filter((piece) => piece.text !== "");
}

/** The items by class, classes in the order of their best item. */
export function grouped(found: Found, order: readonly string[]): readonly Group[] {
  const groups = new Map<string, { name: string; suggestions: Suggestion[] }>();
  for (const item of found.items) {
    const group = groups.get(item.class.id) ?? { name: spoken(item.class.label, order).text, suggestions: [] };
    group.suggestions.push(suggestion(item, order));
    groups.set(item.class.id, group);
  }
  return [...groups].map(([id, group]) => ({ id, ...group }));
}

/** The notices that the items require, each once. */
export function notices(found: Found, order: readonly string[]): readonly Spoken[] {
  const notes = found.items.flatMap((item) => (item.note ? [spoken(item.note, order)] : []));
  return [...new Map(notes.map((note) => [note.text, note])).values()];
}

function suggestion(item: Item, order: readonly string[]): Suggestion {
  const label = spoken(item.label, order);
  const matched = item.matched;
  const marked = matched ? pieces(matched.text, matched.ranges) : [];
  const same = matched !== null && matched.text === label.text;
  return {
    page: item.page,
    label,
    pieces: same ? marked : [{ text: label.text, hit: false }],
    other: matched && !same ? { lang: matched.language ?? "", pieces: marked } : null,
  };
}

/** The option after `active` in a list of `count`, `step` further; -1 is the field itself, between last and first. */
export function moved(active: number, step: number, count: number): number {
  const places = count + 1;
  return ((active + 1 + step + places) % places) - 1;
}
