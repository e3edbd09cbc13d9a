/* Choosing among the records of a long list: against the same choice made of all its rows. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { folder, script } from "../published.js";

const { Columns } = await script("browse/columns.js");
const { fits } = await script("browse/choice.js");
const { nfkcCasefold, loadUnicode } = await script("handles/unicode.js");
const { compareCodePoints } = await script("index/order.js");
await loadUnicode();
const { address, rows } = JSON.parse(readFileSync(new URL(process.env.HL_COLUMNS), "utf-8"));

function open() {
  const site = folder(process.env.HL_LARGE_SITE);
  return { site, columns: new Columns(site.root + address, site.fetch) };
}

function expected({ chosen, handle, sort }) {
  const wanted = nfkcCasefold(handle);
  const found = [...rows.keys()].filter((at) => nfkcCasefold(rows[at].handle).startsWith(wanted)
    && fits(chosen, (group) => rows[at].groups[group]));
  if (sort === "z-to-a") return found.reverse();
  const day = (at) => rows[at].groups.day;
  if (sort === "newest") return found.sort((a, b) => compareCodePoints(day(b), day(a)) || a - b);
  if (sort === "oldest") return found.sort((a, b) => compareCodePoints(day(a), day(b)) || a - b);
  return found;
}

const choices = (facets) => new Map(Object.entries(facets).map(([facet, values]) => [facet, new Set(values)]));
const { groups } = rows[Math.floor(rows.length / 2)];
const own = { platform: [groups.platform], state: [groups.state], month: [groups.day.slice(0, 7)] };
const CASES = [
  { chosen: choices({}), handle: "", sort: "newest" },
  { chosen: choices({}), handle: "", sort: "oldest" },
  { chosen: choices({}), handle: "", sort: "z-to-a" },
  { chosen: choices({ platform: [groups.platform] }), handle: "", sort: "handle" },
  { chosen: choices(own), handle: "", sort: "handle" },
  { chosen: choices({ ...own, category: groups.category.split(" "), language: groups.language.split(" ") }), handle: "", sort: "newest" },
  { chosen: choices({ platform: [...new Set(rows.map((row) => row.groups.platform))] }), handle: "", sort: "handle" },
  { chosen: choices({ platform: ["no-such-platform"] }), handle: "", sort: "handle" },
];

test("facets narrow, values of one widen, and the order is kept", async () => {
  const { columns } = open();
  assert.equal(await columns.total(), rows.length);
  for (const wanted of CASES) assert.deepEqual(await columns.select(wanted), expected(wanted), JSON.stringify([...wanted.chosen]));
});

test("the beginning of any handle is found, whatever its case", async () => {
  const { columns } = open();
  for (let at = 0; at < rows.length; at += 997) {
    for (const size of [1, 2, 4, 99]) {
      const wanted = { chosen: choices({}), handle: [...rows[at].handle.toUpperCase()].slice(0, size).join(""), sort: "handle" };
      assert.deepEqual(await columns.select(wanted), expected(wanted), wanted.handle);
    }
  }
  for (const handle of ["\u{10ffff}", "!", "zzzzzzzzzz", rows[0].handle, rows.at(-1).handle]) {
    const wanted = { chosen: choices({}), handle, sort: "handle" };
    assert.deepEqual(await columns.select(wanted), expected(wanted), handle);
  }
});

test("rows are those of the positions", async () => {
  const { columns } = open();
  const positions = [0, 1, 777, rows.length - 1, 130, 129];
  const found = await columns.rows(positions);
  assert.deepEqual(found.map(([handle, id]) => [handle, id]), positions.map((at) => [rows[at].handle, rows[at].id]));
});

test("what is read is what is needed", async () => {
  const { site, columns } = open();
  const found = await columns.select({ chosen: choices({ platform: [groups.platform] }), handle: "", sort: "handle" });
  assert.equal(site.asked.length, 2, "the first file and one column");
  await columns.rows(found.slice(0, 50));
  assert.ok(site.asked.length <= 2 + 50);
  assert.equal(new Set(site.asked).size, site.asked.length, "a file was fetched twice");
});

test("a file that is gone says so, and is asked for again", async () => {
  const { site } = open();
  const columns = new Columns(`${site.root}lists/x/browse/data/gone.json`, site.fetch);
  await assert.rejects(columns.total(), { message: /gone\.json/ });
  await assert.rejects(columns.total());
  assert.equal(site.asked.length, 2);
});
