// Draws the relations that the page lists. The table says the same and stays; the drawing is for those who see it.
import type { Core, NodeSingular, StylesheetJson } from "cytoscape";
import { drawing, fill, type Row, short } from "../network.ts";
import "../styles/browse.css";

interface Words {
  relations: Record<string, string>;
  chosen: string;
  hint: string;
  bounded: string;
}

const SHAPES: Record<string, string> = {
  Organization: "round-rectangle",
  CoordinationBody: "diamond",
  Partnership: "triangle",
  Programme: "hexagon",
  State: "ellipse",
};
const KINDS = Object.keys(SHAPES);

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function sheet(): StylesheetJson {
  return [
    {
      selector: "node",
      style: {
        width: "mapData(ties, 1, 20, 16, 40)",
        height: "mapData(ties, 1, 20, 16, 40)",
        label: "data(short)",
        "font-size": "mapData(ties, 1, 20, 11, 14)",
        "font-family": '"Source Sans 3 Variable", system-ui, sans-serif',
        color: colour("--ink"),
        "text-valign": "bottom",
        "text-margin-y": 3,
        "text-wrap": "wrap",
        "text-max-width": "110px",
        "text-outline-color": colour("--surface"),
        "text-outline-width": 2,
        "border-width": 1,
        "border-color": colour("--surface"),
      },
    },
    // A crowd of names cannot be read: small things show theirs when pointed at.
    { selector: "node[ties < 3]", style: { label: "" } },
    ...KINDS.map((kind, place) => ({
      selector: `node[kind = "${kind}"]`,
      style: { shape: SHAPES[kind] as "ellipse", "background-color": colour(`--kind-${place + 1}`) },
    })),
    {
      selector: "edge",
      style: {
        width: 1.2,
        "line-color": colour("--edge"),
        opacity: 0.6,
        "curve-style": "bezier",
        "target-arrow-shape": "triangle",
        "target-arrow-color": colour("--edge"),
        "arrow-scale": 0.7,
      },
    },
    { selector: ".far", style: { opacity: 0.12 } },
    {
      selector: "edge.near",
      style: {
        opacity: 1,
        width: 2,
        "line-color": colour("--accent"),
        "target-arrow-color": colour("--accent"),
        label: "data(label)",
        "font-size": 10,
        color: colour("--ink"),
        "text-background-color": colour("--surface"),
        "text-background-opacity": 0.9,
      },
    },
    { selector: "node.near", style: { label: "data(label)", "z-index": 9 } },
  ];
}

/** Shows a thing with its neighbours and lets the rest step back; without one, everything alike. */
function spotlight(graph: Core, thing: NodeSingular | null): void {
  graph.batch(() => {
    graph.elements().removeClass("near far");
    if (!thing) return;
    const near = thing.closedNeighborhood();
    near.addClass("near");
    graph.elements().difference(near).addClass("far");
  });
}

function listen(graph: Core, told: HTMLElement, words: Words): void {
  let kept: NodeSingular | null = null;
  const tell = (thing: NodeSingular | null) => {
    spotlight(graph, thing);
    const count = thing?.connectedEdges().length ?? 0;
    told.textContent = thing ? fill(words.chosen, { name: thing.data("label"), count }) : words.hint;
  };
  graph.on("mouseover", "node", (event) => tell(event.target));
  graph.on("mouseout", "node", () => tell(kept));
  graph.on("tap", (event) => {
    const thing: NodeSingular | null = event.target === graph || event.target.isEdge() ? null : event.target;
    if (thing?.same(kept ?? graph.collection())) location.assign(addressOf(thing.id()));
    kept = thing;
    tell(kept);
  });
  follow(graph, tell);
  tell(null);
}

/** Whether a link of the table leads to the thing. */
function leadsTo(link: HTMLAnchorElement, iri: string): boolean {
  return iri.endsWith(decodeURI(link.pathname));
}

function addressOf(iri: string): string {
  const links = document.querySelectorAll<HTMLAnchorElement>("table.relations a");
  return [...links].find((link) => leadsTo(link, iri))?.href ?? "#";
}

/** What has the keyboard's focus in the table stands out in the drawing. */
function follow(graph: Core, tell: (thing: NodeSingular | null) => void): void {
  const table = document.querySelector("table.relations");
  table?.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof HTMLAnchorElement)) return;
    const found = graph.nodes().filter((thing) => leadsTo(target, thing.id()));
    tell(found.nonempty() ? (found[0] ?? null) : null);
  });
}

function controls(frame: HTMLElement, graph: Core): void {
  const zoom = (by: number) => {
    const box = { x: graph.width() / 2, y: graph.height() / 2 };
    graph.zoom({ level: graph.zoom() * by, renderedPosition: box });
  };
  const acts: Record<string, () => void> = {
    fit: () => graph.fit(undefined, 24),
    in: () => zoom(1.3),
    out: () => zoom(1 / 1.3),
  };
  for (const button of frame.querySelectorAll<HTMLButtonElement>("[data-does]")) {
    button.addEventListener("click", () => acts[button.dataset.does ?? ""]?.());
  }
}

async function draw(frame: HTMLElement): Promise<void> {
  const canvas = frame.querySelector<HTMLElement>(".canvas");
  const told = frame.querySelector<HTMLElement>("[data-told]");
  const words = JSON.parse(document.getElementById("network-words")?.textContent ?? "{}") as Words;
  const answer = await fetch(frame.dataset.source ?? "", { headers: { Accept: "application/sparql-results+json" } });
  if (!answer.ok || !canvas || !told) return;
  const rows = ((await answer.json()) as { results: { bindings: Row[] } }).results.bindings;
  const { things, ties, total } = drawing(rows, words.relations, Number(frame.dataset.most));
  const { default: cytoscape } = await import("cytoscape");
  frame.hidden = false;
  const counts = new Map<string, number>();
  for (const { data } of ties) {
    for (const end of [data.source, data.target]) counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  const nodes = things.map(({ data }) => ({
    data: { ...data, short: short(data.label), ties: Math.min(counts.get(data.id) ?? 1, 20) },
  }));
  const graph = cytoscape({
    container: canvas,
    elements: { nodes, edges: ties },
    style: sheet(),
    // A page that scrolls must not be caught by the drawing; buttons zoom.
    userZoomingEnabled: false,
    minZoom: 0.2,
    maxZoom: 3,
    layout: {
      name: "cose",
      animate: false,
      randomize: false,
      padding: 24,
      nodeRepulsion: () => 60000,
      idealEdgeLength: () => 60,
      nodeOverlap: 20,
      gravity: 0.8,
      numIter: 2000,
      componentSpacing: 60,
    },
  });
  controls(frame, graph);
  listen(graph, told, words);
  if (total > ties.length) told.before(note(fill(words.bounded, { most: ties.length, total })));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => graph.style(sheet()));
}

function note(text: string): HTMLElement {
  const made = document.createElement("p");
  made.className = "notice";
  made.textContent = text;
  return made;
}

const frame = document.getElementById("network");
if (frame) void draw(frame);
