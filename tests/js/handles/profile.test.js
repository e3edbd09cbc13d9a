/* What a person pastes, read as the builder reads it: the vectors of both sides. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { script } from "../published.js";

const { parseProfile, readProfile } = await script("handles/profile.js");
const { default: platforms } = await script("platforms.js");
const cases = JSON.parse(readFileSync(new URL("../../unit/handles/cases/profiles.json", import.meta.url), "utf-8"));

function account(platform, kind, value) {
  return { platform, [kind]: value };
}

test("a pasted text names an account", () => {
  for (const [text, platform, handle, accountId] of cases.read) {
    const expected = handle === null ? account(platform, "accountId", accountId) : account(platform, "handle", handle);
    assert.deepEqual(readProfile(platforms, text), expected, text);
  }
});

test("a pasted text names no account", () => {
  for (const [text, why] of cases.not_read) assert.equal(parseProfile(platforms, text), null, `${text}: ${why}`);
});

test("a pasted text says why it names no account", () => {
  for (const [text, platform, why] of cases.unreadable) assert.deepEqual(readProfile(platforms, text), { platform, why }, text);
});

test("an address of a platform names what its entry says", () => {
  let read = 0;
  for (const [id, addresses] of Object.entries(JSON.parse(process.env.HL_ADDRESSES))) {
    for (const [text, said] of Object.entries(addresses)) {
      const [kind, value] = [said.slice(0, said.indexOf(" ")), said.slice(said.indexOf(" ") + 1)];
      const found = readProfile(platforms, text);
      if (kind === "unreadable") assert.equal(found?.why, value, text);
      else assert.deepEqual(found, account(id, kind === "handle" ? "handle" : "accountId", value), text);
      read += 1;
    }
  }
  assert.ok(read > 100);
});
