/* What answers say, and what they must not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "../published.js";

const { announced, said, STATES } = await script("find/words.js");
const AS_OF = "2026-03-09T12:00:00Z";
const hit = (how, more = {}) => ({ how, id: "a", list: "l", kind: "handle", state: "verified", since: "2026-01-02", ...more });
const answer = (verdict, hits = [], query = {}) => ({ verdict, hits, more: false, query: { kind: "handle", handle: "x", ...query } });

test("listed says the state, since when, and that a handle can pass on", () => {
  const { tone, title, sentences } = said(answer("listed", [hit("listed")]), AS_OF);
  assert.deepEqual([tone, title], ["listed", "Listed: Verified"]);
  assert.match(sentences.join(" "), /listed since 2026-01-02\. .*compare the account id/);
  const byId = said(answer("listed", [hit("listed", { kind: "account_id" })]), AS_OF).sentences.join(" ");
  assert.match(byId, /^The account with this id is listed/);
  assert.doesNotMatch(byId, /pass to somebody else/);
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
  assert.equal(said(answer("unreadable"), AS_OF).tone, "unknown");
});

test("the outcome is one sentence for the ear", () => {
  assert.equal(
    announced(answer("not-listed", [hit("near")]), AS_OF),
    "Not listed. No public record names an account with this handle, as of 2026-03-09. 1 account to choose from.",
  );
});

test("states are called as the vocabulary calls them", () => {
  const titles = JSON.parse(process.env.HL_STATES);
  for (const [state, title] of Object.entries(STATES)) assert.equal(title, titles[state], state);
});
