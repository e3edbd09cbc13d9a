/* Filters and order of what a page holds anyway: a whole list that fits on it. Nothing is fetched. */
import { need } from "../dom.js";
import { isAscii, searchKey } from "../handles/search_key.js";
import { loadUnicode } from "../handles/unicode.js";
import { Choice, fits, groupOf } from "./choice.js";
import { tally } from "./tally.js";

/** How rows are sorted that stand A to Z. @type {Record<string, (a: HTMLElement, b: HTMLElement) => number>} */
const ORDERS = {
  newest: (a, b) => day(b).localeCompare(day(a), "en"),
  oldest: (a, b) => day(a).localeCompare(day(b), "en"),
};

/** @param {HTMLElement} box */
export function mount(box) {
  const holder = need(box, "[data-hl-rows]");
  const rows = /** @type {HTMLElement[]} */ ([...holder.children]);
  const noun = `${box.dataset.hlFilter}s`;
  const columns = () => choice.facets.map((facet) => {
    const { group, choose } = groupOf(facet);
    return {
      facet,
      codes: rows.map((_, at) => at),
      values: rows.map((row) => (row.dataset[group] ?? "").split(" ").map(choose)),
    };
  });
  let turn = 0;
  const choice = new Choice(box, apply);

  async function apply() {
    const own = (turn += 1);
    const { chosen, handle, sort } = choice;
    const names = rows.map((row) => (handle ? row.querySelector("th")?.textContent?.trim() ?? "" : ""));
    if (![handle, ...names].every(isAscii)) await loadUnicode();
    if (own !== turn) return; // something else was chosen in between
    const wanted = searchKey(handle);
    let shown = 0;
    const named = [...rows.keys()].filter((at) => !wanted || searchKey(names[at]).includes(wanted));
    const like = new Set(named);
    for (const [at, row] of rows.entries()) {
      row.hidden = !(like.has(at) && fits(chosen, (group) => row.dataset[group] ?? ""));
      shown += row.hidden ? 0 : 1;
    }
    choice.count(choice.narrowed ? tally(named, columns(), chosen) : null);
    const ordered = ORDERS[sort] ? [...rows].sort(ORDERS[sort]) : sort === "z-to-a" ? [...rows].reverse() : rows;
    if (ordered.some((row, at) => row !== holder.children[at])) ordered.forEach((row) => holder.append(row));
    const some = shown ? `${shown} of ${rows.length} ${noun}` : `No ${noun} fit this choice.`;
    choice.say(choice.narrowed ? some : `${rows.length} ${noun}`);
  }

  apply();
}

/** @param {HTMLElement} row */
function day(row) {
  return row.dataset.day ?? "";
}
