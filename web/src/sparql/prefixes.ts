// Declarations of prefixes: which a query uses, which it lacks, putting them in and taking them out.
import { tokensOf } from "./tokens.ts";

export type Prefixes = Readonly<Record<string, string>>;
const DECLARATION = /^[ \t]*PREFIX[ \t]+([^\s:<]*):[ \t]*<([^<>\s]*)>[ \t]*\r?\n?/gim;

/** The prefixes that a query declares, by name. */
export function declared(query: string): Record<string, string> {
  return Object.fromEntries([...query.matchAll(DECLARATION)].map((found) => [found[1] ?? "", found[2] ?? ""]));
}

/** The prefixes that stand in a query outside of its declarations, by name. */
export function used(query: string): string[] {
  const tokens = tokensOf(query).filter((token) => token.kind !== "comment");
  const names = tokens.filter((t, i) => t.kind === "name" && tokens[i - 1]?.text.toUpperCase() !== "PREFIX");
  const found = names.map((token) => token.text.slice(0, token.text.indexOf(":"))).filter((name) => name !== "_");
  return [...new Set(found)].sort();
}

/** The query with a declaration of each known prefix that it uses and does not declare. */
export function withDeclarations(query: string, known: Prefixes): string {
  const there = declared(query);
  const missing = used(query).filter((name) => !(name in there) && name in known);
  const lines = missing.map((name) => `PREFIX ${name}: <${known[name]}>\n`).join("");
  return lines + query;
}

/** The query without the declarations that the service knows anyway. */
export function withoutDeclarations(query: string, known: Prefixes): string {
  const text = query.replace(DECLARATION, (line, name: string, iri: string) => (known[name] === iri ? "" : line));
  return text.replace(/^\s*\n/, "");
}
