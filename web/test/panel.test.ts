import assert from "node:assert/strict";
import { test } from "node:test";
import { fragmentOf } from "../src/panel.ts";

test("a trace has a fragment that names its ends, and nothing else has one", () => {
  const trace = "/coherence/trace?from=body%3Aa%26b&to=sdg%3A17.14&lang=fr";
  assert.equal(fragmentOf(trace), "#from=body%3Aa%26b&to=sdg%3A17.14");
  assert.equal(fragmentOf("/coherence/trace?from=sdg:1"), "");
});
