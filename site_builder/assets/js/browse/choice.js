/* What a visitor chose of a page: values of facets, what a handle is like, the order, the page. It is kept in the
   address, so that it can be shared and outlives the page: what was typed behind the `#`, where no server sees it. */
import { need } from "../dom.js";
import { loadUnicode } from "../handles/unicode.js";

/** The order of handles, and how else records are sorted. */
export const A_TO_Z = "handle";

export class Choice {
  /**
   * @param {HTMLElement} box
   * @param {() => void} changed  called after each change, and never while the address is read
   */
  constructor(box, changed) {
    this.changed = changed;
    this.page = 1;
    const tools = need(box, "[data-hl-tools]");
    const input = tools.querySelector("[data-hl-text]"); // changes have no handle to look for
    const select = tools.querySelector("[data-hl-sort]");
    this.input = input instanceof HTMLInputElement ? input : null;
    this.select = select instanceof HTMLSelectElement ? select : null;
    this.status = need(tools, "[data-hl-status]");
    this.clearing = need(tools, "[data-hl-clear]");
    this.switches = [...box.querySelectorAll("[data-facet]")].map((link) => this.switch(/** @type {any} */ (link)));
    this.input?.addEventListener("input", () => this.turn(1));
    // Not when a handle needs the table: a server would know that one does.
    const table = () => loadUnicode().catch(() => {});
    this.input?.addEventListener("focus", table, { once: true });
    this.select?.addEventListener("change", () => this.turn(1));
    this.clearing.addEventListener("click", () => this.clear());
    this.recall();
    if (this.handle) table();
    tools.hidden = false;
  }

  /** Links of facets become switches where scripts run. @param {HTMLElement} link */
  switch(link) {
    const { facet = "", value = "" } = link.dataset;
    const title = link.querySelector("bdi")?.textContent ?? value;
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    Object.assign(button.dataset, { facet, value });
    button.setAttribute("aria-pressed", "false");
    button.append(...link.childNodes);
    const count = button.querySelector(".hl-chip__count");
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      this.turn(1);
    });
    link.replaceWith(button);
    return { button, facet, value, title, count, whole: count?.textContent ?? "" };
  }

  /** Values by facet: those of one facet widen the choice, facets narrow it. */
  get chosen() {
    /** @type {Map<string, Set<string>>} */
    const chosen = new Map();
    for (const { button, facet, value } of this.switches) {
      if (button.getAttribute("aria-pressed") === "true") {
        chosen.set(facet, (chosen.get(facet) ?? new Set()).add(value));
      }
    }
    return chosen;
  }

  get handle() {
    return this.input?.value.trim().replace(/^@/, "") ?? "";
  }

  get sort() {
    return this.select?.value ?? A_TO_Z;
  }

  /** Whether fewer records are wanted than there are. */
  get narrowed() {
    return this.handle !== "" || this.chosen.size > 0;
  }

  /** @param {number} page */
  turn(page) {
    this.page = page;
    this.remember();
    this.changed();
  }

  clear() {
    for (const { button } of this.switches) button.setAttribute("aria-pressed", "false");
    if (this.input) this.input.value = "";
    (this.input ?? this.switches[0].button).focus();
    this.turn(1);
  }

  get facets() {
    return [...new Set(this.switches.map(({ facet }) => facet))];
  }

  /** Show how many rows each value would leave. @param {Map<string, Map<string, number>> | null} counts  null: all */
  count(counts) {
    for (const { button, facet, value, count, whole } of this.switches) {
      const left = counts ? counts.get(facet)?.get(value) ?? 0 : null;
      if (count) count.textContent = left === null ? whole : left.toLocaleString("en");
      button.classList.toggle("hl-chip--none", left === 0);
    }
  }

  /** @param {string} text */
  say(text) {
    this.status.textContent = text;
    this.clearing.hidden = !this.narrowed;
  }

  recall() {
    const query = new URLSearchParams(location.search);
    for (const { button, facet, value } of this.switches) {
      button.setAttribute("aria-pressed", String(query.getAll(facet).includes(value)));
    }
    if (this.input) this.input.value = new URLSearchParams(location.hash.slice(1)).get("handle") ?? "";
    if (this.select) {
      const sort = query.get("sort") ?? A_TO_Z;
      this.select.value = [...this.select.options].some(({ value }) => value === sort) ? sort : A_TO_Z;
    }
    this.page = Math.max(1, Number.parseInt(query.get("page") ?? "", 10) || 1);
  }

  remember() {
    const query = new URLSearchParams();
    for (const [facet, values] of this.chosen) for (const value of values) query.append(facet, value);
    if (this.sort !== A_TO_Z) query.set("sort", this.sort);
    if (this.page > 1) query.set("page", String(this.page));
    const search = query.toString();
    const kept = location.hash.startsWith("#handle=") ? "" : location.hash;
    const hash = this.handle ? `#handle=${encodeURIComponent(this.handle)}` : kept;
    history.replaceState(null, "", `${location.pathname}${search ? `?${search}` : ""}${hash}`);
  }
}

/**
 * Whether a row's values are among those chosen. A month is that of the row's day.
 * @param {Map<string, Set<string>>} chosen
 * @param {(name: string) => string} valuesOf  gives the row's values of a group, separated by spaces
 */
export function fits(chosen, valuesOf) {
  return [...chosen].every(([facet, values]) => {
    const { group, choose } = groupOf(facet);
    return valuesOf(group).split(" ").some((value) => values.has(choose(value)));
  });
}

/** The group of values that a facet sorts, and the facet's value for one of them. @param {string} facet */
export function groupOf(facet) {
  return facet === "month"
    ? { group: "day", choose: (/** @type {string} */ day) => day.slice(0, 7) }
    : { group: facet, choose: (/** @type {string} */ value) => value };
}
