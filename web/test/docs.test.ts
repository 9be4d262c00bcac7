import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf } from "../src/docs/code.ts";
import { filled, matches } from "../src/docs/filter.ts";

test("of a session only the commands are copied", () => {
  assert.equal(codeOf("$ m4sd build\nreleases/1\n$ m4sd serve\n", "console"), "m4sd build\nm4sd serve");
});

test("a command that goes on is copied whole", () => {
  assert.equal(codeOf("$ curl \\\n  -s x\nanswer\n", "console"), "curl \\\n  -s x");
  assert.equal(codeOf("$ curl @- <<'Q'\nASK {}\nQ\ntrue\n", "console"), "curl @- <<'Q'\nASK {}\nQ");
});

test("anything else is copied as it stands", () => {
  assert.equal(codeOf("SELECT * {}\n", "sparql"), "SELECT * {}");
  assert.equal(codeOf("no prompt\n", "console"), "no prompt");
});

test("a filter wants every word, whatever case and accents", () => {
  assert.ok(matches("Énoncé de preuve · hasEvidence", "enonce EVID"));
  assert.ok(matches("anything", " "));
  assert.ok(!matches("Policy", "policy body"));
});

test("numbers take their places in a message", () => {
  assert.equal(filled("{shown} of {all} shown", { shown: 2, all: 9 }), "2 of 9 shown");
});
