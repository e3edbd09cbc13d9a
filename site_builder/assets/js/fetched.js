/* Files of the site that are read as needed. Those named by their digest never change: one that is not there any more
   means that the site was published anew. */

/** A file that is not there any more. */
export class GoneError extends Error {}

/** A name that says what is in the file: a damaged file would make whoever is not in it *not listed*. */
const DIGEST = /([0-9a-f]{64})\.json$/;

/**
 * @param {typeof globalThis.fetch} fetch
 * @param {string} address
 * @param {RequestCache} [cache]
 */
export async function fetched(fetch, address, cache = "default") {
  const response = await fetch(address, { cache });
  if (response.status === 404) throw new GoneError(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

/**
 * @param {typeof globalThis.fetch} fetch
 * @param {string} address
 * @param {RequestCache} [cache]
 * @returns {Promise<any>}
 */
export async function fetchJson(fetch, address, cache) {
  const response = await fetched(fetch, address, cache);
  const digest = DIGEST.exec(address)?.[1];
  if (!digest || !globalThis.crypto.subtle) return response.json(); // without TLS a browser computes none
  const data = await response.arrayBuffer();
  const found = [...new Uint8Array(await crypto.subtle.digest("SHA-256", data))].map((byte) => byte.toString(16).padStart(2, "0"));
  if (found.join("") !== digest) throw new Error(`${address} is damaged`);
  return JSON.parse(new TextDecoder().decode(data));
}
