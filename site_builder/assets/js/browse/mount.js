/* Browsing: filters where a page has them. */
import { filterRows } from "./rows.js";

export function mountBrowse() {
  for (const box of document.querySelectorAll("[data-hl-filter]")) {
    if (box instanceof HTMLElement) filterRows(box);
  }
}
