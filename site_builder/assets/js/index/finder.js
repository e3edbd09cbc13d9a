/* The finder: whether an account is listed, and what looks like it, from static files. No request holds the query:
   what is fetched are parts of the index, each of some hundreds of names. */
import { fetchJson, GoneError } from "../fetched.js";
import { isAscii, searchKey } from "../handles/search_key.js";
import { loadUnicode } from "../handles/unicode.js";
import platforms from "../platforms.js";
import { Turns } from "../turns.js";
import { answerOf, distinctRecords, howFound, MOST, sought } from "./answer.js";
import { keyRows, tailTexts } from "./leaf.js";
import { insideKeys, nearKeys } from "./parts.js";
import { readPlaces } from "./query.js";
import { Tree } from "./tree.js";

/** @typedef {import("./leaf.js").Row} Row */
/** @typedef {import("./query.js").Place} Place */
/** @typedef {import("./query.js").Wanted} Wanted */
/** @typedef {import("./answer.js").Answer} Answer */
/** @typedef {import("./answer.js").FoundRow} FoundRow */
/** @typedef {{signal?: AbortSignal, onExact?: (answer: Answer) => void}} Asking */

/** Rows that are read for one beginning. */
const PREFIX_ROWS = 200;
/** Files that are fetched at once when many accounts are checked. */
const AT_ONCE = 6;
/** Accounts and the like that are looked for when many lines are checked: one line may name some hundreds. */
export const MOST_PLACES = 200_000;

/**
 * @param {string} root  address of the site's root, with a slash at its end
 * @param {{fetch?: typeof globalThis.fetch}} [options]
 */
export async function openFinder(root, options = {}) {
  const finder = new Finder(root, options.fetch ?? globalThis.fetch.bind(globalThis));
  await finder.open();
  return finder;
}

export class Finder {
  /** @param {string} root @param {typeof globalThis.fetch} fetch */
  constructor(root, fetch) {
    this.root = root;
    this.fetch = fetch;
    /** The instant that the build speaks for. */
    this.asOf = "";
    /** @type {Map<string, {title: string, example: boolean}>} */
    this.lists = new Map();
    /** @type {Map<string, Promise<any>>} */
    this.read = new Map();
  }

  /** Read `index.json`: nothing of any query is known then. */
  async open() {
    this.read.clear();
    const index = await this.json("feeds/v1/index.json", "no-cache");
    this.asOf = index.as_of;
    this.lists = new Map(
      index.lists.map((/** @type {any} */ list) => [list.id, { title: list.title ?? list.id, example: list.example }]),
    );
    const { keys, protected: kept, tails } = index.search;
    const rows = (/** @type {string} */ tree, /** @type {any} */ member) =>
      /** @type {Tree<Row>} */ (new Tree(member, (name) => this.json(`find/${tree}/${name}.json`), keyRows, (row) => row.key));
    this.keys = rows("keys", keys);
    this.kept = kept && rows("protected", kept);
    /** @type {Tree<string>} */
    this.tails = new Tree(tails, (name) => this.json(`find/tails/${name}.json`), tailTexts, (text) => text);
  }

  /** @param {string} path @param {RequestCache} [cache] */
  async json(path, cache = "default") {
    return fetchJson(this.fetch, this.root + path, cache);
  }

  /** @param {string} text @param {Asking} [asking] @returns {Promise<Answer>} */
  async answer(text, asking = {}) {
    return this.anew(() => this.ask(text, asking));
  }

  /**
   * The exact part of the answer to each of many texts, in their order, as far as they name `MOST_PLACES` things.
   * @param {{text: string, platform?: string | null}[]} entries  a text, and of which platform bare words in it are
   * @param {{signal?: AbortSignal, onProgress?: (share: number) => void}} [asking]
   * @returns {Promise<Answer[]>}
   */
  async checkMany(entries, { signal, onProgress } = {}) {
    await loadFor(entries.map(({ text }) => text));
    const turns = new Turns(signal);
    /** @type {Map<string, {text: string, places: Place[], first: string, answer: Answer | null}>} */
    const known = new Map();
    const checked = [];
    let named = 0;
    for (const { text, platform } of entries) {
      const key = `${platform ?? ""}\n${text}`;
      const places = known.get(key)?.places ?? readPlaces(platforms, text, this.root, platform);
      named += places.length;
      if (named > MOST_PLACES) break;
      const first = places[0]?.wanted[0]?.keys[0] ?? "";
      const one = known.get(key) ?? { text, places, first, answer: places.some(isSought) ? null : answerOf(text, places, places.map(() => [])) };
      known.set(key, one);
      checked.push(one);
      if (!turns.over) continue;
      onProgress?.(checked.length / entries.length / 2);
      await turns.next();
    }
    // Nearly in the order of the index, so that a leaf is fetched once for all that it answers.
    const distinct = [...known.values()].filter(({ answer }) => answer === null);
    distinct.sort((a, b) => (a.first < b.first ? -1 : 1));
    const waiting = distinct.entries();
    const work = async () => {
      for (const [at, one] of waiting) {
        signal?.throwIfAborted();
        const found = await this.anew(() => Promise.all(one.places.map((place) => this.exactOrAlike(place))));
        one.answer = answerOf(one.text, one.places, found);
        if (!turns.over) continue;
        onProgress?.(0.5 + at / distinct.length / 2);
        await turns.next();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return checked.map(({ answer }) => /** @type {Answer} */ (answer));
  }

  /**
   * Do it, and once more where the site was published anew in between.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async anew(work) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GoneError)) throw error;
      await this.open();
      return work();
    }
  }

  /** @param {string} text @param {Asking} asking @returns {Promise<Answer>} */
  async ask(text, { signal, onExact }) {
    await loadFor([text]);
    const places = readPlaces(platforms, text, this.root);
    const found = await Promise.all(places.map((place) => this.exact(place)));
    signal?.throwIfAborted();
    const first = answerOf(text, places, found);
    onExact?.(first);
    // What is like it is for one who may have mistyped one thing.
    const [place] = places;
    if (places.length !== 1 || !place.wanted.length || (place.wanted[0].platform && first.verdict === "listed")) return first;
    if (first.places[0].kept.length) return first;
    const steps = first.verdict === "listed" ? [this.prefix] : [this.near, this.prefix, this.inside];
    steps.unshift(this.alike);
    let [hits] = found;
    for (const step of steps) {
      if (distinctRecords(hits) >= MOST) break;
      hits = hits.concat(...(await Promise.all(place.wanted.map((wanted) => step.call(this, wanted)))));
      signal?.throwIfAborted();
    }
    return answerOf(text, places, [hits]);
  }

  /** @param {Place} place @returns {Promise<FoundRow[]>} */
  async exactOrAlike(place) {
    const found = await this.exact(place);
    if (found.some(({ how }) => how === "listed" || how === "protected")) return found;
    return found.concat(...(await Promise.all(place.wanted.map((wanted) => this.alike(wanted)))));
  }

  /**
   * What is under the keys of a place: equal, or alike to the eye; and the record of a number.
   * @param {Place} place
   * @returns {Promise<FoundRow[]>}
   */
  async exact({ readings, wanted }) {
    const { kept, need } = this;
    const [equal, protects] = await Promise.all([need.keys, kept].map(async (tree) =>
      (await Promise.all(tree ? wanted.map((one) => this.under(one, tree)) : [])).flat()));
    // Nothing looks like a protected account.
    const rows = equal.concat(protects.flatMap(({ row, how }) => (how === "listed" ? [{ row, how: "protected" }] : [])));
    const number = readings.find(({ kind }) => kind === "record")?.value;
    return number && !rows.some(({ how }) => how === "listed" || how === "protected") ? rows.concat(await this.numbered(number)) : rows;
  }

  /** @param {Wanted} wanted @param {Tree<Row>} tree */
  async under(wanted, tree) {
    const rows = await this.classified(wanted, await this.rows(wanted.keys, tree));
    // An address may be an account id itself, such as an actor's URI.
    const whole = wanted.word && wanted.accountId?.includes("/") ? wanted.accountId : null;
    if (whole === null || rows.some(({ how }) => how === "listed")) return rows;
    return rows.concat(await this.classified(wanted, await this.rows([searchKey(whole)], tree)));
  }

  /**
   * A file of rows, read once until the index is opened again: many numbers may be in one.
   * @param {string} path
   * @param {RequestCache} [cache]
   */
  once(path, cache) {
    const known = this.read.get(path) ?? this.json(path, cache);
    this.read.set(path, known);
    known.catch(() => this.read.delete(path)); // whoever asks again reads again
    return known;
  }

  /**
   * The record of a number, or what is left of it, from the chunk of rows that has its place: the request does not name it.
   * @param {string} id
   * @returns {Promise<FoundRow[]>}
   */
  async numbered(id) {
    const found = await Promise.all([...this.lists.keys()].map(async (list) => {
      const folder = `feeds/v1/lists/${list}/`;
      const { chunks } = await this.once(`${folder}chunks.json`, "no-cache");
      const chunk = chunks.findLast((/** @type {{first: string}} */ { first }) => first <= id);
      const rows = chunk ? await this.once(`${folder}chunks/${chunk.sha256}.json`) : [];
      return rows.filter((/** @type {any} */ row) => row.id === id).map(recordRow);
    }));
    // Since when a record is public, the index alone says.
    return Promise.all(found.flat().map(async ({ row, how }) => {
      await loadFor([row.text]);
      const named = row.text ? await this.rows([searchKey(row.text)]) : [];
      return { row: { ...row, since: named.find((other) => other.id === id)?.since ?? row.since }, how };
    }));
  }

  /** @param {Wanted} wanted @param {Row[]} rows @returns {Promise<FoundRow[]>} */
  async classified(wanted, rows) {
    await loadFor(rows.map((row) => row.text));
    return rows.flatMap((row) => {
      const how = howFound(wanted, row);
      return how === null ? [] : [{ row, how }];
    });
  }

  /** Accounts that look like what was typed, as it was typed: `PauI` like `paul`. @param {Wanted} wanted */
  async alike(wanted) {
    return this.classified(wanted, await this.rows(wanted.alike));
  }

  /** @param {Wanted} wanted */
  async prefix(wanted) {
    const found = await Promise.all(wanted.partial.map((key) => this.need.keys.beginning(key, PREFIX_ROWS)));
    return sought(wanted, found.flat(), "prefix");
  }

  /** @param {Wanted} wanted */
  async near(wanted) {
    const keys = await nearKeys(this.need.keys, this.need.tails, wanted.partial);
    return sought(wanted, await this.rows(keys.slice(0, MOST)), "near");
  }

  /** @param {Wanted} wanted */
  async inside(wanted) {
    const keys = await insideKeys(this.need.tails, wanted.partial);
    return sought(wanted, await this.rows(keys.slice(0, MOST)), "inside");
  }

  /** @param {string[]} keys @param {Tree<Row>} [tree] @returns {Promise<Row[]>} */
  async rows(keys, tree = this.need.keys) {
    return (await Promise.all(keys.map((key) => tree.at(key)))).flat();
  }

  get need() {
    if (!this.keys || !this.tails) throw new Error("not open");
    return { keys: this.keys, tails: this.tails };
  }
}

/** Whether anything has to be read to answer a place. @param {Place} place */
function isSought({ readings, wanted }) {
  return wanted.length > 0 || readings.some(({ kind }) => kind === "record");
}

/** @param {any} row  a record's row, or its tombstone @returns {FoundRow} */
function recordRow({ id, list, state, handle = "", account_id = "", platform = "", confirms, removed }) {
  const since = (removed ?? confirms.first).slice(0, 10);
  return { how: removed ? "removed" : "record", row: { key: id, kind: "record", platform, list, state, since, id, text: handle || account_id, handle } };
}

/**
 * Load the table of Unicode where one of the texts needs it: as it is, or with its percent-encoding undone.
 * @param {string[]} texts
 */
async function loadFor(texts) {
  if (!texts.every((text) => isAscii(text) && !/%[89a-f]/i.test(text))) await loadUnicode();
}
