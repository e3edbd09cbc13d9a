/* Search keys: the form under which an account is looked up (handles/lookalike.py). */
import { settle } from "./lookalike.js";
import { nfkcCasefold } from "./unicode.js";

export { isAscii } from "./unicode.js";

/* White space of the Unicode Standard (property White_Space), spelled out: engines differ in what they call so. */
const WHITE = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
/* A space alone stays as it is. */
const SPACE = new RegExp(`(?! [^${WHITE}])[${WHITE}]+`, "g");
const CONTROL = /[\x00-\x08\x0e-\x1f\x7f]/g;

/** Without a dot, a mark may join the letter before it. */
const ROUNDS = 8;

/** `spaced`, case and width folded, then `undotted`. The key of a key is itself. @param {string} text */
export function searchKey(text) {
  return undotted(nfkcCasefold(spaced(text)));
}

/**
 * The text `spaced`, look-alikes folded, without dots unless nothing else is left: some platforms do not count them, and
 * people leave them out on all.
 * @param {string} text
 */
export function undotted(text) {
  let now = text;
  for (let round = 0; round < ROUNDS; round += 1) {
    const settled = spaced(settle(now));
    const reduced = settled.replaceAll(".", "") || settled;
    if (reduced === now) break;
    now = reduced;
  }
  return now;
}

/**
 * The text with runs of white space as one space, none at the ends, and without control characters.
 * @param {string} text
 */
export function spaced(text) {
  return text.replace(CONTROL, "").replace(SPACE, " ").replace(/^ +| +$/g, "");
}
