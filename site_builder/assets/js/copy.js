/* Copy buttons: beside values that people take elsewhere. They appear where scripts run. */
import { need } from "./dom.js";

const RESET = 1500;

/** @param {HTMLElement} button */
export function mount(button) {
  if (!navigator.clipboard) return;
  const text = need(/** @type {ParentNode} */ (button.parentNode), ".hl-copy__text");
  const label = /** @type {HTMLElement} */ (button.lastElementChild);
  const idle = label.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(text.textContent ?? "").then(
      () => say("Copied", true),
      () => say("Not copied", false),
    );
  });

  /** @param {string} what @param {boolean} done */
  function say(what, done) {
    label.textContent = what;
    label.setAttribute("role", "status");
    button.classList.toggle("hl-copy__button--done", done);
    setTimeout(() => {
      label.textContent = idle;
      label.removeAttribute("role");
      button.classList.remove("hl-copy__button--done");
    }, RESET);
  }
}
