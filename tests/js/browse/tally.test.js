import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "../published.js";

const { tally } = await script("browse/tally.js");

const COLUMNS = [
  { facet: "platform", codes: [0, 0, 1, 1], values: [["x"], ["vk"]] },
  { facet: "category", codes: [0, 1, 1, 2], values: [["a"], ["a", "b"], ["c"]] },
];
const counts = (chosen, positions = [0, 1, 2, 3]) =>
  Object.fromEntries([...tally(positions, COLUMNS, new Map(chosen))].map(([facet, found]) => [facet, Object.fromEntries(found)]));

test("without a choice every value counts what has it, and of several values each", () => {
  assert.deepEqual(counts([]), { platform: { x: 2, vk: 2 }, category: { a: 3, b: 2, c: 1 } });
});

test("a choice counts for the other facets and not for its own", () => {
  assert.deepEqual(counts([["platform", new Set(["vk"])]]), { platform: { x: 2, vk: 2 }, category: { a: 1, b: 1, c: 1 } });
});

test("what two facets leave out is counted nowhere, and what one leaves out for that one", () => {
  const chosen = [["platform", new Set(["vk"])], ["category", new Set(["b"])]];
  assert.deepEqual(counts(chosen), { platform: { x: 1, vk: 1 }, category: { a: 1, b: 1, c: 1 } });
});

test("rows that are not given are not counted", () => {
  assert.deepEqual(counts([], [3]), { platform: { vk: 1 }, category: { c: 1 } });
});
