/* The entry: every page loads this module and, of the others, those of what it has. The box that finds accounts fetches
   its own when somebody comes to it. */
import { mountFind } from "./find/mount.js";
import { mountTheme } from "./theme.js";
import { t } from "./messages.js";

/** What a page may have, by the attribute that says so. pages/scripts.py reads this table. */
const PARTS = {
  "data-hl-changes": () => import("./browse/changes.js"),
  "data-hl-check": () => import("./check/panel.js"),
  "data-hl-columns": () => import("./browse/long.js"),
  "data-hl-copy": () => import("./copy.js"),
  "data-hl-filter": () => import("./browse/rows.js"),
  "data-hl-letter": () => import("./letter.js"),
};

/** @param {Element} part  whose script did not come: the network is gone, or the site was published again */
const failed = (part) => part.querySelector("[role=status]")?.append(t("This could not be loaded. Load the page again."));

mountFind();
mountTheme();
for (const [attribute, load] of Object.entries(PARTS)) {
  const found = document.querySelectorAll(`[${attribute}]`);
  if (!found.length) continue;
  load().then(({ mount }) => found.forEach((item) => item instanceof HTMLElement && mount(item)), () => found.forEach(failed));
}
