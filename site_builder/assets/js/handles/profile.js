/* Profiles: from what a person pastes to the account (handles/url.py). Reading is total: any text gives an account, a
   reason why it names none, or null. No redirects, no shortened links. */
import { lower } from "./fold.js";

/** @typedef {import("../platforms.js").PlatformData} PlatformData */
/** @typedef {import("../platforms.js").Syntax} Syntax */
/**
 * An account that a text names: one of handle and account id. `platform` is null for a bare word that could be a
 * handle on several.
 * @typedef {{platform: string | null, handle?: string, accountId?: string}} Profile
 */
/** @typedef {{platform: string | null, why: string}} NoAccount  why: a key of `unreadable` in vocabulary.yaml */
/** @typedef {Profile | NoAccount | null} Read */

/** Code points of pasted text; longer text is no profile. */
export const MAX_TEXT = 2048;

const UNFIT = /[\s\x00-\x1f\x7f-\x85\\]/;
const URL_PARTS = /^(?:(?:([a-z]{1,20}):)?(\/\/))?([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(?:!(\/[^?]*)(?:\?([^]*))?|[^]*))?$/i;
const AUTHORITY = /^([^:@[\]]+?)\.?(?::([0-9]{1,5}))?$/;
const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;
const LETTERS = /^(?![^]*(?:[a-z0-9][^.]*[\u0590-\u08ff]|[\u0590-\u08ff][^.]*[a-z]))(?!-)[\p{L}\p{M}\p{Nd}\u00ad\u200b-\u200d\u2060\ufeff-]+(?<!-)(?:\.(?!-)[\p{L}\p{M}\p{Nd}\u00ad\u200b-\u200d\u2060\ufeff-]+(?<!-))+$/u;
const LOCALE = /^[a-z]{2}(?:-[a-z]{2})?$/;
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** @type {Map<string, RegExp>} */
const patterns = new Map();

/** `readProfile` without the reason. @type {(platforms: PlatformData[], text: string) => Profile | null} */
export function parseProfile(platforms, text) {
  const found = readProfile(platforms, text);
  return found === null || "why" in found ? null : found;
}

/** @type {(platforms: PlatformData[], text: string) => Read} */
export function readProfile(platforms, text) {
  const trimmed = text.trim();
  if (!trimmed || trimmed.length > 2 * MAX_TEXT || [...trimmed].length > MAX_TEXT || UNFIT.test(trimmed)) return null;
  if (trimmed.includes("/")) return inUrl(platforms, trimmed);
  return bare(platforms, trimmed.replace(/^acct:@?/i, "@"));
}

/**
 * A domain name in lower case and in its ASCII form (UTS 46, non-transitional, by the browser); null for anything else.
 * @param {string} text
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

/** @type {(platforms: PlatformData[], text: string) => Read} */
function bare(platforms, text) {
  const word = text.replace(/^@/, "");
  const at = word.lastIndexOf("@");
  const known = at < 0 || word.indexOf("@") < at ? null : atHost(platforms, word.slice(at + 1), `@${word.slice(0, at)}`, new Map());
  if (known) {
    const sure = text !== word || ("why" in known && known.why === "port" && !known.platform)
      || platforms.some((item) => item.profile.any_host && item.id === known.platform);
    return sure ? known : { platform: null, why: "e-mail" };
  }
  const owner = text === word && platforms.find((platform) => platform.profile.hosts.includes(lower(word)));
  if (owner) return { platform: owner.id, why: "no-account" };
  const all = platforms.flatMap((platform) => {
    const handle = knownHandle(platform, word);
    return handle === null ? [] : [{ platform: platform.id, handle, sure: matches(platform.handle.sure, lower(word)) }];
  });
  const sure = all.filter((item) => item.sure);
  const found = sure.length ? sure : all;
  if (found.length === 1) return { platform: found[0].platform, handle: found[0].handle };
  if (found.length) return { platform: null, handle: word };
  const owners = platforms.filter((platform) => isAccountId(platform, word));
  return owners.length === 1 ? { platform: owners[0].id, accountId: word } : null;
}

/** @type {(platforms: PlatformData[], text: string) => Read} */
function inUrl(platforms, text) {
  const parts = URL_PARTS.exec(text);
  if (!parts) return null;
  const [, named, slashes, authority, plain, query, bang, asked] = parts;
  // Twitter and Facebook wrote addresses as /#!/name until 2012.
  const path = decodedPath(bang ?? plain);
  if (path === null) return null;
  const values = parameters((bang ? asked : query) ?? "");
  const scheme = lower(named ?? "");
  if (["", "http", "https"].includes(scheme) && (slashes || /[.:]/.test(authority))) {
    return atHost(platforms, authority, path, values);
  }
  const whole = [`${scheme}:`, authority, path].filter(Boolean).join("/");
  return platforms.map((platform) => on(platforms, platform, whole, values, "")).find(Boolean) ?? null;
}

/**
 * A path on a host: a platform's, or else any server's of a platform that has profiles on any host.
 * @type {(platforms: PlatformData[], authority: string, path: string, query: Map<string, string>) => Read}
 */
function atHost(platforms, authority, path, query) {
  const place = AUTHORITY.exec(authority);
  const host = place && asciiHost(place[1]);
  if (!place || !host) return null;
  let base = host;
  while (base && !platforms.some(({ profile }) => profile.hosts.includes(base) || profile.not_hosts?.includes(base))) {
    base = base.includes(".") ? base.slice(base.indexOf(".") + 1) : "";
  }
  const owner = platforms.find((platform) => platform.profile.hosts.includes(base));
  if (place[2] && !["80", "443"].includes(place[2])) return { platform: owner?.id ?? null, why: "port" };
  if (!base || owner?.profile.any_host) {
    const servers = platforms.filter((platform) => platform.profile.any_host);
    return servers.map((platform) => on(platforms, platform, path, query, host)).find(Boolean) ?? null;
  }
  if (!owner) return { platform: null, why: "other-site" };
  const label = host === base ? "" : host.slice(0, -base.length - 1);
  const front = label ? owner.profile.subdomains?.[base] ?? "" : "/";
  const none = { platform: owner.id, why: "no-account" };
  if (!front || (front === "/" && label && !LOCALE.test(label))) return none;
  const before = front.replace("{label}", label).replace("{host}", host).slice(1);
  return on(platforms, owner, [before, path].filter(Boolean).join("/"), query, host) ?? none;
}

/**
 * A path, read as a platform does.
 * @type {(all: PlatformData[], platform: PlatformData, path: string, query: Map<string, string>, host: string) => Read}
 */
function on(platforms, platform, path, query, host) {
  for (const [why, pattern, slot, put, parameter] of platform.routes) {
    const text = parameter ? `${path}?${query.get(parameter) ?? ""}` : path;
    const place = compiled(pattern, "d").exec(lower(text))?.indices;
    if (!place) continue;
    if (why) return { platform: platform.id, why };
    const value = put + text.slice(...place[1]);
    if (slot === "account_id") {
      if (isAccountId(platform, value)) return { platform: platform.id, accountId: value };
      continue;
    }
    const at = value.lastIndexOf("@");
    // A server shows an account of another server as /@user@host.
    if (slot === "user" && at >= 0 && value.indexOf("@") === at && platform.profile.any_host) {
      return atHost(platforms, value.slice(at + 1), `@${value.slice(0, at)}`, new Map());
    }
    const handle = knownHandle(platform, slot === "user" && at < 0 ? `${value}@${host}` : value);
    if (handle !== null) return { platform: platform.id, handle };
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

/**
 * @param {PlatformData} platform
 * @param {string} word
 */
function isHandle(platform, word) {
  return allows(platform.handle, word) && !platform.profile.reserved.includes(lower(word));
}

/**
 * @param {PlatformData} platform
 * @param {string} text
 */
export function isAccountId(platform, text) {
  return platform.account_id !== undefined && allows(platform.account_id, text);
}

/**
 * Whether the whole text has this syntax.
 * @param {Syntax} syntax
 * @param {string} text
 */
function allows(syntax, text) {
  const size = [...text].length;
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
 * @param {string} path
 */
function decodedPath(path) {
  const found = path.split("/").filter(Boolean).map(decoded);
  return found.every((part) => part !== null && !part.includes("/")) ? found.join("/") : null;
}

/**
 * The decoded parameters; the first of several with one name counts.
 * @param {string} query
 */
function parameters(query) {
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

/**
 * Undo percent-encoding; null where it is broken or no UTF-8.
 * @param {string} text
 */
function decoded(text) {
  if (BAD_ESCAPE.test(text) || LONE_SURROGATE.test(text)) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
