/* The record of a number: from the chunk of rows that has its place, so that no request names it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "../published.js";

const { openFinder } = await script("index/finder.js");
const ROOT = "https://site.example/";
const row = (id, more) => ({ id, list: "north", state: "verified", handle: "northwind_press", platform: "twitter", confirms: { first: "2026-01-02" }, ...more });
const FILES = {
  "feeds/v1/index.json": { as_of: "2026-03-09T00:00:00Z", instance: { title: "T" }, lists: [{ id: "north", title: "North", example: false }],
    search: { keys: { children: [], height: 0 }, tails: { children: [], height: 0 } } },
  "feeds/v1/lists/north/chunks.json": { list: "north", chunks: [{ bytes: 1, first: "0000000000aa", sha256: "one" }, { bytes: 1, first: "4000000000aa", sha256: "two" }] },
  "feeds/v1/lists/north/chunks/one.json": [row("0000000000aa"), row("0000000000bb", { handle: undefined, account_id: "900000000001", platform: "vk" })],
  "feeds/v1/lists/north/chunks/two.json": [row("4000000000aa"), { id: "7k3f9q2m4d1p", list: "north", state: "retracted", removed: "2026-02-03T00:00:00Z" }],
};
const asked = [];
const fetch = async (address) => {
  const path = address.slice(ROOT.length);
  asked.push(path);
  return path in FILES ? { ok: true, status: 200, json: async () => FILES[path] } : { ok: false, status: 404 };
};
const finder = await openFinder(ROOT, { fetch });
const ask = async (text) => {
  const { verdict, hits, places } = await finder.answer(text);
  return [verdict, hits.map(({ how, id, since }) => [how, id, since]), places[0].reason];
};

test("a number and a record's address on this site lead to the record", async () => {
  for (const text of ["4000000000aa", "“4000000000AA”", `${ROOT}lists/north/4000000000aa/#e1`, "/lists/north/4000000000aa/"]) {
    assert.deepEqual(await ask(text), ["record", [["record", "4000000000aa", "2026-01-02"]], null], text);
  }
});

test("of an account without a handle its id is known", async () => {
  const { hits: [{ handle, text, platform }] } = await finder.answer("0000000000bb");
  assert.deepEqual([handle, text, platform], ["", "900000000001", "vk"]);
});

test("of a removed one there is only that", async () => {
  assert.deepEqual(await ask("7k3f9q2m4d1p"), ["removed", [["removed", "7k3f9q2m4d1p", "2026-02-03"]], null]);
});

test("a number that nobody has may be a handle; an address of a record is nothing else", async () => {
  assert.deepEqual(await ask("4000000000ab"), ["not-listed", [], null]);
  assert.deepEqual(await ask("0000000000a0"), ["not-listed", [], null]);
  assert.deepEqual(await ask(`${ROOT}lists/north/4000000000ab/`), ["unreadable", [], "no-record"]);
  assert.deepEqual(await ask("https://elsewhere.example/lists/north/4000000000aa/"), ["unreadable", [], "another-site"]);
});

test("no request names a number", () => {
  assert.ok(asked.length >= 3);
  assert.ok(asked.every((path) => path in FILES));
  assert.equal(new Set(asked).size, asked.length, "a file was read twice");
});
