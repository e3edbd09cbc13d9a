/* Elements, made by calls and never from markup: no text of the data can become any. */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | boolean | null>} attributes  `class`, `text` and attributes; false and null leave one out
 * @param {(Node | string | null)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null) continue;
    if (name === "text") made.textContent = String(value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A text of the data, kept apart from what stands around it and never translated. @param {string} text */
export function isolated(text, style = "") {
  return element("bdi", { translate: "no", dir: "auto", text, class: style || null });
}

/**
 * The only element of its kind below another one, which the templates promise.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function need(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`${selector} is missing`);
  return found;
}

/** One of the sprite's icons: see `hl-icon` in the style. @param {string} name */
export function icon(name) {
  return element("span", { class: `hl-icon hl-icon--${name}` });
}

/** A state as the pages show it. @param {string} state @param {string} title */
export function badge(state, title) {
  return element("span", { class: `hl-badge hl-badge--${state}`, text: title });
}

/**
 * The address of the site's root, which a template wrote into `data-hl-root` relative to the page.
 * @param {HTMLElement} element
 */
export function siteRoot({ dataset }) {
  return new URL((dataset.hlRoot ?? ".").replace(/\/*$/, "/"), document.baseURI).href;
}
