/* A table of records, drawn like the one that stands on the page, with the names that its facets have there. */
import { badge, element } from "../dom.js";

/** @typedef {import("./columns.js").Row} Row */

export class Table {
  /**
   * @param {HTMLElement} model  the table of the page
   * @param {{facet: string, value: string, title: string}[]} titles
   */
  constructor(model, titles) {
    this.titles = new Map(titles.map(({ facet, value, title }) => [`${facet} ${value}`, title]));
    this.body = element("tbody");
    const parts = [...model.querySelectorAll("caption, thead")].map((part) => part.cloneNode(true));
    this.element = element("table", { class: model.className }, ...parts, this.body);
  }

  /** @param {Row[]} rows */
  show(rows) {
    this.body.replaceChildren(...rows.map((row) => this.row(row)));
    this.element.hidden = rows.length === 0;
  }

  /** @param {Row} row */
  row([handle, id, platform, state, categories, day, by]) {
    const called = by ? `${this.title("platform", platform)} account ${handle}` : handle;
    const name = element("a", { href: `${id}/` }, element("bdi", { translate: "no", text: called }));
    const titles = categories.map((code) => this.title("category", code));
    const cells = [
      [this.title("platform", platform)],
      titles.flatMap((title, at) => [at ? ", " : "", element("bdi", { text: title })]),
      [badge(state, this.title("state", state))],
      [element("time", { datetime: day, text: day })],
    ];
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      ...cells.map((content) => element("td", {}, ...content)),
    );
  }

  /** @param {string} facet @param {string} value */
  title(facet, value) {
    return this.titles.get(`${facet} ${value.toLowerCase()}`) ?? value;
  }
}
