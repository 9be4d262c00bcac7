// Sends a query and reads the whole answer; stopping it makes the service stop too.
import { type Advice, type Results, type Table, tableOf, triplesOf } from "../results/model.ts";
import type { Problem } from "./problems.ts";

export type Found =
  | { readonly kind: "rows" | "triples"; readonly table: Table }
  | { readonly kind: "truth"; readonly truth: boolean };
export interface Answer {
  readonly found: Found;
  readonly advice: readonly Advice[];
  /** Milliseconds: what the service took, if it says so, and until everything was here. */
  readonly served: number | undefined;
  readonly waited: number;
  readonly cached: boolean;
  readonly release: string;
}
export class QueryProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}
const ACCEPT = "application/sparql-results+json, application/n-triples";

/** Answer `query`; rejects with QueryProblem, with AbortError when `signal` stops it, or with what the network says. */
export async function ask(query: string, signal: AbortSignal): Promise<Answer> {
  const begun = performance.now();
  const address = `/sparql?${new URLSearchParams({ query, lint: "true" })}`;
  const options: RequestInit =
    address.length < 8_000
      ? { headers: { Accept: ACCEPT }, signal }
      : { method: "POST", body: new URLSearchParams({ query, lint: "true" }), headers: { Accept: ACCEPT }, signal };
  const response = await fetch(address.length < 8_000 ? address : "/sparql", options);
  if (!response.ok) throw new QueryProblem(await problemOf(response));
  const text = await response.text();
  const timing = response.headers.get("Server-Timing") ?? "";
  const took = /query;dur=([\d.]+)/.exec(timing)?.[1];
  const read = foundIn(text, response.headers.get("Content-Type") ?? "");
  return {
    ...read,
    served: took === undefined ? undefined : Number(took),
    waited: performance.now() - begun,
    cached: timing.includes("cache"),
    release: response.headers.get("X-M4SD-Release") ?? "",
  };
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback = { title: response.statusText, detail: `HTTP ${response.status}`, status: response.status };
  return { ...fallback, ...((await response.json().catch(() => ({}))) as Partial<Problem>) };
}

function foundIn(text: string, type: string): { found: Found; advice: readonly Advice[] } {
  if (type.startsWith("application/n-triples"))
    return { found: { kind: "triples", table: triplesOf(text) }, advice: [] };
  const results = JSON.parse(text) as Results;
  const advice = results.lint ?? [];
  if (results.boolean !== undefined) return { found: { kind: "truth", truth: results.boolean }, advice };
  return { found: { kind: "rows", table: tableOf(results) }, advice };
}
