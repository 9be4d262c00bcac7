// The query builder: loads Sparnatural when the reader begins, runs its query while it changes, and shows the rows.
import vendored from "../../sparnatural.json";
import { mend, type Names } from "../builder/mend.ts";
import { addressOf, filled, limitOf, withLocalDates } from "../builder/query.ts";
import { type Answer, type Branch, table, titlesOf } from "../builder/rows.ts";
import "../styles/builder.css";

interface Component extends HTMLElement {
  expandSparql(query: string): string;
  loadQuery(query: unknown): void;
  enablePlayBtn(): void;
  readonly sparnatural: { readonly specProvider: Specification };
}
interface Specification {
  getEntity(iri: string): { getLabel(): string };
  getProperty(iri: string): { getLabel(): string };
}
interface Updated {
  readonly queryString: string;
  readonly queryJson: { readonly branches: readonly Branch[] };
}
interface Data {
  readonly lang: string;
  readonly examples: readonly unknown[];
  readonly words: Readonly<Record<string, string>> & Names;
}

const LIMIT = 1000;
const SHOWN = 100;
const PAUSE = 350;
const FOLDER = `/static/built/sparnatural-${vendored.version}`;
const data: Data = JSON.parse(element("builder-data").textContent ?? "");
const word = (name: string, values: Record<string, string> = {}) => filled(data.words[name] ?? name, values);

// Its script is large: until the reader does anything here, the page stays as quick as others.
const SIGNS = ["pointermove", "pointerdown", "keydown", "wheel"];
let begun: Promise<Component> | undefined;

element("result-state").textContent = word("empty");
element("builder-start").addEventListener("click", begin);
for (const sign of SIGNS) window.addEventListener(sign, noticed, { passive: true });
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-example]")) {
  const take = (component: Component) => component.loadQuery(data.examples[Number(button.dataset.example)]);
  // Where it could not be loaded, that is told already.
  button.addEventListener("click", () => begin().then(take, () => undefined));
}

/** Begins with the reader's first sign. A pointer that rests where the page appears moves too, by nothing. */
function noticed(event: Event): void {
  if (event.type === "pointermove" && event instanceof PointerEvent && !event.movementX && !event.movementY) return;
  begin();
}

/** Loads the builder, once. */
function begin(): Promise<Component> {
  if (!begun) {
    for (const sign of SIGNS) window.removeEventListener(sign, noticed);
    element("builder-state").textContent = word("loading");
    begun = load().then(start);
    begun.catch(() => {
      element("builder-state").textContent = word("unloaded");
      element("without-script").classList.add("needed");
    });
  }
  return begun;
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/** Loads the style sheet and the script of Sparnatural, which defines its element. */
function load(): Promise<unknown> {
  // Its tree starts a worker from a blob: address, which the page's policy forbids, unless there are no workers.
  Object.defineProperty(window, "Worker", { value: undefined });
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = `${FOLDER}/sparnatural.css`;
  const script = document.createElement("script");
  script.src = `${FOLDER}/sparnatural.js`;
  const parts = [link, script].map(
    (part) =>
      new Promise((resolve, reject) => {
        part.addEventListener("load", resolve);
        part.addEventListener("error", reject);
      }),
  );
  document.head.prepend(link);
  document.head.append(script);
  return Promise.all(parts);
}

/** Puts the component on the page and waits until it can be used. */
function start(): Promise<Component> {
  const component = document.createElement("spar-natural") as Component;
  const attributes = {
    src: `${location.origin}/builder/config.ttl`,
    endpoint: `${location.origin}/sparql`,
    lang: data.lang,
    defaultLang: "en",
    distinct: "true",
    limit: String(LIMIT),
    maxDepth: "6",
    maxOr: "10",
    typePredicate:
      "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>/<http://www.w3.org/2000/01/rdf-schema#subClassOf>*",
    submitButton: "true",
  };
  for (const [name, value] of Object.entries(attributes)) component.setAttribute(name, value);
  const there = new Promise<Component>((resolve) => {
    const ready = () => {
      mend(component, data.words);
      opened(component);
      resolve(component);
    };
    component.addEventListener("init", ready, { once: true });
  });
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let query = "";
  component.addEventListener("queryUpdated", (event) => {
    const { queryString, queryJson } = (event as CustomEvent<Updated>).detail;
    const told = component.sparnatural.specProvider;
    query = withLocalDates(component.expandSparql(queryString));
    titles = titlesOf(
      queryJson.branches,
      (iri) => told.getEntity(iri).getLabel(),
      (iri) => told.getProperty(iri).getLabel(),
    );
    clearTimeout(waiting);
    waiting = setTimeout(() => run(query), PAUSE);
  });
  component.addEventListener("submit", () => {
    clearTimeout(waiting);
    if (query) run(query).finally(() => component.enablePlayBtn());
    else component.enablePlayBtn();
  });
  component.addEventListener("reset", () => {
    clearTimeout(waiting);
    query = "";
    asked?.abort();
    tell(word("empty"));
  });
  element("builder").append(component);
  return there;
}

/** Takes away what stood in its place. */
function opened(component: Component): void {
  const button = element("builder-start");
  const focused = document.activeElement === button;
  button.remove();
  element("builder-state").textContent = "";
  if (focused) component.querySelector<HTMLElement>("[data-mended]")?.focus();
  document.documentElement.dataset.builder = "ready";
}

let asked: AbortController | undefined;
let titles: ReadonlyMap<string, string> = new Map();

/** Asks the endpoint and shows the rows; a newer query takes the place of one that still runs. */
async function run(query: string): Promise<void> {
  asked?.abort();
  const mine = new AbortController();
  asked = mine;
  offer(query);
  element("result-state").textContent = word("running");
  try {
    const response = await fetch("/sparql", {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json" },
      body: query,
      signal: mine.signal,
    });
    if (!response.ok) tell(word("failed", { reason: await reasonOf(response) }), query);
    else show(await response.json(), query);
  } catch (error) {
    if (!mine.signal.aborted) tell(word("unreachable"), query);
    else if (!(error instanceof DOMException)) throw error;
  }
}

/** What the service says of a query that it refused. */
async function reasonOf(response: Response): Promise<string> {
  const kind = response.headers.get("Content-Type") ?? "";
  if (!kind.includes("json")) return response.statusText;
  const problem = await response.json();
  return [problem.detail ?? problem.title, problem.remedy].filter(Boolean).join(" ");
}

function show(answer: Answer, query: string): void {
  const count = answer.results.bindings.length;
  const number = { count: count.toLocaleString(document.documentElement.lang), shown: String(SHOWN) };
  const told =
    count === 0 ? "none" : count === 1 ? "one" : count === limitOf(query) ? "cut" : count > SHOWN ? "first" : "many";
  tell(word(told, number), query);
  if (count) element("result-rows").append(table(answer, SHOWN, word("rows"), titles));
}

function tell(text: string, query = ""): void {
  element("result-state").textContent = text;
  element("result-rows").replaceChildren();
  if (!query) for (const id of ["result-links", "result-query"]) element(id).hidden = true;
}

/** Where to go on with this query. */
function offer(query: string): void {
  for (const id of ["result-links", "result-query"]) element(id).hidden = false;
  const link = (id: string, form?: string) => element(id).setAttribute("href", addressOf(query, form));
  link("to-editor");
  link("to-csv", "csv");
  link("to-xlsx", "xlsx");
  const code = element("result-query").querySelector("code");
  if (code) code.textContent = query;
}
