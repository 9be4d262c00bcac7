// Lays a query out: one pattern a line, indented by depth. Nothing but white space changes.
import { type Token, tokensOf } from "./tokens.ts";

const OPENERS = new Set(["FILTER", "OPTIONAL", "BIND", "MINUS", "GRAPH", "SERVICE", "VALUES"]);
const MODIFIERS = new Set(["ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET", "FROM", "WHERE", "VALUES"]);
const QUERIES = new Set(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]);

/** The query with its lines broken and indented; comments stay beside what they stood beside. */
export function tidy(query: string): string {
  return new Layout(query).text();
}

class Layout {
  readonly #query: string;
  readonly #tokens: Token[];
  #lines: string[] = [];
  #line = "";
  #depth = 0;
  #round = 0;
  #chained = false;
  #data = 0;

  constructor(query: string) {
    this.#query = query;
    this.#tokens = tokensOf(query);
  }

  text(): string {
    for (const [i, token] of this.#tokens.entries()) this.#put(token, i);
    this.#break();
    return `${this.#lines.join("\n").trim()}\n`;
  }

  #put(token: Token, i: number): void {
    const before = this.#tokens[i - 1];
    if (token.kind === "comment") this.#comment(token, before);
    else if (token.text === "{") this.#open(i);
    else if (token.text === "}") this.#close();
    else if (this.#isEnd(token)) this.#end(token);
    else {
      if (this.#begins(token, before)) this.#break();
      this.#add(token, before);
      if (token.kind === "punctuation") this.#round += token.text === "(" ? 1 : token.text === ")" ? -1 : 0;
      const prologue =
        this.#depth === 0 &&
        token.kind === "iri" &&
        this.#tokens.slice(Math.max(0, i - 2), i).some((t) => /^(PREFIX|BASE)$/i.test(t.text));
      if (prologue) this.#break();
    }
  }

  #isEnd(token: Token): boolean {
    return (
      token.kind === "punctuation" && this.#round === 0 && this.#depth > 0 && (token.text === "." || token.text === ";")
    );
  }

  #end(token: Token): void {
    this.#line += this.#line ? ` ${token.text}` : token.text;
    this.#break(token.text === ";");
  }

  #open(i: number): void {
    const back = this.#tokens.slice(Math.max(0, i - 8), i).map((t) => t.text.toUpperCase());
    const values = back.lastIndexOf("VALUES");
    if (values >= 0 && !back.slice(values).some((text) => text === "{" || text === "}")) this.#data += 1;
    this.#line += this.#line ? " {" : "{";
    if (this.#data) return;
    this.#breakAt(this.#depth);
    this.#depth += 1;
    this.#chained = false;
  }

  #close(): void {
    if (this.#data) {
      this.#line += " }";
      this.#data -= 1;
      this.#break();
      return;
    }
    this.#break();
    this.#depth = Math.max(0, this.#depth - 1);
    this.#line = "}";
  }

  #comment(token: Token, before: Token | undefined): void {
    const own = !before || this.#query.slice(before.to, token.from).includes("\n");
    const chained = this.#chained;
    if (own) {
      this.#break(chained);
      this.#line = token.text;
    } else if (!this.#line && this.#lines.length) {
      this.#lines[this.#lines.length - 1] += ` ${token.text}`;
      return;
    } else this.#line += ` ${token.text}`;
    this.#break(chained);
  }

  #begins(token: Token, before: Token | undefined): boolean {
    if (!before || this.#round > 0 || !this.#line) return false;
    if (before.text === "}" && !this.#data) return token.text.toUpperCase() !== "UNION" && token.text !== ".";
    if (token.kind !== "word" || this.#data) return false;
    const word = token.text.toUpperCase();
    const previous = before.text.toUpperCase();
    if (QUERIES.has(word)) return this.#line !== "";
    if (this.#depth > 0 && OPENERS.has(word)) return true;
    if (word === "WHERE" || previous === "DELETE") return false;
    return (
      MODIFIERS.has(word) &&
      (this.#depth === 0 ? this.#lines.length > 0 || word === "FROM" : word !== "GROUP" || before.text === "}")
    );
  }

  #add(token: Token, before: Token | undefined): void {
    const apart = before && this.#query.slice(before.to, token.from) !== "";
    this.#line +=
      this.#line && (apart || before?.text === "}" || before?.text === "{" || before?.kind === "comment")
        ? ` ${token.text}`
        : token.text;
  }

  #break(chained = false): void {
    this.#breakAt(this.#depth + (this.#chained && this.#line && !this.#line.startsWith("}") ? 1 : 0));
    this.#chained = chained;
  }

  #breakAt(depth: number): void {
    if (this.#line) this.#lines.push("  ".repeat(depth) + this.#line);
    this.#line = "";
  }
}
