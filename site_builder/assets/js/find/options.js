/* Options: what a person can choose from below the box, each a link to a record's page. */
import { badge, element, isolated } from "../dom.js";
import { compare, differences } from "../handles/edits.js";
import { lower } from "../handles/fold.js";
import { t } from "../messages.js";
import { accountName, GROUPS, platformName, STATES } from "./words.js";

/** @typedef {import("../index/answer.js").Answer} Answer */
/** @typedef {import("../index/answer.js").Hit} Hit */
/** @typedef {import("../index/finder.js").Finder} Finder */

/** Sentences about differences that are shown for one account. */
const MOST_SENTENCES = 3;

/**
 * The groups of options for an answer.
 * @param {Answer} answer
 * @param {Finder} finder
 * @param {string} root  address of the site's root
 * @param {(at: number) => string} idOf  ids of the options, by number
 * @returns {HTMLElement[]}
 */
export function groups(answer, finder, root, idOf) {
  /** @type {Map<string, HTMLElement>} */
  const made = new Map();
  for (const [at, hit] of answer.hits.entries()) {
    const title = GROUPS[hit.how];
    const group =
      made.get(title) ??
      element("div", { role: "group", class: "hl-find__group", "aria-label": title },
        element("p", { class: "hl-find__heading", text: title, "aria-hidden": "true" }));
    made.set(title, group);
    group.append(option(answer, hit, finder, root, idOf(at)));
  }
  return [...made.values()];
}

/** Since when it is as it is: of what was removed the day alone. @param {Hit} hit */
function day({ how, since }) {
  if (how === "removed") return since;
  return how === "cleared" ? t("taken back {day}", { day: since }) : t("since {day}", { day: since });
}

/** @param {Answer} answer @param {Hit} hit @param {Finder} finder @param {string} root @param {string} id */
function option(answer, hit, finder, root, id) {
  const list = finder.lists.get(hit.list);
  const about = element("span", { class: "hl-find__about" },
    hit.platform ? `${platformName(hit.platform)} · ` : "",
    isolated(list?.title ?? hit.list),
    list?.example ? element("span", { class: "hl-find__example", text: t("Example") }) : null,
    ` · ${day(hit)}`);
  return element("a", { role: "option", id, tabindex: "-1", class: "hl-find__option", "aria-selected": "false",
    href: `${root}lists/${hit.list}/${hit.id}/` },
  element("span", { class: "hl-find__line" }, isolated(accountName(hit) || hit.id, "hl-find__handle"),
    badge(hit.state, STATES[hit.state] ?? hit.state)),
  about,
  ...why(answer, hit));
}

/**
 * Why an account is among the options, where its handle alone does not say it.
 * @param {Answer} answer
 * @param {Hit} hit
 * @returns {HTMLElement[]}
 */
function why(answer, hit) {
  const lines = [];
  if (hit.kind === "previous") lines.push(line(t("Earlier handle:"), " ", isolated(hit.text)));
  if (hit.kind === "name") lines.push(line(t("Shows the name"), " ", isolated(hit.text)));
  if (hit.kind === "account_id") lines.push(line(t("Found by its account id")));
  if (hit.how === "lookalike" || hit.how === "near") return [...lines, ...unlike(answer, hit)];
  return lines;
}

/** What differs, letter by letter. @param {Answer} answer @param {Hit} hit */
function unlike(answer, hit) {
  const [first] = answer.places[0]?.readings ?? [];
  const typed = first?.handle ?? first?.value ?? answer.text.trim();
  const sameBut = lower(typed) === lower(hit.text);
  if (sameBut && hit.how === "lookalike") {
    return [line(t("The same handle, but on {platform}.", { platform: platformName(hit.platform) }))];
  }
  const [one, other] = sameBut ? [typed, hit.text] : [lower(typed), lower(hit.text)];
  const sentences = differences(one, other);
  const more = sentences.length > MOST_SENTENCES ? [t("Further differences: {number}.", { number: sentences.length - MOST_SENTENCES })] : [];
  return [
    element("span", { class: "hl-find__compared", "aria-hidden": "true" },
      side(t("Yours"), compare(one, other).map((piece) => ({ same: piece.same, text: piece.typed }))),
      side(t("Listed"), compare(one, other).map((piece) => ({ same: piece.same, text: piece.found })))),
    line([...sentences.slice(0, MOST_SENTENCES), ...more].join(" ")),
  ];
}

/** @param {string} label @param {{same: boolean, text: string}[]} pieces */
function side(label, pieces) {
  const text = element("bdi", { translate: "no", class: "hl-find__letters" },
    ...pieces.map(({ same, text: part }) => (same ? part : element("mark", { text: part || "\u00a0" }))));
  return element("span", { class: "hl-find__side" }, element("span", { class: "hl-find__label", text: label }), text);
}

/** @param {(string | Node)[]} parts */
function line(...parts) {
  return element("span", { class: "hl-find__why" }, ...parts);
}
