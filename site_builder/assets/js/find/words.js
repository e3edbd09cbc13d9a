/* What the answers say, in words. No element is made here. */
import platforms from "../platforms.js";
import reasons from "../reasons.js";

/** @typedef {import("../index/answer.js").Answer} Answer */
/** @typedef {import("../index/answer.js").PlaceAnswer} PlaceAnswer */
/** @typedef {import("../index/answer.js").Hit} Hit */

/** States by their codes; the same words as in the vocabulary. @type {Record<string, string>} */
export const STATES = {
  verified: "Verified",
  disputed: "Disputed",
  lapsed: "Lapsed",
  retracted: "Retracted",
};

/** What may be said of a part of a text, what concerns a list first. */
export const RESULTS = {
  listed: "Listed",
  previous: "Listed under an earlier handle",
  cleared: "Was listed and cleared",
  record: "A record’s number",
  removed: "A removed record’s number",
  name: "A name of listed accounts",
  lookalike: "Not listed, looks like a listed account",
  unreadable: "Cannot be read",
  protected: "Kept from being listed by mistake",
  "not-listed": "Not listed",
  empty: "Nothing",
};

/** @type {Record<string, string>} */
const MEANINGS = {
  verified: "Enough reviewers confirm the claim.",
  disputed: "An appeal is open, or a reviewer disagrees. Nobody should act on it.",
  lapsed: "Nobody has confirmed it again in time. It is not vouched for.",
};

/** Headings of the groups of options. @type {Record<Hit["how"], string>} */
export const GROUPS = {
  listed: "Listed",
  cleared: "Cleared",
  previous: "Earlier handle",
  record: "Record of this number",
  removed: "Removed record of this number",
  name: "Of this name",
  lookalike: "Looks like it",
  near: "One letter different",
  prefix: "Begins with it",
  inside: "Contains it",
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
  if (!place) return { tone: "unknown", title: "Nothing was read", sentences: ["There is no handle, address or number in it."] };
  const made = SAID[place.verdict](place, answer, asOf.slice(0, 10));
  const others = answer.places.filter((other) => other !== place).map((other) => `${quoted(other)}: ${brief(other)}.`);
  if (place.kept.length && place.verdict !== "protected") others.unshift(`Kept from being listed by mistake: ${protectedNames(place)}.`);
  return { ...made, sentences: [...made.sentences, ...others.slice(0, MOST_OTHERS)] };
}

/**
 * What the account of a hit is called: its handle, or platform and account id; empty where nothing is said of it.
 * @param {Hit} hit
 */
export function accountName({ kind, platform, handle, text }) {
  const byId = ["account_id", "cleared_id", "record"].includes(kind) && text;
  return handle || (byId ? `${platformName(platform)} account ${text}` : text);
}

/** Other places of a text of which something is said. */
const MOST_OTHERS = 5;

/** @type {Record<PlaceAnswer["verdict"], (place: PlaceAnswer, answer: Answer, day: string) => Said>} */
const SAID = {
  listed,
  cleared: ({ hits: [first] }) => ({
    tone: "cleared",
    title: "Was listed and cleared",
    sentences: [
      `The listing was taken back on ${first.since}. The account is named here because the person concerned asked for it.`,
    ],
  }),
  previous: () => ({
    tone: "listed",
    title: "Listed under an earlier handle",
    sentences: ["A listed account used this handle before. Whoever has the handle today may be somebody else."],
  }),
  record: ({ hits: [first] }) => ({
    tone: "listed",
    title: `Record ${first.id}: ${STATES[first.state] ?? first.state}`,
    sentences: [`It is about ${accountName(first)}${first.handle ? ` on ${platformName(first.platform)}` : ""}.`],
  }),
  removed: ({ hits: [first] }) => ({
    tone: "clear",
    title: `Record ${first.id} was removed`,
    sentences: [`It was removed on ${first.since}. What it said is not published any more.`],
  }),
  name: ({ hits, text }) => {
    const named = hits.filter(({ how }) => how === "name");
    const operation = named.some(({ kind }) => kind === "operation");
    const title = operation ? `Accounts tied to ${text}` : "Listed accounts show this name";
    return { tone: "listed", title, sentences: [operation ? `${count(named.length, "listed account is", "listed accounts are")} tied to it.` : "Names are not unique."] };
  },
  unreadable: ({ reason, readings }) => {
    const account = readings.find(({ kind }) => kind === "account");
    return { tone: "unknown", title: account ? "Cannot be read for certain" : "Cannot be read", sentences: [reasons[reason ?? "words"]] };
  },
  protected: (place, _answer, day) => {
    const not = place.kept.length > 1 ? "None of them is" : "It is not";
    const sentences = [`The maintainers keep ${protectedNames(place)} from being listed by mistake. ${not} listed, as of ${day}.`];
    const anywhere = place.readings.some(({ kind, platform }) => kind === "account" && platform === null);
    if (anywhere) sentences.push("No public record names an account called so on another platform.");
    return { tone: "clear", title: "Kept from being listed by mistake", sentences };
  },
  "not-listed": notListed,
  empty: () => ({ tone: "unknown", title: "Nothing was read", sentences: [] }),
};

/** @param {PlaceAnswer} place @returns {Said} */
function listed({ hits }) {
  const [first] = hits;
  const records = hits.filter((hit) => hit.how === "listed").length;
  const by = first.kind === "account_id" ? "The account with this id" : "An account with this handle";
  const sentences = [`${by} is listed since ${first.since}. ${MEANINGS[first.state] ?? ""}`.trim()];
  if (records > 1) sentences.push(`${records} records name it.`);
  if (first.kind !== "account_id") {
    sentences.push("A handle can pass to somebody else: compare the account id on the record’s page.");
  }
  sentences.push("If it is yours or a mistake, the record’s page says where to report that.");
  return { tone: "listed", title: `Listed: ${STATES[first.state] ?? first.state}`, sentences };
}

/** @param {PlaceAnswer} place @param {Answer} _answer @param {string} day @returns {Said} */
function notListed(place, _answer, day) {
  const names = place.hits.filter((hit) => hit.how === "name").length;
  const alike = place.hits.filter((hit) => hit.how === "lookalike" || hit.how === "near").length;
  const sentences = [`No public record names ${readAs(place)}, as of ${day}.`];
  if (place.readings.some(({ kind }) => kind === "record")) sentences.push("No record here has this number.");
  if (names) {
    sentences.push(`${count(names, "listed account shows", "listed accounts show")} this name. Names are not unique.`);
  }
  if (alike) sentences.push(`${count(alike, "listed account looks", "listed accounts look")} like it: see what differs.`);
  sentences.push("That does not mean that it is harmless, nor that nobody has proposed it.");
  return { tone: "clear", title: "Not listed", sentences };
}

/** What a part of a text was read as; empty where it could not be read. @param {PlaceAnswer} place */
export function readAs({ readings }) {
  const found = readings.find(({ kind }) => kind === "account") ?? readings.find(({ kind }) => kind !== "unreadable");
  if (!found) return "";
  if (found.kind !== "account") return `${found.kind} ${found.value}`;
  return `${named(Boolean(found.handle), found.handle ?? found.accountId ?? "")} on ${found.platform ? platformName(found.platform) : "any platform"}`;
}

const named = (/** @type {boolean} */ byHandle, /** @type {string} */ text) => (byHandle ? `@${text}` : `the account id ${text}`);

/** The accounts that a place names and that are protected. @param {PlaceAnswer} place */
export function protectedNames({ kept }) {
  return kept.map(({ kind, text, platform }) => `${named(kind !== "account_id", text)} on ${platformName(platform)}`).join(" and ");
}

/** What is said of one place among several. @param {PlaceAnswer} place */
function brief({ verdict, reason }) {
  const short = RESULTS[verdict][0].toLowerCase() + RESULTS[verdict].slice(1);
  return verdict === "unreadable" ? `${short}. ${reasons[reason ?? "words"].replace(/\.$/, "")}` : short;
}

/** @param {PlaceAnswer} place */
function quoted({ text }) {
  return `“${text.length > 60 ? `${text.slice(0, 60)}…` : text}”`;
}

/** @param {string} id */
export function platformName(id) {
  return platforms.find((platform) => platform.id === id)?.name ?? id;
}

/** @param {number} number @param {string} one @param {string} many */
function count(number, one, many) {
  return `${number}${number >= 10 ? " or more" : ""} ${number === 1 ? one : many}`;
}

/** The outcome in one sentence, for a screen reader. @param {Answer} answer @param {string} asOf */
export function announced(answer, asOf) {
  const { title, sentences } = said(answer, asOf);
  const number = answer.hits.length;
  return `${title}. ${sentences[0] ?? ""} ${number === 1 ? "1 account" : `${number} accounts`} to choose from.`;
}
