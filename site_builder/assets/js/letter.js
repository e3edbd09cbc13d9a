/* The letter of those who were listed by mistake. A record's page leads to it with #record=ID&list=LIST. Anybody can
   make such a link: what is no id of a record is as if it were not there, and what is one only ever becomes text, or a
   part of a message's subject. */
import { need } from "./dom.js";

const RECORD_ID = /^[0-9a-hjkmnp-tv-z]{12}$/;
const LIST_ID = /^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/** @param {HTMLElement} box */
export function mount(box) {
  const about = need(box, "[data-hl-about]");
  const slots = elements(box, "[data-hl-slot]").map((item) => ({ item, idle: item.textContent }));
  const contacts = elements(document, "[data-hl-contact]").map((item) => {
    const link = item.querySelector("a[href]");
    return { item, link, list: item.dataset.hlContact, href: link?.getAttribute("href") ?? "" };
  });

  function fill() {
    const given = new URLSearchParams(location.hash.slice(1));
    const record = known(given.get("record"), RECORD_ID);
    const list = record && known(given.get("list"), LIST_ID);
    for (const { item, idle } of slots) {
      item.textContent = (item.dataset.hlSlot === "record" ? record : list) ?? idle;
    }
    for (const link of document.querySelectorAll("a[data-hl-language]")) {
      if (link instanceof HTMLAnchorElement) link.hash = record ? location.hash : "";
    }
    const whole = contacts.find((contact) => contact.list === "");
    const own = contacts.find((contact) => contact.list === list) ?? whole;
    const subject =
      record && list && (box.dataset.hlSubject ?? "").replace("{record}", record).replace("{list}", list);
    for (const contact of contacts) {
      const led = subject && (contact === own || contact === whole);
      contact.link?.setAttribute("href", led ? withSubject(contact.href, subject) : contact.href);
    }
    about.hidden = !record;
    need(about, "[data-hl-listed]").hidden = !list;
    need(about, "[data-hl-unlisted]").hidden = Boolean(list);
    const shown = own?.link ?? own?.item.querySelector("bdi");
    need(about, "[data-hl-to]").replaceChildren(...(shown ? [shown.cloneNode(true)] : []));
  }

  window.addEventListener("hashchange", fill);
  fill();
}

/** @param {ParentNode} root @param {string} selector @returns {HTMLElement[]} */
function elements(root, selector) {
  return [...root.querySelectorAll(selector)].filter((item) => item instanceof HTMLElement);
}

/** @param {string | null} text @param {RegExp} pattern */
function known(text, pattern) {
  return text !== null && pattern.test(text) ? text : null;
}

/**
 * The subject is the last parameter of a contact's address: see `contact` in pages/links.py.
 * @param {string} href
 * @param {string} subject
 */
function withSubject(href, subject) {
  return href.replace(/([?&]subject=)[^&#]*(?=#|$)/, (_, name) => name + encodeURIComponent(subject));
}
