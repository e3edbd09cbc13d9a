/* What a person typed or pasted, read: which account it names, and under which keys that stands in the index. */
import { fold } from "../handles/fold.js";
import { MAX_TEXT, parseProfile } from "../handles/profile.js";
import { searchKey, spaced, undotted } from "../handles/search_key.js";
import { nfkcCasefold } from "../handles/unicode.js";

/**
 * `account`: the platform is known. `word`: could be a handle on several. `name`: free text. `address`: no profile of
 * a platform that is known here.
 * @typedef {object} Query
 * @property {string} text  as it was typed
 * @property {"empty" | "account" | "word" | "name" | "address"} kind
 * @property {string | null} platform
 * @property {string | null} handle
 * @property {string | null} accountId
 */

/**
 * A query and how to look for it.
 * @typedef {object} Wanted
 * @property {Query} query
 * @property {boolean} url  whether an address was pasted: then its platform counts, and names do not
 * @property {string} word  what is compared with handles and ids
 * @property {string[]} keys  under which an equal account stands, and most that look like it
 * @property {string[]} alike  under which others may stand that look like it as it was typed
 * @property {string[]} partial  keys of which accounts may be longer, or differ by a letter
 */

/** @typedef {import("../platforms.js").PlatformData} PlatformData */

/**
 * @param {PlatformData[]} platforms
 * @param {string} text
 * @returns {Wanted}
 */
export function readQuery(platforms, text) {
  // Whatever it is, it is not an account that anybody can have.
  if (text.length > 2 * MAX_TEXT) return wanted(text, "address", "", [], []);
  const trimmed = spaced(text);
  const word = trimmed.replace(/^acct:/i, "").replace(/^@/, "");
  if (!searchKey(word)) return wanted(text, "empty", word, [], []);
  const url = trimmed.includes("/") && !trimmed.includes(" ");
  const parsed = parseProfile(platforms, trimmed);
  if (url && parsed === null) return wanted(text, "address", trimmed, [searchKey(trimmed)], [], true, trimmed);
  if (url && parsed) return readProfile(platforms, text, trimmed, parsed);
  const partial = unique([word, ...platforms.map((platform) => fold(platform, word))].map(searchKey));
  const kind = parsed === null ? "name" : parsed.platform === null ? "word" : "account";
  const made = wanted(text, kind, word, partial, partial, false, word);
  made.query.platform = parsed?.platform ?? null;
  made.query.handle = kind === "name" ? null : word;
  return made;
}

/**
 * @param {PlatformData[]} platforms
 * @param {string} text
 * @param {string} trimmed
 * @param {{platform: string | null, handle?: string, accountId?: string}} parsed
 */
function readProfile(platforms, text, trimmed, parsed) {
  const platform = /** @type {PlatformData} */ (platforms.find((item) => item.id === parsed.platform));
  const handle = parsed.handle ?? null;
  const partial = handle === null ? [] : [searchKey(fold(platform, handle))];
  const keys = handle === null ? [searchKey(parsed.accountId ?? "")] : partial;
  const made = wanted(text, "account", handle ?? "", keys, partial, true, parsed.accountId ?? trimmed);
  made.query.platform = platform.id;
  made.query.handle = handle;
  return made;
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

/**
 * Whether two names are one, but for case, width and spaces.
 * @param {string} typed
 * @param {string} published
 */
export function sameName(typed, published) {
  return nfkcCasefold(spaced(typed)) === nfkcCasefold(spaced(published));
}

/**
 * @param {string} text
 * @param {Query["kind"]} kind
 * @param {string} word
 * @param {string[]} keys
 * @param {string[]} partial
 * @returns {Wanted}
 */
function wanted(text, kind, word, keys, partial, url = false, accountId = /** @type {string | null} */ (null)) {
  const alike = [undotted(word)].filter((key) => partial.length && !keys.includes(key));
  return { query: { text, kind, platform: null, handle: null, accountId }, url, word, keys, alike, partial };
}

/** @param {string[]} items */
function unique(items) {
  return [...new Set(items)];
}
