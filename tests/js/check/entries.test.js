/* The accounts in what is pasted: lines, tables, bare handles; and the report on them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { folder, script } from "../published.js";

const { default: platforms } = await script("platforms.js");
const { entriesOf, MOST, MOST_COLUMNS, MOST_ROWS, MOST_TEXT, readTable } = await script("check/entries.js");
const { counts, HITS, report, reportCsv } = await script("check/report.js");
const { fetch, root: ROOT } = folder(process.env.HL_SITE);
const read = (text) => {
  const table = readTable(platforms, text);
  return { ...table, ...entriesOf(table, platforms, table.parts[0] ?? { columns: [] }, null) };
};
const texts = (text) => read(text).entries.map(({ line, text: one }) => `${line} ${one}`);

test("a line that is not of a table is read whole, whatever is in it", () => {
  const { entries, header, parts } = read("@one\n\nhttps://x.com/two\nuser@host.example\n");
  assert.deepEqual(entries.map(({ line, text }) => [line, text]), [[1, "@one"], [3, "https://x.com/two"], [4, "user@host.example"]]);
  assert.deepEqual([header, parts.length], ["", 1]);
  for (const lines of [["@one, @two", "@three"], ["a;b", "c"], ["9,00E+18", "9,01E+18"], ["@one, @two", "@three, @four"]]) {
    assert.deepEqual(texts(lines.join("\n")), lines.map((line, at) => `${at + 1} ${line}`));
  }
  assert.deepEqual(texts('"@one\n@two"'), ['1 "@one', '2 @two"']);
});

test("the columns of accounts are found by their names, or one by what is in it", () => {
  const named = read("when,handle,note\n2020-01-01,first,a b\n2020-01-02,second,c d\n");
  assert.equal(named.header, "when,handle,note");
  assert.deepEqual(named.parts.map(({ title }) => title), ["handle", "All of each line", "when", "note"]);
  assert.deepEqual(named.entries.map(({ text }) => text), ["first", "second"]);
  const several = read("user_id,handle\n5,first\n6,second\n");
  assert.deepEqual([several.parts[0].title, several.entries.map(({ text }) => text)], ["user_id, handle", ["5", "first", "6", "second"]]);
  const guessed = read("a note here,https://x.com/one\nanother one,https://x.com/two\n");
  assert.deepEqual([guessed.parts[0].columns, guessed.header], [[1], ""]);
});

test("a column that may hold accounts is read, whatever it is called", () => {
  for (const [text, title] of [
    ["ID,Reported account,Reason\n1,TEN_GOP,spam\n2,northwind,x y", "ID, Reported account"],
    ["id,Twitter\n1,northwind\n2,gale", "id, Twitter"],
    ["Link,Konto\n,northwind\n,gale", "Link, Konto"],
    ["url,author_username\nhttps://x.com/i/web/status/1,northwind\n,gale", "url, author_username"],
    ["user,reported\nmod,@TEN_GOP\nmod,gale", "All of each line"],
    ["user,about\nmod,spam\nmod,see https://x.com/TEN_GOP", "All of each line"],
    ["user,about\nmod,spam\nmod,on 2020-01-01", "user"],
  ]) {
    assert.deepEqual(readTable(platforms, text).parts[0].title, title, text);
  }
  assert.equal(readTable(platforms, "TEN_GOP,Twitter\nnorthwind,t.me").header, "");
  assert.equal(readTable(platforms, "the_user,spam\nnorthwind,spam").header, "");
});

test("a row that does not fit its table is read whole, and one with nothing in the column is counted", () => {
  assert.deepEqual(texts("handle,note\n@one,x\n@two,a, b @three\n@four"), ["2 @one", "3 @two,a, b @three", "4 @four"]);
  assert.deepEqual([read("handle,note\n@one,x\n,y").empty, texts("handle,note\n@one,x\n,y")], [1, ["2 @one"]]);
});

test("many are taken, and the others counted", () => {
  const { entries, left } = read(Array.from({ length: MOST + 7 }, (_, at) => `name${at}`).join("\n"));
  assert.deepEqual([entries.length, left], [MOST, 7]);
});

test("what is too much is refused in a sentence that says what and what to do, and never half read", () => {
  const wide = (columns) => `name\n${Array(columns).fill("a").join(",")}\n`;
  const [columns, rows, characters] = [wide(200_000), "a\n".repeat(2_000_000), "a".repeat(MOST_TEXT + 1)].map(read);
  assert.match(columns.refused, /line 2 has more than 256 columns\. Copy the column/);
  assert.match(rows.refused, /more than 200,000 rows\. Cut it/);
  assert.match(characters.refused, /more than 5,000,000 characters\. Cut it/);
  for (const { entries, parts, left } of [columns, rows, characters]) assert.deepEqual([entries, parts, left], [[], [], 0]);
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
  assert.deepEqual([table.parts[0].columns, table.platforms], [[0], 1]);
  assert.deepEqual(entriesOf(table, platforms, { columns: [] }, null).entries.map(({ platform }) => platform), ["twitter", "telegram"]);
  assert.deepEqual(table.entries.map(({ platform }) => platform), ["twitter", "telegram"]);
  const chosen = entriesOf(readTable(platforms, "TEN_GOP\nhttps://t.me/northwind\n"), platforms, { columns: [] }, "twitter").entries;
  const { readText } = await script("handles/reader.js");
  const named = chosen.map(({ text, platform }) => readText(platforms, text, { platform: platforms.find(({ id }) => id === platform) })[0].platform);
  assert.deepEqual(named, ["twitter", "telegram"]);
});

test("whatever is pasted, each line ends as a result or is counted", async () => {
  const { openFinder } = await script("index/finder.js");
  const finder = await openFinder(ROOT, { fetch });
  const pieces = ["@one", "TEN_GOP", ",", ";", "\t", '"', " ", "handle", "https://x.com/a", "9.00E+18", "\u200b", "--", "Twitter", "=1+1", "id", "…"];
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 300; round += 1) {
    const given = Array.from({ length: 1 + random(6) }, () => Array.from({ length: random(6) }, () => pieces[random(pieces.length)]).join(""));
    const { entries, header, empty, rows } = read(given.join("\n"));
    const lines = report(entries, await finder.checkMany(entries));
    const held = new Set(lines.map(({ line }) => line));
    const said = given.filter((text, at) => held.has(at + 1) || /^[\s,;"]*$/.test(text));
    const skipped = (header ? header.split("\n").length : 0) + empty + rows.reduce((sum, { text }) => sum + text.split("\n").length - 1, 0);
    assert.ok(said.length + skipped >= given.length, JSON.stringify(given));
    assert.equal(counts(lines).reduce((sum, [, number]) => sum + number, 0), lines.length);
    for (const { result, reading, reason } of lines) assert.ok(result === "unreadable" ? reason : reading, JSON.stringify(given));
  }
});

test("work that is stopped ends, and what names too much is read as far as it may be", async () => {
  const { MOST_PLACES, openFinder } = await script("index/finder.js");
  const finder = await openFinder(ROOT, { fetch });
  const work = new AbortController();
  const shares = [];
  const many = Array.from({ length: 20_000 }, (_, at) => ({ text: `@name${at}` }));
  const onProgress = (share) => {
    shares.push(share);
    work.abort();
  };
  await assert.rejects(finder.checkMany(many, { signal: work.signal, onProgress }), { name: "AbortError" });
  assert.deepEqual([shares.length, shares[0] > 0 && shares[0] < 0.5], [1, true]);
  const line = { text: Array(500).fill("…,@a").join(",").slice(0, 2000) };
  const [{ places }] = await finder.checkMany([line]);
  const answers = await finder.checkMany(Array(5000).fill(line));
  assert.equal(answers.length, Math.floor(MOST_PLACES / places.length));
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
ANSWERS.push({ places: [{ verdict: "name", text: "many", reason: null, readings: [reading("name", { value: "many" })],
  kept: [], hits: Array.from({ length: 15 }, (_, at) => hit("name", `r${at}`)) }] });
const lines = report(ANSWERS.map((_, at) => ({ line: at + 1, text: "--", platform: null })), ANSWERS);

test("what was found comes first, and near handles do not count as found", () => {
  assert.deepEqual(lines.map(({ result, line, hits }) => [result, line, hits[0]?.id]), [
    ["listed", 2, "b"],
    ["cleared", 5, "e"],
    ["name", 7, "r0"],
    ["lookalike", 3, "d"],
    ["unreadable", 4, undefined],
    ["unreadable", 5, undefined],
    ["unreadable", 6, undefined],
    ["not-listed", 1, undefined],
  ]);
  assert.deepEqual(counts(lines).map(([, number]) => number), [1, 1, 1, 1, 3, 1]);
  assert.deepEqual(lines.map(({ reason }) => reason), ["", "", "", "", "words", "words", "no-handle", ""]);
  assert.deepEqual(lines.map(({ result }) => HITS.has(result)), [true, true, true, true, false, false, false, false]);
  assert.deepEqual([lines[2].hits.length, lines[2].more], [10, 5]);
});

test("a protected account has a row of its own, beside that of a listed one of another platform", () => {
  const kept = [{ kind: "handle", platform: "telegram", text: "Storm" }];
  const place = (verdict, hits) => ({ places: [{ verdict, hits, kept, text: "storm", reason: null, readings: [reading("account", { handle: "storm" })] }] });
  const answers = [place("protected", []), place("listed", [hit("listed", "b")])];
  const rows = report(answers.map((_, at) => ({ line: at + 1, text: "storm", platform: null })), answers);
  assert.deepEqual(rows.map(({ result, reading: said, line, hits }) => [result, said, line, hits.length]), [
    ["listed", "@storm on any platform", 2, 1],
    ["protected", "@Storm on Telegram", 1, 0],
    ["protected", "@Storm on Telegram", 2, 0],
  ]);
});

test("the report as CSV says where and when, holds no formula, and no id that a spreadsheet would round", () => {
  const csv = reportCsv(lines, "2026-03-09T00:00:00Z", "https://lists.example/").split("\r\n");
  assert.equal(csv[0], "line,account,reading,result,reason,platform,list,record,state,since,page,as_of");
  assert.equal(csv[1], "2,n1,'@n1 on any platform,listed,,twitter,l,b,verified,2026-01-01,https://lists.example/lists/l/b/,2026-03-09T00:00:00Z");
  assert.equal(csv.at(-2), "1,'=cmd(),'@n0 on any platform,not-listed,,,,,,,,2026-03-09T00:00:00Z");
  const id = { ...lines[0], text: "783214123456789012", hits: [], platforms: ["twitter"], reading: "a, b" };
  assert.match(reportCsv([id], "", ""), /\r\n2,'783214123456789012,"a, b",listed,,twitter,/);
  assert.match(reportCsv([{ ...id, text: "=1\t2" }], "", "", "\t"), /\r\n2\t'=1\\t2\ta, b\tlisted\t\ttwitter\t/);
});
