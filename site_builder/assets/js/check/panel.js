/* The page that checks many accounts at once. Nothing that is pasted or dropped leaves the browser. */
import { badge, element, isolated, need, siteRoot } from "../dom.js";
import { STATES } from "../find/words.js";
import { loadUnicode } from "../handles/unicode.js";
import { openFinder } from "../index/finder.js";
import platforms from "../platforms.js";
import { entriesOf, MOST, MOST_TEXT, readTable } from "./entries.js";
import { counts, report, reportCsv, RESULTS, whyNot } from "./report.js";

/** @typedef {import("./report.js").Line} Line */

/** Rows that are shown at first, and with each press of the button. */
const SHOWN = 200;
/** Characters of an account that are shown. */
const MOST_SHOWN = 320;
/** Characters from which on what is pasted is set and not typed. */
const LONG_PASTE = 5000;

export const mount = (/** @type {HTMLElement} */ root) => new CheckPanel(root);

class CheckPanel {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.site = siteRoot(root);
    this.text = /** @type {HTMLTextAreaElement} */ (need(root, "#hl-check-text"));
    this.file = /** @type {HTMLInputElement} */ (need(root, "#hl-check-file"));
    this.column = /** @type {HTMLSelectElement} */ (need(root, "#hl-check-column"));
    this.platform = /** @type {HTMLSelectElement} */ (need(root, "#hl-check-platform"));
    this.columnField = /** @type {HTMLElement} */ (this.column.parentElement);
    this.start = /** @type {HTMLButtonElement} */ (need(root, "#hl-check-start"));
    this.stop = need(root, "#hl-check-stop");
    this.status = need(root, ".hl-check__status");
    this.result = need(root, ".hl-check__result");
    this.work = new AbortController();
    this.listen(root);
    this.start.disabled = false;
    if (this.file.files?.length) this.load(this.file.files[0]);
    else if (this.text.value) this.read();
  }

  /** @param {HTMLElement} root */
  listen(root) {
    this.text.addEventListener("input", () => this.read());
    this.text.addEventListener("paste", (event) => this.paste(event));
    this.file.addEventListener("change", () => this.load(this.file.files?.[0]));
    root.addEventListener("dragover", (event) => {
      event.preventDefault();
      root.classList.add("hl-check--over");
    });
    root.addEventListener("dragleave", () => root.classList.remove("hl-check--over"));
    root.addEventListener("drop", (event) => {
      event.preventDefault();
      root.classList.remove("hl-check--over");
      const { dataTransfer } = event;
      if (dataTransfer?.files.length) this.load(dataTransfer.files[0]);
      else if (dataTransfer) this.put(dataTransfer.getData("text/plain"));
    });
    this.start.addEventListener("click", () => this.check());
    this.stop.addEventListener("click", () => this.work.abort());
  }

  /**
   * Browsers take seconds to type some thousands of lines into a field, and none to set its value.
   * @param {ClipboardEvent} event
   */
  paste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text.length < LONG_PASTE) return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = this.text;
    this.put(value.slice(0, selectionStart) + text + value.slice(selectionEnd));
  }

  /** @param {File | undefined} file */
  async load(file) {
    if (!file) return;
    if (file.size > MOST_TEXT) {
      this.refuse(`The file is larger than ${MOST_TEXT / 1_000_000} MB. Cut it into parts.`);
      return;
    }
    this.put(await file.text());
  }

  /**
   * What is not read is not shown either: a browser takes a minute to lay out a line of a megabyte.
   * @param {string} text
   */
  put(text) {
    this.read(text);
    this.text.value = this.table?.refused ? "" : text;
  }

  read(text = this.text.value) {
    if (this.table?.refused) this.status.textContent = "";
    this.table = readTable(platforms, text);
    const { columns, column } = this.table;
    this.column.replaceChildren(...columns.map((name, at) =>
      element("option", { value: String(at), text: name, selected: at === column })));
    this.columnField.hidden = columns.length < 2;
    if (this.table.refused) this.refuse(this.table.refused);
  }

  /**
   * Nothing of what was found before stays beside a text that is not read.
   * @param {string} why
   */
  refuse(why) {
    this.work.abort();
    this.result.replaceChildren();
    this.status.textContent = `${why} Nothing was checked.`;
  }

  async check() {
    this.work.abort();
    this.work = new AbortController();
    const { signal } = this.work;
    this.read();
    if (this.table?.refused) return;
    const table = /** @type {import("./entries.js").Table} */ (this.table);
    const { entries, left } = entriesOf(platforms, table, Number(this.column.value), this.platform.value || null);
    this.result.replaceChildren();
    if (!entries.length) {
      this.status.textContent = "There is nothing to check yet.";
      this.text.focus();
      return;
    }
    this.stop.hidden = false;
    this.status.textContent = `Checking ${entries.length} …`;
    try {
      // The table always: were it fetched when a text needs it, a server would know that one does.
      const [finder] = await Promise.all([openFinder(this.site), loadUnicode()]);
      let said = 0;
      const answers = await finder.checkMany(entries, {
        signal,
        onProgress: (done, total) => {
          if (Math.floor((done / total) * 10) === said) return;
          said = Math.floor((done / total) * 10);
          this.status.textContent = `Checking: ${said * 10} %`;
        },
      });
      this.draw(report(entries, answers), finder, left);
    } catch {
      this.status.textContent = signal.aborted ? "Stopped." : "The index could not be read. Try again.";
    }
    this.stop.hidden = true;
  }

  /**
   * @param {Line[]} lines
   * @param {import("../index/finder.js").Finder} finder
   * @param {number} left
   */
  draw(lines, finder, left) {
    const parts = counts(lines).map(([result, number]) => `${RESULTS[result]}: ${number}`);
    const rest = left ? ` The ${left} after the first ${MOST} were left out.` : "";
    this.status.textContent = `${lines.length} checked, as of ${finder.asOf.slice(0, 10)}. ${parts.join(". ")}.${rest}`;
    const body = element("tbody");
    const table = element("table", { class: "hl-records hl-check__table" },
      element("caption", { class: "hl-sr", text: "Results, what was found first" }),
      element("thead", {}, element("tr", {}, ...["Account", "Result", "Record", "Line"].map((text) =>
        element("th", { scope: "col", text })))),
      body);
    const more = element("button", { type: "button", class: "hl-textbutton", text: "Show more" });
    let shown = 0;
    const show = () => {
      body.append(...lines.slice(shown, shown + SHOWN).map((line) => this.row(line, finder)));
      shown = Math.min(lines.length, shown + SHOWN);
      more.hidden = shown === lines.length;
      more.textContent = `Show more (${lines.length - shown} left)`;
    };
    more.addEventListener("click", show);
    show();
    const data = new Blob([reportCsv(lines, finder.asOf, this.site)], { type: "text/csv" });
    const link = element("a", { class: "hl-button", download: "handlelists-check.csv", href: URL.createObjectURL(data),
      text: "Download the results (CSV)" });
    this.result.replaceChildren(element("p", {}, link), table, more);
  }

  /**
   * @param {Line} line
   * @param {import("../index/finder.js").Finder} finder
   */
  row(line, finder) {
    const { entry, text, reading, result, hits } = line;
    const records = hits.map((hit) => element("span", { class: "hl-check__record" },
      element("a", { href: `${this.site}lists/${hit.list}/${hit.id}/` }, isolated(hit.handle || hit.text)),
      " ", badge(hit.state, STATES[hit.state] ?? hit.state), " ",
      isolated(finder.lists.get(hit.list)?.title ?? hit.list), ` ${hit.how === "cleared" ? "taken back" : "since"} ${hit.since}`));
    return element("tr", {},
      element("th", { scope: "row" }, isolated(clipped(text))),
      element("td", { "data-label": "Result" }, RESULTS[result],
        element("div", { class: "hl-small hl-muted", text: whyNot(line) || (reading && `Read as ${reading}`) })),
      element("td", { "data-label": "Record" }, ...records),
      element("td", { "data-label": "Line", text: String(entry.line) }));
  }
}

/** @param {string} text */
function clipped(text) {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
