/* Filters over what a page holds anyway: a whole list that fits on it, or all changes. The links of the facets become
   switches: values of one facet widen the choice, facets narrow it. Nothing is fetched. */
import { need } from "../dom.js";
import { searchKey, isAscii } from "../handles/search_key.js";
import { loadUnicode } from "../handles/unicode.js";

/** @param {HTMLElement} box */
export function filterRows(box) {
  const rows = /** @type {HTMLElement[]} */ ([...box.querySelectorAll("[data-hl-rows] > *")]);
  const noun = `${box.dataset.hlFilter}s`;
  const tools = need(box, "[data-hl-tools]");
  const text = tools.querySelector("input[data-hl-text]"); // changes have no handle to look for
  const input = text instanceof HTMLInputElement ? text : null;
  const status = need(tools, "[data-hl-status]");
  const clear = need(tools, "[data-hl-clear]");
  const switches = [...box.querySelectorAll("a[data-facet]")].map((link) => {
    const { facet = "", value = "" } = /** @type {HTMLElement} */ (link).dataset;
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    Object.assign(button.dataset, { facet, value });
    button.setAttribute("aria-pressed", "false");
    button.append(...link.childNodes);
    link.replaceWith(button);
    return { button, facet, value };
  });

  async function apply() {
    /** @type {Map<string, Set<string>>} */
    const chosen = new Map();
    for (const { button, facet, value } of switches) {
      if (button.getAttribute("aria-pressed") === "true") {
        chosen.set(facet, (chosen.get(facet) ?? new Set()).add(value));
      }
    }
    const typed = input?.value.trim().replace(/^@/, "") ?? "";
    const names = rows.map((row) => (typed ? row.querySelector("th")?.textContent?.trim() ?? "" : ""));
    if (![typed, ...names].every(isAscii)) await loadUnicode();
    const wanted = searchKey(typed);
    let shown = 0;
    for (const [at, row] of rows.entries()) {
      const fits = [...chosen].every(([facet, values]) =>
        (row.dataset[facet] ?? "").split(" ").some((value) => values.has(value)));
      row.hidden = !(fits && (!wanted || searchKey(names[at]).includes(wanted)));
      shown += row.hidden ? 0 : 1;
    }
    const active = chosen.size > 0 || typed !== "";
    status.textContent = active ? `${shown} of ${rows.length} ${noun}` : `${rows.length} ${noun}`;
    clear.hidden = !active;
    remember(chosen, typed);
  }

  function recall() {
    const query = new URLSearchParams(location.search);
    for (const { button, facet, value } of switches) {
      button.setAttribute("aria-pressed", String(query.getAll(facet).includes(value)));
    }
    if (input) input.value = new URLSearchParams(location.hash.slice(1)).get("handle") ?? "";
  }

  for (const { button } of switches) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      apply();
    });
  }
  input?.addEventListener("input", apply);
  clear.addEventListener("click", () => {
    for (const { button } of switches) button.setAttribute("aria-pressed", "false");
    if (input) input.value = "";
    (input ?? switches[0].button).focus();
    apply();
  });
  tools.hidden = false;
  recall();
  apply();
}

/**
 * Keep the choice in the address, so that it can be shared and survives "back": facets in its query, and what was typed
 * behind the `#`, where no server sees it.
 * @param {Map<string, Set<string>>} chosen
 * @param {string} handle
 */
export function remember(chosen, handle) {
  const query = new URLSearchParams();
  for (const [facet, values] of chosen) for (const value of values) query.append(facet, value);
  const search = query.toString();
  const kept = location.hash.startsWith("#handle=") ? "" : location.hash;
  const hash = handle ? `#handle=${encodeURIComponent(handle)}` : kept;
  history.replaceState(null, "", `${location.pathname}${search ? `?${search}` : ""}${hash}`);
}
