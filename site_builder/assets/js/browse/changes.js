/* The page of changes: its own as long as nothing is chosen, else what was chosen of all, newest first and one by one.
   They are taken from the pages of the months, which have each of them once (pages/changes.py). */
import { element, need } from "../dom.js";
import { fetched, GoneError } from "../fetched.js";
import { Columns } from "./columns.js";
import { browse } from "./long.js";

/** @param {HTMLElement} box */
export function mount(box) {
  const columns = new Months(new URL(box.dataset.hlChanges ?? "", document.baseURI).href, globalThis.fetch.bind(globalThis));
  browse(box, columns, (choice) => new Told(choice), "changes");
}

/** Like the columns of a list, but a piece is a page: `[address, changes]`. */
class Months extends Columns {
  /** @param {number} number @returns {Promise<any[]>} */
  async piece(number) {
    const [path, count] = (await this.first()).pieces[number];
    const address = new URL(`../${path}`, this.address).href;
    const html = await this.kept(address, async () => (await fetched(this.fetch, address)).text());
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const link of page.querySelectorAll("a")) link.href = new URL(link.getAttribute("href") ?? "", address).href;
    const rows = [...page.querySelectorAll(".hl-said [id]")];
    if (rows.length !== count) throw new GoneError(address);
    return rows.sort((a, b) => place(b) - place(a));
  }
}

/** @param {Element} row */
function place(row) {
  return Number(row.id.slice(1));
}

/** Changes as their pages tell them, below their days, each by itself; first, what was chosen. */
class Told {
  element = element("div");

  /** @param {import("./choice.js").Choice} choice */
  constructor(choice) {
    this.choice = choice;
  }

  /** @param {HTMLElement[]} rows */
  show(rows) {
    const chosen = this.choice.switches.filter(({ button }) => button.getAttribute("aria-pressed") === "true");
    this.element.replaceChildren(element("p", { class: "hl-muted", text: chosen.map(({ title }) => title).join(", ") }));
    let day = "";
    for (const row of rows) {
      const merge = /** @type {HTMLElement} */ (row.closest(".hl-merge"));
      const heading = merge.parentElement?.previousElementSibling;
      if (heading && heading.textContent !== day) {
        day = heading.textContent ?? "";
        this.element.append(heading.cloneNode(true), element("ol", { class: "hl-merges" }));
      }
      const made = /** @type {HTMLElement} */ (merge.cloneNode(true));
      const body = need(made, "div");
      body.replaceChildren(line(row), ...body.querySelectorAll(".hl-source"));
      this.element.lastElementChild?.append(made);
    }
  }
}

/** What is said of a change that came alone, of one that came with others. @param {HTMLElement} row */
function line(row) {
  const said = /** @type {HTMLElement} */ (row.closest(".hl-said")?.cloneNode(true));
  const own = need(said, `#${row.id}`);
  own.removeAttribute("id");
  if (said.localName !== "details") return said;
  const headline = need(said, "strong");
  const note = own.querySelector("small") ?? said.querySelector("summary small");
  headline.textContent = headline.dataset.one ?? "";
  const list = own.querySelector("code") ? [] : [" · ", need(said, "summary > bdi")];
  return element("p", { class: "hl-said" }, headline, " ", ...own.childNodes, ...list, " ", note);
}
