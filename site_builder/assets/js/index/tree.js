/* The tree of the index: finds the leaf where a key stands, and reads on from there. Files are fetched once; each is
   named by its digest, so what was fetched stays true. */
import { compareCodePoints, partition } from "./order.js";

/** Files that are kept at hand. */
const KEPT = 512;
/** Leaves of one run that are fetched at once. */
const AHEAD = 8;

/** @typedef {[string, string]} Child  first item, SHA-256 */

/** @template T */
export class Tree {
  /**
   * @param {{children: Child[], height: number}} member  the tree in index.json
   * @param {(sha256: string) => Promise<any>} read  gives a file's JSON
   * @param {(leaf: any) => T[]} decode
   * @param {(item: T) => string} keyOf
   */
  constructor(member, read, decode, keyOf) {
    this.member = member;
    this.read = read;
    this.decode = decode;
    this.keyOf = keyOf;
    /** @type {Map<string, Promise<{children: Child[] | null, items: T[]}>>} */
    this.nodes = new Map();
  }

  /** Every item whose key is `key`. @param {string} key @returns {Promise<T[]>} */
  async at(key) {
    for await (const items of this.leaves(key, null)) {
      const first = this.firstFrom(items, key);
      let end = first;
      while (end < items.length && this.keyOf(items[end]) === key) end += 1;
      return items.slice(first, end);
    }
    return [];
  }

  /**
   * The first items whose keys begin with `prefix`, `most` at the most.
   * @param {string} prefix
   * @param {number} most
   * @returns {Promise<T[]>}
   */
  async beginning(prefix, most) {
    /** @type {T[]} */
    const found = [];
    for await (const items of this.leaves(prefix, prefix)) {
      for (let at = this.firstFrom(items, prefix); at < items.length; at += 1) {
        if (!this.keyOf(items[at]).startsWith(prefix) || found.length >= most) return found;
        found.push(items[at]);
      }
    }
    return found;
  }

  /** @param {T[]} items @param {string} key */
  firstFrom(items, key) {
    return partition(items, (item) => compareCodePoints(this.keyOf(item), key) >= 0);
  }

  /**
   * The leaves from the one on where `key` would stand. With `prefix`, those beside it that hold more of that
   * beginning are fetched at the same time.
   * @param {string} key
   * @param {string | null} prefix
   * @returns {AsyncGenerator<T[], void, void>}
   */
  async *leaves(key, prefix) {
    /** @type {{children: Child[], next: number}[]} */
    const path = [{ children: this.member.children, next: place(this.member.children, key) }];
    while (path.length) {
      const level = path[path.length - 1];
      const child = level.children[level.next];
      if (!child) {
        path.pop();
        continue;
      }
      if (prefix !== null && path.length === this.member.height) this.ahead(level, prefix);
      level.next += 1;
      const node = await this.node(child[1]);
      if (node.children) path.push({ children: node.children, next: place(node.children, key) });
      else yield node.items;
    }
  }

  /** @param {{children: Child[], next: number}} level @param {string} prefix */
  ahead(level, prefix) {
    for (const [first, sha256] of level.children.slice(level.next + 1, level.next + AHEAD)) {
      if (!first.startsWith(prefix)) return;
      this.node(sha256).catch(() => {}); // whoever needs it is told
    }
  }

  /** @param {string} sha256 @returns {Promise<{children: Child[] | null, items: T[]}>} */
  node(sha256) {
    const known = this.nodes.get(sha256);
    if (known) return known;
    const node = this.read(sha256).then((json) => ({
      children: json.children ?? null,
      items: json.children ? [] : this.decode(json),
    }));
    node.catch(() => this.nodes.delete(sha256));
    this.nodes.set(sha256, node);
    if (this.nodes.size > KEPT) this.nodes.delete(this.nodes.keys().next().value ?? "");
    return node;
  }
}

/** The child below which a key stands. @param {Child[]} children @param {string} key */
function place(children, key) {
  return Math.max(0, partition(children, (child) => compareCodePoints(child[0], key) > 0) - 1);
}
