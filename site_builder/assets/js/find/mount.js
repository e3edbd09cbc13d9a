/* Where the box is: in the header of every page, and large on the home page. It is in the HTML and takes text at once;
   what answers is fetched when somebody comes to it. */
import { element, need } from "../dom.js";
import { t } from "../messages.js";
import { fragmentQuery } from "./fragment.js";
import needed from "./needed.js";

export function mountFind() {
  const roots = [...document.querySelectorAll("[data-hl-find]")].filter((root) => root instanceof HTMLElement);
  const inputs = roots.map(wakes);
  const main = inputs[Math.max(0, roots.findIndex((root) => root.dataset.hlFind === "main"))];
  if (!main) return;
  shortcut(main);
  const fill = () => {
    const text = fragmentQuery();
    if (text === null || text === main.value.trim()) return;
    main.value = text;
    main.focus();
    main.dispatchEvent(new Event("input"));
  };
  window.addEventListener("hashchange", fill);
  fill();
}

/** Let a box answer from its first focus on, whatever was typed until its script came. @param {HTMLElement} root */
function wakes(root) {
  const input = /** @type {HTMLInputElement} */ (need(root, "input"));
  furnish(root, input);
  const wake = () => {
    const links = needed.map((name) => element("link", { rel: "modulepreload", href: new URL(`../${name}`, import.meta.url).href }));
    document.head.append(...links);
    import("./box.js").then(({ Box }) => new Box(root), () => failed(root));
  };
  input.addEventListener("paste", (event) => pasted(input, event));
  if (document.activeElement === input || input.value) wake();
  else input.addEventListener("focus", wake, { once: true });
  return input;
}

/**
 * Make the rest of the combobox, which nobody needs without scripts.
 * @param {HTMLElement} root
 * @param {HTMLInputElement} input
 */
function furnish(root, input) {
  const list = `${input.id}-list`;
  const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list,
    "aria-keyshortcuts": "/", autocapitalize: "off", autocorrect: "off", spellcheck: "false", enterkeyhint: "search" };
  for (const [name, value] of Object.entries(combobox)) input.setAttribute(name, value);
  input.after(
    element("kbd", { class: "hl-find__key", "aria-hidden": "true", text: "/" }),
    element("button", { type: "button", class: "hl-find__clear", "aria-label": t("Clear"), hidden: true, text: "×" }),
  );
  root.append(
    element("div", { class: "hl-find__panel", hidden: true },
      element("div", { class: "hl-find__status" }),
      element("div", { id: list, role: "listbox", class: "hl-find__list", "aria-label": t("Accounts and guides") })),
    element("p", { class: "hl-sr", role: "status" }),
  );
}

/**
 * Keep lines apart: a field of one line makes spaces of their ends, and so one name of several accounts.
 * @param {HTMLInputElement} input
 * @param {ClipboardEvent} event
 */
function pasted(input, event) {
  const lines = (event.clipboardData?.getData("text/plain") ?? "").split(/[\r\n]+/).filter((line) => line.trim());
  if (lines.length < 2) return;
  event.preventDefault();
  input.setRangeText(lines.join(" | "), input.selectionStart ?? 0, input.selectionEnd ?? 0, "end");
  input.dispatchEvent(new Event("input"));
}

/** @param {HTMLElement} root  whose script did not come: the network is gone, or the site was published again */
function failed(root) {
  for (const part of [".hl-find__status", "[role=status]"]) {
    need(root, part).textContent = t("The search for accounts could not be loaded. Load the page again.");
  }
  need(root, ".hl-find__panel").hidden = false;
}

/**
 * `/` leads to the box, wherever nothing is being typed. Material binds it to its own search: this comes before.
 * @param {HTMLInputElement} main
 */
function shortcut(main) {
  window.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    const { activeElement } = document;
    const typing = activeElement instanceof HTMLElement
      && (activeElement.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(activeElement.tagName));
    if (typing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    main.focus();
    main.select();
  }, { capture: true });
}
