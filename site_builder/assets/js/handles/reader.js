/* The reader: what a person pasted, and which accounts, records and names it holds (handles/reader.py). Total and honest:
   every part of a text ends in a reading or is *unreadable* with a reason, so that "not listed" is only ever said of
   what was read in full. */
import wrappers from "../wrappers.js";
import { clean } from "./cleaned.js";
import { lower } from "./fold.js";
import { MAX_TEXT, readProfile } from "./profile.js";
import { hostOf, unwrap } from "./unwrap.js";
import { byHost, MARKS, named, platformNamed, readWord, unreadable } from "./word.js";

/** @typedef {import("../platforms.js").PlatformData} PlatformData */
/** @typedef {import("./word.js").Named} Named */
/** @typedef {Named & {start: number, end: number}} Reading  places are UTF-16 units of the text that was given */
/** @typedef {[number, number]} Span */

/** What ends an address wherever it is. */
const SEEN = "\\x00- \"“”„«»<>|`";
const LABEL = "[^\\x00-,./:-@\\[-^`{-~“”„«»]";
const ADDRESS = new RegExp(
  `(?:[A-Za-z][A-Za-z0-9+.-]{0,19}:)?//[^${SEEN}]+|(?:at|did|tel|tg):[^${SEEN},;]+|` +
    `${LABEL}+(?:\\.${LABEL}+)+\\.?(?::[0-9]+)?[/?][^${SEEN}]*`, "gi");
const NEXT = new RegExp(`[^/=:?&#%](?=https?://)|[,;](?=@|${LABEL}+(?:\\.${LABEL}+)+/)`, "i");
const AFTER = ".,;:!?'\u2019*~…";
/** @type {Record<string, string>} */
const PAIRS = { ")": "(", "]": "[", "}": "{" };
const RECORD = /(?:^|\/)lists\/[a-z0-9-]+\/([0-9a-hjkmnp-tv-z]{12})(?:\/(?:record\.json|index\.html)?)?$/;
const BETWEEN = /[,;|\t،؛、]/g;
const WORD = /[^ <>"“”„«»`]+/g;
const LABELLED = new RegExp(
  `^[ ${MARKS}.\\-]{0,8}([^ :=@]{1,30}(?: [^ :=@]{1,30})?)(?: ?[:=] ?| [\\u2010-\\u2015\\-] | (?=@|[0-9]{5}))(?=[^ ]|$)`, "u");
const BETWEEN_WORDS = new RegExp(`[ ${MARKS}\\-]+`, "gu");
const EMPTY = new RegExp(`^[${MARKS}._\\-]*$`, "u");
const NUMBER = /^(?:[0-9]{1,4}[.):]|\[[xX]\])$/;
const DECIMAL = /[0-9],[0-9]+[eE]\+?[0-9]/g;
const NUMBERED = /^[0-9]{1,4}[.)](?=@)/;
const GARBLED = /\ufffd|[ÂÃÐÑ][\x80-\xbf]|â€|Ã[€-™]|ï»¿/;
const MENTION = new RegExp(`^(?:[${MARKS}._\\-]*[@#][^@# ]|[^@]+@[^@ .]+\\.[^@ ]+$)`, "u");
const PARTS = /[^/&+]*[^/&+@](?=[/&+]@)|.+/g;

/**
 * The readings of a text in its order; none only where it has nothing but marks and spaces.
 * @param {PlatformData[]} platforms
 * @param {string} text
 * @param {{site?: string | null, platform?: PlatformData | null}} [given]  the address of the site whose records'
 *   addresses count, with a slash at its end, or any site's; and the platform of bare words where the text names none
 * @returns {Reading[]}
 */
export function readText(platforms, text, { site = null, platform = null } = {}) {
  return [...text.matchAll(/[^\r\n]+/g)].flatMap((line) => {
    const start = line.index;
    const [given] = line;
    const long = given.length > 2 * MAX_TEXT || [...given].length > MAX_TEXT;
    if (long) return [{ ...unreadable("too-long"), start, end: start + given.length }];
    return new Line(platforms, given, site, platform).readings(start);
  });
}

/** One line of a text. Places are those of the clean text until `readings` gives them out. */
class Line {
  /**
   * @param {PlatformData[]} platforms
   * @param {string} given
   * @param {string | null} site
   * @param {PlatformData | null} platform
   */
  constructor(platforms, given, site, platform) {
    const { text, at } = clean(given);
    this.platforms = platforms;
    this.text = text;
    this.at = at;
    this.site = site;
    /** @type {Reading[]} */
    this.found = [];
    this.label = platform;
    this.several = false;
  }

  /**
   * @param {number} base  where in the text the line begins
   * @returns {Reading[]}
   */
  readings(base) {
    const spans = this.addresses();
    const numbers = [...this.text.matchAll(DECIMAL)].map((found) => /** @type {Span} */ ([found.index, found.index + found[0].length]));
    for (const [start, end] of this.cells(spans.concat(numbers))) {
      this.cell(start, end, spans.filter(([first]) => start <= first && first < end));
    }
    const left = this.found.length ? [] : this.words(0, this.text.length);
    if (left.length) this.add(unreadable("words"), left[0][0], left[left.length - 1][1]); // a platform's name alone, say
    if (GARBLED.test(this.text)) this.add(unreadable("wrong-encoding"), 0, this.text.length);
    return this.found.sort((a, b) => a.start - b.start).map((reading) => ({
      ...reading, start: base + this.at[reading.start], end: base + this.at[reading.end - 1] + 1,
    }));
  }

  /** @returns {Span[]} */
  addresses() {
    /** @type {Span[]} */
    const spans = [];
    let place = 0;
    for (;;) {
      ADDRESS.lastIndex = place;
      const found = ADDRESS.exec(this.text);
      if (!found) return spans;
      const start = found.index;
      let end = start + found[0].length;
      const cut = NEXT.exec(found[0].slice(1));
      if (cut) end = start + 1 + cut.index + 1;
      place = end;
      while (end > start && isAfter(this.text.slice(start, end))) end -= 1;
      if (end > start) spans.push([start, end]);
    }
  }

  /**
   * Cut the line at commas and the like, where they are not part of an address.
   * @param {Span[]} spans
   * @returns {Span[]}
   */
  cells(spans) {
    const ends = [...this.text.matchAll(BETWEEN)].map(({ index }) => index)
      .filter((place) => !spans.some(([start, end]) => start <= place && place < end));
    this.several = ends.length > 0;
    return [...ends, this.text.length].map((end, at) => [at ? ends[at - 1] + 1 : 0, end]);
  }

  /**
   * @param {number} from
   * @param {number} end
   * @param {Span[]} addresses
   */
  cell(from, end, addresses) {
    let start = from;
    const label = LABELLED.exec(this.text.slice(start, addresses[0]?.[0] ?? end));
    if (label && this.isLabel(label[1])) start += label[0].length;
    /** @type {Span[]} */
    let words = [];
    for (const [first, last] of [...addresses, [end, end]]) {
      words = words.concat(this.words(start, first));
      start = last;
      if (first < last) this.address(first, last);
    }
    const alone = this.several && words.length === 1 && !addresses.length ? platformNamed(this.platforms, this.word(words[0])) : null;
    if (addresses.length) this.beside(words);
    else if (alone) this.label = alone;
    else if (words.length) this.told(words);
  }

  /**
   * The words of a part, without what is only marks and without the number of a list's item.
   * @param {number} start
   * @param {number} end
   * @returns {Span[]}
   */
  words(start, end) {
    const found = [...this.text.slice(start, end).matchAll(WORD)]
      .filter(([word]) => !EMPTY.test(word))
      .map((word) => /** @type {Span} */ ([start + word.index, start + word.index + word[0].length]));
    return found.length > 1 && NUMBER.test(this.word(found[0])) ? found.slice(1) : found;
  }

  /** @param {Span} span */
  word([start, end]) {
    return this.text.slice(start, end);
  }

  /**
   * Whether `twitter` or `user id` is before a colon; a platform counts for what follows in the line.
   * @param {string} name
   */
  isLabel(name) {
    const word = lower(name).replace(BETWEEN_WORDS, " ").trim();
    const platform = platformNamed(this.platforms, word);
    this.label = platform ?? this.label;
    return platform !== null || wrappers.field_labels.includes(word.replaceAll("_", " "));
  }

  /**
   * Read the words of a cell that has no address.
   * @param {Span[]} words
   */
  told(words) {
    const counted = words.filter((span) => !wrappers.joiners.includes(lower(this.word(span))));
    const platform = counted.length === 2 ? platformNamed(this.platforms, this.word(counted[1])) : null;
    if (platform) {
      const { label } = this;
      this.label = platform; // `TEN_GOP (Twitter)`, `@TEN_GOP on Twitter`
      this.token(...counted[0]);
      this.label = label;
    } else if (words.length === 1) {
      this.token(...words[0]);
    } else if (this.label || words.some((span) => MENTION.test(this.word(span)))) {
      this.beside(words);
    } else {
      const [start, end] = [words[0][0], words[words.length - 1][1]];
      this.add(named("name", { value: this.text.slice(start, end) }), start, end);
    }
  }

  /**
   * Read handles among words, and say that the others are left over.
   * @param {Span[]} words
   */
  beside(words) {
    /** @type {Span[]} */
    const left = [];
    for (const span of words) {
      if (MENTION.test(this.word(span))) this.token(...span);
      else if (!wrappers.joiners.includes(lower(this.word(span))) && !NUMBER.test(this.word(span))) left.push(span);
    }
    if (left.length) this.add(unreadable("words"), left[0][0], left[left.length - 1][1]);
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  address(start, end) {
    const { address, outOf, reason } = unwrap(this.text.slice(start, end));
    const known = byHost(this.platforms, hostOf(address));
    const record = known ? null : RECORD.exec(address.split(/[?#]/, 1)[0]);
    const profile = readProfile(this.platforms, address);
    const why = profile && "why" in profile ? profile.why : "unknown-site";
    let reading = unreadable(reason ?? why, known ? null : address);
    if (record) {
      const here = this.site === null || bareAddress(address).startsWith(bareAddress(this.site));
      reading = here ? named("record", { value: record[1] }) : unreadable("another-site");
    } else if (!reason && profile && !("why" in profile)) {
      const { platform, handle = null, accountId = null } = profile;
      reading = named("account", { platform, handle, accountId, value: known ? null : address, outOf });
    }
    this.add(reading, start, end);
  }

  /**
   * Read one word that fills its cell, or has a mark of a handle.
   * @param {number} from
   * @param {number} end
   */
  token(from, end) {
    const start = from + (NUMBERED.exec(this.text.slice(from, end))?.[0].length ?? 0);
    const record = RECORD.exec(this.text.slice(start, end));
    if (record) {
      this.add(named("record", { value: record[1] }), start, end);
      return;
    }
    for (const part of this.text.slice(start, end).matchAll(PARTS)) {
      if (EMPTY.test(part[0])) continue;
      const [readings, first, last] = readWord(this.platforms, part[0], this.label);
      for (const reading of readings) this.add(reading, start + part.index + first, start + part.index + last);
    }
  }

  /**
   * @param {Named} reading
   * @param {number} start
   * @param {number} end
   */
  add(reading, start, end) {
    this.found.push({ ...reading, start, end });
  }
}

/** @param {string} address */
function isAfter(address) {
  const last = address[address.length - 1];
  const opener = PAIRS[last];
  return AFTER.includes(last) || (opener !== undefined && address.split(opener).length < address.split(last).length);
}

/**
 * An address without scheme and `www.`, its host in lower case.
 * @param {string} address
 */
function bareAddress(address) {
  const bare = address.replace(/^[A-Za-z]+:\/\//, "");
  const slash = bare.indexOf("/");
  const host = slash < 0 ? bare : bare.slice(0, slash);
  return lower(host).replace(/^www\./, "") + (slash < 0 ? "" : bare.slice(slash));
}
