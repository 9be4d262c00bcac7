// A query as tokens: enough of the grammar to see where a cursor stands and to lay a query out.
export type TokenKind = "comment" | "iri" | "string" | "variable" | "name" | "word" | "number" | "tag" | "punctuation";
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}
const KINDS: readonly (readonly [TokenKind, string])[] = [
  ["comment", "#[^\\n]*"],
  ["iri", '<[^<>"{}|^`\\\\\\s]*>'],
  ["string", "\"\"\"(?:[^\"\\\\]|\\\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\\\]|\\\\.|'(?!''))*'''"],
  ["string", "\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)*'"],
  ["variable", "[?$][\\p{L}\\p{N}_]+"],
  ["tag", "@[A-Za-z]+(?:-[A-Za-z0-9]+)*"],
  [
    "name",
    "(?:[\\p{L}][\\p{L}\\p{N}_.-]*)?:(?:[\\p{L}\\p{N}_:%](?:[\\p{L}\\p{N}_:%-]|\\.(?=[\\p{L}\\p{N}_:%-])|\\\\.)*)?|_:[\\p{L}\\p{N}_]+",
  ],
  ["number", "[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"],
  ["word", "[\\p{L}_][\\p{L}\\p{N}_]*"],
  ["punctuation", "\\^\\^|&&|\\|\\||<=|>=|!=|[^\\s]"],
];
const TOKEN = new RegExp(KINDS.map(([, pattern]) => `(${pattern})`).join("|"), "gsu");

/** The tokens of a query with their places; what is no token of SPARQL comes as punctuation. */
export function tokensOf(query: string): Token[] {
  return [...query.matchAll(TOKEN)].map((found) => {
    const at = found.slice(1).findIndex((group) => group !== undefined);
    return {
      kind: KINDS[at]?.[0] ?? "punctuation",
      text: found[0],
      from: found.index,
      to: found.index + found[0].length,
    };
  });
}
