/* The results of a check, as the page shows them: how many there are of each kind, as buttons that choose among them, the
   rows in parts, and the same to copy or keep. */
import { badge, element, isolated } from "../dom.js";
import { accountName, platformName, RESULTS, STATES } from "../find/words.js";
import reasons from "../reasons.js";
import { count } from "./entries.js";
import { counts, HITS, reportCsv } from "./report.js";

/** @typedef {import("./report.js").Line} Line */
/** @typedef {import("../index/finder.js").Finder} Finder */

/** Rows that are shown at first, and with each press of the button. */
const SHOWN = 200;
/** What the day of a hit is, where it is not since when the account is listed. @type {Record<string, string>} */
const WHEN = { cleared: "taken back", removed: "removed" };
/** Characters of an account that are shown. */
const MOST_SHOWN = 320;
const ALL = "All results";

export class Results {
  /** @param {Line[]} lines @param {Finder} finder @param {string} site  address of the site's root */
  constructor(lines, finder, site) {
    this.lines = lines;
    this.finder = finder;
    this.site = site;
    this.chosen = lines;
    this.shown = 0;
    this.title = ALL;
    this.heading = element("h2", { tabindex: "-1" });
    this.said = element("p", { role: "status", class: "hl-small hl-muted hl-check__shown" });
    this.body = element("tbody");
    this.table = element("table", { class: "hl-records hl-check__table" },
      element("caption", { class: "hl-sr", text: "Results, what was found first" }),
      element("thead", {}, element("tr", {}, ...["Account", "Result", "Platform", "Record", "Line"].map((text) =>
        element("th", { scope: "col", text })))),
      this.body);
    this.more = button("Show more", () => this.show(), "hl-textbutton");
    this.copying = button("", () => this.copy());
  }

  /** @param {string} summary */
  draw(summary) {
    const hits = this.lines.filter(({ result }) => HITS.has(result));
    const unread = this.lines.filter(({ result }) => result === "unreadable").length;
    const tiles = [this.tile(ALL, this.lines), this.tile("Only hits", hits), ...counts(this.lines).map(([result]) =>
      this.tile(RESULTS[result], this.lines.filter((line) => line.result === result)))];
    this.heading.textContent = `Results: ${count(hits.length, "hit")}${unread ? `, ${unread.toLocaleString("en")} not read` : ""}`;
    const kept = button("Download all (CSV)", () => this.keep());
    this.choose(tiles[0], ALL, this.lines);
    return [this.heading, element("p", { text: summary }),
      element("div", { role: "group", "aria-label": "Results to show", class: "hl-check__tiles" }, ...tiles),
      element("p", { class: "hl-check__buttons" }, this.copying, kept), this.said, this.table, this.more];
  }

  /** @param {string} title @param {Line[]} lines */
  tile(title, lines) {
    const sum = element("span", { class: "hl-chip__count", text: lines.length.toLocaleString("en") });
    const tile = element("button", { type: "button", class: "hl-chip hl-check__tile", "aria-pressed": "false" }, sum, " ", title);
    tile.addEventListener("click", () => this.choose(tile, title, lines));
    return tile;
  }

  /** @param {HTMLButtonElement} tile @param {string} title @param {Line[]} lines */
  choose(tile, title, lines) {
    for (const other of tile.parentElement?.children ?? [tile]) other.setAttribute("aria-pressed", String(other === tile));
    this.chosen = lines;
    this.shown = 0;
    this.title = title;
    this.body.replaceChildren();
    this.copying.textContent = `Copy ${count(lines.length, "row")}`;
    this.copying.disabled = this.table.hidden = !lines.length;
    this.show();
  }

  show() {
    this.body.append(...this.chosen.slice(this.shown, this.shown + SHOWN).map((line) => this.row(line)));
    this.shown = Math.min(this.chosen.length, this.shown + SHOWN);
    this.more.hidden = this.shown === this.chosen.length;
    this.said.textContent = `${this.shown.toLocaleString("en")} of ${count(this.chosen.length, "row")} shown: ${this.title}.`;
  }

  /** @param {Line} line */
  row({ line, text, reading, platforms, result, reason, hits, more }) {
    const records = hits.map((hit) => element("span", { class: "hl-check__record" },
      element("a", { href: `${this.site}lists/${hit.list}/${hit.id}/` }, isolated(accountName(hit) || hit.id)),
      " ", badge(hit.state, STATES[hit.state] ?? hit.state), " ",
      isolated(this.finder.lists.get(hit.list)?.title ?? hit.list), ` ${WHEN[hit.how] ?? "since"} ${hit.since}`));
    if (more) records.push(element("span", { class: "hl-check__record", text: `and ${more} more` }));
    const on = platforms.map(platformName).join(", ") || (result !== "unreadable" && reading && "Any");
    const plain = reading.startsWith(`@${text.replace(/^@/, "")} on `);
    return element("tr", { class: HITS.has(result) ? "hl-check__hit" : null },
      element("th", { scope: "row" }, isolated(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text)),
      element("td", { "data-label": "Result" }, RESULTS[result],
        element("div", { class: "hl-small hl-muted", text: reasons[reason] ?? (reading && !plain && `Read as ${reading}`) })),
      element("td", { "data-label": "Platform", text: on }),
      element("td", { "data-label": "Record" }, ...records),
      element("td", { "data-label": "Line", text: String(line) }));
  }

  async copy() {
    const text = reportCsv(this.chosen, this.finder.asOf, this.site, "\t");
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    this.said.textContent = done ? `Copied ${count(this.chosen.length, "row")}: paste into a spreadsheet.` : "Not copied. Download the results instead.";
  }

  keep() {
    const address = URL.createObjectURL(new Blob([reportCsv(this.lines, this.finder.asOf, this.site)], { type: "text/csv" }));
    element("a", { download: "handlelists-check.csv", href: address }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }
}

/** @param {string} text @param {() => void} press */
function button(text, press, style = "hl-button") {
  const made = element("button", { type: "button", class: style, text });
  made.addEventListener("click", press);
  return made;
}
