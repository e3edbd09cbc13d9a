/* A page of many: its own content as long as nothing is chosen, else what was chosen, page by page. */
import { element, need } from "../dom.js";
import { GoneError } from "../fetched.js";
import { Choice, A_TO_Z } from "./choice.js";
import { Columns } from "./columns.js";
import { Table } from "./table.js";

/** Rows of a page. */
const ROWS = 50;

/** @param {HTMLElement} box */
export function mount(box) {
  const columns = new Columns(new URL(box.dataset.hlColumns ?? "", document.baseURI).href, globalThis.fetch.bind(globalThis));
  browse(box, columns, ({ switches }) => new Table(need(box, "[data-hl-still] table"), switches), "records");
}

/**
 * @param {HTMLElement} box
 * @param {Columns} columns
 * @param {(choice: Choice) => {element: HTMLElement, show(rows: any[]): void}} view  what shows rows
 * @param {string} noun  what they are
 */
export function browse(box, columns, view, noun) {
  const still = need(box, "[data-hl-still]");
  const total = Number(box.dataset.hlTotal);
  const all = `${total.toLocaleString("en")} ${noun}`;
  let turn = 0;
  const choice = new Choice(box, apply);
  const table = view(choice);
  const pager = element("nav", { class: "hl-pager", "aria-label": "Pages of this table" });
  const results = element("div", { hidden: true }, table.element, pager);
  still.after(results);

  async function apply() {
    const own = (turn += 1);
    const { chosen, handle, sort } = choice;
    const active = choice.narrowed || sort !== A_TO_Z;
    if (!active) {
      show(false);
      choice.count(null);
      choice.say(all);
      return;
    }
    for (const part of [still, results]) part.setAttribute("aria-busy", "true");
    try {
      const wanted = { chosen, handle, sort };
      const [found, counts] = await Promise.all([
        columns.select(wanted),
        choice.narrowed ? columns.counts(wanted, choice.facets) : null,
      ]);
      const pages = Math.max(1, Math.ceil(found.length / ROWS));
      const page = Math.min(choice.page, pages);
      const rows = await columns.rows(found.slice((page - 1) * ROWS, page * ROWS));
      if (own !== turn) return; // something else was chosen in between
      table.show(rows);
      choice.count(counts);
      turnPages(page, pages);
      const part = pages > 1 ? `, page ${page.toLocaleString("en")} of ${pages.toLocaleString("en")}` : "";
      const of = choice.narrowed ? `${found.length.toLocaleString("en")} of ` : "";
      choice.say(found.length ? `${of}${all}${part}` : `No ${noun} fit this choice.`);
    } catch (error) {
      if (own !== turn) return;
      table.show([]);
      pager.replaceChildren();
      choice.say(error instanceof GoneError
        ? "This has been published again. Load the page again."
        : `The ${noun} could not be read. Try again.`);
    }
    show(true);
  }

  /** What was there stays until what was chosen is: nothing jumps. @param {boolean} chosen */
  function show(chosen) {
    results.hidden = !chosen;
    still.hidden = chosen;
    for (const part of [still, results]) part.removeAttribute("aria-busy");
  }

  /** @param {number} page @param {number} pages */
  function turnPages(page, pages) {
    if (pages === 1) {
      pager.replaceChildren();
      return;
    }
    const step = (/** @type {string} */ text, /** @type {number} */ to, /** @type {boolean} */ possible) => {
      if (!possible) return element("span");
      const button = element("button", { type: "button", class: "hl-textbutton", text });
      button.addEventListener("click", () => {
        choice.turn(to);
        choice.status.scrollIntoView({ block: "nearest" });
        choice.status.focus();
      });
      return button;
    };
    pager.replaceChildren(
      step("Previous page", page - 1, page > 1),
      element("span", { text: `Page ${page.toLocaleString("en")} of ${pages.toLocaleString("en")}` }),
      step("Next page", page + 1, page < pages),
    );
  }

  apply();
}
