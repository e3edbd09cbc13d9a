/* Copy buttons: beside values that people take elsewhere. They appear where scripts run. */
import { element, icon, need } from "./dom.js";
import { t } from "./messages.js";

const RESET = 1500;

/** @param {HTMLElement} item  named by its attribute: what is copied; the button shows its words where it says so */
export function mount(item) {
  if (!navigator.clipboard) return;
  const text = need(item, "bdi, .hl-copy__text");
  const shown = item.dataset.hlShown !== undefined;
  const idle = t("Copy {what}", { what: item.dataset.hlCopy ?? "" });
  const label = element("span", { class: shown ? null : "hl-sr", text: idle });
  const button = element("button", { type: "button", class: shown ? "hl-button" : "hl-copy__button", title: idle, "data-hl-done": t("Copied") }, icon("copy"), label);
  item.append(button);
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(text.textContent ?? "").then(
      () => say(t("Copied"), true),
      () => say(t("Not copied"), false),
    );
  });

  /** @param {string} what @param {boolean} done */
  function say(what, done) {
    label.textContent = what;
    label.setAttribute("role", "status");
    button.classList.toggle("hl-copy__button--done", done && !shown);
    setTimeout(() => {
      label.textContent = idle;
      label.removeAttribute("role");
      button.classList.remove("hl-copy__button--done");
    }, RESET);
  }
}
