/* What answers say, and what they must not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "../published.js";

const { accountName, announced, said, STATES } = await script("find/words.js");
const AS_OF = "2026-03-09T12:00:00Z";
const hit = (how, more = {}) => ({ how, id: "a", list: "l", kind: "handle", state: "verified", since: "2026-01-02", ...more });
const reading = { kind: "account", platform: null, handle: "x", accountId: null, value: null, reason: null };
const place = (verdict, hits = [], more = {}) => ({ text: "x", verdict, hits, reason: null, readings: [reading], kept: [], ...more });
const answer = (verdict, hits = [], more = {}) => ({ verdict, hits, more: false, text: "x", places: [place(verdict, hits, more)] });

test("listed says the state, since when, and that a handle can pass on", () => {
  const { tone, title, sentences } = said(answer("listed", [hit("listed")]), AS_OF);
  assert.deepEqual([tone, title], ["listed", "Listed: Confirmed"]);
  assert.match(sentences.join(" "), /listed since 2026-01-02\. .*compare the account id.*where to report that\.$/);
  const byId = said(answer("listed", [hit("listed", { kind: "account_id" })]), AS_OF).sentences.join(" ");
  assert.match(byId, /^The account with this id is listed/);
  assert.doesNotMatch(byId, /pass to somebody else/);
});

test("an account without a handle is called by its platform and its id", () => {
  const known = { platform: "vk", handle: "", text: "9000000000001" };
  for (const kind of ["account_id", "cleared_id", "record"]) {
    assert.equal(accountName(hit("listed", { ...known, kind })), "VK account 9000000000001");
  }
  assert.equal(accountName(hit("name", { kind: "name", platform: "vk", handle: "VK account 9000000000001", text: "North" })), "VK account 9000000000001");
  assert.equal(accountName(hit("listed", { platform: "vk", handle: "northwind", text: "northwind" })), "northwind");
  assert.equal(accountName(hit("removed", { kind: "record", platform: "", handle: "", text: "" })), "");
  const numbered = said(answer("record", [hit("record", { ...known, kind: "record" })]), AS_OF);
  assert.deepEqual(numbered.sentences, ["It is about VK account 9000000000001."]);
  const named = said(answer("record", [hit("record", { kind: "record", platform: "vk", handle: "northwind", text: "northwind" })]), AS_OF);
  assert.deepEqual(named.sentences, ["It is about northwind on VK."]);
});

test("not listed says the day of the build and what it does not mean", () => {
  const text = said(answer("not-listed"), AS_OF).sentences.join(" ");
  assert.match(text, /as of 2026-03-09/);
  assert.match(text, /does not mean that it is harmless/);
});

test("disputed and lapsed accounts are not vouched for", () => {
  assert.match(said(answer("listed", [hit("listed", { state: "disputed" })]), AS_OF).sentences[0], /Nobody should act on it/);
  assert.match(said(answer("listed", [hit("listed", { state: "lapsed" })]), AS_OF).sentences[0], /not vouched for/);
});

test("cleared and earlier handles and unknown addresses each have their words", () => {
  assert.match(said(answer("cleared", [hit("cleared")]), AS_OF).sentences[0], /taken back on 2026-01-02/);
  assert.match(said(answer("previous", [hit("previous")]), AS_OF).sentences[0], /Whoever has the handle today may be somebody else/);
});

test("what cannot be read says why and what to paste instead, and is never a clean answer", () => {
  const { tone, title, sentences } = said(answer("unreadable", [], { reason: "number-shortened", readings: [] }), AS_OF);
  assert.deepEqual([tone, title, sentences.length], ["unknown", "Cannot be read", 1]);
  assert.match(sentences.join(" "), /spreadsheet.*Copy the id again/);
  assert.equal(said({ ...answer("empty"), places: [] }, AS_OF).title, "Nothing was read");
});

test("of several places, the gravest is said first and each of the others after it", () => {
  const places = [place("not-listed", [], { text: "one" }), place("listed", [hit("listed")], { text: "two" })];
  const { title, sentences } = said({ verdict: "listed", places, hits: places[1].hits, more: false, text: "one, two" }, AS_OF);
  assert.equal(title, "Listed: Confirmed");
  assert.equal(sentences.at(-1), "“one”: not listed.");
});

test("a protected account is said to be that, by platform, and nothing else of it", () => {
  const kept = [{ kind: "handle", platform: "twitter", text: "Storm" }];
  const text = "The maintainers keep @Storm on X (Twitter) from being listed by mistake. It is not listed, as of 2026-03-09.";
  const named = { kept, readings: [{ ...reading, platform: "twitter" }] };
  assert.deepEqual(said(answer("protected", [], named), AS_OF), { tone: "clear", title: "Kept from being listed by mistake", sentences: [text] });
  const anywhere = said(answer("protected", [], { kept }), AS_OF).sentences;
  assert.deepEqual(anywhere, [text, "No public record names an account called so on another platform."]);
  const both = said(answer("protected", [], { kept: [...kept, { kind: "account_id", platform: "telegram", text: "12" }] }), AS_OF);
  assert.match(both.sentences[0], /^The maintainers keep @Storm on X \(Twitter\) and the account id 12 on Telegram from .* None of them is listed/);
});

test("beside a listed account of another platform, the protected one is named", () => {
  const kept = [{ kind: "handle", platform: "twitter", text: "Storm" }];
  const { title, sentences } = said(answer("listed", [hit("listed")], { kept }), AS_OF);
  assert.equal(title, "Listed: Confirmed");
  assert.equal(sentences.at(-1), "Kept from being listed by mistake: @Storm on X (Twitter).");
});

test("a record's number, a removed one's, and the name of an operation have their words", () => {
  assert.equal(said(answer("record", [hit("record", { handle: "y", platform: "twitter" })]), AS_OF).title, "Record a: Confirmed");
  assert.match(said(answer("removed", [hit("removed", { state: "retracted" })]), AS_OF).sentences[0], /^It was removed on 2026-01-02\./);
  assert.equal(said(answer("name", [hit("name", { kind: "operation" })]), AS_OF).title, "Accounts tied to x");
});

test("the outcome is one sentence for the ear", () => {
  assert.equal(
    announced(answer("not-listed", [hit("near")]), AS_OF),
    "Not listed. No public record names @x on any platform, as of 2026-03-09. 1 account to choose from.",
  );
});

test("states are called as the vocabulary calls them", () => {
  const titles = JSON.parse(process.env.HL_STATES);
  for (const [state, title] of Object.entries(STATES)) assert.equal(title, titles[state], state);
});
