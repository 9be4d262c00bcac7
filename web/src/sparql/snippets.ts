// The query in other tools: text that runs as it stands.
export interface Snippet {
  readonly id: "address" | "curl" | "python" | "r" | "excel" | "powerbi";
  readonly name: string;
  readonly text: string;
}

/** The address that answers the query in this form. */
export function address(endpoint: string, query: string, format: string): string {
  return `${endpoint}?${new URLSearchParams({ query, format })}`;
}

export function snippets(endpoint: string, query: string): Snippet[] {
  const csv = address(endpoint, query, "csv");
  return [
    { id: "python", name: "Python", text: python(endpoint, query) },
    { id: "r", name: "R", text: r(endpoint, query) },
    { id: "excel", name: "Excel", text: csv },
    { id: "powerbi", name: "Power BI", text: `Csv.Document(Web.Contents("${csv}"), [Encoding = 65001])` },
    {
      id: "curl",
      name: "curl",
      text: `curl -sG '${endpoint}' \\\n  -H 'Accept: text/csv' \\\n  --data-urlencode '${`query=${query}`.replaceAll("'", `'"'"'`)}'`,
    },
  ];
}

function python(endpoint: string, query: string): string {
  return `import csv
import io
from urllib.parse import urlencode
from urllib.request import urlopen

query = ${JSON.stringify(query).replaceAll("\\n", '\\n"\n    "').replace(/^"/, '(\n    "').replace(/"$/, '"\n)')}
address = ${JSON.stringify(endpoint)} + "?" + urlencode({"query": query, "format": "csv"})
with urlopen(address) as answer:
    rows = list(csv.DictReader(io.TextIOWrapper(answer, encoding="utf-8")))
print(len(rows), rows[:3])
# With pandas: pandas.read_csv(address)
`;
}

function r(endpoint: string, query: string): string {
  return `query <- ${JSON.stringify(query)}
address <- paste0(${JSON.stringify(endpoint)}, "?format=csv&query=", URLencode(query, reserved = TRUE))
rows <- read.csv(address, encoding = "UTF-8")
head(rows)
`;
}
