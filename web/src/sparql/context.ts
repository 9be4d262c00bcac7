// Where a cursor stands in a query: what may come there, of which variable, and what is known of its class.
import { type Token, tokensOf } from "./tokens.ts";

export type Slot = "subject" | "property" | "object" | "class" | "graph" | "other";
export interface Place {
  readonly slot: Slot;
  /** The subject and the property before the cursor, as they stand. */
  readonly subject: string;
  readonly property: string;
  /** The classes that the query gives the subject, as they stand. */
  readonly classes: readonly string[];
  /** What is being written, and where it begins. */
  readonly word: string;
  readonly from: number;
}
interface State {
  slot: "subject" | "property" | "object" | "after";
  subject: string;
  property: string;
}
const TYPE = new Set(["a", "rdf:type", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"]);
const PATH = new Set(["/", "|", "^", "!"]);
const STEPS = new Set(["*", "+", "?"]);
const TERMS = new Set(["variable", "iri", "name", "string", "number"]);
const ONE = "[^\\s{}()\\[\\];,/|^!<>\"'=]*";
const WORD = new RegExp(`(?:<[^<>\\s]*|[?$]?${ONE})$`);

/** The place at `position`, where nothing that is written there counts yet. */
export function placeAt(query: string, position: number): Place {
  const before = query.slice(0, position);
  const tokens = tokensOf(query);
  const inside = tokens.find(
    (t) => t.from < position && position < t.to && (t.kind === "comment" || t.kind === "string"),
  );
  const word = WORD.exec(before)?.[0] ?? "";
  const from = position - word.length;
  const nothing = { slot: "other", subject: "", property: "", classes: [], word, from } as const;
  if (
    inside ||
    (/#[^\n<>]*$/.test(before.slice(before.lastIndexOf("\n") + 1)) && tokensOf(before).at(-1)?.kind === "comment")
  )
    return nothing;
  const read = reading(tokens.filter((token) => token.to <= from));
  const last = read.last.toUpperCase();
  if (last === "GRAPH" || last === "FROM" || last === "NAMED") return { ...nothing, slot: "graph" };
  if (!read.state || read.round > 0) return nothing;
  const { slot, subject, property } = read.state;
  const classes = slot === "property" || slot === "object" ? (reading(tokens).classes.get(subject) ?? []) : [];
  const named = slot === "after" ? "other" : slot === "object" && TYPE.has(property) ? "class" : slot;
  return { slot: named, subject, property, classes, word, from };
}

interface Reading {
  /** Undefined outside of groups. */
  state: State | undefined;
  round: number;
  last: string;
  classes: Map<string, string[]>;
}

/** Read tokens as far as they go; what is incomplete or wrong is passed over. */
function reading(tokens: readonly Token[]): Reading {
  const stack: State[] = [];
  const kept: State[] = [];
  const classes = new Map<string, string[]>();
  let round = 0;
  let last = "";
  for (const token of tokens) {
    if (token.kind === "comment") continue;
    const state = stack.at(-1);
    const { text } = token;
    if (text === "{") stack.push({ slot: "subject", subject: "", property: "" });
    else if (text === "}") stack.pop();
    else if (state) round = step(state, token, round, kept, classes);
    last = text;
  }
  return { state: stack.at(-1), round, last, classes };
}

function step(state: State, token: Token, round: number, kept: State[], classes: Map<string, string[]>): number {
  const { text, kind } = token;
  if (text === "(" && state.slot !== "property") return round + 1;
  if (text === ")" && round > 0) {
    // The end of a FILTER or BIND: another pattern may begin.
    if (round === 1) Object.assign(state, { slot: "subject" });
    return round - 1;
  }
  if (round > 0) return round;
  if (text === ".") Object.assign(state, { slot: "subject", subject: "" });
  else if (text === ";") state.slot = "property";
  else if (text === ",") state.slot = "object";
  else if (text === "[") {
    kept.push({ ...state });
    Object.assign(state, { slot: "property", subject: `[${token.from}` });
  } else if (text === "]") Object.assign(state, kept.pop() ?? state, { slot: "after" });
  else if (state.slot === "object" && (PATH.has(text) || STEPS.has(text)))
    state.slot = PATH.has(text) ? "property" : "object";
  else if (kind === "word" && text !== "a") Object.assign(state, { slot: "subject", subject: "" });
  else if (TERMS.has(kind) || text === "a") term(state, text, classes);
  return round;
}

function term(state: State, text: string, classes: Map<string, string[]>): void {
  if (state.slot === "subject") Object.assign(state, { slot: "property", subject: text });
  else if (state.slot === "property") Object.assign(state, { slot: "object", property: text });
  else if (state.slot === "object") {
    if (TYPE.has(state.property)) classes.set(state.subject, [...(classes.get(state.subject) ?? []), text]);
    state.slot = "after";
  } else Object.assign(state, { slot: "property", subject: text });
}
