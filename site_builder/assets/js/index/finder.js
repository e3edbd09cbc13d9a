/* The finder: whether an account is listed, and what looks like it, from static files. No request holds the query:
   what is fetched are parts of the index, each of some hundreds of names. */
import { fetchJson, GoneError } from "../fetched.js";
import { isAscii, searchKey } from "../handles/search_key.js";
import { loadUnicode } from "../handles/unicode.js";
import platforms from "../platforms.js";
import { answerOf, distinctRecords, howFound, MOST, sought } from "./answer.js";
import { keyRows, tailTexts } from "./leaf.js";
import { insideKeys, nearKeys } from "./parts.js";
import { readQuery } from "./query.js";
import { Tree } from "./tree.js";

/** @typedef {import("./leaf.js").Row} Row */
/** @typedef {import("./query.js").Wanted} Wanted */
/** @typedef {import("./answer.js").Answer} Answer */
/** @typedef {import("./answer.js").FoundRow} FoundRow */
/** @typedef {{signal?: AbortSignal, onExact?: (answer: Answer) => void}} Asking */

/** Rows that are read for one beginning. */
const PREFIX_ROWS = 200;
/** Files that are fetched at once when many accounts are checked. */
const AT_ONCE = 6;

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
  /**
   * @param {string} root
   * @param {typeof globalThis.fetch} fetch
   */
  constructor(root, fetch) {
    this.root = root;
    this.fetch = fetch;
    /** The instant that the build speaks for. */
    this.asOf = "";
    this.title = "";
    /** @type {Map<string, {title: string, example: boolean}>} */
    this.lists = new Map();
  }

  /** Read `index.json`: nothing of any query is known then. */
  async open() {
    const index = await this.json("feeds/v1/index.json", "no-cache");
    this.asOf = index.as_of;
    this.title = index.instance.title;
    this.lists = new Map(
      index.lists.map((/** @type {any} */ list) => [list.id, { title: list.title ?? list.id, example: list.example }]),
    );
    const { keys, tails } = index.search;
    /** @type {Tree<Row>} */
    this.keys = new Tree(keys, (name) => this.json(`find/keys/${name}.json`), keyRows, (row) => row.key);
    /** @type {Tree<string>} */
    this.tails = new Tree(tails, (name) => this.json(`find/tails/${name}.json`), tailTexts, (text) => text);
  }

  /**
   * @param {string} path
   * @param {RequestCache} [cache]
   */
  async json(path, cache = "default") {
    return fetchJson(this.fetch, this.root + path, cache);
  }

  /**
   * @param {string} text
   * @param {Asking} [asking]
   * @returns {Promise<Answer>}
   */
  async answer(text, asking = {}) {
    return this.anew(() => this.ask(text, asking));
  }

  /**
   * The exact part of the answer to each of many texts, in their order.
   * @param {string[]} texts
   * @param {{signal?: AbortSignal, onProgress?: (done: number, total: number) => void}} [asking]
   * @returns {Promise<Answer[]>}
   */
  async checkMany(texts, { signal, onProgress } = {}) {
    await loadFor(texts);
    const distinct = [...new Set(texts)].map((text) => readQuery(platforms, text));
    // In the order of the index, so that a leaf is fetched once for all that it answers.
    distinct.sort((a, b) => (a.keys[0] ?? "").localeCompare(b.keys[0] ?? "", "en"));
    /** @type {Map<string, Answer>} */
    const answers = new Map();
    const waiting = distinct.values();
    const work = async () => {
      for (const wanted of waiting) {
        signal?.throwIfAborted();
        const answer = await this.anew(() => this.exactAnswer(wanted));
        answers.set(wanted.query.text, answer);
        onProgress?.(answers.size, distinct.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return texts.map((text) => /** @type {Answer} */ (answers.get(text)));
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

  /**
   * @param {string} text
   * @param {Asking} asking
   * @returns {Promise<Answer>}
   */
  async ask(text, { signal, onExact }) {
    await loadFor([text]);
    const wanted = readQuery(platforms, text);
    const exact = await this.exact(wanted);
    signal?.throwIfAborted();
    const first = answerOf(wanted, exact);
    onExact?.(first);
    if (!wanted.partial.length || (wanted.url && first.verdict === "listed")) return first;
    const steps = first.verdict === "listed" ? [this.prefix] : [this.near, this.prefix, this.inside];
    steps.unshift(this.alike);
    let hits = exact;
    for (const step of steps) {
      if (distinctRecords(hits) >= MOST) break;
      hits = [...hits, ...(await step.call(this, wanted))];
      signal?.throwIfAborted();
    }
    return answerOf(wanted, hits);
  }

  /**
   * @param {Wanted} wanted
   * @returns {Promise<Answer>}
   */
  async exactAnswer(wanted) {
    const exact = await this.exact(wanted);
    const first = answerOf(wanted, exact);
    return first.verdict === "listed" ? first : answerOf(wanted, [...exact, ...(await this.alike(wanted))]);
  }

  /**
   * Accounts under the keys of the query: equal, or alike to the eye.
   * @param {Wanted} wanted
   * @returns {Promise<FoundRow[]>}
   */
  async exact(wanted) {
    const found = await this.classified(wanted, await this.rows(wanted.keys));
    const whole = wanted.query.accountId;
    // An address may be an account id itself, such as an actor's URI.
    if (!wanted.url || wanted.query.kind === "address" || found.length || whole === null) return found;
    return this.classified(wanted, whole.includes("/") ? await this.rows([searchKey(whole)]) : []);
  }

  /**
   * @param {Wanted} wanted
   * @param {Row[]} rows
   * @returns {Promise<FoundRow[]>}
   */
  async classified(wanted, rows) {
    await loadFor(rows.map((row) => row.text));
    return rows.flatMap((row) => {
      const how = howFound(wanted, row);
      return how === null ? [] : [{ row, how }];
    });
  }

  /**
   * Accounts that look like what was typed, as it was typed: `PauI` like `paul`.
   * @param {Wanted} wanted
   */
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

  /**
   * @param {string[]} keys
   * @returns {Promise<Row[]>}
   */
  async rows(keys) {
    return (await Promise.all(keys.map((key) => this.need.keys.at(key)))).flat();
  }

  get need() {
    if (!this.keys || !this.tails) throw new Error("not open");
    return { keys: this.keys, tails: this.tails };
  }
}

/**
 * Load the table of Unicode where one of the texts needs it: as it is, or with its percent-encoding undone.
 * @param {string[]} texts
 */
async function loadFor(texts) {
  if (!texts.every((text) => isAscii(text) && !/%[89a-f]/i.test(text))) await loadUnicode();
}
