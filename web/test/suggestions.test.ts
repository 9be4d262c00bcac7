import assert from "node:assert/strict";
import { test } from "node:test";
import { type Found, grouped, moved, notices, pieces, spoken } from "../src/suggestions.ts";

const KYRGYZSTAN = {
  page: "/id/country/kyrgyzstan",
  label: { en: "Kyrgyzstan", fr: "Kirghizistan", ky: "Кыргызстан" },
  class: { id: "countries", label: { en: "Country", fr: "Pays" } },
};

test("ranges count characters, not units", () => {
  const cut = pieces("🜁 Council of", [[2, 9]]);
  assert.deepEqual(cut, [
    { text: "🜁 ", hit: false },
    { text: "Council", hit: true },
    { text: " of", hit: false },
  ]);
  assert.deepEqual(pieces("KGZ", [[0, 3]]), [{ text: "KGZ", hit: true }]);
});

test("a text is told in the first language that there is", () => {
  assert.deepEqual(spoken({ en: "Body", ru: "Орган" }, ["ky", "ru", "en"]), { text: "Орган", lang: "ru" });
  assert.deepEqual(spoken({ fr: "Organe" }, ["ky", "en"]), { text: "Organe", lang: "fr" });
});

test("suggestions stand by class, and an other name is told with its language", () => {
  const matched = { text: "Kirghizistan", language: "fr", ranges: [[0, 6]] as const };
  const found: Found = {
    total: 3,
    items: [
      { ...KYRGYZSTAN, matched },
      { ...KYRGYZSTAN, class: { id: "bodies", label: { en: "Body" } }, matched: null },
      { ...KYRGYZSTAN, matched: { text: "Kyrgyzstan", language: "en", ranges: [[0, 10]] } },
    ],
  };
  const groups = grouped(found, ["en"]);
  assert.deepEqual(
    groups.map((group) => [group.name, group.suggestions.length]),
    [
      ["Country", 2],
      ["Body", 1],
    ],
  );
  assert.equal(groups[0]?.suggestions[0]?.other?.lang, "fr");
  assert.deepEqual(groups[0]?.suggestions[0]?.pieces, [{ text: "Kyrgyzstan", hit: false }]);
  assert.equal(groups[0]?.suggestions[1]?.other, null);
  assert.deepEqual(groups[0]?.suggestions[1]?.pieces, [{ text: "Kyrgyzstan", hit: true }]);
  assert.equal(groups[1]?.suggestions[0]?.other, null);
});

test("arrows go round, by way of the field", () => {
  assert.deepEqual(
    [-1, 0, 1].map((active) => moved(active, 1, 2)),
    [0, 1, -1],
  );
  assert.deepEqual(
    [-1, 0, 1].map((active) => moved(active, -1, 2)),
    [1, -1, 0],
  );
});

test("a required notice is told once, in the language of the reader", () => {
  const item = { ...KYRGYZSTAN, matched: null, note: { en: "Note", fr: "Mention" } };
  const found: Found = { total: 3, items: [item, item, { ...KYRGYZSTAN, matched: null }] };
  assert.deepEqual(notices(found, ["fr", "en"]), [{ text: "Mention", lang: "fr" }]);
});
