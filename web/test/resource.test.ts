import assert from "node:assert/strict";
import { test } from "node:test";
import { kindsOf, LOOKS, look, merged, type Node, placed, ringSizes, shortened } from "../src/resource/model.ts";
import { filled } from "../src/resource/words.ts";

const node = (iri: string, step: number, kind = "body"): Node => ({
  iri,
  step,
  kind,
  label: iri,
  language: "en",
  href: "/",
});

test("every thing has a place of its own inside the drawing", () => {
  const nodes = [node("centre", 0), ...Array.from({ length: 59 }, (_, n) => node(`n${n}`, n < 20 ? 1 : 2))];
  const places = placed(nodes, 900, 500);
  assert.equal(places.size, 60);
  assert.deepEqual(places.get("centre"), { x: 450, y: 250 });
  const seen = new Set([...places.values()].map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`));
  assert.equal(seen.size, 60);
  assert.ok([...places.values()].every(({ x, y }) => x >= 0 && x <= 900 && y >= 0 && y <= 500));
});

test("rings hold all things, more on the outer ones", () => {
  for (const count of [0, 1, 12, 13, 30, 31, 59]) {
    assert.equal(
      ringSizes(count).reduce((sum, size) => sum + size, 0),
      count,
    );
  }
  assert.deepEqual(ringSizes(40), [12, 18, 10]);
});

test("edges between the same two things are one, but derived ones stay apart", () => {
  const edge = (label: string, rule = "") => ({ source: "a", target: "b", label, rule });
  const found = merged([edge("funds"), edge("hosts"), edge("funds"), edge("supports", "R1")]);
  assert.deepEqual(
    found.map((one) => [one.label, one.rule]),
    [
      ["funds, hosts", ""],
      ["supports", "R1"],
    ],
  );
});

test("kinds differ by shape, and an unknown kind looks like any other thing", () => {
  const shapes = Object.values(LOOKS).map((one) => one.shape);
  assert.equal(new Set(shapes).size, shapes.length);
  assert.equal(look("new").shape, look("other").shape);
  assert.deepEqual(kindsOf([node("a", 0, "new"), node("b", 1, "place")]), ["place", "other"]);
});

test("labels are shortened and messages filled in", () => {
  assert.equal(shortened("abc", 3), "abc");
  assert.equal(shortened("abcd", 3), "ab…");
  assert.equal(filled("{number} more of {other}", { number: 5 }), "5 more of {other}");
});
