/* The report of a check: one row for each entry, what was found first, and the same as CSV. No element is made here. */
import { writeCsv } from "../csv.js";

/** @typedef {import("../index/answer.js").Answer} Answer */
/** @typedef {import("../index/answer.js").Hit} Hit */
/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {"listed" | "previous" | "cleared" | "lookalike" | "name" | "unreadable" | "not-listed"} Result */
/** @typedef {{entry: Entry, result: Result, hits: Hit[]}} Line */

/** Results in the order in which they are shown, in words. @type {Record<Result, string>} */
export const RESULTS = {
  listed: "Listed",
  previous: "Listed under an earlier handle",
  cleared: "Was listed and cleared",
  lookalike: "Not listed, looks like a listed account",
  name: "Not listed, a listed account shows this name",
  unreadable: "Not an account that can be read",
  "not-listed": "Not listed",
};
const ORDER = /** @type {Result[]} */ (Object.keys(RESULTS));

/**
 * @param {Entry[]} entries
 * @param {Answer[]} answers  in the order of the entries
 * @returns {Line[]}
 */
export function report(entries, answers) {
  const lines = entries.map((entry, at) => {
    const result = resultOf(answers[at]);
    return { entry, result, hits: answers[at].hits.filter((hit) => hit.how === result) };
  });
  return lines.sort((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result) || a.entry.line - b.entry.line);
}

/**
 * @param {Answer} answer
 * @returns {Result}
 */
function resultOf(answer) {
  const { verdict } = answer;
  if (verdict === "empty" || verdict === "unreadable") return "unreadable";
  if (verdict !== "not-listed") return verdict;
  const how = answer.hits[0]?.how;
  return how === "lookalike" || how === "name" ? how : "not-listed";
}

/**
 * How many entries there are of each result that occurs, in order.
 * @param {Line[]} lines
 * @returns {[Result, number][]}
 */
export function counts(lines) {
  return ORDER.map((result) => /** @type {[Result, number]} */ ([result, lines.filter((line) => line.result === result).length]))
    .filter(([, number]) => number > 0);
}

/**
 * The report as CSV: a line for each record that was found, else one for the entry.
 * @param {Line[]} lines
 * @param {string} asOf  the instant of the build
 * @param {string} site  address of the site's root
 */
export function reportCsv(lines, asOf, site) {
  const rows = [["line", "account", "result", "platform", "list", "record", "state", "since", "page", "as_of"]];
  for (const { entry, result, hits } of lines) {
    const given = [String(entry.line), entry.text, result];
    if (!hits.length) rows.push([...given, "", "", "", "", "", "", asOf]);
    for (const hit of hits) {
      const page = `${site}lists/${hit.list}/${hit.id}/`;
      rows.push([...given, hit.platform, hit.list, hit.id, hit.state, hit.since, page, asOf]);
    }
  }
  return writeCsv(rows);
}
