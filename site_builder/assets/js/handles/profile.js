/* Profiles: from what a person pastes to the account (handles/url.py). Reading is total: any text gives an account, a
   reason why it names none, or null. No redirects, no shortened links. */
import { lower } from "./fold.js";

/** @typedef {import("../platforms.js").PlatformData} PlatformData */
/** @typedef {import("../platforms.js").Syntax} Syntax */
/**
 * What one place of a text names. `platform` is null where the account may be of any; `accountId` is beside a handle
 * where what was written may be either; `value` is a record's number, a name, the whole address where it may be an id
 * itself, or a word that is not a handle; `reason` a key of `reasons.js`; `outOf` the hosts that the address was taken out
 * of; `start` and `end` are UTF-16 units of the text that was given.
 * @typedef {object} Reading
 * @property {"account" | "record" | "name" | "unreadable"} kind
 * @property {string | null} platform
 * @property {string | null} handle
 * @property {string | null} accountId
 * @property {string | null} value
 * @property {string | null} reason
 * @property {string[]} outOf
 * @property {number} start
 * @property {number} end
 */

const UNFIT = /[\s\x00-\x1f\x7f-\x85\\]/;
const URL_PARTS = /^(?:(?:([a-z]{1,20}):)?(\/\/))?([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(?:!(\/[^?]*)(?:\?([^]*))?|[^]*))?$/i;
const AUTHORITY = /^([^:@[\]]+?)\.?(?::([0-9]{1,5}))?$/;
const HOST = /^[a-z0-9_-]+(?:\.[a-z0-9-]+)+$/;
const LETTERS = /^(?![^]*(?:[a-z0-9][^.]*[\u0590-\u08ff]|[\u0590-\u08ff][^.]*[a-z]))(?!-)[\p{L}\p{M}\p{Nd}\u00ad\u200b-\u200d\u2060\ufeff-]+(?<!-)(?:\.(?!-)[\p{L}\p{M}\p{Nd}\u00ad\u200b-\u200d\u2060\ufeff-]+(?<!-))+$/u;
const LOCALE = /^[a-z]{2}(?:-[a-z]{2})?$/;
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** @type {Map<string, RegExp>} */
const patterns = new Map();

/** @type {(kind: Reading["kind"], said: Partial<Reading>) => Reading} */
export function reading(kind, said) {
  return { kind, platform: null, handle: null, accountId: null, value: null, reason: null, outOf: [], start: 0, end: 0, ...said };
}

/** @type {(reason: string, value?: string | null) => Reading} */
export function unreadable(reason, value = null) {
  return reading("unreadable", { reason, value });
}

/** @type {(platforms: PlatformData[], host: string) => PlatformData | null} */
export function byHost(platforms, host) {
  return platforms.find(({ profile }) => profile.hosts.includes(host)) ?? null;
}

/**
 * A domain name in lower case and in its ASCII form (UTS 46, non-transitional, by the browser); null for anything else.
 * @type {(text: string) => string | null}
 */
export function asciiHost(text) {
  let host = lower(text).replaceAll("\u1e9e", "\u00df"); // as UTS 46 has it since Unicode 15.1
  if (/[^\x00-\x7f]/.test(host)) {
    if (!LETTERS.test(host.normalize("NFKC").replaceAll("\u3002", "."))) return null;
    try {
      host = new URL(`https://${host}/`).hostname;
    } catch {
      return null;
    }
  }
  return HOST.test(host) ? host : null;
}

/**
 * The account that an address names, or why it names none; null where nothing is known. `u/name` is an address, too.
 * @type {(platforms: PlatformData[], text: string) => Reading | null}
 */
export function readAddress(platforms, text) {
  const parts = UNFIT.test(text) ? null : URL_PARTS.exec(text);
  if (!parts) return null;
  const [, named, slashes, authority, plain, query, bang, asked] = parts;
  // Twitter and Facebook wrote addresses as /#!/name until 2012.
  const path = decodedPath(bang ?? plain);
  if (path === null) return null;
  const owners = text.includes("/") ? [] : platforms.filter((platform) => isAccountId(platform, text));
  if (owners.length === 1) return reading("account", { platform: owners[0].id, accountId: text });
  const values = parameters((bang ? asked : query) ?? "");
  const scheme = lower(named ?? "");
  if (["", "http", "https"].includes(scheme) && (slashes || /[.:]/.test(authority))) {
    return atHost(platforms, authority, path, values);
  }
  const whole = [`${scheme}:`, authority, path].filter(Boolean).join("/");
  return platforms.map((platform) => on(platforms, platform, whole, values, "")).find(Boolean) ?? null;
}

/**
 * The account that `user@domain` names, or why it names none; null where there is no such domain.
 * @type {(platforms: PlatformData[], user: string, domain: string) => Reading | null}
 */
export function readUser(platforms, user, domain) {
  return user.includes("@") ? null : atHost(platforms, domain, `@${user}`, new Map());
}

/**
 * A path on a host: a platform's, or else any server's of a platform that has profiles on any host.
 * @type {(platforms: PlatformData[], authority: string, path: string, query: Map<string, string>) => Reading | null}
 */
function atHost(platforms, authority, path, query) {
  const place = AUTHORITY.exec(authority);
  const host = place && asciiHost(place[1]);
  if (!place || !host) return null;
  let base = host;
  while (base && !platforms.some(({ profile }) => profile.hosts.includes(base) || profile.not_hosts?.includes(base))) {
    base = base.includes(".") ? base.slice(base.indexOf(".") + 1) : "";
  }
  const owner = byHost(platforms, base);
  if (place[2] && !["80", "443"].includes(place[2])) return unreadable("port");
  if (!base || owner?.profile.any_host) {
    const servers = platforms.filter((platform) => platform.profile.any_host);
    return servers.map((platform) => on(platforms, platform, path, query, host)).find(Boolean) ?? null;
  }
  if (!owner) return unreadable("other-site");
  const label = host === base ? "" : host.slice(0, -base.length - 1);
  const front = label ? owner.profile.subdomains?.[base] ?? "" : "/";
  const none = unreadable("no-account");
  if (!front || (front === "/" && label && !LOCALE.test(label))) return none;
  const before = front.replace("{label}", label).replace("{host}", host).slice(1);
  return on(platforms, owner, [before, path].filter(Boolean).join("/"), query, host) ?? none;
}

/**
 * A path, read as a platform does.
 * @type {(all: PlatformData[], platform: PlatformData, path: string, query: Map<string, string>, host: string) => Reading | null}
 */
function on(platforms, platform, path, query, host) {
  for (const [why, pattern, slot, put, parameter] of platform.routes) {
    const text = parameter ? `${path}?${query.get(parameter) ?? ""}` : path;
    const place = compiled(pattern, "d").exec(lower(text))?.indices;
    if (!place) continue;
    if (why) return unreadable(why);
    const value = put + text.slice(...place[1]);
    if (slot === "account_id") {
      if (isAccountId(platform, value)) return reading("account", { platform: platform.id, accountId: value });
      continue;
    }
    const at = value.lastIndexOf("@");
    // A server shows an account of another server as /@user@host.
    if (slot === "user" && at >= 0 && value.indexOf("@") === at && platform.profile.any_host) {
      return readUser(platforms, value.slice(0, at), value.slice(at + 1));
    }
    const handle = knownHandle(platform, slot === "user" && at < 0 ? `${value}@${host}` : value);
    if (handle !== null) return reading("account", { platform: platform.id, handle });
  }
  return null;
}

/**
 * A handle that the platform gives out, lowered where only that makes it one, or that it gave out in earlier times.
 * @type {(platform: PlatformData, word: string) => string | null}
 */
export function knownHandle(platform, word) {
  const earlier = matches(platform.handle.former, word) && !platform.profile.reserved.includes(lower(word));
  return [word, lower(word)].find((form) => isHandle(platform, form)) ?? (earlier ? word : null);
}

/** @type {(platform: PlatformData, word: string) => boolean} */
export function isSure(platform, word) {
  return matches(platform.handle.sure, lower(word));
}

/** @type {(platform: PlatformData, word: string) => boolean} */
function isHandle(platform, word) {
  return allows(platform.handle, word) && !platform.profile.reserved.includes(lower(word));
}

/** @type {(platform: PlatformData, text: string) => boolean} */
export function isAccountId(platform, text) {
  return platform.account_id !== undefined && allows(platform.account_id, text);
}

/** Whether the whole text has this syntax. @type {(syntax: Syntax, text: string) => boolean} */
function allows(syntax, text) {
  const size = /[\ud800-\udbff]/.test(text) ? [...text].length : text.length;
  return size >= syntax.min_length && size <= syntax.max_length && matches(syntax.pattern, text);
}

/** @type {(pattern: string | undefined, text: string) => boolean} */
function matches(pattern, text) {
  return pattern !== undefined && !LONE_SURROGATE.test(text) && compiled(pattern, "u").test(text);
}

/** @type {(pattern: string, flag: string) => RegExp} */
function compiled(pattern, flag) {
  const made = patterns.get(pattern) ?? new RegExp(`^(?:${pattern})$`, flag);
  patterns.set(pattern, made);
  return made;
}

/**
 * The decoded segments of a path, empty ones left out; null where one cannot be decoded or has a slash inside.
 * @type {(path: string) => string | null}
 */
function decodedPath(path) {
  const found = path.split("/").filter(Boolean).map(decoded);
  return found.every((part) => part !== null && !part.includes("/")) ? found.join("/") : null;
}

/** The decoded parameters; the first of several with one name counts. @type {(query: string) => Map<string, string>} */
export function parameters(query) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const parameter of query.split("&")) {
    const at = parameter.indexOf("=");
    const name = decoded(at < 0 ? parameter : parameter.slice(0, at));
    const value = decoded(at < 0 ? "" : parameter.slice(at + 1));
    if (name && value && !found.has(name)) found.set(name, value);
  }
  return found;
}

/** Undo percent-encoding; null where it is broken or no UTF-8. @type {(text: string) => string | null} */
export function decoded(text) {
  if (BAD_ESCAPE.test(text) || LONE_SURROGATE.test(text)) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
