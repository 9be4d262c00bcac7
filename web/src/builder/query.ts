// Pure functions on the queries that the builder makes.

/**
 * Dates as the reader chose them. Sparnatural writes the instant at which a day begins or ends here in UTC, which is
 * another day east of Greenwich, and SPARQL compares no instant with the dates of the graph.
 */
export function withLocalDates(query: string): string {
  const instant =
    /"(\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"\^\^(xsd:|<http:\/\/www\.w3\.org\/2001\/XMLSchema#)dateTime(>?)/g;
  return query.replace(
    instant,
    (_, utc: string, space: string, end: string) => `"${localDay(new Date(utc))}"^^${space}date${end}`,
  );
}

function localDay(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${String(at.getFullYear()).padStart(4, "0")}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** Where this service answers a query in a form, or shows it in the editor. */
export function addressOf(query: string, form?: string): string {
  const parameters = new URLSearchParams({ query, ...(form ? { format: form } : {}) });
  return `/sparql?${parameters}`;
}

/** The number of rows at which the query itself stops, if it says so. */
export function limitOf(query: string): number | undefined {
  const found = /\bLIMIT\s+(\d+)\s*$/i.exec(query.trim());
  return found ? Number(found[1]) : undefined;
}

/** A message with its places filled in. */
export function filled(message: string, values: Record<string, string>): string {
  return message.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
