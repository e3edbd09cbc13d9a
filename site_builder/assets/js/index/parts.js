/* Keys by a part of them, or with one mistake in them.

   One edit leaves one half of a key as it is. So the keys that begin with the first half, and those that end with the
   second, hold every key within one edit, but for the two letters at the border changing places, which is looked up
   by itself. Tails are indexed at every even distance from the end: a part of a key begins at one of these, or the
   part without its first letter does. */
import { withinOneEdit } from "../handles/edits.js";
import { compareCodePoints } from "./order.js";

/** @typedef {import("./leaf.js").Row} Row */
/**
 * @template T
 * @typedef {import("./tree.js").Tree<T>} Tree
 */

/** Letters from which on a mistake is looked for. */
export const SHORTEST_NEAR = 4;
/** Letters from which on a part is looked for. */
export const SHORTEST_INSIDE = 3;
/** Rows that are read for one half. */
const HALF_ROWS = 2048;
/** Tails that are read for one part. */
const INSIDE_ROWS = 512;
const END = "\n";

/**
 * The keys within one edit of any of the given ones, these left out, in the order of the index. `m` counts as one
 * letter, although its key has two (`rn`).
 * @param {Tree<Row>} rows
 * @param {Tree<string>} tails
 * @param {string[]} keys
 */
export async function nearKeys(rows, tails, keys) {
  /** @type {Set<string>} */
  const found = new Set();
  for (const key of keys) {
    const letters = [...contracted(key)];
    if (letters.length < SHORTEST_NEAR) continue;
    const [head, tail, swapped] = halves(letters);
    const [heads, ends, border] = await Promise.all([
      rows.beginning(head, HALF_ROWS),
      tails.beginning(tail + END, HALF_ROWS),
      rows.at(swapped),
    ]);
    const candidates = [...heads, ...border].filter((row) => !row.kind.endsWith("_id")).map((row) => row.key);
    for (const candidate of [...candidates, ...ends.map(whole)]) {
      if (!keys.includes(candidate) && isNear(candidate, key)) found.add(candidate);
    }
  }
  return [...found].sort(compareCodePoints);
}

/**
 * The keys that hold one of the given texts, but do not begin with it, in the order of the index.
 * @param {Tree<string>} tails
 * @param {string[]} parts
 */
export async function insideKeys(tails, parts) {
  /** @type {Set<string>} */
  const found = new Set();
  for (const part of parts) {
    const letters = [...part];
    if (letters.length < SHORTEST_INSIDE) continue;
    const [all, rest] = await Promise.all([
      tails.beginning(part, INSIDE_ROWS),
      tails.beginning(letters.slice(1).join(""), INSIDE_ROWS),
    ]);
    for (const key of [...all, ...rest].map(whole)) {
      if (key.includes(part) && !key.startsWith(part)) found.add(key);
    }
  }
  return [...found].sort(compareCodePoints);
}

/**
 * The first half of a key, a second one of even length, and the key with the letters at the border in each other's
 * place.
 * @param {string[]} letters
 * @returns {[string, string, string]}
 */
export function halves(letters) {
  const middle = letters.length >> 1;
  const borders = [middle, middle + 1, middle - 1, middle + 2, middle - 2];
  const even = (/** @type {number} */ at) => at > 0 && at < letters.length && size(letters.slice(at)) % 2 === 0;
  const border = borders.find(even) ?? middle;
  const swapped = [...letters];
  [swapped[border - 1], swapped[border]] = [letters[border], letters[border - 1]];
  return [
    expanded(letters.slice(0, border)),
    expanded(letters.slice(border)),
    expanded(swapped),
  ];
}

/** @param {string} candidate @param {string} key */
function isNear(candidate, key) {
  return withinOneEdit(candidate, key) || withinOneEdit(contracted(candidate), contracted(key));
}

/** @param {string} key */
function contracted(key) {
  return key.replaceAll("rn", "m");
}

/** @param {string[]} letters */
function expanded(letters) {
  return letters.join("").replaceAll("m", "rn");
}

/** @param {string[]} letters */
function size(letters) {
  return [...expanded(letters)].length;
}

/** The key of a tail with its head. @param {string} text */
function whole(text) {
  const [tail, head] = text.split(END);
  return head + tail;
}
