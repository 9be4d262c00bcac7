import assert from "node:assert/strict";
import test from "node:test";
import { drawing, fill, lastPart, short } from "../src/network.ts";

const row = (from: string, to: string, relation = "https://x.org/v#memberOf") => ({
  from: { value: from },
  fromName: { value: `name of ${from}` },
  fromKind: { value: "https://x.org/v#Programme" },
  relation: { value: relation },
  to: { value: to },
});

test("a relation is drawn once, with the things at its ends", () => {
  const made = drawing([row("a", "b"), row("a", "b"), row("b", "c")], { "https://x.org/v#memberOf": "member of" }, 9);
  assert.deepEqual(made.things.map((thing) => thing.data.id).sort(), ["a", "b", "c"]);
  assert.equal(made.ties.length, 2);
  assert.equal(made.ties[0]?.data.label, "member of");
  assert.equal(made.things[0]?.data.kind, "Programme");
});

test("the drawing is bounded and says how much there is", () => {
  const made = drawing([row("a", "b"), row("b", "c"), row("c", "d")], {}, 2);
  assert.equal(made.ties.length, 2);
  assert.equal(made.total, 3);
  assert.equal(made.ties[0]?.data.label, "memberOf");
  assert.ok(made.things.every((thing) => thing.data.id !== "d"));
});

test("rows that lack an end are passed over", () => {
  assert.deepEqual(drawing([{ from: { value: "a" } }], {}, 5).ties, []);
});

test("words: last parts, cut names, filled messages", () => {
  assert.equal(lastPart("https://x.org/v#Programme"), "Programme");
  assert.equal(short("a".repeat(50)).length, 34);
  assert.equal(fill("{name}: {count} of {other}", { name: "<b>", count: 3 }), "<b>: 3 of {other}");
});
