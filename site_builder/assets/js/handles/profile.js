/* Profiles: from what a person pastes to the account (handles/url.py and handles/template.py). Reading is total: any
   text gives an account or null. No redirects, no shortened links, no Unicode host names. */
import { lower } from "./fold.js";

/** @typedef {import("../platforms.js").PlatformData} PlatformData */
/** @typedef {import("../platforms.js").Syntax} Syntax */
/**
 * An account that a text names: one of handle and account id. `platform` is null for a bare word that could be a
 * handle on several.
 * @typedef {{platform: string | null, handle?: string, accountId?: string}} Profile
 */
/** @typedef {{text: string, slot: string | null}} Segment */
/** @typedef {{segments: Segment[], openEnd: boolean, query: Segment | null}} PathTemplate */

/** Code points of pasted text; longer text is no profile. */
export const MAX_TEXT = 2048;

const UNFIT = /[\s\x00-\x1f\x7f-\x85\\]/;
const URL_PARTS = /^(?:(?:https?:)?\/\/)?([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#[^]*)?$/i;
const HOST = /^([a-z0-9-]+(?:\.[a-z0-9-]+)+)\.?(?::(?:80|443))?$/;
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
const SEGMENT = /^(?:(\*)|([^{}*?/]*)(?:\{([a-z_]+)\})?)$/;
const QUERY = /^([A-Za-z0-9_]+)=\{([a-z_]+)\}$/;
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** @type {Map<string, RegExp>} */
const patterns = new Map();
/** @type {Map<string, PathTemplate>} */
const templates = new Map();

/**
 * @param {PlatformData[]} platforms
 * @param {string} text
 * @returns {Profile | null}
 */
export function parseProfile(platforms, text) {
  const trimmed = text.trim();
  if (!trimmed || trimmed.length > 2 * MAX_TEXT || [...trimmed].length > MAX_TEXT || UNFIT.test(trimmed)) return null;
  if (trimmed.includes("/")) return inUrl(platforms, trimmed);
  return bare(platforms, trimmed.replace(/^acct:/i, "").replace(/^@/, ""));
}

/**
 * The word if it is a handle of the platform, lowered where only that makes it one; null otherwise.
 * @param {PlatformData} platform
 * @param {string} word
 */
export function asHandle(platform, word) {
  return [word, lower(word)].find((form) => isHandle(platform, form)) ?? null;
}

/**
 * @param {PlatformData[]} platforms
 * @param {string} word
 * @returns {Profile | null}
 */
function bare(platforms, word) {
  if (platforms.some((platform) => platform.profile.hosts.includes(lower(word)))) return null;
  const found = platforms.flatMap((platform) => {
    const handle = asHandle(platform, word);
    return handle === null ? [] : [{ platform: platform.id, handle }];
  });
  if (found.length === 1) return found[0];
  if (found.length) return { platform: null, handle: word };
  const owners = platforms.filter((platform) => isAccountId(platform, word));
  return owners.length === 1 ? { platform: owners[0].id, accountId: word } : null;
}

/**
 * @param {PlatformData[]} platforms
 * @param {string} text
 * @returns {Profile | null}
 */
function inUrl(platforms, text) {
  const parts = URL_PARTS.exec(text);
  const host = parts && HOST.exec(lower(parts[1]));
  const path = parts && segments(parts[2]);
  if (!parts || !host || !path) return null;
  const query = parameters(parts[3] ?? "");
  const owner = platforms.find((platform) => platform.profile.hosts.includes(host[1]));
  for (const platform of owner ? [owner] : platforms.filter((item) => item.profile.any_host)) {
    for (const source of platform.profile.paths) {
      const match = matchPath(template(source), path, query);
      const profile = match && named(platform, match[0], match[1], host[1]);
      if (profile) return profile;
    }
  }
  return null;
}

/**
 * @param {PlatformData} platform
 * @param {string} slot
 * @param {string} value
 * @param {string} host
 * @returns {Profile | null}
 */
function named(platform, slot, value, host) {
  if (slot === "account_id") {
    return isAccountId(platform, value) ? { platform: platform.id, accountId: value } : null;
  }
  // A server shows an account of another server as /@user@host.
  const handle = asHandle(platform, slot === "user" && !value.includes("@") ? `${value}@${host}` : value);
  return handle === null ? null : { platform: platform.id, handle };
}

/**
 * @param {PathTemplate} made
 * @param {string[]} path
 * @param {Map<string, string>} query
 * @returns {[string, string] | null}
 */
function matchPath(made, path, query) {
  if (path.length < made.segments.length || (path.length > made.segments.length && !made.openEnd)) return null;
  /** @type {[string, string] | null} */
  let found = null;
  for (const [at, segment] of made.segments.entries()) {
    const part = path[at];
    const size = segment.text.length;
    if (segment.slot !== null && lower(part.slice(0, size)) === segment.text && part.length > size) {
      found = [segment.slot, part.slice(size)];
    } else if (segment.slot !== null || (segment.text !== "*" && lower(part) !== segment.text)) {
      return null;
    }
  }
  if (made.query === null) return found;
  const value = query.get(made.query.text);
  return value ? [made.query.slot ?? "", value] : null;
}

/**
 * A path template such as `/i/user/{account_id}`. The builder publishes only those that can be read.
 * @param {string} source
 * @returns {PathTemplate}
 */
function template(source) {
  const known = templates.get(source);
  if (known) return known;
  const [path, parameter] = source.split("?", 2);
  const parts = path.slice(1).split("/");
  const openEnd = parts[parts.length - 1] === "**";
  const found = parts.slice(0, openEnd ? -1 : undefined).map((part) => {
    const match = SEGMENT.exec(part);
    return { text: match?.[1] ?? lower(match?.[2] ?? ""), slot: match?.[3] ?? null };
  });
  const asked = parameter === undefined ? null : QUERY.exec(parameter);
  const made = { segments: found, openEnd, query: asked ? { text: asked[1], slot: asked[2] } : null };
  templates.set(source, made);
  return made;
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
  if (size < syntax.min_length || size > syntax.max_length || LONE_SURROGATE.test(text)) return false;
  let pattern = patterns.get(syntax.pattern);
  if (!pattern) {
    pattern = new RegExp(`^(?:${syntax.pattern})$`, "u");
    patterns.set(syntax.pattern, pattern);
  }
  return pattern.test(text);
}

/**
 * The decoded segments of a path, empty ones left out; null where one cannot be decoded.
 * @param {string} path
 */
function segments(path) {
  const found = path.split("/").filter(Boolean).map(decoded);
  return found.every((part) => part !== null) ? /** @type {string[]} */ (found) : null;
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
