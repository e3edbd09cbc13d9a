/* Accounts that are kept from being listed by mistake: tests/find/protected.py answers the same texts. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { folder, script } from "../published.js";

const { openFinder } = await script("index/finder.js");
const answers = JSON.parse(readFileSync(new URL(`${process.env.HL_PROTECTED_SITE}/answers.json`), "utf-8"));
const site = folder(process.env.HL_PROTECTED_SITE);
const finder = await openFinder(site.root, { fetch: site.fetch });
const keptOf = ({ places }) => places.map(({ kept }) => kept.map(({ platform, kind, text }) => [platform, [kind, text]]));
const LIKE = new Set(["lookalike", "near", "prefix", "inside", "name"]);

test("there are texts of every verdict, and protected accounts beside each", () => {
  const beside = new Set(answers.filter(([, , , , kept]) => kept.flat().length).map(([, verdict]) => verdict));
  for (const verdict of ["listed", "cleared", "previous", "protected", "unreadable"]) assert.ok(beside.has(verdict), verdict);
});

test("both sides give the same answer to every text", async () => {
  for (const [text, verdict, hits, more, kept] of answers) {
    const answer = await finder.answer(text);
    const shown = answer.hits.map((hit) => `${hit.how} ${hit.kind} ${hit.id}`);
    assert.deepEqual([answer.verdict, shown, answer.more, keptOf(answer)], [verdict, hits, more, kept], JSON.stringify(text));
  }
});

test("many at once get the same verdicts", async () => {
  const found = await finder.checkMany(answers.map(([text]) => ({ text })));
  for (const [at, [text, verdict, , , kept]] of answers.entries()) {
    assert.deepEqual([found[at].verdict, keptOf(found[at])], [verdict, kept], text);
  }
});

test("beside a protected account nothing is shown that is only like it", async () => {
  for (const [text, , , , kept] of answers) {
    if (!kept.flat().length) continue;
    const { places } = await finder.answer(text);
    for (const { kept: own, hits } of places) {
      if (own.length) assert.deepEqual(hits.filter(({ how }) => LIKE.has(how)), [], text);
      for (const { platform } of own) assert.ok(!hits.some((hit) => hit.how === "previous" && hit.platform === platform), text);
    }
  }
});

test("none of them is an option, and only an equal one is answered", async () => {
  for (const [text] of answers) {
    for (const { id, state } of (await finder.answer(text)).hits) assert.ok(id && state !== "protected", text);
  }
  const known = new Set(answers.filter(([, , , , kept]) => kept.flat().length).map(([text]) => text));
  const near = answers.filter(([text, , , , kept]) => text.endsWith("x") && known.has(text.slice(0, -1)) && !kept.flat().length);
  assert.ok(near.length >= 20, `${near.length}`);
});
