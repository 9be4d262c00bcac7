// What the service says of a neighbourhood, and how it is told: shapes, colours and lines of a list.
export interface Node {
  iri: string;
  label: string;
  language: string;
  kind: string;
  step: number;
  href: string;
}

export interface Edge {
  source: string;
  target: string;
  label: string;
  rule: string;
}

export interface Neighbourhood {
  iri: string;
  leftOut: number;
  nodes: Node[];
  edges: Edge[];
}

/** Shape and colour of each kind; the shape alone tells kinds apart too. `sign` stands for it in the legend. */
export const LOOKS: Record<string, { shape: string; colour: string; sign: string }> = {
  instrument: { shape: "round-rectangle", colour: "--kind-1", sign: "▬" },
  partnership: { shape: "star", colour: "--kind-4", sign: "★" },
  body: { shape: "ellipse", colour: "--kind-3", sign: "●" },
  programme: { shape: "triangle", colour: "--kind-2", sign: "▲" },
  finding: { shape: "diamond", colour: "--kind-5", sign: "◆" },
  place: { shape: "hexagon", colour: "--kind-6", sign: "⬢" },
  objective: { shape: "pentagon", colour: "--kind-7", sign: "⬟" },
  figure: { shape: "vee", colour: "--kind-4", sign: "▼" },
  source: { shape: "tag", colour: "--soft", sign: "▶" },
  concept: { shape: "rectangle", colour: "--edge", sign: "■" },
  other: { shape: "rhomboid", colour: "--edge", sign: "▰" },
};

export function look(kind: string): { shape: string; colour: string; sign: string } {
  const found = LOOKS[kind] ?? LOOKS.other;
  if (!found) {
    throw new Error("the kind of everything else has no look");
  }
  return found;
}

/** The kinds that occur, in the order of the legend. */
export function kindsOf(nodes: readonly Node[]): string[] {
  const present = new Set(nodes.map((node) => (node.kind in LOOKS ? node.kind : "other")));
  return Object.keys(LOOKS).filter((kind) => present.has(kind));
}

/** Several edges between the same two things as one, so that their labels do not lie on each other. */
export function merged(edges: readonly Edge[]): Edge[] {
  const found = new Map<string, Edge[]>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.source, edge.target, edge.rule !== ""]);
    found.set(key, [...(found.get(key) ?? []), edge]);
  }
  return [...found.values()].map((some) => ({
    ...(some[0] as Edge),
    label: [...new Set(some.map((edge) => edge.label))].join(", "),
  }));
}

/** A label short enough for a drawing. */
export function shortened(label: string, most = 34): string {
  return label.length <= most ? label : `${label.slice(0, most - 1).trimEnd()}…`;
}

const ON_A_RING = 12;

/** Where each thing is drawn: the centre in the middle, the others on ellipses around it, kinds side by side. */
export function placed(nodes: readonly Node[], width: number, height: number): Map<string, { x: number; y: number }> {
  const order = Object.keys(LOOKS);
  const rank = (node: Node) => [node.step, order.indexOf(node.kind)] as const;
  const around = nodes
    .filter((node) => node.step > 0)
    .sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1] || a.label.localeCompare(b.label));
  const rings = ringSizes(around.length);
  const found = new Map<string, { x: number; y: number }>();
  for (const node of nodes.filter((one) => one.step === 0)) {
    found.set(node.iri, { x: width / 2, y: height / 2 });
  }
  let next = 0;
  rings.forEach((size, ring) => {
    const reach = (ring + 1) / rings.length;
    for (let place = 0; place < size; place += 1) {
      const node = around[next++];
      // Every other ring is turned by half a place, so that labels do not stand above each other.
      const angle = (2 * Math.PI * (place + (ring % 2) / 2)) / size - Math.PI / 2;
      if (node) {
        found.set(node.iri, {
          x: (width / 2) * (1 + reach * Math.cos(angle)),
          y: (height / 2) * (1 + reach * Math.sin(angle)),
        });
      }
    }
  });
  return found;
}

/** How many things stand on each ring, from the inside out: outer rings have more room. */
export function ringSizes(count: number): number[] {
  const rings: number[] = [];
  let room = ON_A_RING;
  for (let left = count; left > 0; left -= room - 6) {
    rings.push(Math.min(left, room));
    room += 6;
  }
  return rings;
}
