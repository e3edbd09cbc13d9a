/* Unwrapping: the address inside that of an archive, a mirror or a redirector (handles/unwrap.py). Nothing is fetched. */
import wrappers from "../wrappers.js";
import { lower } from "./fold.js";

/** Wrappers that are undone, one inside another. */
const MAX_DEPTH = 4;
const PARTS =
  /^(?:[A-Za-z][A-Za-z0-9+.-]{0,19}:)?(?:\/\/)?(?:[^/?#@]*@)?(?<host>[^/?#@:]*)(?::[0-9]*)?(?<path>[^?#]*)(?<query>\?[^#]*)?(?<fragment>#.*)?$/;
const INNER = /\/(?<scheme>https?):\/{1,2}(?<rest>[^/].*)/;
const ENCODED = /[Hh][Tt][Tt][Pp][Ss]?%3[Aa]/;
const ABSOLUTE = /^[Hh][Tt][Tt][Pp][Ss]?:\/\//;
const CAPTURED = /^\/(?:web\/|wayback\/)?(?:[0-9]{4,14}|[*])(?:[a-z]{2}_)?\/(?<rest>[^/.]+\.[^/].*)/;

/** @typedef {{host: string, path: string, query: string, after: string}} Parts  `after` is all behind the host */

/**
 * The host of an address in lower case, without a last dot; empty where it has none.
 * @param {string} address
 */
export function hostOf(address) {
  return parts(address)?.host ?? "";
}

/**
 * The address that is inside, or the same one; what it was taken out of, outermost first; and why nothing can be read
 * in it, if so.
 * @param {string} address
 * @returns {{address: string, outOf: string[], reason: string | null}}
 */
export function unwrap(address) {
  const outOf = [];
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const found = parts(address);
    const inner = found && (archived(found) ?? redirected(found) ?? mirrored(found));
    if (!found || !inner) break;
    outOf.push(found.host);
    address = inner;
  }
  return { address, outOf, reason: shut(hostOf(address)) };
}

/**
 * @param {string} address
 * @returns {Parts | null}
 */
function parts(address) {
  const groups = PARTS.exec(address)?.groups;
  if (!groups) return null;
  const after = groups.path + (groups.query ?? "") + (groups.fragment ?? "");
  return { host: lower(groups.host).replace(/\.$/, ""), path: groups.path, query: groups.query ?? "", after };
}

/** @param {string} host */
function shut(host) {
  if (wrappers.shorteners.includes(host)) return "short-link";
  const { codes, after } = wrappers.archives;
  return codes.includes(host) || after.includes(host) ? "archive-code" : null;
}

/** @param {Parts} found */
function archived({ host, after }) {
  if (!wrappers.archives.after.includes(host)) return null;
  const told = ENCODED.test(after) ? unquoted(after) : after;
  const inner = INNER.exec(told)?.groups;
  if (inner) return `${inner.scheme}://${inner.rest}`;
  const captured = CAPTURED.exec(told)?.groups;
  return captured ? `https://${captured.rest}` : null;
}

/** @param {Parts} found */
function redirected({ host, query }) {
  const end = Object.keys(wrappers.redirector_ends).find((name) => host.endsWith(name));
  const names = wrappers.redirectors[host] ?? (end ? wrappers.redirector_ends[end] : null);
  if (!names) return null;
  const given = new Map([["", query.slice(1)]]);
  for (const parameter of query.slice(1).split("&")) {
    const at = parameter.indexOf("=");
    const name = at < 0 ? parameter : parameter.slice(0, at);
    if (!given.has(name)) given.set(name, at < 0 ? "" : parameter.slice(at + 1));
  }
  return names.map((name) => unquoted(given.get(name) ?? "")).find((value) => ABSOLUTE.test(value)) ?? null;
}

/** @param {Parts} found */
function mirrored({ host, path, query }) {
  const { hosts, begin } = wrappers.mirrors;
  const beginning = Object.keys(begin).find((name) => host.startsWith(name));
  const real = Object.hasOwn(hosts, host) ? hosts[host] : beginning ? begin[beginning] : null;
  return real ? `https://${real}${path}${query}` : null;
}

/**
 * Undo percent-encoding; as Python's `unquote`, what is broken stays and bytes that are no UTF-8 become U+FFFD.
 * @param {string} text
 */
function unquoted(text) {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split("%"), (pair) => Number.parseInt(pair, 16));
    return new TextDecoder().decode(bytes);
  });
}
