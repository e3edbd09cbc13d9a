/* What a person typed or pasted, read: its places, what each may name, and under which keys that is in the index. */
import { fold } from "../handles/fold.js";
import { readText } from "../handles/reader.js";
import { searchKey, spaced, undotted } from "../handles/search_key.js";
import { nfkcCasefold } from "../handles/unicode.js";

/** @typedef {import("../handles/reader.js").Reading} Reading */
/** @typedef {import("../platforms.js").PlatformData} PlatformData */
/**
 * One place of a text: a part that names one thing, whatever it may be.
 * @typedef {object} Place
 * @property {string} text  that part, as it was given
 * @property {Reading[]} readings  alternatives, the likeliest first
 * @property {Wanted[]} wanted  how to look for them
 */
/**
 * A reading and how to look for it.
 * @typedef {object} Wanted
 * @property {Reading} reading
 * @property {string | null} platform  null where any counts, and names do, too
 * @property {string} word  what is compared with handles and names
 * @property {string | null} accountId
 * @property {string[]} keys  under which an equal account is, and most that look like it
 * @property {string[]} alike  under which others may be that look like it as it was typed
 * @property {string[]} partial  keys of which accounts may be longer, or differ by a letter
 */

/** What may be between the words of a name where a handle has no space. */
const JOINED = ["_", "", ".", "-"];

/**
 * @param {PlatformData[]} platforms
 * @param {string} text
 * @param {string} site  the address of the site's root
 * @param {string | null} [platform]  the id of the one that bare words are of
 * @returns {Place[]} in their order; none where there is nothing but marks
 */
export function readPlaces(platforms, text, site, platform = null) {
  const named = platforms.find(({ id }) => id === platform) ?? null;
  /** @type {Map<string, Place>} */
  const places = new Map();
  for (const reading of readText(platforms, text, { site, platform: named })) {
    const key = `${reading.start} ${reading.end}`;
    const place = places.get(key) ?? { text: text.slice(reading.start, reading.end), readings: [], wanted: [] };
    places.set(key, place);
    place.readings.push(reading);
    const wanted = wantedOf(platforms, reading);
    if (wanted) place.wanted.push(wanted);
  }
  return [...places.values()];
}

/** @param {PlatformData[]} platforms @param {Reading} reading @returns {Wanted | null} */
function wantedOf(platforms, reading) {
  const { kind, handle, accountId, value } = reading;
  const platform = platforms.find(({ id }) => id === reading.platform);
  if (kind === "record") return null;
  if (kind === "name") {
    const name = spaced(value ?? "");
    return wanted(reading, name, null, keysOf(["_", " ", ...JOINED].map((join) => name.replaceAll(" ", join))));
  }
  const looks = reading.reason === "no-handle" || reading.reason === "no-server" ? value : null;
  if (looks) return wanted(reading, looks, null, [searchKey(looks)]);
  if (handle === null) {
    // An address may be an account id itself, such as an actor's URI.
    const whole = accountId ?? value;
    return whole === null ? null : { ...wanted(reading, "", whole, []), keys: [searchKey(whole)] };
  }
  // Most platforms fold in one of a few ways.
  const ways = new Map((platform ? [platform] : platforms).map((item) => [item.handle.fold.join(), item]));
  const forms = [...ways.values()].map((item) => fold(item, handle));
  return wanted(reading, handle, accountId ?? (platform ? value : handle), keysOf(platform ? forms : [handle, ...forms]));
}

/**
 * @param {Reading} reading
 * @param {string} word
 * @param {string | null} accountId
 * @param {string[]} keys
 * @returns {Wanted}
 */
function wanted(reading, word, accountId, keys) {
  const partial = keys.filter(Boolean);
  const alike = [undotted(word)].filter((key) => key && partial.length && !partial.includes(key));
  return { reading, platform: reading.platform, word, accountId, keys: partial, alike, partial };
}

/**
 * Whether two handles are one on a platform. What was typed may be full-width or otherwise dressed up where the
 * platform has no such letters.
 * @param {PlatformData} platform
 * @param {string} typed
 * @param {string} published
 */
export function sameHandle(platform, typed, published) {
  const folded = fold(platform, published);
  if (fold(platform, typed) === folded) return true;
  const steps = platform.handle.fold;
  const caseless = steps.includes("lower") || steps.includes("nfkc-casefold");
  return caseless && fold(platform, nfkcCasefold(typed)) === folded;
}

/** Whether two names are one, but for case, width and spaces. @param {string} typed @param {string} published */
export function sameName(typed, published) {
  return nfkcCasefold(spaced(typed)) === nfkcCasefold(spaced(published));
}

/** @param {string[]} forms */
function keysOf(forms) {
  return [...new Set([...new Set(forms)].map(searchKey))];
}
