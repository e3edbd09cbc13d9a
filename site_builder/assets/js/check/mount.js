/* Where many accounts are checked at once. */
import { CheckPanel } from "./panel.js";

export function mountCheck() {
  const root = document.querySelector("[data-hl-check]");
  if (root instanceof HTMLElement) new CheckPanel(root);
}
