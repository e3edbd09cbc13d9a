/* CSV (RFC 4180): read leniently, written so that a spreadsheet takes no cell for a formula (feeds/csv_rows.py). */

const SEPARATORS = [",", ";", "\t"];

/**
 * The rows of a text; cells are as they stand between separators, outer quotes undone. Any text is taken: a quote that
 * is never closed ends with its line. A byte-order mark goes; empty lines are left out. Reading ends with the first row
 * after `rows` of them, or that has more than `columns` cells: then that row is the last.
 * @param {string} text
 * @param {{rows: number, columns: number}} [most]
 * @returns {{line: number, text: string, cells: string[]}[]}  `text` is the whole row as it was given
 */
export function readCsv(text, most = { rows: Infinity, columns: Infinity }) {
  const source = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const separator = separatorOf(source);
  const rows = [];
  let line = 1;
  let at = 0;
  while (at < source.length) {
    const [start, first] = [line, at];
    /** @type {string[]} */
    const cells = [];
    for (;;) {
      const cell = source[at] === '"' ? quoted(source, at, separator) : null;
      const end = cell ? cell.end : plainEnd(source, at, separator);
      cells.push(cell ? cell.text : source.slice(at, end));
      line += cell ? cell.lines : 0;
      at = end + 1;
      if (source[end] !== separator || cells.length > most.columns) break;
    }
    line += 1;
    if (cells.length > most.columns || cells.some((cell) => cell.trim())) {
      rows.push({ line: start, text: source.slice(first, at - 1), cells });
    }
    if (cells.length > most.columns || rows.length > most.rows) break;
  }
  return rows;
}

/** @param {string} source */
function separatorOf(source) {
  const first = source.slice(0, source.indexOf("\n") >>> 0);
  const count = (/** @type {string} */ separator) => first.split(separator).length;
  return SEPARATORS.reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

/** @param {string} source @param {number} at @param {string} separator */
function plainEnd(source, at, separator) {
  let end = at;
  while (end < source.length && source[end] !== separator && source[end] !== "\n") end += 1;
  return end;
}

/**
 * A quoted cell; null where its quote is not closed, or something follows it.
 * @param {string} source
 * @param {number} at
 * @param {string} separator
 */
function quoted(source, at, separator) {
  for (let end = source.indexOf('"', at + 1); end >= 0; end = source.indexOf('"', end + 2)) {
    const next = source[end + 1];
    if (next === '"') continue;
    if (next !== undefined && next !== separator && next !== "\n") return null;
    const text = source.slice(at + 1, end).replaceAll('""', '"');
    return { text, end: end + 1, lines: text.split("\n").length - 1 };
  }
  return null;
}

/* What breaks lines, or reorders what a reader sees. */
const UNSAFE = /[\\\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
/* Where a program might read a formula: at the start, and after each semicolon, white space and invisible characters
   aside; an apostrophe there is guarded too, so that every guard can be undone. */
const FORMULA = /(^|;)(?=[\s\u00ad\u200b-\u200d\u2060]*['=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/** A cell that stays text. @param {string} value */
export function guarded(value) {
  return value.replace(UNSAFE, escape).replace(FORMULA, "$1'");
}

/** @param {string} character */
function escape(character) {
  const short = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" }[/** @type {"\n"} */ (character)];
  return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** What a spreadsheet takes for a number, whose last digits it then loses. */
const NUMBER = /^[0-9][0-9.,]*(?:[eE]\+?[0-9]+)?$/;

/**
 * A CSV file with CRLF; every text is guarded, and those of digits are, too.
 * @param {(string | number)[][]} rows
 * @param {string} separator  a comma, or a tab for what is pasted into a spreadsheet
 */
export function writeCsv(rows, separator = ",") {
  const cell = (/** @type {string | number} */ value) => {
    if (typeof value === "number") return String(value);
    const safe = NUMBER.test(value) ? `'${value}` : guarded(value);
    return safe.includes('"') || (separator === "," && /[,;]/.test(safe)) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => `${row.map(cell).join(separator)}\r\n`).join("");
}
