// Completion in the editor: the vocabulary of the service, and the values that a property has in the data.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { fill, h } from "../parts/dom.ts";
import type { Words } from "../results/table.ts";
import { type Place, placeAt } from "./context.ts";
import { matches, type Offer, offersAt, type Thing, type Vocabulary } from "./offers.ts";
import { declared, type Prefixes } from "./prefixes.ts";
import type { Settings } from "./settings.ts";

const MOST = 200;
const NOTHING: Vocabulary = { classes: [], properties: [], graphs: [] };

/** A source of completions; the vocabulary is asked for once, when it is first needed. */
export function completions(
  settings: Settings,
  words: Words,
): (context: CompletionContext) => Promise<CompletionResult | null> {
  let asked: Promise<Vocabulary> | undefined;
  const values = new Map<string, Promise<Thing[]>>();
  return async (context) => {
    const query = context.state.doc.toString();
    const place = placeAt(query, context.pos);
    if (!context.explicit && !place.word && !["property", "class"].includes(place.slot)) return null;
    asked ??= vocabulary(settings);
    const known = await asked;
    if (known === NOTHING) asked = undefined;
    const offers = offersAt(query, place, known, settings.prefixes);
    if (place.slot === "object" && !/^[?$]/.test(place.word))
      offers.unshift(...(await things(query, place, settings, values)));
    if (context.aborted || !offers.length) return null;
    const options = offers.slice(0, MOST).map((offer) => shown(offer, words));
    return { from: place.from, options, filter: false };
  };
}

async function vocabulary(settings: Settings): Promise<Vocabulary> {
  const response = await fetch(`/completion.json?lang=${settings.lang}`).catch(() => undefined);
  return response?.ok ? ((await response.json()) as Vocabulary) : NOTHING;
}

/** What the property at hand has for values in the data, the most frequent first. */
async function things(
  query: string,
  place: Place,
  settings: Settings,
  known: Map<string, Promise<Thing[]>>,
): Promise<Offer[]> {
  const property = expanded(place.property, { ...settings.prefixes, ...declared(query) });
  if (!property) return [];
  let found = known.get(property);
  if (!found) {
    found = used(property, settings);
    known.set(property, found);
  }
  const fitting = (await found).filter((thing) => matches(thing, place.word));
  return fitting.map((thing) => ({ text: thing.name, kind: "thing", thing }));
}

async function used(property: string, settings: Settings): Promise<Thing[]> {
  const query = `SELECT ?x (COUNT(*) AS ?n) { ?s <${property}> ?x FILTER(ISIRI(?x)) } GROUP BY ?x ORDER BY DESC(?n) LIMIT ${MOST}`;
  const accept = { headers: { Accept: "application/sparql-results+json" } };
  const answer = await fetch(`/sparql?${new URLSearchParams({ query })}`, accept).catch(() => undefined);
  if (!answer?.ok) return [];
  const { results } = (await answer.json()) as {
    results: { bindings: { x: { value: string }; n: { value: string } }[] };
  };
  const iris = results.bindings.map((b) => b.x.value);
  const body = JSON.stringify({ iris });
  const named = await fetch(`/labels?lang=${settings.lang}`, { method: "POST", body }).catch(() => undefined);
  const names = named?.ok
    ? ((await named.json()) as { names: Record<string, { text: string; language: string }> }).names
    : {};
  return results.bindings.map((b) => ({
    name: shortened(b.x.value, settings.prefixes),
    iri: b.x.value,
    label: names[b.x.value]?.text ?? "",
    count: Number(b.n.value),
    language: names[b.x.value]?.language ?? "",
  }));
}

/** A name as a query may have it. */
export function shortened(iri: string, prefixes: Prefixes): string {
  const fits = Object.entries(prefixes).filter(
    ([, ns]) => iri.startsWith(ns) && /^[\p{L}\p{N}_][\p{L}\p{N}_-]*$/u.test(iri.slice(ns.length)),
  );
  const best = fits.sort((a, b) => b[1].length - a[1].length)[0];
  return best ? `${best[0]}:${iri.slice(best[1].length)}` : `<${iri}>`;
}

function expanded(name: string, prefixes: Prefixes): string {
  if (/^<[^<>\s]*>$/.test(name)) return name.slice(1, -1);
  const colon = name.indexOf(":");
  const namespace = colon < 0 ? undefined : prefixes[name.slice(0, colon)];
  return namespace === undefined ? "" : namespace + name.slice(colon + 1);
}

function shown(offer: Offer, words: Words): Completion {
  const { thing, demand } = offer;
  const notes = [thing && offer.kind !== "prefix" ? thing.label : "", demand ? (words[demand] ?? "") : ""];
  return {
    label: offer.text,
    type: offer.kind,
    detail: notes.filter(Boolean).join(" · "),
    // After a class or property the next word begins.
    apply: offer.text,
    ...(thing ? { info: () => described(offer, thing, words) } : {}),
  };
}

function described(offer: Offer, thing: Thing, words: Words): HTMLElement {
  const number = (n: number) => n.toLocaleString(words.lang);
  const ranges = "ranges" in thing ? (thing.ranges as readonly string[]) : [];
  return h(
    "div",
    { class: "about-term" },
    h("strong", { lang: thing.language || undefined }, thing.label || thing.name),
    h(
      "p",
      { class: "small" },
      words[offer.kind] ? `${words[offer.kind]} ` : "",
      thing.label ? h("code", {}, thing.name) : "",
    ),
    thing.meaning ? h("p", {}, thing.meaning) : undefined,
    offer.of &&
      h(
        "p",
        {},
        fill(words.ofClass ?? "", { class: offer.of.name, number: number(offer.of.count) }),
        `, ${words[offer.demand ?? "optional"]}`,
      ),
    ranges.length > 0 && h("p", {}, `${words.leadsTo} ${ranges.join(", ")}`),
    thing.count >= 0 &&
      h(
        "p",
        { class: "small" },
        thing.count ? fill(words.times ?? "", { number: number(thing.count) }) : (words.unused ?? ""),
      ),
  );
}
