/* Answers: how a row of the index answers what was read, and the answer that all of them make. */
import platforms from "../platforms.js";
import { compareCodePoints } from "./order.js";
import { sameHandle, sameName } from "./query.js";

/** @typedef {import("./leaf.js").Row} Row */
/** @typedef {import("./query.js").Place} Place */
/** @typedef {import("./query.js").Wanted} Wanted */
/** @typedef {"listed" | "cleared" | "previous" | "record" | "removed" | "name" | "lookalike" | "near" | "prefix" | "inside"} How */
/** @typedef {{row: Row, how: How}} HitRow */
/** @typedef {HitRow | {row: Row, how: "protected"}} FoundRow */
/** @typedef {Omit<Row, "key"> & {how: How}} Hit */
/** @typedef {"listed" | "cleared" | "previous" | "record" | "removed" | "name" | "unreadable" | "protected" | "not-listed" | "empty"} Verdict */
/**
 * The answer to one place of a text.
 * @typedef {object} PlaceAnswer
 * @property {string} text
 * @property {Place["readings"]} readings
 * @property {Verdict} verdict
 * @property {string | null} reason  why it cannot be read, a code
 * @property {Hit[]} hits
 * @property {Row[]} kept  one for each platform on which the account is kept from being listed by mistake, and is not listed
 */
/**
 * @typedef {object} Answer
 * @property {string} text  as it was typed
 * @property {PlaceAnswer[]} places
 * @property {Verdict} verdict  the gravest of all places: *not listed* only where that is said of every one
 * @property {Hit[]} hits  best first, one for each record
 * @property {boolean} more  whether there is more than what is given
 */

/** Hits of an answer. */
export const MOST = 10;

/** From best to weakest. @type {How[]} */
const ORDER = ["listed", "cleared", "previous", "record", "removed", "name", "lookalike", "near", "prefix", "inside"];
const KINDS = ["handle", "previous", "account_id", "name", "operation", "cleared", "cleared_id", "record"];
/** @type {Verdict[]} */
const VERDICTS = ["listed", "cleared", "previous", "record", "removed", "name", "unreadable", "protected", "not-listed"];
/** Kinds that are also found by a part of them, or with a mistake in them. */
const SOUGHT = new Set(["handle", "previous", "name"]);
const platformOf = new Map(platforms.map((platform) => [platform.id, platform]));

/**
 * How a row with a key of a reading answers it; null where it does not. Only an equal handle or id is *listed*.
 * @param {Wanted} wanted
 * @param {Row} row
 * @returns {How | null}
 */
export function howFound({ reading, platform: named, word, accountId }, row) {
  const here = named === null || named === row.platform;
  const byId = row.kind === "account_id" ? "listed" : row.kind === "cleared_id" ? "cleared" : null;
  if (byId) return here && row.text === accountId ? byId : null;
  const isName = row.kind === "name" || row.kind === "operation";
  if (!word || (isName && named !== null)) return null;
  if (isName) return sameName(word, row.text) ? "name" : row.kind === "name" ? "lookalike" : null;
  const platform = platformOf.get(row.platform);
  const same = reading.kind === "account" && here && platform !== undefined && sameHandle(platform, word, row.text);
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
  const kept = rows.filter((row) => SOUGHT.has(row.kind) && !(wanted.platform !== null && row.kind === "name"));
  return kept.map((row) => ({ row, how }));
}

/**
 * What protects the account of a place, and what is said beside it: that an account is or was listed; nothing that is
 * only like it, and not who had the handle of the protected account before.
 * @param {FoundRow[]} found
 */
function weighed(found) {
  const listed = new Set(found.filter(({ how }) => how === "listed").map(({ row }) => row.platform));
  const protects = found.filter(({ how, row }) => how === "protected" && !listed.has(row.platform));
  const kept = new Map(protects.reverse().map(({ row }) => [row.platform, row]));
  const rows = found.flatMap((item) => (item.how !== "protected" && (!kept.size || item.how === "listed" || item.how === "cleared"
    || (item.how === "previous" && !kept.has(item.row.platform))) ? [item] : []));
  return { kept: [...kept.values()].sort((a, b) => compareCodePoints(a.platform, b.platform)), rows };
}

/** @param {FoundRow[]} found */
export function distinctRecords(found) {
  return new Set(found.map(({ row }) => row.id)).size;
}

/** @param {string} text @param {Place[]} places @param {FoundRow[][]} found  for each place @returns {Answer} */
export function answerOf(text, places, found) {
  const answered = places.map((place, at) => placeAnswer(place, found[at]));
  const hits = best(found.flatMap((rows) => weighed(rows).rows));
  const verdict = VERDICTS.find((one) => answered.some((place) => place.verdict === one)) ?? "empty";
  return { text, places: answered, verdict, hits: hits.slice(0, MOST), more: hits.length > MOST };
}

/** @param {Place} place @param {FoundRow[]} found @returns {PlaceAnswer} */
function placeAnswer({ text, readings }, found) {
  const { kept, rows } = weighed(found);
  const hits = best(rows);
  const reason = readings.find(({ kind }) => kind === "unreadable")?.reason ?? null;
  const account = readings.some(({ kind }) => kind === "account");
  // Many accounts may show the name that one has for a handle; an operation is meant where one is called so.
  const said = hits.filter(({ how, kind }) => how !== "name" || kind === "operation" || !account);
  const certain = VERDICTS.find((one) => said.some(({ how }) => how === one));
  const answer = { text, readings, reason, hits, kept };
  if (certain) return { ...answer, verdict: certain };
  if (account && !reason) return { ...answer, verdict: kept.length ? "protected" : "not-listed" };
  const nothing = readings.some(({ kind }) => kind === "record") ? "no-record" : "no-name";
  return { ...answer, verdict: "unreadable", reason: reason ?? nothing };
}

/** The best hit of each record, best first. @param {HitRow[]} found @returns {Hit[]} */
function best(found) {
  /** @type {Map<string, HitRow>} */
  const kept = new Map();
  for (const item of [...found].sort(compareFound)) {
    if (!kept.has(item.row.id)) kept.set(item.row.id, item);
  }
  return [...kept.values()].map(({ row: { key: _key, ...row }, how }) => ({ ...row, how }));
}

/** @param {HitRow} a @param {HitRow} b */
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
