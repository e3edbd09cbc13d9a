/* Leaves of the index as they are published, and what they say. See find/index_tree.py for the format. */
import { isAscii, searchKey } from "../handles/search_key.js";

/**
 * One key of one record.
 * @typedef {object} Row
 * @property {string} key
 * @property {"handle" | "previous" | "account_id" | "name" | "operation" | "cleared" | "cleared_id" | "record"} kind
 * @property {string} platform
 * @property {string} list
 * @property {string} state
 * @property {string} since  YYYY-MM-DD
 * @property {string} id
 * @property {string} text  what the key was made of, as published
 * @property {string} handle  what the account is called now; empty where the index does not say it
 */

const DAY = 86_400_000;

/** @param {any} leaf  a leaf of keys @returns {Row[]} in the order of the index */
export function keyRows(leaf) {
  let before = "";
  return leaf.entries.map((/** @type {any[]} */ entry) => {
    const [shared, rest, place, since, id, handle, key] = entry;
    const [kind, platform, list, state] = leaf.what[place];
    const text = joined(before, shared, rest);
    before = text;
    return {
      key: key ?? searchKey(text),
      kind,
      platform,
      list,
      state,
      since: new Date(since * DAY).toISOString().slice(0, 10),
      id,
      text,
      handle: kind === "handle" || kind === "cleared" ? text : handle ?? "",
    };
  });
}

/** @param {any} leaf  a leaf of tails @returns {string[]} each a tail, a line feed, and the head before it */
export function tailTexts(leaf) {
  const texts = [];
  let before = "";
  for (let at = 0; at < leaf.entries.length; at += 2) {
    before = joined(before, leaf.entries[at], leaf.entries[at + 1]);
    texts.push(before);
  }
  return texts;
}

/** @param {string} before @param {number} shared  code points @param {string} rest */
function joined(before, shared, rest) {
  return (isAscii(before) ? before.slice(0, shared) : [...before].slice(0, shared).join("")) + rest;
}
