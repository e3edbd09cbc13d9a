/* What the tests of the scripts read: the scripts as they are published, and a site's folder served by a function that
   stands in for fetch and notes what was asked for. */
import { readFile } from "node:fs/promises";

/** A module of the published scripts. */
export function script(name) {
  return import(`${process.env.HL_SCRIPTS}/${name}`);
}

/** A folder as `fetch` sees it; `asked` are the paths that were asked for. */
export function folder(url) {
  const asked = [];
  const fetch = async (address) => {
    const path = address.slice("https://site.example/".length);
    asked.push(path);
    try {
      const data = await readFile(new URL(path, `${url}/`));
      return { ok: true, status: 200, arrayBuffer: async () => data, json: async () => JSON.parse(data.toString()) };
    } catch {
      return { ok: false, status: 404, json: async () => null };
    }
  };
  return { asked, fetch, root: "https://site.example/" };
}
