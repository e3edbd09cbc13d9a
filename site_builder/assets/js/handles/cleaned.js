/* Clean text: what was pasted without marks that nobody sees, its addresses restored (handles/cleaned.py). Every change
   keeps its place: `at` leads from each character back to the text that was given. */

const SPACES = /[\n-\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const UNSEEN =
  /[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/u;
const DOTS = "\u3002\uff61";
/** @type {Record<string, string>} */
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };
/** From a full-width form (U+FF01 to U+FF5E) down to ASCII. */
const WIDE = 0xfee0;
const DISARMED =
  /(?<scheme>h(?:xx|\*\*|tx|xt)p(?=s?(?::|\[:|\(:)))| ?[[({](?<dot>\.|dot|punkt|point)[\])}] ?| ?[[({](?<sign>@|at|:|\/|:\/\/)[\])}] ?|\\(?<kept>[._@/-])|&(?:(?<entity>amp|lt|gt|quot|apos|nbsp)|#(?<point>3[2-9]|[4-9][0-9]|1[01][0-9]|12[0-6]));/gi;

/** @typedef {{text: string, at: number[]}} Clean  `at` ends with the length of the text that was given */

/** @type {(given: string) => Clean} */
export function clean(given) {
  let text = "";
  /** @type {number[]} */
  const at = [];
  let place = 0;
  for (const character of given) {
    const seen = plain(character);
    for (let unit = 0; unit < seen.length; unit += 1) at.push(place + unit);
    text += seen;
    place += character.length;
  }
  at.push(given.length);
  return armed(text, at);
}

/** @type {(character: string) => string} */
function plain(character) {
  if ((character >= " " && character <= "~") || character === "\t") return character;
  if (SPACES.test(character)) return " ";
  if (UNSEEN.test(character)) return "";
  if (DOTS.includes(character)) return ".";
  const point = /** @type {number} */ (character.codePointAt(0));
  return point >= 0xff01 && point <= 0xff5e ? String.fromCodePoint(point - WIDE) : character;
}

/** @type {(text: string, at: number[]) => Clean} */
function armed(text, at) {
  let made = "";
  /** @type {number[]} */
  let places = [];
  let done = 0;
  for (const found of text.matchAll(DISARMED)) {
    const meant = meaning(found.groups ?? {});
    made += text.slice(done, found.index) + meant;
    places = places.concat(at.slice(done, found.index), Array.from(meant, () => at[found.index]));
    done = found.index + found[0].length;
  }
  return { text: made + text.slice(done), at: places.concat(at.slice(done)) };
}

/** @type {(groups: {[name: string]: string | undefined}) => string} */
function meaning({ scheme, dot, sign = "", kept, entity, point }) {
  if (scheme) return "http";
  if (dot) return ".";
  if (point) return String.fromCodePoint(Number(point));
  if (entity) return ENTITIES[entity.toLowerCase()];
  return kept ?? (sign.toLowerCase() === "at" ? "@" : sign);
}
