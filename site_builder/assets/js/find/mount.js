/* Where the box is: in the header of every page, and large on the home page. It is in the HTML and takes text at once;
   what answers is fetched when somebody comes to it. */
import { element, need } from "../dom.js";
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

/**
 * Let a box answer from its first focus on, whatever was typed until its script came.
 * @param {HTMLElement} root
 */
function wakes(root) {
  const input = /** @type {HTMLInputElement} */ (need(root, "input"));
  const wake = () => {
    const links = needed.map((name) => element("link", { rel: "modulepreload", href: new URL(`../${name}`, import.meta.url).href }));
    document.head.append(...links);
    import("./box.js").then(({ Box }) => new Box(root), () => failed(root));
  };
  if (document.activeElement === input || input.value) wake();
  else input.addEventListener("focus", wake, { once: true });
  return input;
}

/** @param {HTMLElement} root  whose script did not come: the network is gone, or the site was published again */
function failed(root) {
  for (const part of [".hl-find__status", "[role=status]"]) {
    need(root, part).textContent = "The search for accounts could not be loaded. Load the page again.";
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
