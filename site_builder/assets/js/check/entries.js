/* Entries: the accounts in what was pasted or dropped, and the column of a table that holds them. */
import { readCsv } from "../csv.js";
import { readText } from "../handles/reader.js";
import { platformNamed } from "../handles/word.js";

/** @typedef {import("../platforms.js").PlatformData} PlatformData */
/** @typedef {{line: number, text: string, platform: string | null}} Entry */
/**
 * @typedef {object} Table
 * @property {string[]} columns  names for people to choose from
 * @property {number} column  the one that holds most accounts
 * @property {number} platforms  the one that names their platforms, or -1
 * @property {boolean} header
 * @property {string} refused  why the text is not read, in a sentence; empty where it is
 * @property {{line: number, cells: string[]}[]} rows  without the header
 */

export const MOST = 10_000;
/** Characters of a file. */
export const MOST_TEXT = 5_000_000;
export const MOST_ROWS = 200_000;
export const MOST_COLUMNS = 256;
/** Rows that are looked at to guess the column; of a wide table as many as have so many cells. */
const LOOKED_AT = 200;
const CELLS = 5000;
const NAMES = /^(account|accounts|handle|handles|user|user_?name|screen_?name|profile|url|link|id|account_?id|user_?id)s?$/i;

/**
 * @param {PlatformData[]} platforms
 * @param {string} text
 * @returns {Table}
 */
export function readTable(platforms, text) {
  if (text.length > MOST_TEXT) return refused(`it has more than ${count(MOST_TEXT)} characters. Cut it into parts.`);
  const rows = readCsv(text, { rows: MOST_ROWS, columns: MOST_COLUMNS });
  const last = rows.at(-1);
  if (last && last.cells.length > MOST_COLUMNS) {
    return refused(`line ${count(last.line)} has more than ${MOST_COLUMNS} columns. Copy the column with the accounts alone.`);
  }
  if (rows.length > MOST_ROWS) return refused(`it has more than ${count(MOST_ROWS)} rows. Cut it into parts.`);
  const width = rows.slice(0, LOOKED_AT).reduce((most, row) => Math.max(most, row.cells.length), 1);
  const header = rows.length > 1 && rows[0].cells.some((cell) => NAMES.test(cell.trim()));
  const body = header ? rows.slice(1) : rows;
  const looked = body.slice(0, Math.min(LOOKED_AT, Math.ceil(CELLS / width)));
  const readable = Array.from({ length: width }, (_, column) =>
    looked.filter(({ cells }) => readText(platforms, cells[column] ?? "").some(({ kind }) => kind === "account" || kind === "record")).length
      + (header && NAMES.test(rows[0].cells[column]?.trim() ?? "") ? LOOKED_AT : 0));
  const columns = Array.from({ length: width }, (_, column) =>
    header ? rows[0].cells[column]?.trim() || `Column ${column + 1}` : `Column ${column + 1}`);
  const column = readable.reduce((best, found, at) => (found > readable[best] ? at : best), 0);
  const named = Array.from({ length: width }, (_, at) => at).find((at) => at !== column && looked.length > 0
    && looked.every(({ cells }) => platformNamed(platforms, cells[at] ?? "") !== null));
  return { columns, column, platforms: named ?? -1, header, rows: body, refused: "" };
}

/**
 * @param {string} why
 * @returns {Table}
 */
function refused(why) {
  return { columns: [], column: 0, platforms: -1, header: false, rows: [], refused: `This cannot be read: ${why}` };
}

/** @param {number} number */
function count(number) {
  return number.toLocaleString("en");
}

/**
 * The entries of a column, empty cells left out, at most `MOST`.
 * @param {PlatformData[]} platforms
 * @param {Table} table
 * @param {number} column
 * @param {string | null} platform  that bare words are of where no column says it
 * @returns {{entries: Entry[], left: number}} `left` counts those beyond
 */
export function entriesOf(platforms, table, column, platform) {
  const all = table.rows
    .map(({ line, cells }) => ({
      line,
      text: (cells[column] ?? "").trim(),
      platform: platformNamed(platforms, cells[table.platforms] ?? "")?.id ?? platform,
    }))
    .filter(({ text }) => text);
  return { entries: all.slice(0, MOST), left: Math.max(0, all.length - MOST) };
}
