/* Messages in the page's language: Arabic here, whose module the build made of the catalogue. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "./published.js";

globalThis.document = { documentElement: { lang: "ar" } };
const { n, t } = await script("messages.js");
const { said, STATES } = await script("find/words.js");
const { differences } = await script("handles/edits.js");
const reasons = (await script("reasons.js")).default;

test("a message is in the page's language, its values as they are and kept apart", () => {
  assert.equal(t("Not listed"), "غير مُدرج");
  assert.equal(t("since {day}", { day: "2026-01-02" }), "منذ \u20682026-01-02\u2069");
  assert.equal(t("Nobody translated this: {what}", { what: 1 }), "Nobody translated this: \u20681\u2069");
});

test("what is counted takes the form of its number", () => {
  const forms = [0, 1, 2, 3, 11, 100].map((number) => n("{number} account to choose from.", "", number));
  assert.equal(new Set(forms).size, 6);
  assert.match(forms[3], /^\u20683\u2069 حسابات/);
  assert.equal(n("{number} thing", "{number} things", 2), "\u20682\u2069 things");
});

test("every reason, state and verdict is translated", () => {
  for (const reason of Object.values(reasons)) assert.match(t(reason), /^[^a-z]*[\u0600-\u06ff]/);
  for (const state of Object.values(STATES)) assert.match(state, /^[\u0600-\u06ff ]+$/);
  const place = { text: "x", verdict: "not-listed", hits: [], reason: null, kept: [],
    readings: [{ kind: "account", platform: null, handle: "north_wind", accountId: null, value: null, reason: null }] };
  const { title, sentences } = said({ verdict: "not-listed", hits: [], more: false, text: "x", places: [place] }, "2026-03-09T12:00:00Z");
  assert.equal(title, "غير مُدرج");
  assert.match(sentences[0], /\u2068@north_wind\u2069.*\u20682026-03-09\u2069\.$/);
  assert.doesNotMatch(sentences.join(" ").replace("@north_wind", ""), /[a-z]/);
});

test("differences of letters are said in it, too", () => {
  assert.match(differences("paul", "pau1").join(" "), /^الحرف رقم \u20684\u2069 هو .*الرقم/);
});
