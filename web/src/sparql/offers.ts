// What completion offers at a place: terms of this data only, the best fit first.
import type { Place } from "./context.ts";
import { declared, type Prefixes } from "./prefixes.ts";

export interface Thing {
  readonly name: string;
  readonly iri: string;
  readonly label: string;
  readonly count: number;
  readonly language?: string;
  readonly meaning?: string;
}
export interface Class extends Thing {
  readonly above: readonly string[];
}
export interface Property extends Thing {
  readonly ranges: readonly string[];
  readonly uses: Readonly<Record<string, readonly [number, "required" | "recommended" | ""]>>;
}
export interface Vocabulary {
  readonly classes: readonly Class[];
  readonly properties: readonly Property[];
  readonly graphs: readonly Thing[];
}
export interface Offer {
  readonly text: string;
  readonly kind: "class" | "property" | "graph" | "thing" | "variable" | "prefix" | "keyword" | "function";
  readonly thing?: Thing;
  /** What the shapes demand of the class at hand, and how many of its instances have it. */
  readonly demand?: "required" | "recommended" | "optional";
  readonly of?: { readonly name: string; readonly count: number };
}
export const KEYWORDS =
  "SELECT DISTINCT WHERE OPTIONAL FILTER UNION MINUS GRAPH BIND VALUES SERVICE ORDER BY GROUP BY HAVING LIMIT OFFSET ASK CONSTRUCT DESCRIBE PREFIX FROM FROM NAMED NOT EXISTS EXISTS AS ASC DESC UNDEF".split(
    /(?<!FROM|ORDER|GROUP|NOT) /,
  );
export const FUNCTIONS =
  "COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI CONCAT STRLEN SUBSTR UCASE LCASE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER REPLACE REGEX YEAR MONTH DAY NOW ABS ROUND CEIL FLOOR COALESCE IF SAMETERM ISIRI ISLITERAL ISBLANK ISNUMERIC STRDT STRLANG ENCODE_FOR_URI EXISTS".split(
    " ",
  );
const ORDER = { required: 0, recommended: 1, optional: 2 } as const;

/** The offers at `place` of `query`. */
export function offersAt(query: string, place: Place, vocabulary: Vocabulary, known: Prefixes): Offer[] {
  const { word } = place;
  if (/^[?$]/.test(word)) return variables(query, word);
  const prefixes = { ...known, ...declared(query) };
  const fits = (thing: Thing) => matches(thing, word);
  switch (place.slot) {
    case "class":
      return [
        ...vocabulary.classes.filter(fits).map((thing): Offer => ({ text: thing.name, kind: "class", thing })),
        ...names(prefixes, word),
      ];
    case "property":
      return [
        ...properties(vocabulary, place).filter((offer) => offer.thing && fits(offer.thing)),
        ...names(prefixes, word),
      ];
    case "graph":
      return vocabulary.graphs.filter(fits).map((thing) => ({ text: thing.name, kind: "graph", thing }));
    default:
      return [...names(prefixes, word), ...words(KEYWORDS, "keyword", word), ...words(FUNCTIONS, "function", word)];
  }
}

/** The properties for the subject at hand: those of its classes first, the mandatory ones before all. */
export function properties(vocabulary: Vocabulary, place: Place): Offer[] {
  const asked = place.classes
    .map((name) => vocabulary.classes.find((c) => c.name === name || `<${c.iri}>` === name))
    .filter((c) => c !== undefined);
  const offers = vocabulary.properties.map((thing): Offer & { rank: readonly number[] } => {
    const use = asked.map((c) => ({ name: c.name, use: thing.uses[c.name] })).find(({ use }) => use);
    if (!use?.use) return { text: thing.name, kind: "property", thing, rank: [3, 0, -thing.count] };
    const [count, told] = use.use;
    const demand = told || "optional";
    return {
      text: thing.name,
      kind: "property",
      thing,
      demand,
      of: { name: use.name, count },
      rank: [ORDER[demand], -count, -thing.count],
    };
  });
  offers.sort((a, b) => a.rank.reduce((order, rank, i) => order || rank - (b.rank[i] ?? 0), 0));
  const fitting = asked.length ? offers.filter((offer) => offer.demand) : offers;
  // With a class at hand, what it never has stays out: it would only find nothing.
  return (fitting.length ? fitting : offers).map(({ rank: _, ...offer }) => offer);
}

/** Whether a name, a label or the last part of a name begins with or contains what is written. */
export function matches(thing: Thing, word: string): boolean {
  const text = word.toLowerCase();
  if (!text || text === "<") return true;
  const name = thing.name.toLowerCase();
  return (
    name.includes(text) ||
    thing.label.toLowerCase().includes(text.replace(/_/g, " ")) ||
    (text.startsWith("<") && `<${thing.iri}`.toLowerCase().startsWith(text))
  );
}

function variables(query: string, word: string): Offer[] {
  const found = [...query.matchAll(/[?$][\p{L}\p{N}_]+/gu)].map((m) => `?${m[0].slice(1)}`);
  const others = [...new Set(found)].filter((name) => name !== word && name.startsWith(word.replace("$", "?")));
  return others.map((text) => ({ text, kind: "variable" }));
}

function names(prefixes: Prefixes, word: string): Offer[] {
  if (!word || word.includes(":") || word.startsWith("<")) return [];
  const found = Object.keys(prefixes).filter((name) => name.startsWith(word.toLowerCase()));
  return found.map((name) => ({
    text: `${name}:`,
    kind: "prefix",
    thing: { name, iri: prefixes[name] ?? "", label: prefixes[name] ?? "", count: -1 },
  }));
}

function words(known: readonly string[], kind: "keyword" | "function", word: string): Offer[] {
  if (!/^[A-Za-z]+/.test(word) || word.includes(":")) return [];
  const found = known.filter((text) => text.startsWith(word.toUpperCase()) && text !== word.toUpperCase());
  return found.map((text) => ({ text: kind === "function" && text !== "EXISTS" ? `${text}(` : text, kind }));
}
