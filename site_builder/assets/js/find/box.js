/* The box: a combobox (WAI-ARIA Authoring Practices, editable combobox with list autocomplete). As one types it shows what
   begins so or is like it; whether an account is listed it says of what is settled: after a pause, Enter or a paste. */
import { element, need, siteRoot } from "../dom.js";
import { spaced } from "../handles/search_key.js";
import { loadUnicode } from "../handles/unicode.js";
import { openFinder } from "../index/finder.js";
import { t } from "../messages.js";
import { keepInFragment } from "./fragment.js";
import { guidesGroup, searchGuides } from "./guides.js";
import { groups } from "./options.js";
import { announced, said } from "./words.js";

/** @typedef {import("../index/answer.js").Answer} Answer */
/** @typedef {import("../index/finder.js").Finder} Finder */

/** Milliseconds from the last letter to the question, */
const TYPING = 60;
/** to saying that it takes time, */
const SLOW = 400;
/** and to a verdict, the address and what a screen reader hears. */
const RESTING = 600;
/** Verdicts about one account, whose page Enter opens. */
const OPENED = new Set(["listed", "cleared", "previous", "record", "removed"]);
/** Width of a window, in pixels, below which the box is moved up where its answer does not fit. */
const NARROW = 720;

/** One finder for all boxes of a page. @type {Promise<Finder> | null} */
let finder = null;

export class Box {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.site = siteRoot(root);
    this.input = /** @type {HTMLInputElement} */ (need(root, "input"));
    this.clear = need(root, ".hl-find__clear");
    this.status = need(root, ".hl-find__status");
    this.list = need(root, "[role=listbox]");
    this.panel = need(root, ".hl-find__panel");
    this.live = need(root, "[role=status]");
    /** @type {Answer | null} */
    this.answer = null;
    /** @type {Finder | null} */
    this.ready = null;
    this.active = -1;
    /** Whether the text is as its author wants it. */
    this.settled = false;
    this.asked = new AbortController();
    /** @type {ReturnType<typeof setTimeout>[]} */
    this.timers = [];
    this.listen();
    open(this.site).catch(() => {}); // whoever asks is told
    // Not when a text needs the table: a server would know that one does.
    loadUnicode().catch(() => {});
    if (this.input.value) this.typed(true);
  }

  listen() {
    this.input.addEventListener("focus", () => {
      open(this.site).catch(() => {}); // whoever asks is told
      if (this.input.value) this.show(true);
    });
    this.input.addEventListener("input", (event) => {
      this.typed(!(event instanceof InputEvent) || event.inputType.startsWith("insertFrom"));
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.clear.addEventListener("click", () => {
      this.reset();
      this.input.focus();
    });
    this.root.addEventListener("focusout", (event) => {
      const next = event.relatedTarget;
      if (!(next instanceof Node && this.root.contains(next))) this.show(false);
    });
    // The box keeps the focus: a press on an option must not take it away before the click comes.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest("[data-hl-guides]") : null;
      if (!(option instanceof HTMLElement)) return;
      event.preventDefault();
      this.show(false);
      searchGuides(option.dataset.hlGuides ?? "");
    });
  }

  /** Answer a text as if it had been typed. @param {string} text */
  fill(text) {
    this.input.value = text;
    this.typed(true);
  }

  /** @param {boolean} settled  whether it was pasted, or came with the address */
  typed(settled) {
    const text = this.input.value;
    this.stop();
    this.settled = settled;
    this.answer = null;
    this.clear.hidden = !text;
    if (!spaced(text)) {
      this.list.replaceChildren();
      this.status.replaceChildren();
      this.show(false);
      this.later(() => keepInFragment(""), RESTING);
      return;
    }
    this.later(() => this.ask(text), TYPING);
    this.later(() => this.settle(), RESTING);
  }

  /** Say what is known of the text, or as soon as it is. */
  settle() {
    this.settled = true;
    const { answer, ready } = this;
    if (!answer || !ready) return;
    this.tell(answer, ready);
    keepInFragment(spaced(answer.text));
    this.live.textContent = announced(answer, ready.asOf);
  }

  /** @param {string} text */
  async ask(text) {
    const { signal } = this.asked;
    const slow = this.later(() => this.say("", t("Reading the index …")), SLOW);
    try {
      const ready = await open(this.site);
      const answer = await ready.answer(text, { signal, onExact: (exact) => signal.aborted || this.draw(exact, ready) });
      if (signal.aborted) return;
      clearTimeout(slow);
      this.answer = answer;
      this.ready = ready;
      this.draw(answer, ready);
      if (this.settled || answer.verdict === "record") this.settle();
    } catch {
      if (signal.aborted) return;
      this.stop();
      this.failed(text);
    }
  }

  /** @param {Answer} answer @param {Finder} ready */
  draw(answer, ready) {
    const made = groups(answer, ready, this.site, (at) => this.optionId(at));
    const guides = guidesGroup(answer.text.trim(), this.optionId(answer.hits.length));
    this.list.replaceChildren(...made, ...(guides ? [guides] : []));
    this.choose(-1);
    this.tell(answer, ready);
  }

  /** @param {Answer} answer @param {Finder} ready */
  tell(answer, ready) {
    const { tone, title, sentences } = said(answer, ready.asOf);
    if (this.settled) this.say(tone, title, ...sentences);
    else this.say("", t("Type on, or press Enter for the answer."));
    if (answer.more) {
      this.status.append(element("p", { class: "hl-find__more", text: t("There are more: type on to narrow it down.") }));
    }
  }

  /** @param {string} tone @param {string} title @param {string[]} sentences */
  say(tone, title, ...sentences) {
    this.status.className = `hl-find__status hl-find__status--${tone || "waiting"}`;
    this.status.replaceChildren(
      element("p", { class: "hl-find__verdict", text: title }),
      ...sentences.map((sentence) => element("p", { text: sentence })),
    );
    this.show(document.activeElement === this.input);
  }

  /** @param {string} text */
  failed(text) {
    this.list.replaceChildren();
    this.say("unknown", t("The index could not be read."));
    const again = element("button", { type: "button", class: "hl-textbutton", text: t("Try again") });
    again.addEventListener("click", () => {
      this.input.focus();
      this.fill(text);
    });
    this.status.append(again);
    this.live.textContent = t("The index could not be read.");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    const last = this.options.length - 1;
    /** @type {Record<string, () => void>} */
    const moves = {
      ArrowDown: () => this.choose(this.active >= last ? 0 : this.active + 1),
      ArrowUp: () => this.choose(this.active <= 0 ? last : this.active - 1),
      Enter: () => (this.settled || this.options[this.active] ? this.go() : this.settle()),
      Escape: () => (this.panel.hidden ? this.reset() : this.show(false)),
    };
    const move = moves[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (event.key.startsWith("Arrow") && this.answer) this.show(true);
    move();
  }

  /** Open the active option, or the account that the answer is about. */
  go() {
    const best = OPENED.has(this.answer?.verdict ?? "") ? this.options[0] : null;
    (this.options[this.active] ?? best)?.click();
  }

  /** @param {number} at */
  choose(at) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = at;
    const option = this.options[at];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  get options() {
    return /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll("[role=option]")]);
  }

  /** @param {number} at */
  optionId(at) {
    return `${this.list.id}-${at}`;
  }

  /** @param {boolean} whether */
  show(whether) {
    const shown = whether && this.status.childElementCount > 0;
    this.panel.hidden = !shown;
    // On a phone the answer may stand below what can be seen.
    const below = shown && this.panel.getBoundingClientRect().bottom > innerHeight;
    if (below && innerWidth < NARROW) this.root.scrollIntoView({ block: "start" });
    this.input.setAttribute("aria-expanded", String(shown && this.options.length > 0));
    if (!shown) this.choose(-1);
  }

  reset() {
    this.input.value = "";
    this.live.textContent = "";
    this.typed(false);
  }

  /** @param {() => void} work @param {number} after */
  later(work, after) {
    const timer = setTimeout(work, after);
    this.timers.push(timer);
    return timer;
  }

  stop() {
    this.asked.abort();
    this.asked = new AbortController();
    this.timers.forEach(clearTimeout);
    this.timers = [];
  }
}

/** @param {string} site */
function open(site) {
  finder ??= openFinder(site).catch((error) => {
    finder = null;
    throw error;
  });
  return finder;
}
