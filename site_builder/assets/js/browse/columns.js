/* The records of a long list, read as needed: a column for each facet that is chosen, and the pieces of rows that are
   shown (pages/columns.py). Positions count from 0 in the order A to Z. */
import { fetchJson } from "../fetched.js";
import { isAscii } from "../handles/search_key.js";
import { loadUnicode, nfkcCasefold } from "../handles/unicode.js";
import { compareCodePoints, partition } from "../index/order.js";
import { fits, groupOf } from "./choice.js";
import { tally } from "./tally.js";

/** @typedef {[handle: string, id: string, platform: string, state: string, categories: string[], day: string, by?: "account_id"]} Row */
/** @typedef {[first: string, rows: number, sha256: string]} Piece */
/** @typedef {{codes: number[], values: string[]}} Column */
/** @typedef {{chosen: Map<string, Set<string>>, handle: string, sort: string}} Wanted */

export class Columns {
  /** @param {string} address  of the first file @param {typeof globalThis.fetch} fetch */
  constructor(address, fetch) {
    this.address = address;
    this.fetch = fetch;
    /** @type {Map<string, Promise<any>>} */
    this.files = new Map();
  }

  /**
   * The positions of the records that are wanted, in the order in which they are shown.
   * @param {Wanted} wanted
   * @returns {Promise<number[]>}
   */
  async select({ chosen, handle, sort }) {
    const byDay = sort === "newest" || sort === "oldest";
    const [[from, to], days, ...choices] = await Promise.all([
      this.range(handle),
      byDay ? this.column("day") : null,
      ...[...chosen].map(([facet, values]) => this.allowed(facet, values)),
    ]);
    /** @type {number[]} */
    const found = [];
    for (let at = from; at < to; at += 1) {
      if (choices.every(({ codes, good }) => good[codes[at]])) found.push(at);
    }
    if (sort === "z-to-a") found.reverse();
    if (days) {
      const sign = sort === "newest" ? -1 : 1;
      found.sort((a, b) => sign * (days.codes[a] - days.codes[b]) || a - b);
    }
    return found;
  }

  /**
   * How many records each value of these facets would leave, beside what is chosen of the others.
   * @param {Wanted} wanted
   * @param {string[]} facets
   */
  async counts({ chosen, handle }, facets) {
    const [[from, to], ...columns] = await Promise.all([
      this.range(handle),
      ...facets.map(async (facet) => {
        const { group, choose } = groupOf(facet);
        const { codes, values } = await this.column(group);
        return { facet, codes, values: values.map((own) => own.split(" ").map(choose)) };
      }),
    ]);
    return tally(Array.from({ length: to - from }, (_, at) => from + at), columns, chosen);
  }

  /** @param {number[]} positions @returns {Promise<Row[]>} */
  async rows(positions) {
    const starts = await this.starts();
    return Promise.all(
      positions.map(async (position) => {
        const piece = partition(starts, (start) => start > position) - 1;
        return (await this.piece(piece))[position - starts[piece]];
      }),
    );
  }

  /** How many records there are. */
  async total() {
    return (await this.starts()).at(-1) ?? 0;
  }

  /** @param {string} facet @param {Set<string>} values */
  async allowed(facet, values) {
    const { group } = groupOf(facet);
    const { codes, values: known } = await this.column(group);
    return { codes, good: known.map((value) => fits(new Map([[facet, values]]), () => value)) };
  }

  /**
   * The records whose handles begin so, folded for case and width: the first, and the one after the last.
   * @param {string} handle
   * @returns {Promise<[number, number]>}
   */
  async range(handle) {
    const starts = await this.starts();
    if (!handle) return [0, starts[starts.length - 1]];
    if (!isAscii(handle)) await loadUnicode();
    const wanted = nfkcCasefold(handle);
    return [
      await this.bound((folded) => compareCodePoints(folded, wanted) >= 0),
      await this.bound((folded) => compareCodePoints(folded, wanted) > 0 && !folded.startsWith(wanted)),
    ];
  }

  /**
   * The first position for whose folded handle `after` holds; it holds for all that follow.
   * @param {(folded: string) => boolean} after
   */
  async bound(after) {
    const { pieces } = await this.first();
    const starts = await this.starts();
    const next = partition(pieces, (/** @type {Piece} */ [first]) => after(first));
    if (next === 0) return 0;
    const handles = (await this.piece(next - 1)).map(([handle]) => handle);
    if (!handles.every(isAscii)) await loadUnicode();
    return starts[next - 1] + partition(handles, (handle) => after(nfkcCasefold(handle)));
  }

  /** The position of each piece's first record, and after them the number of all records. */
  async starts() {
    const starts = [0];
    for (const [, rows] of (await this.first()).pieces) starts.push(starts[starts.length - 1] + rows);
    return starts;
  }

  /** @returns {Promise<{columns: Record<string, string>, pieces: Piece[]}>} */
  first() {
    return this.read(this.address);
  }

  /** @param {string} name @returns {Promise<Column>} */
  async column(name) {
    return this.named((await this.first()).columns[name]);
  }

  /** @param {number} number @returns {Promise<Row[]>} */
  async piece(number) {
    return (await this.named((await this.first()).pieces[number][2])).rows;
  }

  /** @param {string} sha256 */
  named(sha256) {
    return this.read(new URL(`${sha256}.json`, this.address).href);
  }

  /** @param {string} address @returns {Promise<any>} */
  read(address) {
    return this.kept(address, () => fetchJson(this.fetch, address));
  }

  /** @param {string} address @param {() => Promise<any>} read @returns {Promise<any>} */
  kept(address, read) {
    const known = this.files.get(address);
    if (known) return known;
    const file = read();
    file.catch(() => this.files.delete(address));
    this.files.set(address, file);
    return file;
  }
}
