/* Answers: how a row of the index answers a query, and the answer that all of them make. */
import platforms from "../platforms.js";
import { compareCodePoints } from "./order.js";
import { sameHandle, sameName } from "./query.js";

/** @typedef {import("./leaf.js").Row} Row */
/** @typedef {import("./query.js").Query} Query */
/** @typedef {import("./query.js").Wanted} Wanted */
/** @typedef {"listed" | "cleared" | "previous" | "name" | "lookalike" | "near" | "prefix" | "inside"} How */
/** @typedef {{row: Row, how: How}} FoundRow */
/** @typedef {Omit<Row, "key"> & {how: How}} Hit */
/**
 * @typedef {object} Answer
 * @property {Query} query
 * @property {"listed" | "cleared" | "previous" | "not-listed" | "unreadable" | "empty"} verdict
 * @property {Hit[]} hits  best first, one for each record
 * @property {boolean} more  whether there is more than what is given
 */

/** Hits of an answer. */
export const MOST = 10;

/** From best to weakest. @type {How[]} */
const ORDER = ["listed", "cleared", "previous", "name", "lookalike", "near", "prefix", "inside"];
const KINDS = ["handle", "previous", "account_id", "name", "cleared"];
/** @type {("listed" | "cleared" | "previous")[]} */
const VERDICTS = ["listed", "cleared", "previous"];
/** Kinds that are also found by a part of them, or with a mistake in them. */
const SOUGHT = new Set(["handle", "previous", "name"]);
const platformOf = new Map(platforms.map((platform) => [platform.id, platform]));

/**
 * How a row with a key of the query answers it; null where it does not. Only an equal handle or id is *listed*.
 * @param {Wanted} wanted
 * @param {Row} row
 * @returns {How | null}
 */
export function howFound(wanted, row) {
  const { query, url, word } = wanted;
  const here = query.platform === null || !url || query.platform === row.platform;
  if (row.kind === "account_id") return here && row.text === query.accountId ? "listed" : null;
  if (row.kind === "name") {
    if (url) return null;
    return sameName(query.text, row.text) ? "name" : "lookalike";
  }
  if (url && query.handle === null) return null;
  const platform = platformOf.get(row.platform);
  const same = here && platform !== undefined && sameHandle(platform, word, row.text);
  if (row.kind === "cleared") return same ? "cleared" : null;
  if (!same) return "lookalike";
  return row.kind === "handle" ? "listed" : "previous";
}

/**
 * Rows that were found by a part of their key, or near it.
 * @param {Wanted} wanted
 * @param {Row[]} rows
 * @param {How} how
 * @returns {FoundRow[]}
 */
export function sought(wanted, rows, how) {
  const kept = rows.filter((row) => SOUGHT.has(row.kind) && !(wanted.url && row.kind === "name"));
  return kept.map((row) => ({ row, how }));
}

/** @param {FoundRow[]} found */
export function distinctRecords(found) {
  return new Set(found.map(({ row }) => row.id)).size;
}

/**
 * @param {Wanted} wanted
 * @param {FoundRow[]} found
 * @returns {Answer}
 */
export function answerOf(wanted, found) {
  const { query } = wanted;
  /** @type {Map<string, FoundRow>} */
  const best = new Map();
  for (const item of [...found].sort(compareFound)) {
    if (!best.has(item.row.id)) best.set(item.row.id, item);
  }
  const hits = [...best.values()].map(({ row, how }) => hit(row, how));
  const verdict = VERDICTS.find((how) => hits.some((item) => item.how === how));
  const otherwise = { empty: "empty", address: "unreadable" }[/** @type {"empty"} */ (query.kind)] ?? "not-listed";
  return {
    query,
    verdict: verdict ?? /** @type {Answer["verdict"]} */ (otherwise),
    hits: hits.slice(0, MOST),
    more: hits.length > MOST,
  };
}

/**
 * @param {Row} row
 * @param {How} how
 * @returns {Hit}
 */
function hit({ key: _key, ...row }, how) {
  return { ...row, how };
}

/**
 * @param {FoundRow} a
 * @param {FoundRow} b
 */
function compareFound(a, b) {
  return (
    ORDER.indexOf(a.how) - ORDER.indexOf(b.how) ||
    compareCodePoints(a.row.key, b.row.key) ||
    KINDS.indexOf(a.row.kind) - KINDS.indexOf(b.row.kind) ||
    compareCodePoints(a.row.platform, b.row.platform) ||
    compareCodePoints(a.row.list, b.row.list) ||
    compareCodePoints(a.row.id, b.row.id) ||
    compareCodePoints(a.row.text, b.row.text)
  );
}
