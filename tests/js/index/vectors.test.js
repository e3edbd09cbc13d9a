/* The answers to 10,000 queries, which the builder's side gives too: tests/find/vectors.py. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { folder, script } from "../published.js";

const { openFinder } = await script("index/finder.js");
const lines = readFileSync(new URL("../../data/find_vectors.ndjson", import.meta.url), "utf-8").trimEnd().split("\n");
const site = folder(process.env.HL_SITE);
const finder = await openFinder(site.root, { fetch: site.fetch });

function shown(answer) {
  const hits = answer.hits.map((hit) => `${hit.how} ${hit.kind} ${hit.id}`);
  const digest = createHash("sha256").update(hits.join("\n")).digest("hex").slice(0, 8);
  return [answer.verdict, answer.more, hits.slice(0, 3), digest];
}

test("there are ten thousand of them", () => {
  assert.equal(lines.length, 10_000);
});

test("both sides give the same answer to every query", async () => {
  for (const line of lines) {
    const [query, ...expected] = JSON.parse(line);
    assert.deepEqual(shown(await finder.answer(query)), expected, JSON.stringify(query));
  }
});

test("many at once get the exact part of the same answers", async () => {
  const queries = lines.slice(0, 3000).map((line) => JSON.parse(line)[0]);
  const fresh = folder(process.env.HL_SITE);
  const answers = await (await openFinder(fresh.root, { fetch: fresh.fetch })).checkMany(queries);
  for (const [at, line] of lines.slice(0, 3000).entries()) {
    assert.equal(answers[at].verdict, JSON.parse(line)[1], queries[at]);
  }
  assert.equal(new Set(fresh.asked).size, fresh.asked.length, "a file was fetched twice");
});

test("nothing that is fetched holds a query", () => {
  for (const path of site.asked) {
    assert.match(path, /^(feeds\/v1\/index\.json|find\/(keys|tails)\/[0-9a-f]{64}\.json)$/);
  }
});
