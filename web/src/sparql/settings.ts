// What the page tells its scripts.
export interface Settings {
  readonly lang: string;
  readonly endpoint: string;
  readonly release: string;
  readonly released: boolean;
  readonly union: boolean;
  readonly prefixes: Readonly<Record<string, string>>;
  readonly example: string;
  readonly notices: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<"seconds" | "longest" | "memory" | "result" | "length", number>>;
  readonly services: readonly string[];
  readonly formats: Readonly<Record<"rows" | "truth" | "triples", readonly string[]>>;
  /** Whether the page holds an answer already. */
  readonly ran: boolean;
}
