/* What differs between two handles, letter by letter. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "../published.js";

const { compare, describeCharacter, differences, withinOneEdit } = await script("handles/edits.js");

test("one mistake is one mistake", () => {
  for (const [a, b] of [["name", "name"], ["name", "nam"], ["name", "nnname".slice(1)], ["name", "nbme"], ["name", "nmae"], ["\u{1f600}a", "a"]]) {
    assert.ok(withinOneEdit(a, b), `${a} ${b}`);
    assert.ok(withinOneEdit(b, a), `${b} ${a}`);
  }
  for (const [a, b] of [["name", "na"], ["name", "nbmf"], ["abcd", "badc"], ["name", "eman"], ["", "ab"]]) {
    assert.ok(!withinOneEdit(a, b), `${a} ${b}`);
  }
});

test("comparing loses no letter of either", () => {
  const texts = ["", "name", "nmae", "naame", "n\u0430me", "eman", "\u{1f600}x", "a_b.c"];
  for (const a of texts) {
    for (const b of texts) {
      const pieces = compare(a, b);
      assert.equal(pieces.map(({ typed }) => typed).join(""), a);
      assert.equal(pieces.map(({ found }) => found).join(""), b);
      for (const { same, typed, found } of pieces) assert.equal(same, typed === found, `${a} ${b}`);
    }
  }
});

test("differences are said in words", () => {
  assert.deepEqual(differences("paul", "pau1"), ["Letter 4 is the digit 1, not the letter l."]);
  assert.deepEqual(differences("n\u0430me", "name"), ["Letter 2 is the letter a, not Cyrillic \u0430 (U+0430)."]);
  assert.deepEqual(differences("nme", "name"), ["Letter 2, the letter a, is missing."]);
  assert.deepEqual(differences("naxme", "name"), ["the letter x is not in it."]);
  assert.deepEqual(differences("nmae", "name"), ["Letters 2 and 3 are swapped."]);
  assert.deepEqual(differences("name", "name"), []);
});

test("a character that cannot be seen is named by its number alone", () => {
  assert.equal(describeCharacter("\u202e"), "U+202E");
  assert.equal(describeCharacter("\uff41"), "full-width \uff41 (U+FF41)");
});
