/* CSV as people bring it, and as a spreadsheet may open it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "../published.js";

const { readCsv, writeCsv, guarded } = await script("csv.js");
const cells = (text) => readCsv(text).map((row) => row.cells);

test("separators, quotes, line ends and a byte-order mark are understood", () => {
  assert.deepEqual(cells("\ufeffa,b\r\nc,d\re,f\n"), [["a", "b"], ["c", "d"], ["e", "f"]]);
  assert.deepEqual(cells("a;b\n1,5;2"), [["a", "b"], ["1,5", "2"]]);
  assert.deepEqual(cells("a\tb"), [["a", "b"]]);
  assert.deepEqual(cells('"a ""x"", b",c'), [['a "x", b', "c"]]);
  assert.deepEqual(cells('"two\nlines",c'), [["two\nlines", "c"]]);
});

test("lines are those of the text", () => {
  assert.deepEqual(readCsv('\n\n"two\nlines",c\n\nlast').map((row) => row.line), [3, 6]);
});

test("any text is taken", () => {
  assert.deepEqual(cells('"never closed, b\nc'), [['"never closed', " b"], ["c"]]);
  assert.deepEqual(cells('"closed" late,b'), [['"closed" late', "b"]]);
  assert.deepEqual(cells(""), []);
  assert.deepEqual(cells(",,,\n \n"), []);
});

test("no cell is a formula, reorders what is read, or breaks a line", () => {
  for (const start of ["=", "+", "-", "@", "'=", "\uff1d", " =", "\u200b=", "\u00ad@"]) {
    assert.match(guarded(`${start}1`), /^'/, JSON.stringify(start));
    assert.match(guarded(`a;${start}1`), /^a;'/, JSON.stringify(start));
  }
  assert.equal(guarded("\u202egpj\n\ufeff\\"), "\\u202egpj\\n\\ufeff\\\\");
  assert.equal(guarded("plain_name"), "plain_name");
  assert.equal(writeCsv([["a", 'b "c", d'], ["", "x;y"]]), 'a,"b ""c"", d"\r\n,"x;y"\r\n');
});

test("a number may lose no digit, and only what is one is written as one", () => {
  for (const text of ["4224729994", "007", "9.00E+18", "1,5", "12e4"]) assert.match(writeCsv([[text]]), /^"?'/, text);
  assert.equal(writeCsv([[7, "7a", "2026-01-01"]]), "7,7a,2026-01-01\r\n");
  assert.equal(writeCsv([["a,b", 'c "d"']], "\t"), 'a,b\t"c ""d"""\r\n');
});

test("what is written is read again", () => {
  const rows = [["plain", "two words", 'a "quoted", one', "semi;colon"], ["x", "", "y", "z"]];
  assert.deepEqual(cells(writeCsv(rows)), rows);
});
