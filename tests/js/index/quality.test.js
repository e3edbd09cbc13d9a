/* How well accounts are found among 12,000 and, in `python -m tests.bench.find`, among 46,000, in the words that people type: tests/find/queries.py. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { folder, script } from "../published.js";

const { openFinder } = await script("index/finder.js");
const queries = JSON.parse(readFileSync(new URL("../../data/find_queries.json", import.meta.url), "utf-8"));
const site = folder(process.env.HL_LARGE_SITE);
const finder = await openFinder(site.root, { fetch: site.fetch });

const LISTED = ["as it is", "other case", "with @", "address", "address with more", "address without scheme", "account id", "full-width"];
const FOUND = ["earlier handle", "display name", "Arabic display name", "Cyrillic letters", "Greek letters", "beginning", "middle"];
const TYPOS = ["one wrong", "one missing", "one doubled", "two swapped"];

async function answers(kinds) {
  const chosen = queries.filter((item) => kinds.includes(item.kind));
  return Promise.all(chosen.map(async (item) => ({ ...item, answer: await finder.answer(item.query) })));
}

test("there are at least 200 queries, of every kind", () => {
  assert.ok(queries.length >= 200);
  for (const kind of [...LISTED, ...FOUND, ...TYPOS]) assert.ok(queries.some((item) => item.kind === kind), kind);
});

for (const kind of LISTED) {
  test(`${kind}: every account is called listed, and it is the one`, async () => {
    for (const { query, record, answer } of await answers([kind])) {
      assert.equal(answer.verdict, "listed", query);
      assert.ok(answer.hits.some((hit) => hit.how === "listed" && hit.id === record), query);
    }
  });
}

for (const kind of FOUND) {
  test(`${kind}: every account is among what is shown`, async () => {
    for (const { query, record, answer } of await answers([kind])) {
      assert.ok(answer.hits.some((hit) => hit.id === record), query);
    }
  });
}

test("with one mistake, at least 95 in 100 are among the first three", async () => {
  const asked = await answers(TYPOS);
  const missed = asked.filter(({ record, answer }) => !answer.hits.slice(0, 3).some((hit) => hit.id === record));
  assert.ok(missed.length <= asked.length * 0.05, missed.map(({ query }) => query).join(" "));
});

test("what is not listed is never called listed", async () => {
  for (const { query, answer } of await answers(["nobody", "another platform", "another id"])) {
    assert.equal(answer.verdict, "not-listed", query);
  }
});

test("an exact answer takes index.json, a node and a leaf", async () => {
  for (const { query } of queries.filter((item) => LISTED.includes(item.kind) && item.query.length < 200)) {
    const fresh = folder(process.env.HL_LARGE_SITE);
    const own = await openFinder(fresh.root, { fetch: fresh.fetch });
    let exact = 0;
    await own.answer(query, { onExact: () => (exact = fresh.asked.length) });
    assert.ok(exact <= 3 || query.includes("."), `${query}: ${fresh.asked}`);
  }
});
