// What a query found, as plain values: reading, sorting, filtering, and what can be drawn from it.
export interface Term {
  readonly type: "uri" | "literal" | "bnode";
  readonly value: string;
  readonly language?: string;
  readonly datatype?: string;
}
export type Row = readonly (Term | undefined)[];
export interface Table {
  readonly variables: readonly string[];
  readonly rows: readonly Row[];
}
export interface Advice {
  readonly rule: string;
  readonly severity: "warning" | "hint";
  readonly message: string;
  readonly fix: string;
  readonly line: number;
  readonly column: number;
  readonly replacement: string | null;
}
export type Kind = "number" | "date" | "thing" | "text" | "empty";
export type ChartKind = "bar" | "line" | "scatter" | "pie";
export type Show = (term: Term) => string;

interface Binding {
  readonly type: string;
  readonly value: string;
  readonly "xml:lang"?: string;
  readonly datatype?: string;
}
/** SPARQL 1.1 results as JSON, with the advice that the service adds. */
export interface Results {
  readonly head: { readonly vars?: readonly string[] };
  readonly boolean?: boolean;
  readonly results?: { readonly bindings: readonly Readonly<Record<string, Binding>>[] };
  readonly lint?: readonly Advice[];
}

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long", "short", "nonNegativeInteger"]);
const DATES = new Set(["date", "dateTime", "gYear", "gYearMonth"]);

/** The rows of a SELECT. */
export function tableOf(found: Results): Table {
  const variables = found.head.vars ?? [];
  const rows = (found.results?.bindings ?? []).map((b) => variables.map((v) => termOf(b[v])));
  return { variables, rows };
}

function termOf(binding: Binding | undefined): Term | undefined {
  if (!binding) return undefined;
  const type = binding.type === "uri" || binding.type === "bnode" ? binding.type : "literal";
  return {
    type,
    value: binding.value,
    ...(binding["xml:lang"] ? { language: binding["xml:lang"] } : {}),
    ...(binding.datatype ? { datatype: binding.datatype } : {}),
  };
}

const PIECE = /<([^>]*)>|_:(\S+)|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?/gy;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

/** The statements of N-Triples as rows. */
export function triplesOf(text: string): Table {
  const rows: Row[] = [];
  for (const line of text.split("\n")) {
    const terms: Term[] = [];
    PIECE.lastIndex = 0;
    while (terms.length < 3) {
      while (line[PIECE.lastIndex] === " ") PIECE.lastIndex += 1;
      const found = PIECE.exec(line);
      if (!found) break;
      terms.push(pieceOf(found));
    }
    if (terms.length === 3) rows.push(terms);
  }
  return { variables: ["subject", "predicate", "object"], rows };
}

function pieceOf(found: RegExpExecArray): Term {
  if (found[1] !== undefined) return { type: "uri", value: unescaped(found[1]) };
  if (found[2] !== undefined) return { type: "bnode", value: found[2] };
  return {
    type: "literal",
    value: unescaped(found[3] ?? ""),
    ...(found[4] ? { language: found[4] } : {}),
    ...(found[5] ? { datatype: found[5] } : {}),
  };
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, four, eight, one: string) =>
    one === undefined ? String.fromCodePoint(Number.parseInt(four ?? eight, 16)) : (ESCAPES[one] ?? one),
  );
}

/** What a column holds: one kind for all of its values, else text. */
export function kindOf(table: Table, column: number): Kind {
  let kind: Kind = "empty";
  for (const row of table.rows) {
    const term = row[column];
    if (!term) continue;
    const one = termKind(term);
    if (kind !== "empty" && kind !== one) return "text";
    kind = one;
  }
  return kind;
}

function termKind(term: Term): Kind {
  if (term.type === "uri") return "thing";
  const name = term.datatype?.startsWith(XSD) ? term.datatype.slice(XSD.length) : "";
  return NUMBERS.has(name) ? "number" : DATES.has(name) ? "date" : "text";
}

/** Row numbers in the order of a column; what is unbound comes last either way, equals keep their order. */
export function sorted(
  table: Table,
  rows: readonly number[],
  column: number,
  down: boolean,
  show: Show,
  lang: string,
): number[] {
  const numeric = kindOf(table, column) === "number";
  const { compare } = new Intl.Collator(lang, { numeric: true });
  const keys = new Map(rows.map((r) => [r, table.rows[r]?.[column]] as const));
  const texts = new Map([...keys].map(([r, term]) => [r, term ? show(term) : ""] as const));
  return [...rows].sort((a, b) => {
    const [one, other] = [keys.get(a), keys.get(b)];
    if (!one || !other) return Number(!one) - Number(!other) || a - b;
    const order = numeric ? Number(one.value) - Number(other.value) : compare(texts.get(a) ?? "", texts.get(b) ?? "");
    return (down ? -order : order) || a - b;
  });
}

/** The numbers of the rows in which every word of `text` occurs, in a name or in an IRI. */
export function matching(table: Table, text: string, show: Show): number[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const all = table.rows.map((_, i) => i);
  if (!words.length) return all;
  return all.filter((i) => {
    const line = (table.rows[i] ?? [])
      .map((t) => (t ? `${show(t)}\n${t.value}` : ""))
      .join("\n")
      .toLowerCase();
    return words.every((word) => line.includes(word));
  });
}

/** What a chart could show: the column of labels, that of numbers, and the kind that fits them; undefined for none. */
export function chartOf(table: Table): { label: number; value: number; kind: ChartKind } | undefined {
  const kinds = table.variables.map((_, i) => kindOf(table, i));
  const value = kinds.lastIndexOf("number");
  if (value < 0 || table.rows.length < 2) return undefined;
  const date = kinds.indexOf("date");
  if (date >= 0) return { label: date, value, kind: "line" };
  const text = kinds.indexOf("text");
  const label = text >= 0 ? text : kinds.indexOf("thing");
  if (label >= 0) return { label, value, kind: "bar" };
  const other = kinds.findIndex((kind, i) => kind === "number" && i !== value);
  return other < 0 ? undefined : { label: other, value, kind: "scatter" };
}

/** The columns that hold things: between two of them a network can be drawn. */
export function thingColumns(table: Table): number[] {
  return table.variables.flatMap((_, i) => (table.rows.some((row) => row[i]?.type === "uri") ? [i] : []));
}

/** Things and links between the columns `from` and `to`, of `most` rows at most. */
export function networkOf(
  table: Table,
  from: number,
  to: number,
  most: number,
): { nodes: Set<string>; edges: Map<string, { source: string; target: string; row: number }>; rows: number } {
  const nodes = new Set<string>();
  const edges = new Map<string, { source: string; target: string; row: number }>();
  const rows = Math.min(most, table.rows.length);
  for (let i = 0; i < rows; i += 1) {
    const [source, target] = [table.rows[i]?.[from], table.rows[i]?.[to]];
    if (source?.type === "uri") nodes.add(source.value);
    if (target?.type === "uri") nodes.add(target.value);
    if (source?.type === "uri" && target?.type === "uri") {
      const key = JSON.stringify([source.value, target.value]);
      if (!edges.has(key)) edges.set(key, { source: source.value, target: target.value, row: i });
    }
  }
  return { nodes, edges, rows };
}

/** The LIMIT of the query itself, not that of a sub-select; undefined where it has none. */
export function limitOf(query: string): number | undefined {
  const text = query.replace(/<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, " _ ").replace(/#[^\n]*/g, "");
  const found = /\bLIMIT\s+(\d+)/i.exec(text.slice(text.lastIndexOf("}") + 1));
  return found ? Number(found[1]) : undefined;
}
