/* What concerns a whole page: the day on paper, and the choice of light or dark colours, kept as the theme of the guides keeps its own, so that both are of one mind. */
import { need } from "./dom.js";
import { t } from "./messages.js";

export function mountTheme() {
  window.addEventListener("beforeprint", () => {
    const where = document.querySelector(".hl-print");
    if (where instanceof HTMLElement) where.dataset.day = new Date().toISOString().slice(0, 10);
  });
  const button = document.querySelector("[data-hl-theme]");
  if (!(button instanceof HTMLElement)) return; // the theme's pages have their own
  const page = document.documentElement;
  const key = `${new URL(page.dataset.hlRoot ?? ".", location.href).pathname}.__palette`;
  const chosen = () => page.dataset.mdColorScheme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "slate" : "default");
  const say = () => {
    need(button, "span").textContent = chosen() === "slate" ? t("Use light colours") : t("Use dark colours");
  };
  button.addEventListener("click", () => {
    const scheme = chosen() === "slate" ? "default" : "slate";
    page.dataset.mdColorScheme = scheme;
    const media = `(prefers-color-scheme: ${scheme === "slate" ? "dark" : "light"})`;
    const color = { media, scheme, primary: "custom", accent: "custom" };
    localStorage.setItem(key, JSON.stringify({ index: scheme === "slate" ? 1 : 0, color }));
    say();
  });
  say();
  button.hidden = false;
}
