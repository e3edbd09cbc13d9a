/* The order of the index: texts compared by code points, as the builder sorts them. JavaScript's own order is that of
   UTF-16 code units, which puts characters beyond U+FFFF before some that are smaller. */

const SURROGATES = 0xd800;
const AFTER_SURROGATES = 0xe000;

/** @param {string} a @param {string} b @returns {number} below zero where `a` comes first, 0 where both are equal */
export function compareCodePoints(a, b) {
  const size = Math.min(a.length, b.length);
  for (let at = 0; at < size; at += 1) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** @param {number} unit */
function rank(unit) {
  if (unit < SURROGATES) return unit;
  return unit >= AFTER_SURROGATES ? unit - 0x800 : unit + 0x2000;
}

/**
 * The number of items that come before the first one for which `after` holds; items that do stand at the end.
 * @template T
 * @param {ArrayLike<T>} items
 * @param {(item: T) => boolean} after
 */
export function partition(items, after) {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (after(items[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
