import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { placeAt } from "../src/sparql/context.ts";
import { tidy } from "../src/sparql/layout.ts";
import { offersAt, type Vocabulary } from "../src/sparql/offers.ts";
import { used, withDeclarations, withoutDeclarations } from "../src/sparql/prefixes.ts";
import { markOf, nearestTo, offsetOf, undeclared } from "../src/sparql/problems.ts";
import { formOf, snippets } from "../src/sparql/snippets.ts";
import { added, changed, closed, opened, remembered } from "../src/sparql/tabs.ts";
import { tokensOf } from "../src/sparql/tokens.ts";

const KNOWN = { m4sd: "https://w3id.org/m4sd/ontology#", skos: "http://www.w3.org/2004/02/skos/core#" };

/** The place of the bar in a query. */
function at(query: string) {
  return placeAt(query.replace("|", ""), query.indexOf("|"));
}

test("a cursor knows what may come", () => {
  assert.equal(at("SELECT * { ?x a |").slot, "class");
  assert.equal(at("SELECT * { ?x a m4sd:Po| }").word, "m4sd:Po");
  assert.equal(at("SELECT * { ?x | }").slot, "property");
  assert.equal(at("SELECT * { ?x m4sd:inDomain | }").slot, "object");
  assert.equal(at("SELECT * { ?x m4sd:a/| }").slot, "property");
  assert.equal(at("SELECT * { ?x m4sd:a/m4sd:b ?y . | }").slot, "subject");
  assert.equal(at("SELECT * { GRAPH | { } }").slot, "graph");
  assert.equal(at("SELECT * { ?x ?p ?o FILTER(?o = |) }").slot, "other");
  assert.equal(at("SELECT * { ?x ?p ?o FILTER(?o = 1) ?x | }").slot, "property");
  assert.equal(at("SELECT * { ?x ?p 'a b | c' }").slot, "other");
  assert.equal(at("SELECT * { ?x # a | comment\n }").slot, "other");
});

test("a cursor knows its subject and the classes that stand after it", () => {
  const place = at("SELECT * { ?x skos:prefLabel ?n ; | . OPTIONAL { ?x a m4sd:Policy } ?y a m4sd:State }");
  assert.deepEqual([place.slot, place.subject, place.classes], ["property", "?x", ["m4sd:Policy"]]);
  const inner = at("SELECT * { ?x a m4sd:Policy ; m4sd:hasEvidence [ a m4sd:Evidence ; | ] }");
  assert.deepEqual(inner.classes, ["m4sd:Evidence"]);
});

const property = (name: string, count: number, uses: Record<string, [number, "required" | ""]>) => {
  return { name, iri: name, label: `label of ${name}`, count, ranges: [], uses };
};
const VOCABULARY: Vocabulary = {
  classes: [{ name: "m4sd:Policy", iri: "p", label: "Politique", count: 18, above: [] }],
  properties: [
    property("m4sd:often", 99, {}),
    property("m4sd:rare", 1, { "m4sd:Policy": [1, ""] }),
    property("m4sd:must", 5, { "m4sd:Policy": [5, "required"] }),
  ],
  graphs: [],
};

function offered(query: string): string[] {
  const text = query.replace("|", "");
  return offersAt(text, at(query), VOCABULARY, KNOWN).map((offer) => offer.text);
}

test("with a class at hand, its properties alone are offered, the mandatory first", () => {
  assert.deepEqual(offered("SELECT * { ?x a m4sd:Policy ; | }"), ["m4sd:must", "m4sd:rare"]);
  assert.deepEqual(offered("SELECT * { ?x | }"), ["m4sd:often", "m4sd:must", "m4sd:rare"]);
});

test("a label finds its term, a prefix its namespace, a variable itself", () => {
  assert.deepEqual(offered("SELECT * { ?x a polit| }"), ["m4sd:Policy"]);
  assert.ok(offered("SELECT * { ?x a sk| }").includes("skos:"));
  assert.deepEqual(offered("SELECT ?name { ?x ?p ?n| }"), ["?name"]);
});

const LONG = `PREFIX m4sd: <https://w3id.org/m4sd/ontology#> SELECT ?x (COUNT(DISTINCT ?y) AS ?n) WHERE { VALUES ?d { <urn:a#b> "x" }
# a remark
?x a m4sd:Policy ; m4sd:p/m4sd:q* ?y . # beside
OPTIONAL { ?x m4sd:r "a { b . c" FILTER(?y > 1.5 && ?y != 2) } { ?x a m4sd:A } UNION { ?x a m4sd:B } } GROUP BY ?x ORDER BY DESC(?n) LIMIT 10`;

test("tidying up changes white space alone, and nothing the second time", () => {
  const once = tidy(LONG);
  assert.deepEqual(
    tokensOf(once).map((t) => t.text),
    tokensOf(LONG).map((t) => t.text),
  );
  assert.equal(tidy(once), once);
  assert.ok(once.includes('\n  VALUES ?d { <urn:a#b> "x" }\n'), once);
  assert.ok(once.includes("\n    m4sd:p/m4sd:q* ?y . # beside\n  OPTIONAL {\n"), once);
  assert.ok(once.endsWith("}\nGROUP BY ?x\nORDER BY DESC(?n)\nLIMIT 10\n"), once);
});

test("prefixes are declared where they are used, and taken out again", () => {
  const query = "SELECT * { ?x a m4sd:Policy ; ex:p 'skos:no' } # skos:no\n";
  assert.deepEqual(used(query), ["ex", "m4sd"]);
  const whole = withDeclarations(query, KNOWN);
  assert.equal(whole, `PREFIX m4sd: <${KNOWN.m4sd}>\n${query}`);
  assert.equal(withDeclarations(whole, KNOWN), whole);
  assert.equal(withoutDeclarations(whole, KNOWN), query);
  assert.equal(withoutDeclarations("PREFIX m4sd: <urn:other>\nASK {}", KNOWN), "PREFIX m4sd: <urn:other>\nASK {}");
});

test("an error is marked at its word, counted in characters", () => {
  const query = "SELECT * {\n  '😀' a m4sd:Polcy }";
  assert.equal(offsetOf(query, 2, 9), query.indexOf("m4sd:Polcy"));
  const problem = {
    title: "",
    detail: "no.",
    status: 400,
    line: 2,
    column: 9,
    token: "m4sd:Polcy",
    nearest: ["m4sd:Policy"],
  };
  const mark = markOf(query, problem);
  assert.equal(query.slice(mark?.from, mark?.to), "m4sd:Polcy");
  assert.deepEqual(mark?.replacements, [{ text: "m4sd:Policy", whole: false }]);
});

test("a prefix that is near takes the name along, one that nobody knows can be declared", () => {
  const problem = { title: "", detail: "", status: 400, token: "skoss:prefLabel", nearest: ["skos:"] };
  assert.deepEqual(nearestTo(problem), ["skos:prefLabel"]);
  assert.deepEqual(nearestTo({ ...problem, token: "LIMT", nearest: ["LIMIT"] }), ["LIMIT"]);
  assert.equal(undeclared("ASK {}", problem, KNOWN), "skoss");
  assert.equal(undeclared("PREFIX skoss: <urn:x>\nASK {}", problem, KNOWN), undefined);
  assert.equal(undeclared("ASK {}", { ...problem, token: "m4sd:Polcy" }, KNOWN), undefined);
  assert.equal(undeclared("ASK {}", { ...problem, token: "<urn:x>" }, KNOWN), undefined);
});

test("queries are kept, named and closed, and the last one stays", () => {
  const one = opened("nonsense", "Query 1", "ASK {}");
  const two = added(one, "Query 2", "SELECT * {}");
  assert.deepEqual(opened(JSON.stringify(two), "", ""), two);
  assert.equal(changed(two, two.current, { name: "mine" }).tabs[1]?.name, "mine");
  const left = closed(two, two.current);
  assert.deepEqual([left.tabs.length, left.current], [1, one.current]);
  assert.equal(closed(left, left.current), left);
});

test("the same query again moves up in the history", () => {
  const ran = (text: string) => ({ text, at: "", rows: 1 });
  const history = ["a", "b", "a"].reduce(
    (all, text) => remembered(all, ran(text)),
    [] as ReturnType<typeof remembered>,
  );
  assert.deepEqual(
    history.map((h) => h.text),
    ["a", "b"],
  );
});

test("what a query finds decides how other tools read it", () => {
  assert.equal(formOf("# SELECT\nPREFIX ask: <urn:SELECT> DESCRIBE ask:x"), "triples");
  assert.deepEqual(
    snippets("http://x/sparql", "ASK {}").map((s) => s.id),
    ["python", "curl"],
  );
});

test("the snippets for Python and the shell hold the query as it is", () => {
  const query = 'SELECT * {\n  ?x ?p "it\'s \\"so\\"", \'é$HOME\' } # \\ end';
  const [python, curl] = ["python", "curl"].map(
    (id) => snippets("http://x/sparql", query).find((s) => s.id === id)?.text ?? "",
  );
  const asked = python?.replace(/address =[\s\S]*/, "import sys; sys.stdout.buffer.write(query.encode())");
  assert.equal(spawnSync("python3", ["-c", asked ?? ""], { encoding: "utf8" }).stdout, query);
  const shown = `curl() { printf '%s' "$6"; }\n${curl}`;
  assert.equal(spawnSync("sh", ["-c", shown], { encoding: "utf8" }).stdout, `query=${query}`);
});
