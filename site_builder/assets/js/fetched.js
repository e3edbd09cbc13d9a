/* Files of the site that are read as needed. Those named by their digest never change: one that is not there any more
   means that the site was published anew. */

/** A file that is not there any more. */
export class GoneError extends Error {}

/**
 * @param {typeof globalThis.fetch} fetch
 * @param {string} address
 * @param {RequestCache} [cache]
 * @returns {Promise<any>}
 */
export async function fetchJson(fetch, address, cache = "default") {
  const response = await fetch(address, { cache });
  if (response.status === 404) throw new GoneError(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}
