import assert from "node:assert/strict";
import { test } from "node:test";
import {
  chartOf,
  kindOf,
  limitOf,
  matching,
  networkOf,
  sorted,
  type Table,
  type Term,
  tableOf,
  thingColumns,
  triplesOf,
} from "../src/results/model.ts";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const number = (value: string): Term => ({ type: "literal", value, datatype: `${XSD}integer` });
const text = (value: string): Term => ({ type: "literal", value });
const thing = (value: string): Term => ({ type: "uri", value });
const show = (term: Term) => term.value;
const TABLE: Table = {
  variables: ["name", "n", "x"],
  rows: [
    [text("Zone"), number("10"), thing("urn:a")],
    [text("État"), number("9"), thing("urn:b")],
    [text("abri"), undefined, thing("urn:a")],
  ],
};

test("results become rows with their languages and types, unbound ones without a term", () => {
  const literal = { type: "literal", value: "v", "xml:lang": "fr" };
  const table = tableOf({ head: { vars: ["a", "b"] }, results: { bindings: [{ a: literal }] } });
  assert.deepEqual(table.rows, [[{ type: "literal", value: "v", language: "fr" }, undefined]]);
});

test("N-Triples are read with their escapes", () => {
  const found = triplesOf('<urn:a> <urn:b> "say \\"hi\\" \\u00e9\\n"@fr .\n_:x <urn:b> "1"^^<urn:t> .\n').rows;
  assert.deepEqual(found[0]?.[2], { type: "literal", value: 'say "hi" é\n', language: "fr" });
  assert.deepEqual(found[1], [
    { type: "bnode", value: "x" },
    thing("urn:b"),
    { type: "literal", value: "1", datatype: "urn:t" },
  ]);
});

test("numbers sort as numbers, words as the reader sorts them, nothing last", () => {
  const all = [0, 1, 2];
  assert.deepEqual(sorted(TABLE, all, 1, false, show, "fr"), [1, 0, 2]);
  assert.deepEqual(sorted(TABLE, all, 1, true, show, "fr"), [0, 1, 2]);
  assert.deepEqual(sorted(TABLE, all, 0, false, show, "fr"), [2, 1, 0]);
});

test("a filter wants every word, in names or IRIs", () => {
  assert.deepEqual(matching(TABLE, "URN:A z", show), [0]);
  assert.deepEqual(matching(TABLE, " ", show), [0, 1, 2]);
});

test("a chart needs numbers, and takes what fits them", () => {
  assert.deepEqual(chartOf(TABLE), { label: 0, value: 1, kind: "bar" });
  assert.equal(chartOf({ variables: ["x"], rows: [[thing("urn:a")], [thing("urn:b")]] }), undefined);
  const day = (value: string): Term => ({ type: "literal", value, datatype: `${XSD}date` });
  const dated = {
    variables: ["n", "d"],
    rows: [
      [number("1"), day("2020-01-01")],
      [number("2"), day("2021-01-01")],
    ],
  };
  assert.equal(chartOf(dated)?.kind, "line");
  assert.equal(
    chartOf({
      variables: ["a", "b"],
      rows: [
        [number("1"), number("2")],
        [number("3"), number("4")],
      ],
    })?.kind,
    "scatter",
  );
  assert.equal(kindOf(TABLE, 1), "number");
});

test("a network has each thing and each link once, of the first rows", () => {
  const pairs = {
    variables: ["s", "o"],
    rows: [
      ["urn:a", "urn:b"],
      ["urn:a", "urn:b"],
      ["urn:c", "urn:d"],
    ].map((r) => r.map(thing)),
  };
  assert.deepEqual(thingColumns(pairs), [0, 1]);
  const found = networkOf(pairs, 0, 1, 2);
  assert.deepEqual([[...found.nodes], found.edges.size, found.rows], [["urn:a", "urn:b"], 1, 2]);
});

test("the limit of a query is its own, not that of a part or of a text", () => {
  assert.equal(limitOf("SELECT * { ?s ?p ?o } LIMIT 5"), 5);
  assert.equal(limitOf("SELECT * { { SELECT * { ?s ?p ?o } LIMIT 5 } }"), undefined);
  assert.equal(limitOf("SELECT * { ?s ?p 'LIMIT 3' } # LIMIT 3"), undefined);
});
