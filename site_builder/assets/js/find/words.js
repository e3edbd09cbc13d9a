/* What the answers say, in words. No element is made here. */
import { n, t } from "../messages.js";
import platforms from "../platforms.js";
import reasons from "../reasons.js";

/** @typedef {import("../index/answer.js").Answer} Answer */
/** @typedef {import("../index/answer.js").PlaceAnswer} PlaceAnswer */
/** @typedef {import("../index/answer.js").Hit} Hit */

/** States by their codes; the same words as in the vocabulary. @type {Record<string, string>} */
export const STATES = {
  verified: t("Confirmed"),
  disputed: t("Disputed"),
  lapsed: t("Lapsed"),
  retracted: t("Retracted"),
  withheld: t("Withheld"),
};

/** What may be said of a part of a text, what concerns a list first. */
export const RESULTS = {
  listed: t("Listed"),
  previous: t("Listed under an earlier handle"),
  cleared: t("Was listed and cleared"),
  record: t("A record’s number"),
  removed: t("A removed record’s number"),
  name: t("A name of listed accounts"),
  lookalike: t("Not listed, looks like a listed account"),
  unreadable: t("Cannot be read"),
  protected: t("Kept from being listed by mistake"),
  "not-listed": t("Not listed"),
  empty: t("Nothing"),
};

/** @type {Record<string, string>} */
const MEANINGS = {
  verified: t("Enough reviewers confirm the claim."),
  disputed: t("An appeal is open, or a reviewer disagrees. Nobody should act on it."),
  lapsed: t("Nobody has confirmed it again in time. It is not vouched for."),
};

/** Headings of the groups of options. @type {Record<Hit["how"], string>} */
export const GROUPS = {
  listed: t("Listed"),
  cleared: t("Cleared"),
  previous: t("Earlier handle"),
  record: t("Record of this number"),
  removed: t("Removed record of this number"),
  name: t("Of this name"),
  lookalike: t("Looks like it"),
  near: t("One letter different"),
  prefix: t("Begins with it"),
  inside: t("Contains it"),
};

/**
 * @typedef {object} Said
 * @property {string} tone  listed, cleared, clear or unknown: how the card looks
 * @property {string} title
 * @property {string[]} sentences
 */

/**
 * What an answer says, for people.
 * @param {Answer} answer
 * @param {string} asOf  the instant of the build
 * @returns {Said}
 */
export function said(answer, asOf) {
  const place = answer.places.find(({ verdict }) => verdict === answer.verdict);
  if (!place) return { tone: "unknown", title: t("Nothing was read"), sentences: [t("There is no handle, address or number in it.")] };
  const made = SAID[place.verdict](place, answer, asOf.slice(0, 10));
  const others = answer.places.filter((other) => other !== place).map((other) => `${quoted(other)}: ${brief(other)}.`);
  if (place.kept.length && place.verdict !== "protected") others.unshift(t("Kept from being listed by mistake: {accounts}.", { accounts: protectedNames(place) }));
  return { ...made, sentences: [...made.sentences, ...others.slice(0, MOST_OTHERS)] };
}

/**
 * What the account of a hit is called: its handle, or platform and account id; empty where nothing is said of it.
 * @param {Hit} hit
 */
export function accountName({ kind, platform, handle, text }) {
  const byId = ["account_id", "cleared_id", "record"].includes(kind) && text;
  return handle || (byId ? t("{platform} account {id}", { platform: platformName(platform), id: text }) : text);
}

/** Other places of a text of which something is said. */
const MOST_OTHERS = 5;

/** @type {Record<PlaceAnswer["verdict"], (place: PlaceAnswer, answer: Answer, day: string) => Said>} */
const SAID = {
  listed,
  cleared: ({ hits: [first] }) => ({
    tone: "cleared",
    title: t("Was listed and cleared"),
    sentences: [
      t("The listing was taken back on {day}. The account is named here because the person concerned asked for it.", { day: first.since }),
    ],
  }),
  previous: () => ({
    tone: "listed",
    title: t("Listed under an earlier handle"),
    sentences: [t("A listed account used this handle before. Whoever has the handle today may be somebody else.")],
  }),
  record: ({ hits: [first] }) => ({
    tone: "listed",
    title: t("Record {record}: {state}", { record: first.id, state: STATES[first.state] ?? first.state }),
    sentences: [t("It is about {account}.", { account: first.handle ? onPlatform(accountName(first), first.platform) : accountName(first) })],
  }),
  removed: ({ hits: [first] }) => ({
    tone: "clear",
    title: t("Record {record} was removed", { record: first.id }),
    sentences: [t("It was removed on {day}. What it said is not published any more.", { day: first.since })],
  }),
  name: ({ hits, text }) => {
    const named = hits.filter(({ how }) => how === "name");
    const operation = named.some(({ kind }) => kind === "operation");
    const title = operation ? t("Accounts tied to {name}", { name: text }) : t("Listed accounts show this name");
    const tied = n("{some} listed account is tied to it.", "{some} listed accounts are tied to it.", named.length, some(named.length));
    return { tone: "listed", title, sentences: [operation ? tied : t("Names are not unique.")] };
  },
  unreadable: ({ reason, readings }) => {
    const account = readings.find(({ kind }) => kind === "account");
    return { tone: "unknown", title: account ? t("Cannot be read for certain") : t("Cannot be read"), sentences: [why(reason)] };
  },
  protected: (place, _answer, day) => {
    const accounts = { accounts: protectedNames(place), day };
    const sentences = [place.kept.length > 1
      ? t("The maintainers keep {accounts} from being listed by mistake. None of them is listed, as of {day}.", accounts)
      : t("The maintainers keep {accounts} from being listed by mistake. It is not listed, as of {day}.", accounts)];
    const anywhere = place.readings.some(({ kind, platform }) => kind === "account" && platform === null);
    if (anywhere) sentences.push(t("No public record names an account called so on another platform."));
    return { tone: "clear", title: t("Kept from being listed by mistake"), sentences };
  },
  "not-listed": notListed,
  empty: () => ({ tone: "unknown", title: t("Nothing was read"), sentences: [] }),
};

/** @param {PlaceAnswer} place @returns {Said} */
function listed({ hits }) {
  const [first] = hits;
  const records = hits.filter((hit) => hit.how === "listed").length;
  const since = first.kind === "account_id" ? t("The account with this id is listed since {day}.", { day: first.since })
    : t("An account with this handle is listed since {day}.", { day: first.since });
  const sentences = [`${since} ${MEANINGS[first.state] ?? ""}`.trim()];
  if (records > 1) sentences.push(n("{number} record names it.", "{number} records name it.", records));
  if (first.kind !== "account_id") {
    sentences.push(t("A handle can pass to somebody else: compare the account id on the record’s page."));
  }
  sentences.push(t("If it is yours or a mistake, the record’s page says where to report that."));
  return { tone: "listed", title: t("Listed: {state}", { state: STATES[first.state] ?? first.state }), sentences };
}

/** @param {PlaceAnswer} place @param {Answer} _answer @param {string} day @returns {Said} */
function notListed(place, _answer, day) {
  const names = place.hits.filter((hit) => hit.how === "name").length;
  const alike = place.hits.filter((hit) => hit.how === "lookalike" || hit.how === "near").length;
  const sentences = [t("No public record names {account}, as of {day}.", { account: readAs(place), day })];
  if (place.readings.some(({ kind }) => kind === "record")) sentences.push(t("No record here has this number."));
  if (names) {
    const shown = n("{some} listed account shows this name.", "{some} listed accounts show this name.", names, some(names));
    sentences.push(`${shown} ${t("Names are not unique.")}`);
  }
  if (alike) sentences.push(n("{some} listed account looks like it: see what differs.", "{some} listed accounts look like it: see what differs.", alike, some(alike)));
  sentences.push(t("That does not mean that it is harmless, nor that nobody has proposed it."));
  return { tone: "clear", title: t("Not listed"), sentences };
}

/** What a part of a text was read as; empty where it could not be read. @param {PlaceAnswer} place */
export function readAs({ readings }) {
  const found = readings.find(({ kind }) => kind === "account") ?? readings.find(({ kind }) => kind !== "unreadable");
  if (!found) return "";
  const value = { value: found.value ?? "" };
  if (found.kind !== "account") return found.kind === "record" ? t("record {value}", value) : t("name {value}", value);
  return onPlatform(named(Boolean(found.handle), found.handle ?? found.accountId ?? ""), found.platform);
}

const named = (/** @type {boolean} */ byHandle, /** @type {string} */ text) => (byHandle ? `@${text}` : t("the account id {id}", { id: text }));

/** @param {string} account @param {string | null} platform  null for any */
function onPlatform(account, platform) {
  return platform ? t("{account} on {platform}", { account, platform: platformName(platform) }) : t("{account} on any platform", { account });
}

/** The accounts that a place names and that are protected. @param {PlaceAnswer} place */
export function protectedNames({ kept }) {
  return kept.map(({ kind, text, platform }) => onPlatform(named(kind !== "account_id", text), platform)).join(t(" and "));
}

/** What is said of one place among several. @param {PlaceAnswer} place */
function brief({ verdict, reason }) {
  const short = RESULTS[verdict][0].toLowerCase() + RESULTS[verdict].slice(1);
  return verdict === "unreadable" ? `${short}. ${why(reason).replace(/\.$/, "")}` : short;
}

/** Why a text cannot be read. @param {string | null} reason */
const why = (reason) => t(reasons[reason ?? "words"]);

/** @param {PlaceAnswer} place */
function quoted({ text }) {
  return `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`;
}

/** @param {string} id */
export function platformName(id) {
  return platforms.find((platform) => platform.id === id)?.name ?? id;
}

/** How many were found, which is where the finder stops at ten. @param {number} number */
function some(number) {
  return { some: number >= 10 ? t("{number} or more", { number }) : number };
}

/** The outcome in one sentence, for a screen reader. @param {Answer} answer @param {string} asOf */
export function announced(answer, asOf) {
  const { title, sentences } = said(answer, asOf);
  const number = answer.hits.length;
  return `${title}. ${sentences[0] ?? ""} ${n("{number} account to choose from.", "{number} accounts to choose from.", number)}`;
}
