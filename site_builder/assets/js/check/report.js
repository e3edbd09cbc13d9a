/* The report of a check: a row for each thing that a line names, what was found first, and the same as a table for
   spreadsheets. No element is made here. */
import { writeCsv } from "../csv.js";
import { protectedNames, readAs, RESULTS } from "../find/words.js";
import { MOST } from "../index/answer.js";

/** @typedef {import("../index/answer.js").Answer} Answer */
/** @typedef {import("../index/answer.js").Hit} Hit */
/** @typedef {import("../index/answer.js").PlaceAnswer} PlaceAnswer */
/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {Exclude<keyof typeof RESULTS, "empty">} Result */
/**
 * `text` is the part of the line that it is about, `reading` what that was read as, `reason` why it could not be, `more`
 * how many records there are beside those of `hits`.
 * @typedef {{line: number, text: string, reading: string, platforms: string[], result: Result, reason: string, hits: Hit[], more: number}} Line
 */

const ORDER = /** @type {Result[]} */ (Object.keys(RESULTS));
/** Results that are shown where only hits are wanted. */
export const HITS = new Set(ORDER.slice(0, ORDER.indexOf("unreadable")));
const NOTHING = { readings: [], verdict: /** @type {const} */ ("unreadable"), reason: "no-handle", hits: [], kept: [] };

/**
 * @param {Entry[]} entries
 * @param {Answer[]} answers  in the order of the entries; those beyond are left out
 * @returns {Line[]}
 */
export function report(entries, answers) {
  /** @type {Map<Result, Line[]>} */
  const found = new Map(ORDER.map((result) => [result, []]));
  for (const [at, { places }] of answers.entries()) {
    const { line, text } = entries[at];
    for (const place of places.length ? places : [{ text, ...NOTHING }]) {
      const one = lineOf(line, place);
      if (one.result !== "protected") found.get(one.result)?.push(one);
      if (place.kept.length) found.get("protected")?.push({ ...one, ...keptOf(place) });
    }
  }
  return [...found.values()].flat();
}

/** What is said besides of a place that names protected accounts. @param {PlaceAnswer} place */
function keptOf(place) {
  const platforms = [...new Set(place.kept.map(({ platform }) => platform))];
  return { result: /** @type {Result} */ ("protected"), reading: protectedNames(place), platforms, reason: "", hits: [], more: 0 };
}

/** @param {number} line @param {PlaceAnswer} place @returns {Line} */
function lineOf(line, place) {
  const result = resultOf(place);
  const all = place.hits.filter(({ how }) => how === result);
  const hits = all.slice(0, MOST);
  const account = place.readings.find(({ kind }) => kind === "account")?.platform ?? null;
  const platforms = hits.length ? [...new Set(hits.map(({ platform }) => platform))] : account === null ? [] : [account];
  const reason = result === "unreadable" ? place.reason ?? "words" : "";
  return { line, text: place.text, reading: readAs(place), platforms, result, reason, hits, more: all.length - hits.length };
}

/** @param {PlaceAnswer} place @returns {Result} */
function resultOf({ verdict, hits }) {
  if (verdict === "empty") return "unreadable";
  const how = hits[0]?.how;
  return verdict === "not-listed" && (how === "lookalike" || how === "name") ? how : verdict;
}

/**
 * How many lines there are of each result that occurs, in order.
 * @param {Line[]} lines
 * @returns {[Result, number][]}
 */
export function counts(lines) {
  return ORDER.map((result) => /** @type {[Result, number]} */ ([result, lines.filter((line) => line.result === result).length]))
    .filter(([, number]) => number);
}

/**
 * The report as CSV: a row for each record that was found, else one for what was read.
 * @param {Line[]} lines
 * @param {string} asOf  the instant of the build
 * @param {string} site  address of the site's root
 * @param {string} [separator]
 */
export function reportCsv(lines, asOf, site, separator) {
  /** @type {(string | number)[][]} */
  const rows = [["line", "account", "reading", "result", "reason", "platform", "list", "record", "state", "since", "page", "as_of"]];
  for (const { line, text, reading, result, reason, platforms, hits } of lines) {
    const given = [line, text, reading, result, reason];
    if (!hits.length) rows.push([...given, platforms.join(), "", "", "", "", "", asOf]);
    for (const hit of hits) {
      const page = `${site}lists/${hit.list}/${hit.id}/`;
      rows.push([...given, hit.platform, hit.list, hit.id, hit.state, hit.since, page, asOf]);
    }
  }
  return writeCsv(rows, separator);
}
