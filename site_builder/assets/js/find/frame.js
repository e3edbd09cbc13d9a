/* The box's elements. They need the script anyway, so the templates only say where the box stands. */
import { element } from "../dom.js";

const LABEL = "Find an account: a handle, the address of a profile, or an account id";

/**
 * Fill an empty element of a page.
 * @param {HTMLElement} root
 */
export function frame(root) {
  const id = `hl-find-${root.dataset.hlFind}`;
  const input = element("input", {
    id, type: "text", class: "hl-find__input", role: "combobox", "aria-label": LABEL, "aria-autocomplete": "list",
    "aria-expanded": "false", "aria-controls": `${id}-list`, placeholder: "Find an account", dir: "auto", maxlength: "2048",
    autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false", enterkeyhint: "search",
    "aria-keyshortcuts": "/",
  });
  const clear = element("button", { type: "button", class: "hl-find__clear", "aria-label": "Clear", hidden: true, text: "×" });
  const status = element("div", { class: "hl-find__status" });
  const list = element("div", { id: `${id}-list`, role: "listbox", class: "hl-find__list", "aria-label": "Accounts and guides" });
  const panel = element("div", { class: "hl-find__panel", hidden: true }, status, list);
  const live = element("p", { class: "hl-sr", role: "status" });
  const field = element("div", { class: "hl-find__field" }, input, element("kbd", { class: "hl-find__key", "aria-hidden": "true", text: "/" }), clear);
  root.setAttribute("role", "search");
  root.setAttribute("aria-label", "Accounts");
  root.append(field, panel, live);
  root.hidden = false;
  return { input, clear, status, list, panel, live };
}
