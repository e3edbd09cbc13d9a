/* The report of a check: a row for each thing that an entry names, what was found first, and the same as CSV. No element
   is made here. */
import { writeCsv } from "../csv.js";
import { platformName, protectedNames } from "../find/words.js";
import reasons from "../reasons.js";

/** @typedef {import("../index/answer.js").Answer} Answer */
/** @typedef {import("../index/answer.js").Hit} Hit */
/** @typedef {import("../index/answer.js").PlaceAnswer} PlaceAnswer */
/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {"listed" | "previous" | "cleared" | "record" | "removed" | "name" | "lookalike" | "unreadable" | "protected" | "not-listed"} Result */
/**
 * `text` is the part of the entry that it is about, `reading` what that was read as, `reason` why it could not be.
 * @typedef {{entry: Entry, text: string, reading: string, result: Result, reason: string, hits: Hit[]}} Line
 */

/** Results in the order in which they are shown, in words. @type {Record<Result, string>} */
export const RESULTS = {
  listed: "Listed",
  previous: "Listed under an earlier handle",
  cleared: "Was listed and cleared",
  record: "A record’s number",
  removed: "A removed record’s number",
  name: "A name of listed accounts",
  lookalike: "Not listed, looks like a listed account",
  unreadable: "Cannot be read",
  protected: "Kept from being listed by mistake",
  "not-listed": "Not listed",
};
const ORDER = /** @type {Result[]} */ (Object.keys(RESULTS));
/** Results that are shown where only hits are wanted. */
export const HITS = new Set(ORDER.slice(0, ORDER.indexOf("lookalike") + 1));

/**
 * @param {Entry[]} entries
 * @param {Answer[]} answers  in the order of the entries
 * @returns {Line[]}
 */
export function report(entries, answers) {
  const lines = entries.flatMap((entry, at) => {
    const { places } = answers[at];
    if (!places.length) return [{ entry, text: entry.text, reading: "", result: /** @type {Result} */ ("unreadable"), reason: "no-handle", hits: [] }];
    return places.flatMap((place) => {
      const result = resultOf(place);
      const reason = result === "unreadable" ? place.reason ?? "words" : "";
      const line = { entry, text: place.text, reading: readingOf(place), result, reason, hits: place.hits.filter((hit) => hit.how === result) };
      const kept = place.kept.length ? [{ ...line, reading: protectedNames(place), result: /** @type {Result} */ ("protected"), reason: "", hits: [] }] : [];
      return result === "protected" ? kept : [line, ...kept];
    });
  });
  return lines.sort((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result) || a.entry.line - b.entry.line);
}

/**
 * @param {PlaceAnswer} place
 * @returns {Result}
 */
function resultOf({ verdict, hits }) {
  if (verdict === "empty") return "unreadable";
  if (verdict === "not-listed" && hits[0]?.how === "lookalike") return "lookalike";
  return verdict === "not-listed" && hits[0]?.how === "name" ? "name" : verdict;
}

/**
 * What a place was read as, in words.
 * @param {PlaceAnswer} place
 */
function readingOf({ readings }) {
  const found = readings.find(({ kind }) => kind !== "unreadable");
  if (!found) return "";
  if (found.kind !== "account") return found.kind === "record" ? `record ${found.value}` : `name ${found.value}`;
  const on = found.platform ? platformName(found.platform) : "any platform";
  return found.handle ? `@${found.handle} on ${on}` : `id ${found.accountId} on ${on}`;
}

/**
 * Why a line could not be read, and what to do; empty where it was.
 * @param {Line} line
 */
export function whyNot({ reason }) {
  return reasons[reason] ?? "";
}

/**
 * How many lines there are of each result that occurs, in order.
 * @param {Line[]} lines
 * @returns {[Result, number][]}
 */
export function counts(lines) {
  /** @type {Map<Result, number>} */
  const found = new Map();
  for (const { result } of lines) found.set(result, (found.get(result) ?? 0) + 1);
  return ORDER.flatMap((result) => (found.has(result) ? [/** @type {[Result, number]} */ ([result, found.get(result)])] : []));
}

/**
 * The report as CSV: a line for each record that was found, else one for what was read.
 * @param {Line[]} lines
 * @param {string} asOf  the instant of the build
 * @param {string} site  address of the site's root
 */
export function reportCsv(lines, asOf, site) {
  const rows = [["line", "account", "reading", "result", "reason", "platform", "list", "record", "state", "since", "page", "as_of"]];
  for (const { entry, text, reading, result, reason, hits } of lines) {
    const given = [String(entry.line), text, reading, result, reason];
    if (!hits.length) rows.push([...given, "", "", "", "", "", "", asOf]);
    for (const hit of hits) {
      const page = `${site}lists/${hit.list}/${hit.id}/`;
      rows.push([...given, hit.platform, hit.list, hit.id, hit.state, hit.since, page, asOf]);
    }
  }
  return writeCsv(rows);
}
