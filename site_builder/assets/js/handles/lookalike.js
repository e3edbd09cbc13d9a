/* Look-alikes: the form that two texts share if one can be mistaken for the other (handles/lookalike.py). */
import { isAscii, nfkcCasefold, skeleton } from "./unicode.js";

/** No code point of the table needs more than three rounds. */
const ROUNDS = 8;
/** Texts beyond ASCII that were settled last: a word is asked for once for each thing that it may name. */
const settled = new Map();
const KEPT = 100;
/** What skeleton and folding in turn make of ASCII: none of these characters joins with its neighbours. */
const ASCII = /** @type {const} */ ({ 0: "o", 1: "l", I: "l", m: "rn", M: "rn", "|": "l", '"': "''", "`": "'", "%": "o/o" });

/**
 * The text with skeleton and folding applied in turn until nothing changes.
 * @param {string} text
 */
export function settle(text) {
  if (isAscii(text)) return settleAscii(text);
  let now = settled.get(text) ?? text;
  for (let round = 0; round < ROUNDS && !settled.has(text); round += 1) {
    const reduced = nfkcCasefold(skeleton(now));
    if (reduced === now) break;
    now = reduced;
  }
  if (settled.size > KEPT) settled.clear();
  settled.set(text, now);
  return now;
}

/** @param {string} text */
function settleAscii(text) {
  return text.replace(/[01ImM|"`%]/g, (character) => ASCII[/** @type {"0"} */ (character)]).toLowerCase();
}
