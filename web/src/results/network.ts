// The things of a result and the links between them; loaded only when a reader asks for it.
import cytoscape from "cytoscape";
import { fill, h, select } from "../parts/dom.ts";
import { networkOf, type Table, thingColumns } from "./model.ts";
import type { Names } from "./names.ts";
import type { Words } from "./table.ts";

const MOST = 400;
const NAMED = 24;

/** Draw a network with its choices into a new element; `undefined` where fewer than two columns hold things. */
export function networkView(table: Table, names: Names, words: Words): HTMLElement | undefined {
  const things = thingColumns(table);
  if (things.length < 2) return undefined;
  const triples = table.variables.join(" ") === "subject predicate object";
  const choice = {
    from: things[0] ?? 0,
    to: things[triples ? 2 : 1] ?? things[1] ?? 1,
    link: triples ? 1 : -1,
  };
  const frame = h("div", { class: "network-frame", role: "img", "aria-label": words.networkAbout });
  const told = h("p", { class: "muted", role: "status" });
  const picked = h("p", { class: "picked", role: "status" });
  let graph: cytoscape.Core | undefined;
  const draw = () => {
    graph?.destroy();
    graph = drawn(frame, table, choice, names, words, told);
    graph.on("tap", "node", (event) => {
      const iri = event.target.id() as string;
      picked.replaceChildren(
        `${words.selected}: `,
        h("a", { href: names.href(iri), title: iri }, names.text({ type: "uri", value: iri })),
      );
    });
  };
  const change = (member: "from" | "to" | "link") => (value: string) => {
    choice[member] = Number(value);
    draw();
  };
  const all = things.map((i) => [String(i), table.variables[i] ?? ""] as const);
  const links = [["-1", words.none ?? ""] as const, ...table.variables.map((name, i) => [String(i), name] as const)];
  const zoom = (factor: number) => () =>
    graph?.zoom({
      level: graph.zoom() * factor,
      renderedPosition: { x: frame.clientWidth / 2, y: frame.clientHeight / 2 },
    });
  const tools = h(
    "div",
    { class: "toolbar" },
    select(words.from ?? "", all, String(choice.from), change("from")),
    select(words.to ?? "", all, String(choice.to), change("to")),
    select(words.link ?? "", links, String(choice.link), change("link")),
    h("button", { type: "button", class: "plain", "aria-label": words.zoomIn, onclick: zoom(1.3) }, "+"),
    h("button", { type: "button", class: "plain", "aria-label": words.zoomOut, onclick: zoom(1 / 1.3) }, "−"),
    h("button", { type: "button", class: "plain", onclick: () => graph?.fit(undefined, 24) }, words.fit ?? ""),
  );
  requestAnimationFrame(draw);
  return h("div", { class: "network-view" }, tools, told, frame, picked);
}

function drawn(
  frame: HTMLElement,
  table: Table,
  choice: { from: number; to: number; link: number },
  names: Names,
  words: Words,
  told: HTMLElement,
): cytoscape.Core {
  const { nodes, edges, rows } = networkOf(table, choice.from, choice.to, MOST);
  const number = (n: number) => n.toLocaleString(words.lang);
  const counts = {
    nodes: number(nodes.size),
    links: number(edges.size),
    number: number(rows),
    total: number(table.rows.length),
  };
  told.textContent = fill(words.networkRows ?? "", counts);
  if (rows < table.rows.length) told.append(" ", fill(words.networkCut ?? "", counts));
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const columns = new Map<string, number>();
  for (const { source, target } of edges.values()) {
    columns.set(target, columns.get(target) ?? 1);
    columns.set(source, 0);
  }
  const graph = cytoscape({
    container: frame,
    minZoom: 0.1,
    maxZoom: 4,
    elements: [
      ...[...nodes].map((id) => ({
        data: { id, name: cut(names.text({ type: "uri", value: id })), column: columns.get(id) ?? 0 },
      })),
      ...[...edges.values()].map(({ source, target, row }) => {
        const term = choice.link < 0 ? undefined : table.rows[row]?.[choice.link];
        return { data: { source, target, name: term ? cut(names.text(term)) : "" } };
      }),
    ],
    style: [
      {
        selector: "node",
        style: {
          label: "data(name)",
          color: token("--ink"),
          "font-size": 13,
          "text-wrap": "wrap",
          "text-max-width": "150px",
          "text-valign": "bottom",
          "text-margin-y": 4,
          width: 14,
          height: 14,
          "background-color": token("--kind-1"),
        },
      },
      { selector: "node[column = 1]", style: { shape: "diamond", "background-color": token("--kind-2") } },
      {
        selector: "edge",
        style: {
          width: 1.5,
          // Many names would cover each other: then a link shows its own when it is chosen.
          label: edges.size > NAMED ? "" : "data(name)",
          color: token("--soft"),
          "font-size": 9,
          "text-rotation": "autorotate",
          "text-background-color": token("--paper"),
          "text-background-opacity": 0.8,
          "curve-style": "bezier",
          "target-arrow-shape": "triangle",
          "line-color": token("--edge"),
          "target-arrow-color": token("--edge"),
        },
      },
      {
        selector: "edge:selected",
        style: { label: "data(name)", color: token("--ink"), "line-color": token("--ink") },
      },
      { selector: "node:selected", style: { "border-width": 3, "border-color": token("--ink") } },
    ],
    layout: {
      name: "cose",
      animate: false,
      nodeDimensionsIncludeLabels: true,
      nodeRepulsion: () => 60_000,
      idealEdgeLength: () => 70,
      padding: 24,
    } as never,
  });
  // The layout is as wide as high; the frame is not.
  const wider = Math.max(1, frame.clientWidth / Math.max(1, frame.clientHeight));
  graph.nodes().positions((node) => ({ x: node.position("x") * wider, y: node.position("y") }));
  graph.fit(undefined, 24);
  return graph;
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
