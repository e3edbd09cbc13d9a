/* The answers to 5,000 queries, which the builder's side gives too: tests/find/vectors.py. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { folder, script } from "../published.js";

const { fold } = await script("handles/fold.js");
const { searchKey } = await script("handles/search_key.js");
const { loadUnicode, nfkcCasefold } = await script("handles/unicode.js");
const { default: platforms } = await script("platforms.js");
const { openFinder } = await script("index/finder.js");
const [planes, ...lines] = readFileSync(new URL("../../data/find_vectors.ndjson", import.meta.url), "utf-8").trimEnd().split("\n")
  .map((line) => JSON.parse(line));
const site = folder(process.env.HL_SITE);
const finder = await openFinder(site.root, { fetch: site.fetch });

const ids = platforms.toSorted((a, b) => (a.id < b.id ? -1 : 1));
await loadUnicode();

function digest(texts) {
  return createHash("sha256").update(texts.join("\n")).digest("hex").slice(0, 8);
}

function shown(answer) {
  const hits = answer.hits.map((hit) => `${hit.how} ${hit.kind} ${hit.id}`);
  return [answer.verdict, answer.more, hits.slice(0, 3), digest(hits)];
}

test("there are five thousand of them", () => {
  assert.equal(lines.length, 5_000);
});

test("both sides fold every character alike", () => {
  for (const [at, plane] of [0, 1, 2, 14].entries()) {
    const keys = [];
    for (let point = plane << 16; point < (plane + 1) << 16; point += 1) {
      if (point < 0xd800 || point >= 0xe000) keys.push(searchKey(`a${String.fromCodePoint(point)}b`));
    }
    assert.equal(digest(keys), planes[at], `plane ${plane}`);
  }
});

test("a mark joins with its letter over what nobody sees between them", () => {
  assert.equal(nfkcCasefold("a\ufe0f\u0300"), "\u00e0");
  assert.equal(nfkcCasefold("\u1100\u200d\u1161\u11a8"), "\uac01");
});

test("both sides fold every query alike", () => {
  for (const [query, key, folded] of lines) {
    assert.equal(searchKey(query), key, JSON.stringify(query));
    assert.equal(digest(ids.map((platform) => fold(platform, query))), folded, JSON.stringify(query));
  }
});

test("both sides give the same answer to every query", async () => {
  for (const [query, , , ...expected] of lines) {
    assert.deepEqual(shown(await finder.answer(query)), expected, JSON.stringify(query));
  }
});

test("many at once get the exact part of the same answers", async () => {
  const some = lines.slice(0, 3000);
  const fresh = folder(process.env.HL_SITE);
  const answers = await (await openFinder(fresh.root, { fetch: fresh.fetch })).checkMany(some.map(([text]) => ({ text })));
  for (const [at, [query, , , verdict]] of some.entries()) assert.equal(answers[at].verdict, verdict, query);
  assert.equal(new Set(fresh.asked).size, fresh.asked.length, "a file was fetched twice");
});

test("nothing that is fetched holds a query", () => {
  for (const path of site.asked) {
    assert.match(path, /^(feeds\/v1\/(index|lists\/[a-z-]+\/chunks)\.json|find\/(keys|tails)\/[0-9a-f]{64}\.json)$/);
  }
});
