/* What pages gain where scripts run: copy buttons, filters over a page that holds a whole list, or all changes, and
   the number of a record in the letter of those who were listed by mistake.
   Nothing here is needed to read a page, nothing is fetched, and no text of the data is ever turned into markup. */
(() => {
  "use strict";

  const reset = 1500;

  function copyButtons() {
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll("[data-hl-copy]")) {
      const text = button.parentElement.querySelector(".hl-copy__text");
      const label = button.lastElementChild;
      const idle = label.textContent;
      button.hidden = false;
      button.addEventListener("click", () => {
        navigator.clipboard.writeText(text.textContent).then(
          () => say(button, label, "Copied", idle),
          () => say(button, label, "Not copied", idle),
        );
      });
    }
  }

  function say(button, label, text, idle) {
    label.textContent = text;
    label.setAttribute("role", "status");
    button.classList.toggle("hl-copy__button--done", text === "Copied");
    setTimeout(() => {
      label.textContent = idle;
      label.removeAttribute("role");
      button.classList.remove("hl-copy__button--done");
    }, reset);
  }

  /* The links of the facets become switches: values of one facet widen the choice, facets narrow it. */
  function filter(box) {
    const rows = [...box.querySelectorAll("[data-hl-rows] > *")];
    const noun = `${box.dataset.hlFilter}s`;
    const tools = box.querySelector("[data-hl-tools]");
    const text = tools.querySelector("[data-hl-text]");
    const status = tools.querySelector("[data-hl-status]");
    const clear = tools.querySelector("[data-hl-clear]");
    const switches = [...box.querySelectorAll("a[data-facet]")].map((link) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = link.className;
      button.dataset.facet = link.dataset.facet;
      button.dataset.value = link.dataset.value;
      button.setAttribute("aria-pressed", "false");
      button.append(...link.childNodes);
      link.replaceWith(button);
      return button;
    });

    /* Changes have no handle to look for. */
    function typed() {
      return text?.value.trim() ?? "";
    }

    function apply() {
      const chosen = new Map();
      for (const item of switches) {
        if (item.getAttribute("aria-pressed") !== "true") continue;
        const values = chosen.get(item.dataset.facet) ?? new Set();
        chosen.set(item.dataset.facet, values.add(item.dataset.value));
      }
      const wanted = typed().replace(/^@/, "").toLowerCase();
      let shown = 0;
      for (const row of rows) {
        const fits = [...chosen].every(([facet, values]) =>
          row.dataset[facet].split(" ").some((value) => values.has(value)));
        const named = !wanted || row.cells[0].textContent.toLowerCase().includes(wanted);
        row.hidden = !(fits && named);
        shown += row.hidden ? 0 : 1;
      }
      const active = chosen.size > 0 || wanted !== "";
      status.textContent = active ? `${shown} of ${rows.length} ${noun}` : `${rows.length} ${noun}`;
      clear.hidden = !active;
      remember(chosen, typed());
    }

    /* Keep the choice in the address, so that it can be shared and survives "back". */
    function remember(chosen, handle) {
      const query = new URLSearchParams();
      for (const [facet, values] of chosen) for (const value of values) query.append(facet, value);
      if (handle) query.set("handle", handle);
      const search = query.toString();
      history.replaceState(null, "", `${location.pathname}${search ? `?${search}` : ""}${location.hash}`);
    }

    function recall() {
      const query = new URLSearchParams(location.search);
      for (const item of switches) {
        const on = query.getAll(item.dataset.facet).includes(item.dataset.value);
        item.setAttribute("aria-pressed", String(on));
      }
      if (text) text.value = query.get("handle") ?? "";
    }

    for (const item of switches) {
      item.addEventListener("click", () => {
        item.setAttribute("aria-pressed", String(item.getAttribute("aria-pressed") !== "true"));
        apply();
      });
    }
    text?.addEventListener("input", apply);
    clear.addEventListener("click", () => {
      for (const item of switches) item.setAttribute("aria-pressed", "false");
      if (text) text.value = "";
      (text ?? switches[0]).focus();
      apply();
    });
    tools.hidden = false;
    recall();
    apply();
  }

  const recordId = /^[0-9a-hjkmnp-tv-z]{12}$/;
  const listId = /^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$/;

  /* A record's page leads to the letter with #record=ID&list=LIST. Anybody can make such a link: what is no id of a
     record is as if it were not there, and what is one only ever becomes text, or a part of a message's subject. */
  function letter(box) {
    const about = box.querySelector("[data-hl-about]");
    const slots = [...box.querySelectorAll("[data-hl-slot]")].map((item) => [item, item.textContent]);
    const contacts = [...document.querySelectorAll("[data-hl-contact]")].map((item) => {
      const link = item.querySelector("a[href]");
      return { item, link, list: item.dataset.hlContact, href: link?.getAttribute("href") };
    });

    function fill() {
      const given = new URLSearchParams(location.hash.slice(1));
      const record = known(given.get("record"), recordId);
      const list = record && known(given.get("list"), listId);
      const values = { record, list };
      for (const [slot, idle] of slots) slot.textContent = values[slot.dataset.hlSlot] ?? idle;
      const whole = contacts.find((contact) => contact.list === "");
      const own = contacts.find((contact) => contact.list === list) ?? whole;
      const subject = list && box.dataset.hlSubject.replace("{record}", record).replace("{list}", list);
      for (const contact of contacts) {
        const led = subject && (contact === own || contact === whole);
        contact.link?.setAttribute("href", led ? withSubject(contact.href, subject) : contact.href);
      }
      about.hidden = !record;
      about.querySelector("[data-hl-listed]").hidden = !list;
      const shown = own?.link ?? own?.item.querySelector(".hl-copy__text");
      about.querySelector("[data-hl-to]").replaceChildren(...(shown ? [shown.cloneNode(true)] : []));
    }

    window.addEventListener("hashchange", fill);
    fill();
  }

  function known(text, pattern) {
    return text !== null && pattern.test(text) ? text : null;
  }

  /* The subject is the last parameter of a contact's address: see `contact` in publish/pages/links.py. */
  function withSubject(href, subject) {
    return href.replace(/([?&]subject=)[^&#]*(?=#|$)/, (_, name) => name + encodeURIComponent(subject));
  }

  copyButtons();
  document.querySelectorAll("[data-hl-letter]").forEach(letter);
  document.querySelectorAll("[data-hl-filter]").forEach(filter);
})();
