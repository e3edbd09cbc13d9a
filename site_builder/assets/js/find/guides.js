/* The second group of the box: Material's own search of the guides, opened with what was typed. */
import { element } from "../dom.js";
import { t } from "../messages.js";

/**
 * The option that hands the text over; null where the site has no such search.
 * @param {string} text
 * @param {string} id
 */
export function guidesGroup(text, id) {
  if (!guidesInput()) return null;
  return element("div", { role: "group", class: "hl-find__group", "aria-label": t("Guides") },
    element("p", { class: "hl-find__heading", text: t("Guides"), "aria-hidden": "true" }),
    element("a", { role: "option", id, tabindex: "-1", class: "hl-find__option", "aria-selected": "false", href: "#",
      "data-hl-guides": text },
    element("span", { class: "hl-find__line" }, t("Search the guides for"), " ", element("bdi", { text: `“${text}”` }))));
}

/** Open Material's search with a text typed in. @param {string} text */
export function searchGuides(text) {
  const input = guidesInput();
  const toggle = document.getElementById("__search");
  if (!input || !(toggle instanceof HTMLInputElement)) return;
  if (!toggle.checked) toggle.click();
  input.value = text;
  input.focus();
  input.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function guidesInput() {
  const input = document.querySelector("[data-md-component=search-query]");
  return input instanceof HTMLInputElement ? input : null;
}
