/* Edits: whether two texts differ by one letter, and which letters differ, in words. Letters are code points. */

import { t } from "../messages.js";

/** @typedef {{same: boolean, typed: string, found: string}} Piece */

/**
 * Whether one insertion, deletion, substitution or swap of neighbours makes the texts equal, or they are.
 * @param {string} a
 * @param {string} b
 */
export function withinOneEdit(a, b) {
  if (a === b) return true;
  const x = [...a];
  const y = [...b];
  if (Math.abs(x.length - y.length) > 1) return false;
  let start = 0;
  while (start < x.length && start < y.length && x[start] === y[start]) start += 1;
  let end = 0;
  while (end < x.length - start && end < y.length - start && x[x.length - 1 - end] === y[y.length - 1 - end]) end += 1;
  const [left, right] = [x.length - start - end, y.length - start - end];
  if (left <= 1 && right <= 1) return true;
  return left === 2 && right === 2 && x[start] === y[start + 1] && x[start + 1] === y[start];
}

/**
 * The two texts letter by letter, equal runs together. A difference may have an empty side; neighbours that changed
 * places are one piece.
 * @param {string} typed
 * @param {string} found
 * @returns {Piece[]}
 */
export function compare(typed, found) {
  const x = [...typed];
  const y = [...found];
  const cost = distances(x, y);
  /** @type {Piece[]} */
  const pieces = [];
  let i = x.length;
  let j = y.length;
  while (i > 0 || j > 0) {
    const now = cost[i][j];
    if (i > 0 && j > 0 && x[i - 1] === y[j - 1] && now === cost[i - 1][j - 1]) {
      i -= 1;
      j -= 1;
      pieces.push({ same: true, typed: x[i], found: y[j] });
    } else if (swapped(x, y, i, j) && now === cost[i - 2][j - 2] + 1) {
      i -= 2;
      j -= 2;
      pieces.push({ same: false, typed: x[i] + x[i + 1], found: y[j] + y[j + 1] });
    } else if (i > 0 && j > 0 && now === cost[i - 1][j - 1] + 1) {
      i -= 1;
      j -= 1;
      pieces.push({ same: false, typed: x[i], found: y[j] });
    } else if (i > 0 && now === cost[i - 1][j] + 1) {
      i -= 1;
      pieces.push({ same: false, typed: x[i], found: "" });
    } else {
      j -= 1;
      pieces.push({ same: false, typed: "", found: y[j] });
    }
  }
  return joined(pieces.reverse());
}

/**
 * What differs, a sentence for each difference. Letters are counted from 1 in what was found.
 * @param {string} typed
 * @param {string} found
 */
export function differences(typed, found) {
  const sentences = [];
  let letter = 1;
  for (const piece of compare(typed, found)) {
    const values = { letter, next: letter + 1, found: describeCharacter(piece.found), typed: describeCharacter(piece.typed) };
    if (!piece.same && !piece.found) sentences.push(t("{typed} is not in it.", values));
    else if (!piece.same && !piece.typed) sentences.push(t("Letter {letter}, {found}, is missing.", values));
    else if (!piece.same && [...piece.found].length > 1) sentences.push(t("Letters {letter} and {next} are swapped.", values));
    else if (!piece.same) sentences.push(t("Letter {letter} is {found}, not {typed}.", values));
    letter += [...piece.found].length;
  }
  return sentences;
}

/** Scripts by their first and last code point, for those whose letters are often mistaken for others. */
const SCRIPTS = /** @type {[number, number, string][]} */ ([
  [0x00, 0x7f, ""],
  [0x80, 0x24f, t("Latin")],
  [0x370, 0x3ff, t("Greek")],
  [0x400, 0x52f, t("Cyrillic")],
  [0x530, 0x58f, t("Armenian")],
  [0x590, 0x5ff, t("Hebrew")],
  [0x600, 0x6ff, t("Arabic")],
  [0x750, 0x77f, t("Arabic")],
  [0x900, 0x97f, t("Devanagari")],
  [0x10a0, 0x10ff, t("Georgian")],
  [0x13a0, 0x13ff, t("Cherokee")],
  [0x1e00, 0x1eff, t("Latin")],
  [0x1f00, 0x1fff, t("Greek")],
  [0x3040, 0x309f, t("Hiragana")],
  [0x30a0, 0x30ff, t("Katakana")],
  [0x4e00, 0x9fff, t("Chinese")],
  [0xfb50, 0xfdff, t("Arabic")],
  [0xfe70, 0xfeff, t("Arabic")],
  [0xff01, 0xff5e, t("full-width")],
  [0x1d400, 0x1d7ff, t("mathematical")],
]);

/** A character in words, such as `Cyrillic а (U+0430)`. @param {string} character */
export function describeCharacter(character) {
  const point = character.codePointAt(0) ?? 0;
  if (/^[A-Z]$/.test(character)) return t("capital {character}", { character });
  if (/^[a-z]$/.test(character)) return t("the letter {character}", { character });
  if (/^[0-9]$/.test(character)) return t("the digit {character}", { character });
  if (character === "_") return t("an underscore");
  if (character === ".") return t("a dot");
  if (character === "-") return t("a hyphen");
  if (character === " ") return t("a space");
  const script = SCRIPTS.find(([first, last]) => point >= first && point <= last)?.[2] ?? "";
  const code = `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
  const shown = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character) ? `${character} (${code})` : code;
  return [script, shown].filter(Boolean).join(" ");
}

/** Edit distances of all beginnings (optimal string alignment). @param {string[]} x @param {string[]} y */
function distances(x, y) {
  const cost = Array.from({ length: x.length + 1 }, (_, i) => [i, ...Array(y.length).fill(0)]);
  for (let j = 0; j <= y.length; j += 1) cost[0][j] = j;
  for (let i = 1; i <= x.length; i += 1) {
    for (let j = 1; j <= y.length; j += 1) {
      const change = x[i - 1] === y[j - 1] ? 0 : 1;
      cost[i][j] = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change);
      if (swapped(x, y, i, j)) cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost;
}

/** @param {string[]} x @param {string[]} y @param {number} i @param {number} j */
function swapped(x, y, i, j) {
  return i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1] && x[i - 1] !== x[i - 2];
}

/** @param {Piece[]} pieces @returns {Piece[]} */
function joined(pieces) {
  /** @type {Piece[]} */
  const runs = [];
  for (const piece of pieces) {
    const last = runs[runs.length - 1];
    if (last?.same && piece.same) {
      last.typed += piece.typed;
      last.found += piece.found;
    } else {
      runs.push({ ...piece });
    }
  }
  return runs;
}
