import assert from "node:assert/strict";
import test from "node:test";
import { addressOf, filled, limitOf, withLocalDates } from "../src/builder/query.ts";
import { cell, columns, heading, titlesOf } from "../src/builder/rows.ts";

const XSD = "http://www.w3.org/2001/XMLSchema#";

test("a day chosen here is that day, whatever the time zone", () => {
  const midnight = new Date(2021, 0, 1).toISOString().replace(".000", "");
  assert.equal(withLocalDates(`FILTER(?d >= "${midnight}"^^xsd:dateTime)`), 'FILTER(?d >= "2021-01-01"^^xsd:date)');
  const evening = new Date(2021, 11, 31, 23, 59, 59).toISOString().replace(".000", "");
  assert.equal(withLocalDates(`"${evening}"^^<${XSD}dateTime>`), `"2021-12-31"^^<${XSD}date>`);
});

test("other literals stay as they are", () => {
  for (const text of ['"2021-01-01"^^xsd:date', '"2021-01-01T00:00:00Z"', '"2021-01-01T00:00:00Z"@en'])
    assert.equal(withLocalDates(text), text);
});

test("a query travels whole in an address", () => {
  const query = 'SELECT * { ?s ?p "a&b + c" }';
  assert.equal(new URL(addressOf(query, "csv"), "http://x").searchParams.get("query"), query);
  assert.equal(new URL(addressOf(query), "http://x").searchParams.get("format"), null);
});

test("the limit of a query is the one at its end", () => {
  assert.equal(limitOf("SELECT * { { SELECT ?x {} LIMIT 5 } }\nLIMIT 1000\n"), 1000);
  assert.equal(limitOf("SELECT * { { SELECT ?x {} LIMIT 5 } }"), undefined);
});

test("a message keeps the places that nothing fills", () => {
  assert.equal(filled("{shown} of {count}", { count: "7" }), "{shown} of 7");
});

test("a name stands in the column of its thing", () => {
  assert.deepEqual(columns(["Policy_1", "Policy_1_label", "other_label"]), ["Policy_1", "other_label"]);
  const row = {
    Policy_1: { type: "uri", value: "https://w3id.org/m4sd/id/instrument/x" },
    Policy_1_label: { type: "literal", value: "<b>Plan</b>", "xml:lang": "en" },
  };
  const shown = cell(row, "Policy_1");
  assert.equal(shown?.text, "<b>Plan</b>");
  assert.equal(shown?.lang, "en");
  assert.ok(shown?.href?.startsWith("/resource?iri=https%3A%2F%2Fw3id.org"));
  assert.equal(cell(row, "State_2"), undefined);
});

test("a thing without a name is shown by the end of its address, and never by a foreign link", () => {
  const shown = cell({ x: { type: "uri", value: "javascript:alert(1)" } }, "x");
  assert.ok(shown?.href?.startsWith("/resource?"));
  assert.equal(cell({ x: { type: "uri", value: "http://metadata.un.org/sdg/10.7" } }, "x")?.text, "10.7");
});

test("a column is called by its property, else by its variable", () => {
  const branches = [
    { line: { s: "Policy_1", sType: "P", p: "adopted", o: "Z_Date_2" }, children: [] },
    { line: { s: "Policy_1", sType: "P", p: null, o: "State_3" }, children: [] },
  ];
  const titles = titlesOf(
    branches,
    (iri) => `class ${iri}`,
    (iri) => `property ${iri}`,
  );
  assert.equal(heading("Policy_1", titles), "class P");
  assert.equal(heading("Z_Date_2", titles), "property adopted");
  assert.equal(heading("State_3", titles), "State 3");
});
