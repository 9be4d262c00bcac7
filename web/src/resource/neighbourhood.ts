// Draws what surrounds a thing, with the same told as a list that keyboards and screen readers reach.
import cytoscape, { type Core, type StylesheetJson } from "cytoscape";
import { kindsOf, look, merged, type Neighbourhood, placed, ringSizes, shortened } from "./model.ts";
import { filled, type Words } from "./words.ts";

// Pixels that a ring takes on both sides together.
const RING_WIDTH = 360;
const RING_HEIGHT = 240;

export async function drawNeighbourhood(place: HTMLElement, address: string, words: Words): Promise<void> {
  const frame = framed(place, words);
  const load = async (steps: string) => {
    const answer = await fetch(`${address}&steps=${steps}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) {
      throw new Error(`status ${answer.status}`);
    }
    frame.show((await answer.json()) as Neighbourhood);
  };
  try {
    await load("1");
  } catch (error) {
    frame.element.remove();
    throw error;
  }
  frame.steps.addEventListener("change", () => {
    load(frame.steps.value).catch(() => {
      frame.status.textContent = words.failed;
    });
  });
}

interface Frame {
  element: HTMLElement;
  steps: HTMLSelectElement;
  status: HTMLElement;
  show(found: Neighbourhood): void;
}

function framed(place: HTMLElement, words: Words): Frame {
  const element = made("div", "neighbourhood");
  const bar = made("div", "toolbar");
  const steps = chooser(words);
  const canvas = made("div", "drawing");
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", `${words.drawing}. ${words.help}`);
  const status = made("p", "muted small");
  status.setAttribute("role", "status");
  const legend = made("ul", "legend");
  legend.setAttribute("aria-label", words.legend);
  const list = made("details");
  let graph: Core | undefined;
  const zoom = (factor: number) =>
    graph?.zoom({
      level: graph.zoom() * factor,
      renderedPosition: { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 },
    });
  bar.append(
    steps.label,
    pressed(words.larger, () => zoom(1.3)),
    pressed(words.smaller, () => zoom(1 / 1.3)),
    pressed(words.fit, () => graph?.fit(undefined, 24)),
  );
  element.append(bar, canvas, made("p", "muted small", words.help), status, legend, list);
  place.append(element);
  return {
    element,
    steps: steps.select,
    status,
    show(found) {
      graph?.destroy();
      graph = drawn(canvas, found, status, words);
      status.textContent = found.leftOut > 0 ? filled(words.cut, { number: found.leftOut }) : "";
      legend.replaceChildren(...legendOf(found, words));
      list.replaceChildren(made("summary", "", words.list), listOf(found));
    },
  };
}

function drawn(canvas: HTMLElement, found: Neighbourhood, status: HTMLElement, words: Words): Core {
  // Room for every ring, however small the screen: labels that get too small for it are left out until it is enlarged.
  const rings = ringSizes(found.nodes.length - 1).length;
  const width = Math.max(canvas.clientWidth * 1.15, rings * RING_WIDTH);
  const places = placed(found.nodes, width, Math.max(canvas.clientHeight * 1.15, rings * RING_HEIGHT));
  const graph = cytoscape({
    container: canvas,
    elements: [
      ...found.nodes.map((node) => ({
        data: { id: node.iri, label: shortened(node.label), name: node.label, href: node.href },
        classes: `${node.kind}${node.step === 0 ? " centre" : ""}`,
      })),
      ...merged(found.edges).map((edge) => ({
        data: { source: edge.source, target: edge.target, label: shortened(edge.label, 26) },
        classes: `${edge.rule ? "derived" : ""} ${[edge.source, edge.target].includes(found.iri) ? "near" : "far"}`,
      })),
    ],
    style: styled(found),
    layout: { name: "preset", fit: true, padding: 40, positions: Object.fromEntries(places) },
    minZoom: 0.2,
    maxZoom: 3,
    // The page scrolls with the wheel; buttons change the size.
    userZoomingEnabled: false,
  });
  graph.on("select unselect", "node", (event) => {
    event.target.connectedEdges().toggleClass("shown", event.type === "select");
  });
  const go = (href: string) => window.location.assign(href);
  graph.on("dbltap", "node", (event) => go(event.target.data("href")));
  let chosen = -1;
  const nodes = graph.nodes();
  canvas.onkeydown = (event) => {
    const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      chosen = (chosen + move + nodes.length) % nodes.length;
      nodes.unselect();
      const node = nodes[chosen];
      node?.select();
      status.textContent = filled(words.selected, { name: String(node?.data("name")) });
    } else if (event.key === "Enter" && chosen >= 0) {
      go(String(nodes[chosen]?.data("href")));
    }
  };
  return graph;
}

/** The look of the drawing in the colours of the page, light or dark. */
function styled(found: Neighbourhood): StylesheetJson {
  const page = getComputedStyle(document.documentElement);
  const colour = (name: string) => page.getPropertyValue(name).trim();
  const text = { color: colour("--ink"), "font-family": page.fontFamily, "text-background-color": colour("--surface") };
  return [
    {
      selector: "node",
      style: {
        ...text,
        label: "data(label)",
        "font-size": 12,
        width: 26,
        height: 26,
        "text-valign": "bottom",
        "text-margin-y": 4,
        "text-wrap": "wrap",
        "text-max-width": "120px",
        "min-zoomed-font-size": 7,
        "text-background-opacity": 0.85,
      },
    },
    ...kindsOf(found.nodes).map((kind) => ({
      selector: `node.${kind}`,
      style: { shape: look(kind).shape as "ellipse", "background-color": colour(look(kind).colour) },
    })),
    {
      selector: "node.centre",
      style: { width: 40, height: 40, "font-weight": "bold", "border-width": 3, "border-color": colour("--ink") },
    },
    { selector: "node:selected", style: { "border-width": 4, "border-color": colour("--accent") } },
    {
      selector: "edge",
      style: {
        ...text,
        label: "data(label)",
        "font-size": 10,
        color: colour("--soft"),
        width: 1.4,
        "line-color": colour("--edge"),
        "target-arrow-color": colour("--edge"),
        "target-arrow-shape": "triangle",
        "curve-style": "bezier",
        "text-rotation": "autorotate",
        "text-background-opacity": 0.85,
        "min-zoomed-font-size": 7,
      },
    },
    // Only what joins the thing itself is labelled, until a thing is chosen: more would hide the drawing.
    { selector: "edge.far", style: { label: "", width: 1, "line-opacity": 0.45 } },
    { selector: "edge.shown", style: { label: "data(label)", "line-opacity": 1, "line-color": colour("--accent") } },
    { selector: "edge.derived", style: { "line-style": "dashed" } },
  ] as StylesheetJson;
}

function legendOf(found: Neighbourhood, words: Words): HTMLElement[] {
  const items = kindsOf(found.nodes).map((kind) => {
    const item = made("li");
    const sign = made("span", "sign", look(kind).sign);
    sign.setAttribute("aria-hidden", "true");
    sign.style.color = `var(${look(kind).colour})`;
    item.append(sign, ` ${words.kinds[kind] ?? kind}`);
    return item;
  });
  if (found.edges.some((edge) => edge.rule)) {
    items.push(made("li", "", `┄ ${words.derivedLine}`));
  }
  return items;
}

function listOf(found: Neighbourhood): HTMLElement {
  const nodes = new Map(found.nodes.map((node) => [node.iri, node]));
  const list = made("ul");
  for (const edge of found.edges) {
    const item = made("li");
    item.append(linkTo(nodes.get(edge.source)), ` — ${edge.label} → `, linkTo(nodes.get(edge.target)));
    if (edge.rule) {
      item.append(` (${edge.rule})`);
    }
    list.append(item);
  }
  return list;
}

function linkTo(node: { href: string; label: string; language: string } | undefined): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = node?.href ?? "";
  link.textContent = node?.label ?? "";
  link.lang = node?.language ?? "";
  return link;
}

function chooser(words: Words): { label: HTMLElement; select: HTMLSelectElement } {
  const label = made("label", "", `${words.steps} `);
  const select = document.createElement("select");
  select.append(new Option(words.one, "1"), new Option(words.two, "2"));
  label.append(select);
  return { label, select };
}

function pressed(text: string, act: () => void): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = text;
  button.addEventListener("click", act);
  return button;
}

function made(tag: string, className = "", text = ""): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}
