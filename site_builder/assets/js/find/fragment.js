/* The query in the address, behind the `#`: an answer can be shared, and no server is told of it. */

const NAME = "#find=";

/** The query that the address holds; null without one. */
export function fragmentQuery() {
  if (!location.hash.startsWith(NAME)) return null;
  try {
    return decodeURIComponent(location.hash.slice(NAME.length));
  } catch {
    return null;
  }
}

/** @param {string} text  empty takes a query out of the address */
export function keepInFragment(text) {
  const hash = text ? NAME + encodeURIComponent(text) : location.hash.startsWith(NAME) ? "" : location.hash;
  if (hash !== location.hash) {
    history.replaceState(history.state, "", `${location.pathname}${location.search}${hash}`);
  }
}
