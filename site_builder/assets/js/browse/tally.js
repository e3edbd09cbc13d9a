/* Counts beside filters: what each value would leave beside what is chosen of the other facets. */

/**
 * @typedef {object} Sorted  how rows are sorted by a facet
 * @property {string} facet
 * @property {number[]} codes  of each row, by its position
 * @property {string[][]} values  the facet's values for each code
 */

/**
 * @param {Iterable<number>} positions  of the rows that are counted
 * @param {Sorted[]} columns
 * @param {Map<string, Set<string>>} chosen  values by facet
 * @returns {Map<string, Map<string, number>>}  by facet and value; a value that would leave nothing is missing
 */
export function tally(positions, columns, chosen) {
  const counted = columns.map(({ facet, codes, values }) => {
    const wanted = chosen.get(facet);
    return { codes, values, good: wanted ? values.map((own) => own.some((value) => wanted.has(value))) : null, counts: new Map() };
  });
  for (const at of positions) {
    const failing = counted.filter(({ codes, good }) => good && !good[codes[at]]);
    if (failing.length > 1) continue;
    for (const { codes, values, counts } of failing.length ? failing : counted) {
      for (const value of values[codes[at]]) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return new Map(columns.map(({ facet }, at) => [facet, counted[at].counts]));
}
