/* The page that checks many accounts at once. Nothing that is pasted or dropped leaves the browser. */
import { element, isolated, need, siteRoot } from "../dom.js";
import { loadUnicode } from "../handles/unicode.js";
import { MOST_PLACES, openFinder } from "../index/finder.js";
import platforms from "../platforms.js";
import { Turns } from "../turns.js";
import { decode, decodeAs, encodingName, sample } from "./encoding.js";
import { count, entriesOf, MOST, MOST_TEXT, readTable } from "./entries.js";
import { report } from "./report.js";
import { Results } from "./results.js";

/** Characters from which on what is pasted is set and not typed. */
const LONG_PASTE = 5000;
/** Lines and characters of a text that can be edited. */
const EDITED_LINES = 1000;
const EDITED = 100_000;
/** Characters of a line that is shown to tell an encoding by. */
const SAMPLE = 160;
const NOTHING = { entries: [], left: 0, empty: 0 };

export const mount = (/** @type {HTMLElement} */ root) => new CheckPanel(root);

class CheckPanel {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.site = siteRoot(root);
    this.text = /** @type {HTMLTextAreaElement} */ (need(root, "#hl-check-text"));
    this.file = /** @type {HTMLInputElement} */ (need(root, "#hl-check-file"));
    this.column = /** @type {HTMLSelectElement} */ (need(root, "#hl-check-column"));
    this.platform = /** @type {HTMLSelectElement} */ (need(root, "#hl-check-platform"));
    this.encoding = /** @type {HTMLSelectElement} */ (need(root, "#hl-check-encoding"));
    this.start = /** @type {HTMLButtonElement} */ (need(root, "#hl-check-start"));
    this.progress = /** @type {HTMLProgressElement} */ (need(root, "progress"));
    this.stop = need(root, "#hl-check-stop");
    this.held = need(root, ".hl-check__held");
    this.question = need(root, ".hl-check__question");
    this.status = need(root, ".hl-check__status");
    this.result = need(root, ".hl-check__result");
    this.work = new AbortController();
    this.edited = false;
    /** The file that is asked about. */
    this.bytes = new Uint8Array();
    this.listen(root);
    this.start.disabled = false;
    if (this.file.files?.length) this.load(this.file.files[0]);
    else if (this.text.value) this.put(this.text.value);
  }

  /** @param {HTMLElement} root */
  listen(root) {
    this.text.addEventListener("input", () => this.read(this.text.value));
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
    need(this.held, "button").addEventListener("click", () => {
      this.file.value = "";
      this.put("");
      this.text.focus();
    });
    this.encoding.addEventListener("change", () => this.sample());
    need(this.question, "button").addEventListener("click", () => this.decide());
    this.start.addEventListener("click", () => this.check());
    this.stop.addEventListener("click", () => this.end("Stopped. Nothing was checked."));
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
    this.put("");
    const { work } = this;
    if (file.size > MOST_TEXT) {
      this.end(`The file is larger than ${MOST_TEXT / 1_000_000} MB. Cut it into parts. Nothing was checked.`);
      return;
    }
    const data = await file.arrayBuffer().catch(() => null);
    if (work !== this.work) return; // something else was given in between
    const bytes = new Uint8Array(data ?? []);
    const { text, guesses, refused } = data ? decode(bytes) : { text: null, guesses: [], refused: "The file cannot be read any more." };
    if (text?.trim()) this.put(text);
    else if (text !== null) this.end("The file is empty. Nothing was checked.");
    else if (refused) this.end(`${refused} Nothing was checked.`);
    else this.ask(bytes, guesses);
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes @param {string[]} guesses */
  ask(bytes, guesses) {
    this.bytes = bytes;
    this.encoding.replaceChildren(...guesses.map((value) => element("option", { value, text: encodingName(value) })));
    this.question.hidden = false;
    this.sample();
    this.end("The file is not UTF-8. Choose how its letters are written.");
  }

  sample() {
    const lines = sample(this.bytes, this.encoding.value).map((line) => element("li", {}, isolated(line.slice(0, SAMPLE))));
    need(this.question, "ul").replaceChildren(...lines);
  }

  decide() {
    const { value } = this.encoding;
    const text = decodeAs(this.bytes, value, value === "utf-8");
    if (text === null) {
      this.end(`The file cannot be ${encodingName(value)}. Choose another.`);
      return;
    }
    this.put(text);
    this.start.focus();
  }

  /** Take a text in place of what was there, and of what was found in that. @param {string} text */
  put(text) {
    this.end("");
    this.text.value = this.read(text) ? text : "";
  }

  /**
   * @param {string} text
   * @returns {boolean} whether it can be edited: browsers take seconds to lay out some thousands of lines
   */
  read(text) {
    this.edited = true;
    this.question.hidden = true;
    this.table = readTable(platforms, text);
    const { parts, rows, refused } = this.table;
    this.column.replaceChildren(...parts.map(({ title }, at) => element("option", { value: String(at), text: title })));
    /** @type {HTMLElement} */ (this.column.parentElement).hidden = parts.length < 2;
    this.text.hidden = rows.length > EDITED_LINES || (!refused && text.length > EDITED);
    this.held.hidden = !this.text.hidden;
    need(this.held, "span").textContent = `${count(rows.length, "line")} to be checked, too many to be shown here.`;
    if (refused) this.end(`${refused} Nothing was checked.`);
    return !this.text.hidden && !refused;
  }

  /** End what is going on, and say so; nothing of what was found before stays. @param {string} why */
  end(why) {
    this.work.abort();
    this.work = new AbortController();
    const stopped = document.activeElement === this.stop;
    this.stop.hidden = this.progress.hidden = true;
    if (stopped) this.start.focus();
    this.result.replaceChildren();
    this.status.textContent = why;
  }

  async check() {
    if (!this.question.hidden) {
      this.encoding.focus();
      return;
    }
    this.end("");
    const { table, work: { signal } } = this;
    const part = table?.parts[Number(this.column.value)];
    const { entries, left, empty } = table && part ? entriesOf(table, platforms, part, this.platform.value || null) : NOTHING;
    if (!table || !part || !entries.length) {
      this.end("There is nothing to check yet.");
      this.text.focus();
      return;
    }
    this.edited = false;
    this.stop.hidden = this.progress.hidden = false;
    this.say(0, entries.length);
    try {
      // The table always: were it fetched when a text needs it, a server would know that one does.
      const [finder] = await Promise.all([openFinder(this.site), loadUnicode()]);
      const answers = await finder.checkMany(entries, { signal, onProgress: (done) => this.say(done, entries.length) });
      const found = report(entries, answers);
      await new Turns(signal).next();
      const results = new Results(found, finder, this.site);
      this.end("");
      const lines = new Set(entries.slice(0, answers.length).map(({ line }) => line)).size;
      const beyond = left + entries.length - answers.length;
      this.result.replaceChildren(...results.draw([
        `${count(lines, "line")} checked, as of ${finder.asOf.slice(0, 10)}.`,
        part.columns.length ? `Of each line, only ${part.title} was read.` : "",
        table.header ? `The first line was taken for names of columns: “${table.header.slice(0, SAMPLE)}”.` : "",
        empty ? `${count(empty, "line")} had nothing there.` : "",
        beyond ? `${count(beyond, "line")} after them were left out: at most ${count(MOST, "line")} and ${count(MOST_PLACES, "account")} are checked at once.` : "",
      ].filter(Boolean).join(" ")));
      this.show(results.heading);
    } catch {
      if (!signal.aborted) this.end("The index could not be read. Try again.");
    }
  }

  /** @param {number} done  share of the whole @param {number} lines */
  say(done, lines) {
    this.progress.value = done;
    const text = `Checking ${count(lines, "line")}: ${Math.floor(done * 10)}0 %`;
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  /**
   * Bring the results to the eye and to the keyboard, unless somebody has gone on to something else.
   * @param {HTMLElement} heading
   */
  show(heading) {
    const { activeElement } = document;
    if (this.edited || (activeElement !== document.body && !this.root.contains(activeElement))) return;
    heading.focus({ preventScroll: true });
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    heading.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
  }
}
