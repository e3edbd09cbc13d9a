/* Entries: the accounts in what was pasted or dropped, and the column of a table that holds them. */
import { readCsv } from "../csv.js";
import { parseProfile } from "../handles/profile.js";

/** @typedef {import("../platforms.js").PlatformData} PlatformData */
/** @typedef {{line: number, text: string}} Entry */
/**
 * @typedef {object} Table
 * @property {string[]} columns  names for people to choose from
 * @property {number} column  the one that holds most accounts
 * @property {boolean} header
 * @property {{line: number, cells: string[]}[]} rows  without the header
 */

export const MOST = 10_000;
/** Characters of a file. */
export const MOST_TEXT = 5_000_000;
/** Rows that are looked at to guess the column. */
const LOOKED_AT = 200;
const NAMES = /^(account|accounts|handle|handles|user|user_?name|screen_?name|profile|url|link|id|account_?id|user_?id)s?$/i;

/**
 * @param {PlatformData[]} platforms
 * @param {string} text
 * @returns {Table}
 */
export function readTable(platforms, text) {
  const rows = readCsv(text.slice(0, MOST_TEXT));
  const width = Math.max(1, ...rows.slice(0, LOOKED_AT).map((row) => row.cells.length));
  const header = rows.length > 1 && rows[0].cells.some((cell) => NAMES.test(cell.trim()));
  const body = header ? rows.slice(1) : rows;
  const readable = Array.from({ length: width }, (_, column) =>
    body.slice(0, LOOKED_AT).filter(({ cells }) => parseProfile(platforms, cells[column] ?? "") !== null).length
      + (header && NAMES.test(rows[0].cells[column]?.trim() ?? "") ? LOOKED_AT : 0));
  const columns = Array.from({ length: width }, (_, column) =>
    header ? rows[0].cells[column]?.trim() || `Column ${column + 1}` : `Column ${column + 1}`);
  return { columns, column: readable.indexOf(Math.max(...readable)), header, rows: body };
}

/**
 * The entries of a column, empty cells left out, at most `MOST`.
 * @param {Table} table
 * @param {number} column
 * @returns {{entries: Entry[], left: number}} `left` counts those beyond
 */
export function entriesOf(table, column) {
  const all = table.rows
    .map(({ line, cells }) => ({ line, text: (cells[column] ?? "").trim() }))
    .filter(({ text }) => text);
  return { entries: all.slice(0, MOST), left: Math.max(0, all.length - MOST) };
}

/**
 * A bare handle as the address of a profile on one platform, so that others do not count.
 * @param {PlatformData | undefined} platform
 * @param {string} text
 */
export function onPlatform(platform, text) {
  const template = platform?.profile.handle_url;
  if (!template?.includes("{handle}") || text.includes("/")) return text;
  return template.replace("{handle}", encodeURIComponent(text.replace(/^@/, "")));
}
