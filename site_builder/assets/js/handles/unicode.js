/* The committed Unicode table in the browser: decomposition, composition, folding and look-alikes by the same data as
   the builder's (handles/unicode_table.py), whatever Unicode version the browser knows. It is loaded when the first
   text beyond ASCII asks for it. */

// Hangul syllables (Unicode Standard 3.12): first code points, and how many vowels and trailing consonants.
const SYLLABLE = 0xac00;
const LEAD = 0x1100;
const VOWEL = 0x1161;
const TRAIL = 0x11a7;
const LEADS = 19;
const VOWELS = 21;
const TRAILS = 28;
const SYLLABLES = LEADS * VOWELS * TRAILS;

/**
 * @typedef {object} Table
 * @property {Map<string, string>} decompose
 * @property {Map<string, string>} compose
 * @property {Map<string, number>} combining
 * @property {Map<string, string>} fold
 * @property {Map<string, string>} skeleton
 * @property {Set<string>} joining  what may change its place with the character before it, or become one with it
 */

/** @type {Table | null} */
let table = null;
/** @type {Promise<void> | null} */
let loading = null;

/** Load the table; needed before a text beyond ASCII is folded. */
export function loadUnicode() {
  loading ??= import("../unicode.js").then(
    (module) => {
      table = build(module.default);
    },
    (error) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

/** @param {string} text */
export function isAscii(text) {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

/**
 * A step that takes a text letter by letter, each worked out once, where no two of them join.
 * @param {(text: string) => string} step  of decomposition, the table's mappings and composition, in any order
 */
export function byLetter(step) {
  /** @type {Map<number, string | null>} */
  const letters = new Map(); // null: it may join with what is before it
  return (/** @type {string} */ text) => {
    let [made, last, begin, joined] = ["", "", 0, false];
    for (let at = 0; at < text.length; at += 1) {
      const point = /** @type {number} */ (text.codePointAt(at));
      let letter = letters.get(point);
      if (letter === undefined) {
        const character = String.fromCodePoint(point);
        letter = mayJoin(character) ? null : step(character);
        letters.set(point, letter);
      }
      if (letter === null) {
        joined = true;
      } else {
        made += joined ? step(text.slice(begin, at)) : last;
        [last, begin, joined] = [letter, at, false];
      }
      if (point > 0xffff) at += 1;
    }
    return made + (joined ? step(text.slice(begin)) : last);
  };
}

/** Whether a character, or what becomes of it, may join with what is before it. @param {string} character */
function mayJoin(character) {
  const { decompose, fold, skeleton: alike, joining } = known();
  const forms = new Set([character]);
  for (const form of forms) { // it grows
    if (!form || joining.has([...form][0])) return true; // what goes lets its neighbours join
    for (const map of [decompose, fold, alike]) forms.add(mapped(form, map));
  }
  return false;
}

/** Canonical decomposition (UAX 15, NFD). @param {string} text */
function nfd(text) {
  return reorder(mapped(text, known().decompose));
}

/** Canonical composition (UAX 15, NFC). @param {string} text */
function nfc(text) {
  const { combining } = known();
  /** @type {string[]} */
  const composed = [];
  let starter = -1;
  let previous = 0;
  for (const character of nfd(text)) {
    const kind = combining.get(character) ?? 0;
    const adjacent = starter === composed.length - 1;
    if (starter >= 0 && (adjacent || previous < kind)) {
      const joined = join(composed[starter], character);
      if (joined) {
        composed[starter] = joined;
        continue;
      }
    }
    if (kind === 0) starter = composed.length;
    previous = kind;
    composed.push(character);
  }
  return composed.join("");
}

/** toNFKC_Casefold (Unicode Standard 3.13), indifferent to how the text was composed before. @param {string} text */
export function nfkcCasefold(text) {
  return isAscii(text) ? text.toLowerCase() : foldLetters(text);
}

const foldLetters = byLetter((text) => nfc(mapped(nfd(text), known().fold)));

/** The skeleton (UTS 39, section 4), default-ignorable characters removed, in NFD. @param {string} text */
export function skeleton(text) {
  const { skeleton: map, decompose } = known();
  return reorder(mapped(mapped(nfd(text), map), decompose));
}

function known() {
  if (table === null) throw new Error("loadUnicode() comes first");
  return table;
}

/** @param {string} text @param {Map<string, string>} map */
function mapped(text, map) {
  let out = "";
  for (const character of text) out += map.get(character) ?? character;
  return out;
}

/** Put each run of combining marks into the order of their classes (canonical ordering). @param {string} text */
function reorder(text) {
  const { combining } = known();
  let ordered = "";
  /** @type {string[]} */
  let run = [];
  for (const character of [...text, ""]) {
    if (combining.has(character)) {
      run.push(character);
    } else {
      ordered += run.sort((a, b) => (combining.get(a) ?? 0) - (combining.get(b) ?? 0)).join("") + character;
      run = [];
    }
  }
  return ordered;
}

/** The primary composite of two characters, if there is one. @param {string} first @param {string} second */
function join(first, second) {
  const a = /** @type {number} */ (first.codePointAt(0));
  const b = /** @type {number} */ (second.codePointAt(0));
  const lead = a - LEAD;
  const vowel = b - VOWEL;
  if (lead >= 0 && lead < LEADS && vowel >= 0 && vowel < VOWELS) {
    return String.fromCodePoint(SYLLABLE + (lead * VOWELS + vowel) * TRAILS);
  }
  const syllable = a - SYLLABLE;
  const trail = b - TRAIL;
  if (syllable >= 0 && syllable < SYLLABLES && syllable % TRAILS === 0 && trail > 0 && trail < TRAILS) {
    return String.fromCodePoint(a + trail);
  }
  return known().compose.get(first + second);
}

/** @param {typeof import("../unicode.js").default} data @returns {Table} */
function build(data) {
  const oneStep = mapping(data.decompose);
  const excluded = new Set(points(data.no_compose));
  /** @type {[string, string][]} */
  const ignorable = points(data.ignorable).map((character) => [character, ""]);
  /** @type {Map<string, number>} */
  const combining = new Map();
  for (const [value, ranges] of Object.entries(data.combining)) {
    for (const character of points(ranges)) combining.set(character, Number(value));
  }
  const syllables = hangul();
  const compose = new Map(
    [...oneStep].flatMap(([character, pair]) => (excluded.has(character) ? [] : [[pair, character]])),
  );
  const seconds = [...compose.keys(), ...syllables.map(([, parts]) => parts)].flatMap((parts) => [...parts].slice(1));
  return {
    decompose: new Map([...full(oneStep), ...syllables]),
    compose,
    combining,
    joining: new Set([...combining.keys(), ...seconds]),
    fold: new Map([...mapping(data.fold), ...ignorable]),
    skeleton: new Map([...mapping(data.skeleton), ...ignorable]),
  };
}

/** @param {Record<string, string>} section @returns {Map<string, string>} */
function mapping(section) {
  const point = (/** @type {string} */ hex) => String.fromCodePoint(Number.parseInt(hex, 16));
  const target = (/** @type {string} */ text) => text.split(" ").filter(Boolean).map(point).join("");
  return new Map(Object.entries(section).map(([from, to]) => [point(from), target(to)]));
}

/** @param {string[]} ranges */
function points(ranges) {
  const found = [];
  for (const range of ranges) {
    const [first, last = first] = range.split("-");
    const end = Number.parseInt(last, 16);
    for (let at = Number.parseInt(first, 16); at <= end; at += 1) found.push(String.fromCodePoint(at));
  }
  return found;
}

/**
 * Decompose until nothing changes: the longest chain of Unicode has three steps.
 * @param {Map<string, string>} oneStep
 */
function full(oneStep) {
  const whole = new Map();
  for (const [character, target] of oneStep) {
    let now = target;
    for (let next = mapped(now, oneStep); next !== now; next = mapped(now, oneStep)) now = next;
    whole.set(character, now);
  }
  return whole;
}

/** Decompositions of the Hangul syllables, which Unicode gives as arithmetic. */
function hangul() {
  /** @type {[string, string][]} */
  const pairs = [];
  for (let index = 0; index < SYLLABLES; index += 1) {
    const rest = index % (VOWELS * TRAILS);
    const trail = rest % TRAILS;
    const parts = [LEAD + Math.floor(index / (VOWELS * TRAILS)), VOWEL + Math.floor(rest / TRAILS)];
    if (trail) parts.push(TRAIL + trail);
    pairs.push([String.fromCodePoint(SYLLABLE + index), String.fromCodePoint(...parts)]);
  }
  return pairs;
}
