/* The accounts in what is pasted: lines, tables, bare handles; and the report on them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { folder, script } from "../published.js";

const { default: platforms } = await script("platforms.js");
const { entriesOf, MOST, MOST_COLUMNS, MOST_ROWS, MOST_TEXT, readTable } = await script("check/entries.js");
const { counts, report, reportCsv } = await script("check/report.js");
const { fetch, root: ROOT } = folder(process.env.HL_SITE);
const read = (text) => {
  const table = readTable(platforms, text);
  return { ...table, ...entriesOf(platforms, table, table.column, null) };
};

test("a line is an account", () => {
  const { entries, header, column } = read("@one\n\nhttps://x.com/two\nuser@host.example\n");
  assert.deepEqual(entries.map(({ line, text }) => [line, text]), [[1, "@one"], [3, "https://x.com/two"], [4, "user@host.example"]]);
  assert.equal(header, false);
  assert.equal(column, 0);
});

test("the column of accounts is found by its name, or by what is in it", () => {
  const named = read("when,handle,note\n2020-01-01,first,a b\n2020-01-02,second,c d\n");
  assert.deepEqual([named.column, named.header], [1, true]);
  assert.deepEqual(named.columns, ["when", "handle", "note"]);
  assert.deepEqual(named.entries.map(({ text }) => text), ["first", "second"]);
  const guessed = read("a note here,https://x.com/one\nanother one,https://x.com/two\n");
  assert.deepEqual([guessed.column, guessed.header], [1, false]);
});

test("ten thousand are taken, and the others counted", () => {
  const { entries, left } = read(Array.from({ length: MOST + 7 }, (_, at) => `name${at}`).join("\n"));
  assert.deepEqual([entries.length, left], [MOST, 7]);
});

test("what is too much is refused in a sentence that says what and what to do, and never half read", () => {
  const wide = (columns) => `name\n${Array(columns).fill("a").join(",")}\n`;
  const [columns, rows, characters] = [wide(200_000), "a\n".repeat(2_000_000), "a".repeat(MOST_TEXT + 1)].map(read);
  assert.match(columns.refused, /line 2 has more than 256 columns\. Copy the column/);
  assert.match(rows.refused, /more than 200,000 rows\. Cut it/);
  assert.match(characters.refused, /more than 5,000,000 characters\. Cut it/);
  for (const { entries, columns: names, left } of [columns, rows, characters]) assert.deepEqual([entries, names, left], [[], [], 0]);
  assert.equal(read(wide(MOST_COLUMNS)).refused, "");
  assert.equal(read("a\n".repeat(MOST_ROWS)).left, MOST_ROWS - MOST);
});

test("quotes that are never closed, and deep ones, take no longer than others", () => {
  for (const quotes of ['"'.repeat(MOST_TEXT - 1), '"a",""\n'.repeat(150_000), '"a\n'.repeat(150_000), '"""'.repeat(150_000)]) {
    const { entries, refused } = read(quotes);
    assert.ok(refused || entries.length, JSON.stringify(quotes.slice(0, 9)));
  }
});

test("an entry that is longer than any account is one that cannot be read", async () => {
  const { openFinder } = await script("index/finder.js");
  const finder = await openFinder(ROOT, { fetch });
  const texts = ["a".repeat(MOST_TEXT), `a${"\u0301".repeat(200_000)}`, "a b ".repeat(100_000), "x".repeat(5000)];
  const answers = await finder.checkMany(texts.map((text) => ({ text })));
  assert.deepEqual(answers.map(({ verdict }) => verdict), texts.map(() => "unreadable"));
});

test("a column of platforms, or the chosen one, says of which platform bare words are", async () => {
  const table = read("TEN_GOP,Twitter\nnorthwind,t.me\n");
  assert.deepEqual([table.column, table.platforms], [0, 1]);
  assert.deepEqual(table.entries.map(({ platform }) => platform), ["twitter", "telegram"]);
  const chosen = entriesOf(platforms, readTable(platforms, "TEN_GOP\nhttps://t.me/northwind\n"), 0, "twitter").entries;
  const { readText } = await script("handles/reader.js");
  const named = chosen.map(({ text, platform }) => readText(platforms, text, { platform: platforms.find(({ id }) => id === platform) })[0].platform);
  assert.deepEqual(named, ["twitter", "telegram"]);
});

const hit = (how, id) => ({ how, id, list: "l", platform: "twitter", state: "verified", since: "2026-01-01", handle: "", text: "" });
const reading = (kind, more = {}) => ({ kind, platform: null, handle: null, accountId: null, value: null, reason: null, ...more });
const ANSWERS = [
  ["not-listed", [hit("near", "a")]],
  ["listed", [hit("listed", "b"), hit("prefix", "c")]],
  ["not-listed", [hit("lookalike", "d")]],
  ["unreadable", []],
  ["cleared", [hit("cleared", "e")]],
].map(([verdict, hits], at) => ({ places: [{ verdict, hits, kept: [], text: at ? `n${at}` : "=cmd()", reason: verdict === "unreadable" ? "words" : null,
  readings: [reading("account", { handle: `n${at}` })] }] }));
ANSWERS[4].places.push({ verdict: "unreadable", hits: [], kept: [], text: "gone", reason: "words", readings: [reading("unreadable", { reason: "words" })] });
ANSWERS.push({ places: [] });
const lines = report(ANSWERS.map((_, at) => ({ line: at + 1, text: "--", platform: null })), ANSWERS);

test("what was found comes first, and near handles do not count as found", () => {
  assert.deepEqual(lines.map(({ result, entry, hits }) => [result, entry.line, hits.map(({ id }) => id)]), [
    ["listed", 2, ["b"]],
    ["cleared", 5, ["e"]],
    ["lookalike", 3, ["d"]],
    ["unreadable", 4, []],
    ["unreadable", 5, []],
    ["unreadable", 6, []],
    ["not-listed", 1, []],
  ]);
  assert.deepEqual(counts(lines).map(([, number]) => number), [1, 1, 1, 3, 1]);
  assert.deepEqual(lines.map(({ reason }) => reason), ["", "", "", "words", "words", "no-handle", ""]);
});

test("a protected account has a row of its own, beside that of a listed one of another platform", () => {
  const kept = [{ kind: "handle", platform: "telegram", text: "Storm" }];
  const place = (verdict, hits) => ({ places: [{ verdict, hits, kept, text: "storm", reason: null, readings: [reading("account", { handle: "storm" })] }] });
  const answers = [place("protected", []), place("listed", [hit("listed", "b")])];
  const rows = report(answers.map((_, at) => ({ line: at + 1, text: "storm", platform: null })), answers);
  assert.deepEqual(rows.map(({ result, reading: said, entry, hits }) => [result, said, entry.line, hits.length]), [
    ["listed", "@storm on any platform", 2, 1],
    ["protected", "@Storm on Telegram", 1, 0],
    ["protected", "@Storm on Telegram", 2, 0],
  ]);
});

test("the report as CSV says where and when, and holds no formula", () => {
  const csv = reportCsv(lines, "2026-03-09T00:00:00Z", "https://lists.example/").split("\r\n");
  assert.equal(csv[0], "line,account,reading,result,reason,platform,list,record,state,since,page,as_of");
  assert.equal(csv[1], "2,n1,'@n1 on any platform,listed,,twitter,l,b,verified,2026-01-01,https://lists.example/lists/l/b/,2026-03-09T00:00:00Z");
  assert.equal(csv[7], "1,'=cmd(),'@n0 on any platform,not-listed,,,,,,,,2026-03-09T00:00:00Z");
});
