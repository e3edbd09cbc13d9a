/* One word: a handle, an account id or a record's number, as people write it, and what it may name (handles/word.py).
   Readings of one word are alternatives, the likeliest first. */
import wrappers from "../wrappers.js";
import { lower } from "./fold.js";
import { isAccountId, knownHandle, readProfile } from "./profile.js";

/** @typedef {import("../platforms.js").PlatformData} PlatformData */
/**
 * What one place of a text names. `platform` is null where the account may be of any; `accountId` is beside a handle
 * where what was written may be either; `value` is a record's number, a name, the whole address where it may be an id itself, or a word that is no handle; `reason` a code; `outOf` the hosts
 * that the address was taken out of.
 * @typedef {object} Named
 * @property {"account" | "record" | "name" | "unreadable"} kind
 * @property {string | null} platform
 * @property {string | null} handle
 * @property {string | null} accountId
 * @property {string | null} value
 * @property {string | null} reason
 * @property {string[]} outOf
 */

/** What is around words and never part of one, as a class; `.`, `-`, `_` and `@` aside. */
export const MARKS =
  "!-,/:-?\\[-\\^`{-~\\xa1-\\xa9\\xab\\xac\\xae-\\xb4\\xb6-\\xb9\\xbb-\\xbf\\u2010-\\u205e\\u20a0-\\u2bff\\u2e00-\\u2e7f" +
  "\\u3001-\\u303f\\ufd3e\\ufd3f\\ufe10-\\ufe6f\\u{1f000}-\\u{1faff}";
const LEADING = new RegExp(`^[${MARKS}]*`, "u");
const TRAILING = new RegExp(`(?:['\u2019]s)?[${MARKS}]*$`, "u");
const AROUND = new RegExp(`^[${MARKS}.\\-]+|(?:['\u2019]s)?[${MARKS}.\\-]+$`, "gu");
const SHORTENED = /^[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}$/;
const ROUNDED = /^[1-9][0-9]{14}0{3,9}$/;
const FLOAT = /^([0-9]{3,20})[.,]0$/;
const SPREADSHEET = /^#(?:NAME\?|REF!|VALUE!|N\/A|NUM!|NULL!|DIV\/0!)$/i;
const DOMAIN = /^[A-Za-z0-9.-]+\.[A-Za-z]{2,}$/;
const RECORD_ID = /^[0-9a-hjkmnp-tv-z]{12}$/;

/**
 * @param {Named["kind"]} kind
 * @param {Partial<Named>} said
 * @returns {Named}
 */
export function named(kind, said) {
  return { kind, platform: null, handle: null, accountId: null, value: null, reason: null, outOf: [], ...said };
}

/**
 * @param {string} reason  a key of `reasons.js`
 * @param {string | null} [value]  the whole address, where it may be an account id itself
 */
export function unreadable(reason, value = null) {
  return named("unreadable", { reason, value });
}

/**
 * The platform that a word means: its id, name, host, or what people call it for short.
 * @param {PlatformData[]} platforms
 * @param {string} given
 * @returns {PlatformData | null}
 */
export function platformNamed(platforms, given) {
  const word = stripped(lower(given))[0].trim();
  const known = platforms.find(({ id, also }) => id === word || also.includes(word)) ?? byHost(platforms, word);
  if (known) return known;
  const short = Object.keys(wrappers.platform_labels).find((key) => wrappers.platform_labels[key].includes(word));
  return platforms.find(({ id }) => id === short) ?? platforms.find(({ name }) => lower(name) === word) ?? null;
}

/**
 * @param {PlatformData[]} platforms
 * @param {string} host
 */
export function byHost(platforms, host) {
  return platforms.find(({ profile }) => profile.hosts.includes(host)) ?? null;
}

/**
 * A word without the marks around it, and how many were before it.
 * @param {string} word
 * @returns {[string, number]}
 */
function stripped(word) {
  const at = LEADING.exec(word)?.[0].length ?? 0;
  return [word.slice(at).replace(TRAILING, ""), at];
}

/**
 * What a word without spaces may name, and where in it that is written. There is always a reading.
 * @param {PlatformData[]} platforms
 * @param {string} given
 * @param {PlatformData | null} platform  the one that was named beside it
 * @returns {[Named[], number, number]}
 */
export function readWord(platforms, given, platform) {
  if (SHORTENED.test(given)) return [[unreadable("number-shortened")], 0, given.length];
  if (SPREADSHEET.test(given)) return [[unreadable("spreadsheet-error")], 0, given.length];
  const profile = given.includes("/") ? readProfile(platforms, given) : null;
  if (profile && !("why" in profile)) { // `u/name`, an address without a host
    const { platform: id, handle = null, accountId = null } = profile;
    return [[named("account", { platform: id, handle, accountId })], 0, given.length];
  }
  const slash = given.indexOf("/");
  const onPlatform = slash > 0 && stripped(given.slice(slash + 1))[0] ? platformNamed(platforms, given.slice(0, slash)) : null;
  if (onPlatform) {
    const [found, start, end] = readWord(platforms, given.slice(slash + 1), onPlatform);
    return [found, start + slash + 1, end + slash + 1];
  }
  let [word, at] = stripped(given);
  if (/^_+@/.test(word)) word = word.replace(/^_+|_+$/g, ""); // emphasis
  at = given.indexOf(word, at);
  const plain = FLOAT.exec(word)?.[1] ?? word.replace(/^@+/, "");
  const core = plain.replace(AROUND, "");
  if (core.includes("@")) return [atHost(platforms, core), at, at + word.length];
  const told = word.startsWith("@");
  const bare = /^_.+_$/.test(core) ? core.slice(1, -1) : core;
  const forms = unique([core, plain, bare]).filter(Boolean);
  const found = platform ? on(platform, forms) : anywhere(platforms, forms, told);
  const number = lower(core);
  if (RECORD_ID.test(number) && !told) found.unshift(named("record", { value: number }));
  if (ROUNDED.test(core)) found.push(unreadable("number-rounded"));
  return [found, at, at + word.length];
}

/**
 * `user@host`, where the host may be a platform's, or its name.
 * @param {PlatformData[]} platforms
 * @param {string} word
 * @returns {Named[]}
 */
function atHost(platforms, word) {
  const cut = word.lastIndexOf("@");
  const host = word.slice(cut + 1);
  const platform = byHost(platforms, lower(host)) ?? platformNamed(platforms, host);
  if (platform && !platform.profile.any_host) return on(platform, [word.slice(0, cut)]);
  const profile = readProfile(platforms, `@${word}`);
  if (!profile || "why" in profile) return [unreadable(profile?.why ?? "no-server", word)];
  return [named("account", { platform: profile.platform, handle: profile.handle ?? null, accountId: profile.accountId ?? null })];
}

/**
 * A word, in all its forms, as an account of one platform.
 * @param {PlatformData} platform
 * @param {string[]} forms
 * @returns {Named[]}
 */
function on(platform, forms) {
  /** @type {Map<string, Named>} */
  const kept = new Map();
  for (const form of forms) {
    const handle = knownHandle(platform, form);
    const accountId = isAccountId(platform, form) ? form : null;
    const key = JSON.stringify([handle, accountId]);
    if ((handle ?? accountId) !== null && !kept.has(key)) {
      kept.set(key, named("account", { platform: platform.id, handle, accountId }));
    }
  }
  return kept.size ? [...kept.values()] : [unreadable("no-handle", forms[0] ?? null)];
}

/**
 * A word, in all its forms, as an account of whatever platform has such names or ids.
 * @param {PlatformData[]} platforms
 * @param {string[]} forms
 * @param {boolean} told  whether it was written with an @
 * @returns {Named[]}
 */
function anywhere(platforms, forms, told) {
  if (forms.length && byHost(platforms, lower(forms[0]))) return [unreadable("no-account")];
  const found = forms.flatMap((form) => ofAny(platforms, form));
  if (!found.length && (told || !forms.length)) return [unreadable("no-handle", forms[0] ?? null)];
  return !told && (!found.length || found[0].platform !== null) ? [...found, named("name", { value: forms[0] })] : found;
}

/**
 * @param {PlatformData[]} platforms
 * @param {string} form
 * @returns {Named[]}
 */
function ofAny(platforms, form) {
  /** @type {Map<string, string>} */
  const handles = new Map();
  for (const platform of platforms) {
    const handle = knownHandle(platform, form);
    if (handle !== null) handles.set(platform.id, handle);
  }
  const owners = platforms.filter((platform) => isAccountId(platform, form)).map(({ id }) => id);
  const candidates = unique([...handles.keys(), ...owners]);
  if (!candidates.length) return [];
  const only = candidates.length === 1 ? candidates[0] : null;
  const handle = handles.size ? (only === null ? form : handles.get(only) ?? null) : null;
  const found = [named("account", { platform: only, handle, accountId: owners.length ? form : null })];
  // A domain name is a Bluesky handle more often than anything else.
  const domain = handles.get("bluesky");
  if (domain !== undefined && candidates.length > 1 && DOMAIN.test(form)) {
    found.unshift(named("account", { platform: "bluesky", handle: domain }));
  }
  return found;
}

/** @param {string[]} items */
function unique(items) {
  return [...new Set(items)];
}
