// What the service says against a query, at its place in the text, with what to write instead.
import type { Advice } from "../results/model.ts";
import { declared, type Prefixes } from "./prefixes.ts";

/** An error of the service (RFC 9457), as far as it tells. */
export interface Problem {
  readonly title: string;
  readonly detail: string;
  readonly status: number;
  readonly remedy?: string;
  readonly place?: string;
  readonly line?: number;
  readonly column?: number;
  readonly token?: string;
  readonly expected?: readonly string[];
  readonly nearest?: readonly string[];
}
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  /** Texts that may stand in place of the marked one, or of the whole query. */
  readonly replacements: readonly { readonly text: string; readonly whole: boolean }[];
}

/** The offset of a line and column that count from one, columns in characters. */
export function offsetOf(query: string, line: number, column: number): number {
  const lines = query.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const inside = Array.from(lines[line - 1] ?? "")
    .slice(0, column - 1)
    .join("").length;
  return Math.min(query.length, before + inside);
}

/** The mark of an error; undefined where it names no place. */
export function markOf(query: string, problem: Problem): Mark | undefined {
  if (!problem.line || !problem.column) return undefined;
  const from = offsetOf(query, problem.line, problem.column);
  const token = problem.token && query.startsWith(problem.token, from) ? problem.token : "";
  const message = [problem.detail, problem.remedy].filter(Boolean).join(" ");
  const replacements = token ? nearestTo(problem).map((text) => ({ text, whole: false })) : [];
  return { ...span(query, from, token), severity: "error", message, replacements };
}

/** What was probably meant by the token; a prefix that is near (`skos:`) takes the rest of the name along. */
export function nearestTo({ token = "", nearest = [] }: Problem): string[] {
  const local = token.slice(token.indexOf(":") + 1);
  return token ? nearest.map((text) => (text.endsWith(":") && token.includes(":") ? text + local : text)) : [];
}

/** The prefix of the token, where neither the query nor the service declares it. */
export function undeclared(query: string, { token = "" }: Problem, known: Prefixes): string | undefined {
  const name = /^([^\s:<>]*):/.exec(token)?.[1];
  return name === undefined || name === "_" || name in known || name in declared(query) ? undefined : name;
}

/** The mark of a piece of advice. */
export function adviceMark(query: string, advice: Advice): Mark {
  const from = offsetOf(query, advice.line, advice.column);
  const word = /^(?:\?\w+|<[^>]*>|[\w-]*:?[\w-]*)/.exec(query.slice(from))?.[0] ?? "";
  const replacements = advice.replacement === null ? [] : [{ text: advice.replacement, whole: true }];
  const severity = advice.severity === "warning" ? "warning" : "info";
  return { ...span(query, from, word), severity, message: `${advice.message} ${advice.fix}`, replacements };
}

function span(query: string, from: number, token: string): { from: number; to: number } {
  if (from >= query.length) return { from: Math.max(0, query.length - 1), to: query.length };
  return { from, to: Math.min(query.length, from + Math.max(1, token.length)) };
}
