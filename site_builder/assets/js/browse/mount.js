/* Browsing: filters where a page has them. */
import { browseLong } from "./long.js";
import { filterRows } from "./rows.js";

export function mountBrowse() {
  for (const box of document.querySelectorAll("[data-hl-filter], [data-hl-columns]")) {
    if (!(box instanceof HTMLElement)) continue;
    if (box.dataset.hlColumns === undefined) filterRows(box);
    else browseLong(box);
  }
}
