/* Entries: the accounts in what was pasted or dropped, and the column of a table that holds them. */
import { readCsv } from "../csv.js";
import { lower } from "../handles/fold.js";
import { readText } from "../handles/reader.js";
import { platformNamed } from "../handles/word.js";
import wrappers from "../wrappers.js";

/** @typedef {import("../platforms.js").PlatformData} PlatformData */
/** @typedef {{line: number, text: string, platform: string | null}} Entry */
/** @typedef {{title: string, columns: number[]}} Part  of each row what is read: columns, or with none of them all of it */
/**
 * @typedef {object} Table
 * @property {Part[]} parts  to choose from, the likeliest first
 * @property {number} platforms  the column that names their platforms, or -1
 * @property {string} header  the row with the names of the columns, if there is one
 * @property {number} width  cells of a row; 0 where the text is not a table
 * @property {string} refused  why the text is not read, in a sentence; empty where it is
 * @property {{line: number, text: string, cells: string[]}[]} rows  without the header
 */

export const MOST = 50_000;
/** Characters of a file. */
export const MOST_TEXT = 5_000_000;
export const MOST_ROWS = 200_000;
export const MOST_COLUMNS = 256;
/** Rows that are looked at to guess the column; of a wide table as many as have so many cells. */
const LOOKED_AT = 100;
const CELLS = 5000;
/** Names of columns, as no first row of accounts is: of several words (`Reported account`), or one of these. */
const NAMES = /^(?:[\p{L}]+ )+[\p{L}]+$|^(account|handle|user|user_?name|screen_?name|profile|url|link|id|account_?id|user_?id)s?$/iu;
/** What a word of a note has not: a cell with it that is read as an account may be one. */
const TELLING = /[@_/]|[a-z][0-9]|[0-9]{9}/i;

/** @param {PlatformData[]} platforms @param {string} text @returns {Table} */
export function readTable(platforms, text) {
  if (text.length > MOST_TEXT) return refused(`it has more than ${count(MOST_TEXT, "character")}. Cut it into parts.`);
  const rows = readCsv(text, { rows: MOST_ROWS, columns: MOST_COLUMNS });
  const last = rows.at(-1);
  if (last && last.cells.length > MOST_COLUMNS) {
    return refused(`line ${last.line} has more than ${MOST_COLUMNS} columns. Copy the column with the accounts alone.`);
  }
  if (rows.length > MOST_ROWS) return refused(`it has more than ${count(MOST_ROWS, "row")}. Cut it into parts.`);
  const places = (rows[0]?.cells ?? [""]).map((_, at) => at);
  const names = rows.length > 1 ? rows[0].cells.map((cell) => cell.trim()) : [];
  const some = names.some((name) => NAMES.test(name) && isLabel(name.split(" ").pop() ?? ""));
  const named = places.filter((at) => some && (lower(names[at]).split(/[ _.-]/).some(isLabel) || platformNamed(platforms, names[at])));
  const header = named.length ? rows[0] : null;
  const body = header ? rows.slice(1) : rows;
  const size = places.length;
  const width = size > 1 && (header || rows.every(({ cells }) => cells.length === size)) ? size : 0;
  const looked = body.slice(0, Math.min(LOOKED_AT, Math.ceil(CELLS / size)));
  const all = { title: "All of each line", columns: [] };
  if (!width) return { parts: [all], platforms: -1, header: header?.text ?? "", width, rows: body, refused: "" };
  const cellsOf = (/** @type {number} */ at) => looked.map(({ cells }) => cells[at]?.trim()).filter(Boolean);
  const platform = places.find((at) => cellsOf(at).length && cellsOf(at).every((cell) => platformNamed(platforms, cell))) ?? -1;
  const sure = named.length ? named : places.filter((at) => looked.every(({ text: row, cells }) => told(platforms, row) === told(platforms, cells[at])));
  const title = (/** @type {number} */ at) => (header && header.cells[at].trim()) || `Column ${at + 1}`;
  const likely = named.length || sure.length === 1 ? [{ title: sure.map(title).join(", "), columns: sure }] : [];
  const others = places.map((at) => ({ title: title(at), columns: [at] })).filter(({ title: other }) => other !== likely[0]?.title);
  const missed = places.some((at) => at !== platform && !sure.includes(at) && cellsOf(at).some((cell) => TELLING.test(cell) && told(platforms, cell).includes('"account"')));
  return { parts: [...(missed ? [all, ...likely] : [...likely, all]), ...others], platforms: platform, header: header?.text ?? "", width, rows: body, refused: "" };
}

/** Whether a word in the name of a column says that accounts are below. @param {string} word */
function isLabel(word) {
  const one = lower(word).replace(/[0-9]+$/, "");
  return one !== "name" && [one, one.replace(/s$/, "")].some((form) => wrappers.field_labels.includes(form));
}

/**
 * What a text names, words aside: a column of which all is that of whole rows holds all accounts.
 * @param {PlatformData[]} platforms
 * @param {string} text
 */
function told(platforms, text) {
  const found = readText(platforms, text).filter(({ kind, reason }) => kind !== "name" && reason !== "words");
  return JSON.stringify(found.map(({ kind, platform, handle, accountId, reason }) => [kind, platform, handle, accountId, reason]));
}

/** @param {string} why @returns {Table} */
function refused(why) {
  return { parts: [], platforms: -1, header: "", width: 0, rows: [], refused: `This cannot be read: ${why}` };
}

/** So many things, in words. @param {number} number @param {string} noun */
export function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/**
 * The entries of a part of each row, at most `MOST`. A row that has not as many cells as the others is read whole.
 * @param {Table} table
 * @param {PlatformData[]} platforms
 * @param {Part} part
 * @param {string | null} platform  that bare words are of where no column says it
 * @returns {{entries: Entry[], left: number, empty: number}} `left` counts those beyond, `empty` rows that have nothing there
 */
export function entriesOf(table, platforms, { columns }, platform) {
  /** @type {Entry[]} */
  const entries = [];
  /** @type {Map<string, string | null>} */
  const known = new Map();
  let left = 0;
  let empty = 0;
  for (const { line, text, cells } of table.rows) {
    const fits = cells.length === table.width;
    const whole = !columns.length || !fits;
    const texts = whole ? text.split("\n") : columns.map((at) => cells[at]);
    const named = fits ? cells[table.platforms] ?? "" : "";
    if (!known.has(named)) known.set(named, platformNamed(platforms, named)?.id ?? platform);
    if (!texts.some((given) => given.trim())) empty += 1;
    for (const [at, given] of texts.entries()) {
      if (!given.trim()) continue;
      if (entries.length < MOST) entries.push({ line: whole ? line + at : line, text: given.trim(), platform: known.get(named) ?? null });
      else left += 1;
    }
  }
  return { entries, left, empty };
}
