/* Where the box stands: in the header of every page, and large on the home page. */
import { loadUnicode } from "../handles/unicode.js";
import { Box } from "./box.js";
import { fragmentQuery } from "./fragment.js";

export function mountFind() {
  const boxes = [...document.querySelectorAll("[data-hl-find]")]
    .filter((root) => root instanceof HTMLElement)
    .map((root) => new Box(root));
  const main = boxes.find((box) => box.root.dataset.hlFind === "main") ?? boxes[0];
  if (!main) return;
  shortcut(main);
  const fill = () => {
    const text = fragmentQuery();
    if (text === null || text === main.input.value.trim()) return;
    main.input.focus();
    main.fill(text);
  };
  window.addEventListener("hashchange", fill);
  fill();
  // The table belongs to the page: were it fetched when a text asks for it, a server would know that one did.
  whenIdle(() => loadUnicode().catch(() => {})); // whoever needs it asks again
}

/** @param {() => void} work */
function whenIdle(work) {
  if ("requestIdleCallback" in window) window.requestIdleCallback(work, { timeout: 3000 });
  else globalThis.addEventListener("load", work, { once: true });
}

/**
 * `/` leads to the box, wherever nothing is being typed. Material binds it to its own search: this comes before.
 * @param {Box} main
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
    main.input.focus();
    main.input.select();
  }, { capture: true });
}
