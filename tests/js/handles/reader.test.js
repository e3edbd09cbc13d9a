/* What a pasted text names: the same on the builder's side (tests/unit/handles/test_reader.py). */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { script } from "../published.js";

const { readText } = await script("handles/reader.js");
const { default: platforms } = await script("platforms.js");
const pairs = JSON.parse(readFileSync(new URL(process.env.HL_READINGS), "utf-8"));

function shown(text) {
  return readText(platforms, text).map((reading) => {
    const part = text.slice(reading.start, reading.end);
    const about = part === text ? "" : `[${part}] `;
    if (reading.kind === "unreadable") return `${about}unreadable: ${reading.reason}`;
    if (reading.kind !== "account") return `${about}${reading.kind}: ${reading.value}`;
    const handle = reading.handle === null ? "" : ` @${reading.handle}`;
    const accountId = reading.accountId === null ? "" : ` #${reading.accountId}`;
    return `${about}${reading.platform ?? "any"}${handle}${accountId}${reading.outOf.map((host) => ` < ${host}`).join("")}`;
  }).join(" ; ");
}

test("both sides read every text alike", () => {
  assert.ok(pairs.length > 2000);
  const differing = pairs.filter(([text, expected]) => shown(text) !== expected);
  assert.deepEqual(differing.slice(0, 5).map(([text, expected]) => [text, shown(text), expected]), []);
});
