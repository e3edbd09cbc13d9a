/* Unwrapping: the address inside that of an archive, a mirror or a redirector (handles/unwrap.py). Nothing is fetched. */
import wrappers from "../wrappers.js";
import { lower } from "./fold.js";
import { decoded, parameters } from "./profile.js";

/** Wrappers that are undone, one inside another. */
const MAX_DEPTH = 4;
const PARTS =
  /^(?:[A-Za-z][A-Za-z0-9+.-]{0,19}:)?(?:\/\/)?(?:[^/?#@]*@)?(?<host>[^/?#@:]*)(?::[0-9]*)?(?<after>(?<path>[^?#]*)(?:\?(?<query>[^#]*))?(?:#.*)?)$/;
const INNER = /\/(?<scheme>https?):\/{1,2}(?<rest>[^/].*)/;
const ENCODED = /[Hh][Tt][Tt][Pp][Ss]?%3[Aa]/;
const ABSOLUTE = /^[Hh][Tt][Tt][Pp][Ss]?:\/\//;
const CAPTURED = /^\/(?:web\/|wayback\/)?(?:[0-9]{4,14}[*]?|[*])(?:[a-z]{2}_)?\/(?<rest>[^/.]+\.[^/].*)/;

/** @typedef {{[name: string]: string | undefined}} Parts */

/** The host of an address in lower case, without a last dot; empty where it has none. @type {(address: string) => string} */
export function hostOf(address) {
  return lower(PARTS.exec(address)?.groups?.host ?? "").replace(/\.$/, "");
}

/**
 * The address that is inside, or the same one; what it was taken out of, outermost first; and why nothing can be read
 * in it, if so.
 * @type {(address: string) => {address: string, outOf: string[], reason: string | null}}
 */
export function unwrap(address) {
  const outOf = [];
  for (;;) {
    const found = PARTS.exec(address)?.groups;
    const host = hostOf(address).replace(/^www\./, "");
    const inner = found && (archived(host, found) ?? redirected(host, found) ?? mirrored(host, found));
    if (!inner || outOf.length === MAX_DEPTH) return { address, outOf, reason: shut(host) };
    outOf.push(host);
    address = inner;
  }
}

/** @type {(host: string) => string | null} */
function shut(host) {
  const { codes, after } = wrappers.archives;
  if (after.includes(host) || codes.includes(host)) return "archive-code";
  return wrappers.shorteners.includes(host) ? "short-link" : null;
}

/** @type {(host: string, found: Parts) => string | null} */
function archived(host, { after = "" }) {
  if (!wrappers.archives.after.includes(host)) return null;
  const told = (ENCODED.test(after) && decoded(after)) || after;
  const [inner, captured] = [INNER.exec(told)?.groups, CAPTURED.exec(told)?.groups];
  if (inner) return `${inner.scheme}://${inner.rest}`;
  return captured ? `https://${captured.rest}` : null;
}

/** @type {(host: string, found: Parts) => string | null} */
function redirected(host, { query = "" }) {
  const ends = Object.entries(wrappers.redirector_ends).find(([end]) => host.endsWith(end))?.[1] ?? [];
  const given = parameters(query).set("", query);
  const values = (own(wrappers.redirectors, host) ?? ends).map((name) => given.get(name) ?? "");
  return values.find((value) => ABSOLUTE.test(value)) ?? null;
}

/** @type {(host: string, found: Parts) => string | null} */
function mirrored(host, { path, query = "" }) {
  const { hosts, begin } = wrappers.mirrors;
  const real = own(hosts, host) ?? Object.entries(begin).find(([name]) => host.startsWith(name))?.[1];
  return real ? `https://${real}${path}?${query}` : null;
}

/** @template T @param {Record<string, T>} table @param {string} key @returns {T | null} */
function own(table, key) {
  return Object.hasOwn(table, key) ? table[key] : null;
}
