/* One word: a handle, an account id or a record's number, as people write it, and what it may name (handles/word.py).
   Readings of one word are alternatives, the likeliest first. */
import wrappers from "../wrappers.js";
import { lower } from "./fold.js";
import { byHost, isAccountId, isSure, knownHandle, readAddress, reading, readUser, unreadable } from "./profile.js";

/** @typedef {import("../platforms.js").PlatformData} PlatformData */
/** @typedef {import("./profile.js").Reading} Reading */

/** What is around words and never part of one, as a class; `.`, `-`, `_` and `@` aside. */
export const MARKS =
  "!-,/:-?\\[-\\^`{-~\\xa1-\\xa9\\xab\\xac\\xae-\\xb4\\xb6-\\xb9\\xbb-\\xbf\\u2010-\\u205e\\u20a0-\\u2bff\\u2e00-\\u2e7f" +
  "\\u3001-\\u303f\\ufd3e\\ufd3f\\ufe10-\\ufe6f\\u{1f000}-\\u{1faff}";
/** A number that a spreadsheet shortened, as a pattern. */
export const SHORTENED = `[${MARKS}]*[0-9](?:[.,][0-9]+)?[eE]\\+?[0-9]{1,2}`;
/** What spreadsheets say in place of a value, in several languages. */
const ERRORS = "#(?:N/A|NV|\\u041d/Д|[¡¿]?(?:NAME|NOM|NOMBRE|NOME|ИМЯ)\\?|¡?(?:DIV/0|ДЕЛ/0|REF|VALUE|NUM|NULL|CALC|ERROR|SPILL|BEZUG|WERT" +
  "|ZAHL|VALEUR|VALOR|VALORE|RIF|ССЫЛКА|ЗНАЧ|ЧИСЛО|ПУСТО)!)";
const DAMAGED = new RegExp(`^(?:(${SHORTENED})|(\\+[1-9][0-9]{7,14})|${ERRORS})[${MARKS}]*$`, "u");
const AROUND = new RegExp(`^[${MARKS}]+|(?:['\u2019]s)?[${MARKS}]*$`, "gu");
const AROUND_ALL = new RegExp(`^[${MARKS}.\\-]+|(?:['\u2019]s)?[${MARKS}.\\-]+$`, "gu");
const BETWEEN = new RegExp(`[ ${MARKS}]+`, "gu");
const ROUNDED = /^[1-9][0-9]{14,15}0{3,9}$/;
const MORE = new RegExp(`[A-Za-z0-9${MARKS}]`, "u");
const FLOAT = /^(?:([0-9]{3,20})[.,]0|[0-9]{1,3}(?:(?:,[0-9]{3}){2,6}|((?:\.[0-9]{3}){2,6})))$/;
const RECORD_ID = /^[0-9a-hjkmnp-tv-z]{12}$/;

/**
 * The platform that a word means: its id, name, host, or what people call it for short.
 * @type {(platforms: PlatformData[], given: string) => PlatformData | null}
 */
export function platformNamed(platforms, given) {
  const word = lower(given).replace(BETWEEN, " ").trim();
  const short = Object.entries(wrappers.platform_labels).find(([, names]) => names.includes(word))?.[0] ?? word;
  return platforms.find(({ id, also }) => id === short || also.includes(short)) ?? byHost(platforms, word) ??
    platforms.find(({ name }) => name.length === word.length && lower(name) === word) ?? null;
}

/**
 * What a word without spaces may name, and where in it that is written. There is always a reading. `platform` is the
 * one that was named beside it.
 * @type {(platforms: PlatformData[], given: string, platform: PlatformData | null) => [Reading[], number, number]}
 */
export function readWord(platforms, given, platform) {
  const damaged = DAMAGED.exec(given);
  if (damaged) return [[unreadable(damaged[1] ? "number-shortened" : damaged[2] ? "phone" : "spreadsheet-error")], 0, given.length];
  if (/^![A-Za-z0-9_]+@[A-Za-z0-9-]+\./.test(given)) return [[unreadable("community")], 0, given.length]; // Lemmy's way to write one
  let word = given.replace(AROUND, "");
  if (/^_+@/.test(word)) word = word.replace(/^_+|_+$/g, ""); // emphasis
  const at = given.lastIndexOf(word);
  const address = word.includes("/") ? readAddress(platforms, word) : null;
  if (address?.kind === "account") return [[address], at, at + word.length]; // `u/name`, an address without a host
  const behind = word.indexOf("/") + 1;
  const onPlatform = behind && behind < word.length ? platformNamed(platforms, word.slice(0, behind - 1)) : null;
  if (onPlatform) {
    const [found, start, end] = readWord(platforms, word.slice(behind), onPlatform);
    return [found, at + start + behind, at + end + behind];
  }
  return [alone(platforms, word, platform), at, at + word.length];
}

/**
 * A word without marks around it.
 * @type {(platforms: PlatformData[], word: string, platform: PlatformData | null) => Reading[]}
 */
function alone(platforms, word, platform) {
  const told = word.startsWith("@");
  const number = FLOAT.exec(word);
  const plain = number ? number[1] ?? word.replace(/[.,]/g, "") : word.replace(/^@+/, "");
  const core = plain.replace(AROUND_ALL, "").replace(/^@+/, "");
  if (core.includes("@")) return atHost(platforms, core, told);
  const bare = unemphasized(core);
  // Letters of a script that needs no spaces may follow a name.
  const begun = told ? /^[A-Za-z0-9_.]{2,}(?=[^\x00-\x7f])/.exec(core)?.[0] ?? "" : "";
  const forms = [...new Set(/^-[0-9]+$/.test(plain) ? [plain, core] : [core, plain, bare, begun, number?.[2] ? word : ""])].filter(Boolean);
  const found = platform ? on(platforms, platform, forms) : anywhere(platforms, forms, told);
  if (begun && MORE.test(core.slice(begun.length)) && found.every(({ handle }) => handle !== core)) found.push(unreadable("words"));
  const vk = !platform && /^[A-Za-z]+[0-9]+$/.test(core) ? readAddress(platforms, core) : null;
  if (vk) found.push(vk); // `id123`, without a host
  if (RECORD_ID.test(lower(core)) && !told) found.unshift(reading("record", { value: lower(core) }));
  if (ROUNDED.test(core)) found.push(unreadable("number-rounded"));
  return found;
}

/**
 * `user@host`, where the host may be a platform's, or its name.
 * @type {(platforms: PlatformData[], word: string, told: boolean) => Reading[]}
 */
function atHost(platforms, word, told) {
  const cut = word.lastIndexOf("@");
  const [user, host] = [word.slice(0, cut), word.slice(cut + 1)];
  const platform = platformNamed(platforms, host);
  if (platform && !platform.profile.any_host) return on(platforms, platform, [user]);
  const found = readUser(platforms, user, host);
  if (found) return [found.reason === "other-site" && !told ? unreadable("e-mail") : found];
  const others = ofAny(platforms, word);
  return others.length ? others : [unreadable("no-server", word)];
}

/** Read a word, in all its forms, as of one platform. @type {(platforms: PlatformData[], platform: PlatformData, forms: string[]) => Reading[]} */
function on(platforms, platform, forms) {
  /** @type {Map<string, Reading>} */
  const kept = new Map();
  for (const form of forms) {
    const found = { platform: platform.id, handle: knownHandle(platform, form), accountId: isAccountId(platform, form) ? form : null };
    const key = JSON.stringify(found);
    if ((found.handle ?? found.accountId) !== null && !kept.has(key)) kept.set(key, reading("account", found));
  }
  if (kept.size) return [...kept.values()];
  // `id123`, `owner/project`, `North-Wind-900000000000001`: what may be behind the host
  const found = forms.length ? readAddress(platforms, `https://${platform.profile.hosts[0] ?? ""}/${forms[0]}`) : null;
  if (found?.kind !== "account") return [unreadable("no-handle", forms[0] ?? null)];
  const bare = found.handle === null ? null : knownHandle(platform, unemphasized(found.handle));
  return bare === null || bare === found.handle ? [found] : [found, { ...found, handle: bare }];
}

/** A word without one underscore on each side: emphasis, or a part of the handle. @type {(word: string) => string} */
function unemphasized(word) {
  return /^_.+_$/.test(word) ? word.slice(1, -1) : word;
}

/**
 * A word, in all its forms, as an account of whatever platform has such names or ids; `told` means behind an `@`.
 * @type {(platforms: PlatformData[], forms: string[], told: boolean) => Reading[]}
 */
function anywhere(platforms, forms, told) {
  if (!told && forms.length && byHost(platforms, lower(forms[0]))) return [unreadable("no-account")];
  const found = forms.flatMap((form) => ofAny(platforms, form));
  if (!found.length && (told || !forms.length)) return [unreadable("no-handle", forms[0] ?? null)];
  return !told && (!found.length || found[0].platform !== null) ? [...found, reading("name", { value: forms[0] })] : found;
}

/** @type {(platforms: PlatformData[], form: string) => Reading[]} */
function ofAny(platforms, form) {
  const named = platforms.flatMap((platform) => {
    const handle = knownHandle(platform, form);
    return handle === null ? [] : [{ platform: platform.id, handle, sure: isSure(platform, form) }];
  });
  const owners = platforms.filter((platform) => isAccountId(platform, form));
  const candidates = [...new Set([...named.map(({ platform }) => platform), ...owners.map(({ id }) => id)])];
  if (!candidates.length) return [];
  const [platform, handle] = candidates.length === 1 ? [candidates[0], named[0]?.handle ?? null] : [null, named.length ? form : null];
  const found = [reading("account", { platform, handle, accountId: owners.length ? form : null })];
  const sure = named.filter((item) => item.sure);
  if (sure.length !== 1 || candidates.length === 1) return found;
  return [reading("account", { platform: sure[0].platform, handle: sure[0].handle }), ...found]; // a domain name, say
}
