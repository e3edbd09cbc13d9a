/* Files as they come: what is certain is read, what is not is guessed and asked about, what is no text is said to be that. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "../published.js";

const { decode, decodeAs, encodingName, sample } = await script("check/encoding.js");
const utf8 = (text) => new TextEncoder().encode(text);
const units = (text, ends) => Uint8Array.from([...text].flatMap((letter) => {
  const unit = letter.charCodeAt(0);
  return ends === "le" ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255];
}));

/** The bytes of a text in an encoding of one byte for each letter. */
function bytes(text, encoding) {
  if (encoding.startsWith("utf-16")) return units(text, encoding.slice(-2));
  const places = new Map(Array.from({ length: 256 }, (_, byte) => [new TextDecoder(encoding).decode(Uint8Array.of(byte)), byte]));
  return Uint8Array.from([...text], (letter) => {
    assert.ok(places.has(letter), `${letter} in ${encoding}`);
    return places.get(letter);
  });
}

const TEXTS = {
  "windows-1250": ["handle,name\nlz,Łukasz Gołębiewski\n", "Jiří Dvořák, Černý", "Győző Kovács", "Željko Đorđević"],
  "windows-1251": ["@иван\n@мария\n", "Иван Петров,https://vk.com/id5\n", "ПРИВЕТ\nМИР", "нікто1\nніхто2"],
  "windows-1252": ["@müller\n@straße", "José García,@jose\nl'été", "João, São Paulo\n", "Größe\nFuß"],
  "windows-1253": ["Γιώργος Παπαδόπουλος", "@ειδήσεις\n@νέα της ημέρας"],
  "windows-1254": ["Ayşe Yılmaz, İstanbul", "Doğan Güneş\nIşık"],
  "windows-1255": ["@חדשות\nשלום לכולם"],
  "windows-1256": ["مرحبا بالعالم", "@أخبار العربية"],
  "koi8-r": ["@иван\n@мария\n", "Иван Петров,https://vk.com/id5\n", "ПРИВЕТ\nМИР"],
  "utf-16le": ["@alice\n@bob", "@иван\n", "José\n", "中文\n名字"],
  "utf-16be": ["@alice\n@bob", "@иван\n", "José\n", "中文\n名字"],
};

test("UTF-8, and UTF-16 with its mark, are read", () => {
  for (const text of ["", "@one\n", "@иван, “x”\n@müller", "\ufeff@one"]) assert.deepEqual(decode(utf8(text)).text, text.replace("\ufeff", ""));
  for (const ends of ["le", "be"]) assert.equal(decode(units("\ufeff@иван\n", ends)).text, "@иван\n");
});

test("anything else is guessed and not decided", () => {
  for (const [encoding, texts] of Object.entries(TEXTS)) {
    for (const text of texts) {
      const { text: read, guesses, refused } = decode(bytes(text, encoding));
      assert.deepEqual([read, guesses[0], refused], [null, encoding, ""], text);
      assert.equal(decodeAs(bytes(text, encoding), encoding), text);
    }
  }
});

test("every encoding that may be is offered, by its name", () => {
  const { guesses } = decode(bytes("@иван\n", "windows-1251"));
  for (const name of ["windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "koi8-r"]) assert.ok(guesses.includes(name), name);
  assert.equal(encodingName("koi8-r"), "Cyrillic (koi8-r)");
});

test("three lines beyond ASCII are shown, from wherever they are", () => {
  const given = bytes(`${"plain\n".repeat(100_000)}один\nplain\nдва\nтри\nчетыре`, "windows-1251");
  assert.deepEqual(sample(given, decode(given).guesses[0]), ["один", "два", "три"]);
  assert.deepEqual(sample(given, "koi8-r")[0], "НДХМ");
});

test("UTF-8 that was cut or damaged is not another encoding", () => {
  const given = Uint8Array.from([...utf8("@иван\n@мария вера"), 0xd0, 10, 65]);
  const { text, guesses } = decode(given);
  assert.deepEqual([text, guesses[0]], [null, "utf-8"]);
  assert.match(decodeAs(given, "utf-8", true), /вера\ufffd\nA$/);
  assert.equal(decodeAs(given, "utf-8"), null);
});

test("what is no text is said to be that, and how to make one of it", () => {
  const cases = { "PK\x03\x04": /spreadsheet \(\.xlsx/, "%PDF-1.7": /a PDF/, "\xd0\xcf\x11\xe0": /\.xls/, "\x1f\x8b\x08": /packed/, "\x89PNG": /picture/ };
  for (const [begin, words] of Object.entries(cases)) {
    const { text, guesses, refused } = decode(Uint8Array.from(begin + "x".repeat(50), (letter) => letter.charCodeAt(0)));
    assert.deepEqual([text, guesses], [null, []]);
    assert.match(refused, words);
    assert.match(refused, /save it as “CSV UTF-8”/);
  }
  const noise = Uint8Array.from({ length: 5000 }, (_, at) => ((at * 7919) >> 3) & 255);
  for (const given of [noise, new Uint8Array(100)]) assert.match(decode(given).refused, /not text, or damaged/);
});
