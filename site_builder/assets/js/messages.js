/* Messages: what scripts say, in the page's language. A message is named by its English text; the others are in modules
   that pages/scripts.py makes of the catalogues. Values are kept apart from what is around them, whatever their script. */

/** Languages that have a module: those of `wording/locale/`. */
const KNOWN = new Set(["ar", "ru"]);
const lang = globalThis.document?.documentElement.lang ?? "en";
/** @type {Record<string, string | Record<string, string>> | null} */
const catalogue = KNOWN.has(lang) ? await import(`./messages/${lang}.js`).then((made) => made.default, () => null) : null;
const plurals = new Intl.PluralRules(catalogue ? lang : "en");

/** @typedef {Record<string, string | number>} Values */

/** A message; `{name}` in it is filled with a value. @param {string} english @param {Values} [values] */
export function t(english, values) {
  return filled(String(catalogue?.[english] ?? english), values);
}

/**
 * A message that counts: in English one of two, by `number`, which is filled in.
 * @param {string} one
 * @param {string} many
 * @param {number} number
 * @param {Values} [values]
 */
export function n(one, many, number, values) {
  const forms = catalogue?.[one];
  const said = typeof forms === "object" ? forms[plurals.select(number)] : number === 1 ? one : many;
  return filled(said, { number, ...values });
}

/** @param {string} text @param {Values} [values] */
function filled(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (_, name) => (catalogue ? `\u2068${values[name]}\u2069` : String(values[name])));
}
