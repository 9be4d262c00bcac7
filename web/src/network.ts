// The rows of the network's query as the elements of a drawing.

export interface Binding {
  value: string;
}

export type Row = Record<string, Binding | undefined>;

export interface Thing {
  data: { id: string; label: string; kind: string };
}

export interface Tie {
  data: { id: string; source: string; target: string; relation: string; label: string };
}

export interface Drawing {
  things: Thing[];
  ties: Tie[];
  /** How many relations there are, drawn or not. */
  total: number;
}

/** At most `most` relations, each once, with the things at their ends; names of relations come from `relations`. */
export function drawing(rows: readonly Row[], relations: Readonly<Record<string, string>>, most: number): Drawing {
  const things = new Map<string, Thing>();
  const ties = new Map<string, Tie>();
  for (const row of rows) {
    const source = row.from?.value;
    const target = row.to?.value;
    const relation = row.relation?.value;
    if (!source || !target || !relation || ties.size >= most) continue;
    const id = `${source} ${relation} ${target}`;
    ties.set(id, { data: { id, source, target, relation, label: relations[relation] ?? lastPart(relation) } });
    add(things, source, row.fromName?.value, row.fromKind?.value);
    add(things, target, row.toName?.value, row.toKind?.value);
  }
  return { things: [...things.values()], ties: [...ties.values()], total: rows.length };
}

/** The part of an IRI after its last slash or hash. */
export function lastPart(iri: string): string {
  return iri.split(/[/#]/).at(-1) ?? iri;
}

/** A name cut to what a drawing has room for. */
export function short(name: string, most = 34): string {
  return name.length <= most ? name : `${name.slice(0, most - 1).trimEnd()}…`;
}

/** The message with the values put in: `{name}` for each of them. */
export function fill(message: string, values: Readonly<Record<string, string | number>>): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

function add(things: Map<string, Thing>, id: string, name: string | undefined, kind: string | undefined): void {
  if (!things.has(id)) things.set(id, { data: { id, label: name ?? lastPart(id), kind: lastPart(kind ?? "") } });
}
