// The query in other tools: text that runs as it stands.
import { tokensOf } from "./tokens.ts";

export interface Snippet {
  readonly id: "address" | "curl" | "python" | "r" | "excel" | "powerbi";
  readonly name: string;
  readonly text: string;
}

/** The address that answers the query in this form. */
export function address(endpoint: string, query: string, format: string): string {
  return `${endpoint}?${new URLSearchParams({ query, format })}`;
}

export type Form = "rows" | "truth" | "triples";
const FORMS: Readonly<Record<Form, { format: string; type: string }>> = {
  rows: { format: "csv", type: "text/csv" },
  truth: { format: "json", type: "application/sparql-results+json" },
  triples: { format: "ttl", type: "text/turtle" },
};

/** What kind of result a query has. */
export function formOf(query: string): Form {
  const words = tokensOf(query).filter((token) => token.kind === "word");
  const verb = words.map((t) => t.text.toUpperCase()).find((t) => /^(SELECT|ASK|CONSTRUCT|DESCRIBE)$/.test(t));
  return verb === "ASK" ? "truth" : verb === "CONSTRUCT" || verb === "DESCRIBE" ? "triples" : "rows";
}

/** The query in each tool that can read its kind of result. */
export function snippets(endpoint: string, query: string): Snippet[] {
  const form = formOf(query);
  const { format, type } = FORMS[form];
  const csv = address(endpoint, query, "csv");
  const sheets: Snippet[] = [
    { id: "r", name: "R", text: r(endpoint, query) },
    { id: "excel", name: "Excel", text: csv },
    { id: "powerbi", name: "Power BI", text: `Csv.Document(Web.Contents("${csv}"), [Encoding = 65001])` },
  ];
  const quoted = `query=${query}`.replaceAll("'", `'"'"'`);
  const curl = `curl -sG '${endpoint}' \\\n  -H 'Accept: ${type}' \\\n  --data-urlencode '${quoted}'`;
  return [
    { id: "python", name: "Python", text: python(endpoint, query, form, format) },
    ...(form === "rows" ? sheets : []),
    { id: "curl", name: "curl", text: curl },
  ];
}

function python(endpoint: string, query: string, form: Form, format: string): string {
  const lines = query
    .split("\n")
    .map((line, i, all) => `    ${JSON.stringify(i < all.length - 1 ? `${line}\n` : line)}`);
  const reading: Readonly<Record<Form, readonly [string, string]>> = {
    rows: [
      "import csv\nimport io\n",
      'rows = list(csv.DictReader(io.TextIOWrapper(answer, encoding="utf-8")))\nprint(len(rows), rows[:3])\n# With pandas: pandas.read_csv(address)',
    ],
    truth: ["import json\n", 'truth = json.load(answer)["boolean"]\nprint(truth)'],
    triples: [
      "",
      'turtle = answer.read().decode("utf-8")\nprint(turtle)\n# With rdflib: rdflib.Graph().parse(data=turtle)',
    ],
  };
  const [imports, body] = reading[form];
  const [first, ...rest] = body.split("\n");
  return `${imports}from urllib.parse import urlencode
from urllib.request import urlopen

query = (
${lines.join("\n")}
)
address = ${JSON.stringify(endpoint)} + "?" + urlencode({"query": query, "format": "${format}"})
with urlopen(address) as answer:
    ${first}
${rest.join("\n")}
`;
}

function r(endpoint: string, query: string): string {
  return `query <- ${JSON.stringify(query)}
address <- paste0(${JSON.stringify(endpoint)}, "?format=csv&query=", URLencode(query, reserved = TRUE))
rows <- read.csv(address, encoding = "UTF-8")
head(rows)
`;
}
