/* Folding: the form in which two handles of one account on one platform are the same text (handles/fold.py). */
import { nfkcCasefold } from "./unicode.js";

/** @typedef {import("../platforms.js").PlatformData} PlatformData */

/** @type {Record<string, (text: string) => string>} */
const STEPS = {
  "drop-dots": (text) => text.replaceAll(".", ""),
  lower,
  "nfkc-casefold": nfkcCasefold,
};

/**
 * The handle folded as its platform does. Any text is taken, whether it is a handle or not.
 * @param {PlatformData} platform
 * @param {string} handle
 */
export function fold(platform, handle) {
  return platform.handle.fold.reduce((text, step) => STEPS[step](text), handle);
}

/** Lower A to Z and nothing else. @param {string} text */
export function lower(text) {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
