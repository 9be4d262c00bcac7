import assert from "node:assert/strict";
import test from "node:test";
import { world } from "../build/world.ts";

const made = world();

function place(code: string): [number, number] {
  const point = made.points[code];
  assert.ok(point, code);
  return point;
}

test("a country stands where it lies on the map", () => {
  const [kyrgyzstan, jamaica, russia] = [place("417"), place("388"), place("643")] as const;
  assert.ok(jamaica[0] < kyrgyzstan[0]);
  assert.ok(russia[1] < kyrgyzstan[1]);
  for (const [x, y] of Object.values(made.points)) {
    assert.ok(x >= 0 && x <= made.width && y >= 0 && y <= made.height);
  }
});

test("the base is land alone: outlines of islands and continents, fewer than there are countries' borders", () => {
  assert.match(made.land, /^M[-\d,.MLZ]+$/);
  assert.ok((made.land.match(/M/g) ?? []).length < 200);
});
