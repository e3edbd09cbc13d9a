/* What a pasted text names: the same on the builder's side (tests/unit/handles/test_reader.py). */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { script } from "../published.js";

const { readText } = await script("handles/reader.js");
const { searchKey } = await script("handles/search_key.js");
const { loadUnicode } = await script("handles/unicode.js");
const { answerOf, howFound } = await script("index/answer.js");
const { readPlaces } = await script("index/query.js");
const { default: platforms } = await script("platforms.js");
const { pairs, noisy } = JSON.parse(readFileSync(new URL(process.env.HL_READINGS), "utf-8"));

function shown(text) {
  return readText(platforms, text).map((reading) => {
    const part = text.slice(reading.start, reading.end);
    const about = part === text ? "" : `[${part}] `;
    if (reading.kind === "unreadable") return `${about}unreadable: ${reading.reason}`;
    if (reading.kind !== "account") return `${about}${reading.kind}: ${reading.value}`;
    const handle = reading.handle === null ? "" : ` @${reading.handle}`;
    const accountId = reading.accountId === null ? "" : ` #${reading.accountId}`;
    return `${about}${reading.platform ?? "any"}${handle}${accountId}${reading.outOf.map((host) => ` < ${host}`).join("")}`;
  }).join(" ; ");
}

test("both sides read every text alike", () => {
  assert.ok(pairs.length > 2000);
  const differing = pairs.filter(([text, expected]) => shown(text) !== expected);
  assert.deepEqual(differing.slice(0, 5).map(([text, expected]) => [text, shown(text), expected]), []);
});

/** The verdict where nothing is listed but one account of X. */
function verdict(text, handle) {
  const row = { key: searchKey(handle), kind: "handle", platform: "twitter", list: "north", state: "verified", since: "2026-01-01", id: "7k3f9q2m4d1r", text: handle, handle };
  const places = readPlaces(platforms, text, "https://site.example/");
  const found = places.map(({ wanted }) => wanted.flatMap((one) => {
    const how = one.keys.includes(row.key) ? howFound(one, row) : null;
    return how === null ? [] : [{ row, how }];
  }));
  return answerOf(text, places, found).verdict;
}

test("no noise around a listed handle makes it not listed", async () => {
  await loadUnicode();
  assert.equal(noisy.length, 2000);
  assert.deepEqual(noisy.filter(([handle, text]) => verdict(text, handle) === "not-listed").slice(0, 5), []);
  assert.ok(noisy.filter(([handle, text]) => verdict(text, handle) === "listed").length > 1000);
});
