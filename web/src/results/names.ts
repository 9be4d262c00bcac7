// Names of things in the reader's language, asked of the service in portions and kept.
import type { Term } from "./model.ts";

export interface Name {
  readonly text: string;
  readonly href: string;
  readonly language: string;
}
const MOST = 1_000;
const IRI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]*$/;

export class Names {
  readonly #known = new Map<string, Name | undefined>();
  readonly #lang: string;
  readonly #prefixes: readonly (readonly [string, string])[];
  readonly #chosen: string;
  #loading: Promise<void> = Promise.resolve();

  constructor(lang: string, prefixes: Readonly<Record<string, string>> = {}) {
    this.#lang = lang;
    this.#prefixes = Object.entries(prefixes).sort((a, b) => b[1].length - a[1].length);
    this.#chosen = new URLSearchParams(location.search).get("lang") ?? "";
  }

  of(iri: string): Name | undefined {
    return this.#known.get(iri);
  }

  /** The text that stands for a term. */
  text(term: Term): string {
    if (term.type === "uri") return this.of(term.value)?.text ?? this.short(term.value);
    return term.type === "bnode" ? `_:${term.value}` : term.value;
  }

  /** A prefixed name where a prefix fits, else the IRI. */
  short(iri: string): string {
    const found = this.#prefixes.find(
      ([, namespace]) => iri.startsWith(namespace) && !iri.slice(namespace.length).includes("/"),
    );
    return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
  }

  /** Where this service tells about a thing. */
  href(iri: string): string {
    const known = this.of(iri)?.href;
    if (known?.startsWith("/")) return known;
    return `/resource?iri=${encodeURIComponent(iri)}${this.#chosen ? `&lang=${this.#chosen}` : ""}`;
  }

  /** Ask for the names of those that are not known yet; a portion that fails leaves its IRIs as they are. */
  load(iris: Iterable<string>, arrived: () => void): Promise<void> {
    // One after the other: what was asked for by an earlier call is known to the next.
    const missing = [...iris].some((iri) => !this.#known.has(iri));
    if (!missing) return Promise.resolve();
    this.#loading = this.#loading.then(() => this.#load(iris, arrived));
    return this.#loading;
  }

  /** Once everything that was asked for has come. */
  settled(): Promise<void> {
    return this.#loading;
  }

  async #load(iris: Iterable<string>, arrived: () => void): Promise<void> {
    const missing = [...new Set(iris)].filter((iri) => !this.#known.has(iri) && IRI.test(iri) && iri.length < 2_000);
    for (let start = 0; start < missing.length; start += MOST) {
      const asked = missing.slice(start, start + MOST);
      const response = await fetch(`/labels?lang=${this.#lang}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ iris: asked }),
      }).catch(() => undefined);
      if (!response?.ok) return;
      const { names } = (await response.json()) as { names: Record<string, Name> };
      for (const iri of asked) this.#known.set(iri, names[iri]);
      arrived();
    }
  }
}
