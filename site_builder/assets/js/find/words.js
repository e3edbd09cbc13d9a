/* What the answers say, in words. No element is made here. */

/** @typedef {import("../index/answer.js").Answer} Answer */
/** @typedef {import("../index/answer.js").Hit} Hit */

/** States by their codes; the same words as in the vocabulary. @type {Record<string, string>} */
export const STATES = {
  verified: "Verified",
  disputed: "Disputed",
  lapsed: "Lapsed",
  retracted: "Retracted",
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
  name: "Shows this name",
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
  const day = asOf.slice(0, 10);
  const first = answer.hits.find((hit) => hit.how === answer.verdict);
  if (first && answer.verdict === "listed") return listed(answer, first);
  if (first && answer.verdict === "cleared") {
    return {
      tone: "cleared",
      title: "Was listed and cleared",
      sentences: [
        `The listing was taken back on ${first.since}. The account is named here because the person concerned asked ` +
          "for it.",
      ],
    };
  }
  if (first && answer.verdict === "previous") {
    return {
      tone: "listed",
      title: "Listed under an earlier handle",
      sentences: ["A listed account used this handle before. Whoever has the handle today may be somebody else."],
    };
  }
  if (answer.verdict === "unreadable") {
    return {
      tone: "unknown",
      title: "Not the address of a profile that is known here",
      sentences: ["So nothing can be said about it. Try the handle or the account id instead."],
    };
  }
  return notListed(answer, day);
}

/**
 * @param {Answer} answer
 * @param {Hit} first
 * @returns {Said}
 */
function listed(answer, first) {
  const records = answer.hits.filter((hit) => hit.how === "listed").length;
  const by = first.kind === "account_id" ? "The account with this id" : "An account with this handle";
  const sentences = [`${by} is listed since ${first.since}. ${MEANINGS[first.state] ?? ""}`.trim()];
  if (records > 1) sentences.push(`${records} records name it.`);
  if (first.kind !== "account_id") {
    sentences.push("A handle can pass to somebody else: compare the account id on the record’s page.");
  }
  return { tone: "listed", title: `Listed: ${STATES[first.state] ?? first.state}`, sentences };
}

/**
 * @param {Answer} answer
 * @param {string} day
 * @returns {Said}
 */
function notListed(answer, day) {
  const names = answer.hits.filter((hit) => hit.how === "name").length;
  const alike = answer.hits.filter((hit) => hit.how === "lookalike" || hit.how === "near").length;
  const sentences = [`No public record names ${what(answer)}, as of ${day}.`];
  if (names) {
    sentences.push(`${count(names, "listed account shows", "listed accounts show")} this name. Names are not unique.`);
  }
  if (alike) sentences.push(`${count(alike, "listed account looks", "listed accounts look")} like it: see what differs.`);
  sentences.push("That does not mean that it is harmless, nor that nobody has proposed it.");
  return { tone: "clear", title: "Not listed", sentences };
}

/** @param {Answer} answer */
function what(answer) {
  if (answer.query.kind === "name") return "an account of this handle or id";
  return answer.query.handle === null ? "an account with this id" : "an account with this handle";
}

/**
 * @param {number} number
 * @param {string} one
 * @param {string} many
 */
function count(number, one, many) {
  return `${number}${number >= 10 ? " or more" : ""} ${number === 1 ? one : many}`;
}

/**
 * The outcome in one sentence, for a screen reader.
 * @param {Answer} answer
 * @param {string} asOf
 */
export function announced(answer, asOf) {
  const { title, sentences } = said(answer, asOf);
  const number = answer.hits.length;
  return `${title}. ${sentences[0]} ${number === 1 ? "1 account" : `${number} accounts`} to choose from.`;
}
