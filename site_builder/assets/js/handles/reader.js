/* The reader: what a person pasted, and which accounts, records and names it holds (handles/reader.py). Total and honest:
   every part of a text ends in a reading or is *unreadable* with a reason, so that "not listed" is only ever said of
   what was read in full. */
import wrappers from "../wrappers.js";
import { clean } from "./cleaned.js";
import { lower } from "./fold.js";
import { byHost, readAddress, reading, unreadable } from "./profile.js";
import { hostOf, unwrap } from "./unwrap.js";
import { MARKS, platformNamed, readWord, SHORTENED } from "./word.js";

/** @typedef {import("../platforms.js").PlatformData} PlatformData */
/** @typedef {import("./profile.js").Reading} Reading */
/** @typedef {[start: number, end: number]} Span */
/** @typedef {{text: string, start: number, end: number}} Word */

/** Code points of a line; a longer one is not read. */
const MAX_LINE = 2048;
/** What ends an address wherever it is. */
const SEEN = "\\x00- \"“”„«»<>|`";
const LABEL = "[^\\x00-,./:-@\\[-^`{-~“”„«»]";
const ADDRESS = new RegExp(
  `(?:[A-Za-z][A-Za-z0-9+.-]{0,19}:)?//[^${SEEN}]+|(?:did|tel):[^${SEEN},;]+|` +
    `(?<!${LABEL})${LABEL}+(?:\\.${LABEL}+){1,30}\\.?(?::[0-9]+)?[/?][^${SEEN}]*`, "g");
const NEXT = new RegExp(`[^/=:?&#%](?=https?://)|[,;](?=@|${LABEL}+(?:\\.${LABEL}+)+/)`, "i");
const AFTER = ".,;:!?'\u2019*~…\\";
const CELL = /^[^?#,;]+(?=[,;])/;
/** @type {Record<string, string>} */
const PAIRS = { ")": "(", "]": "[", "}": "{" };
const RECORD = /(?:^|\/)lists\/[a-z0-9-]+\/([0-9a-hjkmnp-tv-z]{12})(?:\/(?:record\.json|index\.html)?)?$/;
const BETWEEN = /[,;|\t،؛、]| \/ /g;
const WORD = /[^ <>"“”„«»`]*?[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff](?=@)|[^ <>"“”„«»`]+/g; // scripts without spaces
const TAG = /<\/?(?:[abiu]|code|em|font|img|span|strong|(br|div|h[1-6]|li|[ou]l|p|pre|t(?:[dhr]|able|body|head)))(?: [^<>]*)?\/?>/gi;
const LABELLED = new RegExp(
  `^[ ${MARKS}.\\-]{0,8}([^ :=@]{1,30}(?: [^ :=@]{1,30}){0,2})(?: {0,9}[:=] {0,9}| {1,9}[\\u2010-\\u2015\\-] {1,9}| {1,9}(?=\\(?@|[0-9]{5}))(?=[^ ]|$)`, "u");
const BETWEEN_WORDS = new RegExp(`[ ${MARKS}\\-]+|(?<=[a-z])_(?=[a-z])`, "gu");
const EMPTY = new RegExp(`^[${MARKS}._\\-]*$`, "u");
const NUMBER = /^(?:[0-9]{1,4}[.):]|\[[xX]\])$/;
const DECIMAL = /[0-9],[0-9]+[eE]\+?[0-9]|(?<![0-9,])[0-9]{1,3}(?:,[0-9]{3}){2,6}(?![0-9,])/g;
const NUMBERED = /^[0-9]{1,4}[.)](?=@)/;
const GARBLED = /\ufffd|[ÂÃÐÑ][\x80-\xbf\u0152-\u0192\u02c6\u02dc\u2013-\u203a€™]|â€|ï»¿/;
const CUT = /\[?(?:…|\.{3}|\*{3})/;
const MENTION = new RegExp(`^(?:[${MARKS}._\\-]*[@#][^@# ]|[^@]+@[^@ .]+\\.[^@ ]+$|[${MARKS}]*u/[A-Za-z0-9_\\-]{3}|(?:${SHORTENED}|[${MARKS}]*[0-9]{9,20})[${MARKS}]*$|` +
  `[^@/:=]{0,99}[^ ${MARKS}._@\\-]_[^ ${MARKS}._@\\-]|[${MARKS}]*(?=[A-Za-z]{0,11}[0-9])[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{12}[${MARKS}.]*$)`, "u");
const PARTS = /[^/&+:]*[^/&+:@](?=[/&+:]@)|.+/g;

/**
 * The readings of a text in its order; none only where it has nothing but marks and spaces.
 * @param {PlatformData[]} platforms
 * @param {string} text
 * @param {{site?: string | null, platform?: PlatformData | null}} [given]  the address of the site whose records'
 *   addresses count, with a slash at its end, or any site's; and the platform of bare words where the text names none
 * @returns {Reading[]}
 */
export function readText(platforms, text, { site = null, platform = null } = {}) {
  return [...text.matchAll(/[^\r\n]+/g)].flatMap(({ 0: line, index: start }) => {
    const long = line.length > 2 * MAX_LINE || [...line].length > MAX_LINE;
    if (long) return [{ ...unreadable("too-long"), start, end: start + line.length }];
    return new Line(platforms, line, site, platform).readings(start);
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
    this.untagged = text.replace(TAG, (tag, cell) => (cell ? "|" : " ").padEnd(tag.length));
    this.at = at;
    this.site = site;
    this.label = platform;
    /** @type {Reading[]} */
    this.found = [];
    this.several = false;
  }

  /** What the line holds; `base` is where in the text it begins. @type {(base: number) => Reading[]} */
  readings(base) {
    const { text, at, found } = this;
    const spans = this.addresses();
    const kept = spans.concat([...text.matchAll(DECIMAL)].map(({ 0: part, index }) => [index, index + part.length]));
    const ends = [...this.untagged.matchAll(BETWEEN)].map(({ index }) => index)
      .filter((place) => !kept.some(([start, end]) => start <= place && place < end));
    this.several = ends.length > 0;
    let start = 0;
    for (const end of [...ends, text.length]) {
      const from = start;
      this.cell(from, end, spans.filter(([first]) => from <= first && first < end));
      start = end + 1;
    }
    const left = found.length ? [] : wordsOf(text);
    if (left.length) this.add(unreadable("words"), left[0].start, left[left.length - 1].end); // a platform's name alone, say
    if (GARBLED.test(text)) this.add(unreadable("wrong-encoding"), 0, text.length);
    const accounts = found.filter(({ kind }) => kind === "account").map((one) => [`${one.start} ${one.end}`, one]);
    for (const one of new Map(/** @type {[string, Reading][]} */ (accounts)).values()) {
      if (this.isCut(one.start, one.end)) this.add(unreadable("cut-short"), one.start, one.end);
    }
    return found.sort((a, b) => a.start - b.start)
      .map((one) => ({ ...one, start: base + at[one.start], end: base + at[one.end - 1] + 1 }));
  }

  /** Whether dots or asterisks are in the place of more of a name, as in `TEN_G…`. @type {(start: number, end: number) => boolean} */
  isCut(start, end) {
    const { text, platforms } = this;
    const within = text.slice(start, end).search(CUT);
    if (text[start - 1] === "*" || (within < 0 && text.slice(end).search(CUT) !== 0)) return false;
    const [found, longer] = ["", "x"].map((more) =>
      readAddress(platforms, unwrap(text.slice(start, within < 0 ? end : start + within) + more).address));
    return found === null || JSON.stringify(found) !== JSON.stringify(longer);
  }

  addresses() {
    /** @type {Span[]} */
    const spans = [];
    let place = 0;
    for (;;) {
      ADDRESS.lastIndex = place;
      const found = ADDRESS.exec(this.text);
      if (!found) return spans;
      const start = found.index;
      const cut = NEXT.exec(found[0].slice(1));
      let end = start + (cut ? cut.index + 2 : found[0].length);
      place = end;
      while (end > start && isAfter(this.text.slice(start, end))) end -= 1;
      const first = CELL.exec(this.text.slice(start, end))?.[0];
      if (first && !this.names(this.text.slice(start, end)) && this.names(first)) place = end = start + first.length; // a cell
      if (end > start) spans.push([start, end]);
    }
  }

  /** @type {(address: string) => boolean} */
  names(address) {
    return readAddress(this.platforms, unwrap(address).address)?.kind === "account";
  }

  /** @type {(from: number, end: number, addresses: Span[]) => void} */
  cell(from, end, addresses) {
    let start = from;
    const label = LABELLED.exec(this.untagged.slice(start, addresses[0]?.[0] ?? end));
    if (label && this.isLabel(label[1])) start += label[0].length;
    /** @type {Word[]} */
    let words = [];
    for (const [first, last] of [...addresses, [end, end]]) {
      words = words.concat(this.words(start, first));
      start = last;
      if (first < last) this.address(first, last);
    }
    const alone = this.several && words.length === 1 && !addresses.length ? platformNamed(this.platforms, words[0].text) : null;
    if (addresses.length) this.beside(words);
    else if (alone) this.label = alone;
    else if (words.length) this.told(words);
  }

  /**
   * The words of a part, without what is only marks and without the number of a list's item.
   * @type {(start: number, end: number) => Word[]}
   */
  words(start, end) {
    const found = wordsOf(this.untagged.slice(start, end), start);
    return found.length > 1 && NUMBER.test(found[0].text) ? found.slice(1) : found;
  }

  /**
   * Whether `twitter` or `user id` is before a colon; a platform counts for what follows in the line.
   * @type {(name: string) => boolean}
   */
  isLabel(name) {
    const words = lower(name).replace(BETWEEN_WORDS, " ").trim().split(" ");
    for (const [begin, end] of [[0, words.length], [0, 1], [0, 2], [1, words.length], [words.length, words.length]]) {
      const left = [...words.slice(0, begin), ...words.slice(end)].join(" ");
      const platform = platformNamed(this.platforms, words.slice(begin, end).join(" "));
      if ((platform || begin === end) && (!left || wrappers.field_labels.includes(left))) {
        this.label = platform ?? this.label;
        return true;
      }
    }
    return false;
  }

  /** Read the words of a cell that has no address. @type {(words: Word[]) => void} */
  told(words) {
    const counted = words.filter(({ text }) => !wrappers.joiners.includes(lower(text)));
    const platform = counted.length === 2 ? platformNamed(this.platforms, counted[1].text) : null;
    const [{ start }, { end }] = [words[0], words[words.length - 1]];
    if (platform) {
      const { label } = this;
      this.label = platform; // `TEN_GOP (Twitter)`, `@TEN_GOP on Twitter`
      this.token(counted[0].start, counted[0].end);
      this.label = label;
    } else if (words.length === 1) {
      this.token(start, end);
    } else if (this.label || words.some(({ text }) => MENTION.test(text))) {
      this.beside(words);
    } else {
      this.add(reading("name", { value: this.text.slice(start, end) }), start, end);
    }
  }

  /** Read handles among words, and say that the others are left over. @type {(words: Word[]) => void} */
  beside(words) {
    const left = [];
    for (const word of words) {
      const { text } = word;
      if (MENTION.test(text)) this.token(word.start, word.end);
      else if (!wrappers.joiners.includes(lower(text)) && !NUMBER.test(text) && !platformNamed(this.platforms, text)) left.push(word);
    }
    if (left.length) this.add(unreadable("words"), left[0].start, left[left.length - 1].end);
  }

  /** @type {(start: number, end: number) => void} */
  address(start, end) {
    const { address, outOf, reason } = unwrap(this.text.slice(start, end));
    const known = byHost(this.platforms, hostOf(address));
    const record = known ? null : RECORD.exec(address.split(/[?#]/, 1)[0]);
    if (record) {
      const here = this.site === null || bareAddress(address).startsWith(bareAddress(this.site));
      this.add(here ? reading("record", { value: record[1] }) : unreadable("another-site"), start, end);
    } else {
      const found = reason ? unreadable(reason) : readAddress(this.platforms, address) ?? unreadable("unknown-site");
      this.add({ ...found, value: known ? null : address, outOf }, start, end);
    }
  }

  /** Read one word that fills its cell, or has a mark of a handle. @type {(from: number, end: number) => void} */
  token(from, end) {
    const start = from + (NUMBERED.exec(this.text.slice(from, end))?.[0].length ?? 0);
    const record = RECORD.exec(this.text.slice(start, end));
    if (record) {
      this.add(reading("record", { value: record[1] }), start, end);
      return;
    }
    for (const { 0: part, index } of this.text.slice(start, end).matchAll(PARTS)) {
      if (EMPTY.test(part)) continue;
      const [readings, first, last] = readWord(this.platforms, part, this.label);
      for (const one of readings) this.add(one, start + index + first, start + index + last);
    }
  }

  /** @type {(found: Reading, start: number, end: number) => void} */
  add(found, start, end) {
    this.found.push({ ...found, start, end });
  }
}

/** @type {(part: string, start?: number) => Word[]} */
function wordsOf(part, start = 0) {
  return [...part.matchAll(WORD)].filter(([text]) => !EMPTY.test(text))
    .map(({ 0: text, index }) => ({ text, start: start + index, end: start + index + text.length }));
}

/** @type {(address: string) => boolean} */
function isAfter(address) {
  const last = address[address.length - 1];
  const opener = PAIRS[last];
  return AFTER.includes(last) || (opener !== undefined && address.split(opener).length < address.split(last).length);
}

/** An address without scheme and `www.`, its host in lower case. @type {(address: string) => string} */
function bareAddress(address) {
  const bare = address.replace(/^[A-Za-z]+:\/\//, "");
  const host = bare.split("/", 1)[0];
  return lower(host).replace(/^www\./, "") + bare.slice(host.length);
}
