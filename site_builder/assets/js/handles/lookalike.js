/* Look-alikes: the form that two texts share if one can be mistaken for the other (handles/lookalike.py). */
import { byLetter, isAscii, nfkcCasefold, skeleton } from "./unicode.js";

/** No code point of the table needs more than three rounds. */
const ROUNDS = 8;
/** What skeleton and folding in turn make of ASCII: none of these characters joins with its neighbours. */
const ASCII = /** @type {const} */ ({ 0: "o", 1: "l", I: "l", m: "rn", M: "rn", "|": "l", '"': "''", "`": "'", "%": "o/o" });

/** The text with skeleton and folding applied in turn until nothing changes. @param {string} text */
export function settle(text) {
  return isAscii(text) ? settleAscii(text) : settleLetters(text);
}

const settleLetters = byLetter((text) => {
  let now = text;
  for (let round = 0; round < ROUNDS; round += 1) {
    const reduced = nfkcCasefold(skeleton(now));
    if (reduced === now) break;
    now = reduced;
  }
  return now;
});

/** @param {string} text */
function settleAscii(text) {
  return text.replace(/[01ImM|"`%]/g, (character) => ASCII[/** @type {"0"} */ (character)]).toLowerCase();
}
