/* Encodings: the text of a file where that is certain, and else what it may be, for a person to decide: letters that are
   read wrongly make handles that nobody listed. */

/** What a file may be that is not UTF-8 and has no mark, and the letters that its languages use, the commonest first. */
const LETTERS = new Map(Object.entries({
  "windows-1252": ["Western European", "éáíóñçãúàèüäößêëâõîïôûœåøæþð"],
  "windows-1251": ["Cyrillic", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэёіїєґўђљњћџјѓќ"],
  "windows-1250": ["Central European", "ěščřžýáíéłąęćńśźżőűůťďňúóöüäßşţăâîđ"],
  "windows-1254": ["Turkish", "ışİğçöüâîû"],
  "windows-1253": ["Greek", "αοιετσνηυρπκμλςωδγχθφβξίόάέήύώζψϊϋ"],
  "windows-1256": ["Arabic", "اليمونرتبعدهفسقكحجةشصأىخإطضذزثغءظئآؤپچژگ"],
  "windows-1255": ["Hebrew", "יוהלאמרתשבנכםדקעחפטסגןזצךףץ"],
  "koi8-r": ["Cyrillic", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэё"],
  shift_jis: ["Japanese", ""],
  gbk: ["Chinese", ""],
  big5: ["Chinese", ""],
  "euc-kr": ["Korean", ""],
  "utf-16le": ["Unicode", ""],
  "utf-16be": ["Unicode", ""],
  "utf-8": ["with damaged letters", ""],
}));
/** Beginnings of files that are no text. */
const MAGIC = Object.entries({
  "PK\x03\x04": "a spreadsheet (.xlsx, .ods) or another packed file", "\xd0\xcf\x11\xe0": "an old spreadsheet or document (.xls, .doc)",
  "%PDF": "a PDF", "\x1f\x8b": "a packed file (.gz)", "\x89PNG": "a picture", "\xff\xd8\xff": "a picture", "GIF8": "a picture",
});
const SAVE = "Open it where it was made, and save it as “CSV UTF-8”, or copy the column with the accounts and paste it here.";
const NO_TEXT = /[\x00-\x08\x0e-\x19\x1c-\x1f\x7f-\x84\x86-\x9f]/;
const LETTER = /\p{L}/u;
/** Letters at the end of a word alone. */
const LAST = "ςךםןףץ";
const LATIN = /\p{Script=Latin}/u;
/** Bytes that are looked at to guess. */
const LOOKED_AT = 65_536;

/**
 * @param {Uint8Array} bytes
 * @returns {{text: string | null, guesses: string[], refused: string}}  `guesses` are encodings, the likeliest first;
 *   `refused` is a sentence where the file is not text
 */
export function decode(bytes) {
  const begin = String.fromCharCode(...bytes.subarray(0, 4));
  const magic = MAGIC.find(([sign]) => begin.startsWith(sign))?.[1];
  if (magic) return { text: null, guesses: [], refused: `The file is ${magic}, not text. ${SAVE}` };
  const mark = { "\xff\xfe": "utf-16le", "\xfe\xff": "utf-16be" }[begin.slice(0, 2)];
  const text = decodeAs(bytes, mark ?? "utf-8");
  if (text !== null && !NO_TEXT.test(text)) return { text, guesses: [], refused: "" };
  const part = looked(bytes);
  const found = [...LETTERS.keys()].map((name) => ({ name, score: score(part, name) })).filter((guess) => guess.score > -Infinity);
  const guesses = found.sort((a, b) => b.score - a.score).map(({ name }) => name);
  return { text: null, guesses, refused: guesses.length ? "" : `The file is not text, or damaged. ${SAVE}` };
}

/**
 * The text of the bytes; null where some are not of that encoding. Of UTF-8 that was found damaged, ask with `damaged`.
 * @param {Uint8Array} bytes
 * @param {string} encoding
 */
export function decodeAs(bytes, encoding, damaged = false) {
  try {
    return new TextDecoder(encoding, { fatal: !damaged }).decode(bytes);
  } catch {
    return null;
  }
}

/** The first three lines beyond ASCII as they are in an encoding. @param {Uint8Array} bytes @param {string} encoding */
export function sample(bytes, encoding) {
  const lines = (decodeAs(looked(bytes), encoding, true) ?? "").split(/[\r\n]+/).filter((line) => line.trim());
  const telling = lines.filter((line) => /[^\x00-\x7f]/.test(line));
  return (telling.length ? telling : lines).slice(0, 3);
}

/** @param {string} encoding */
export function encodingName(encoding) {
  return `${LETTERS.get(encoding)?.[0]} (${encoding})`;
}

/** The part of a file from the line on in which it stops being ASCII. @param {Uint8Array} bytes */
function looked(bytes) {
  const first = bytes.findIndex((byte) => byte > 0x7f || byte < 9);
  const start = bytes.subarray(0, Math.max(0, first)).lastIndexOf(10) + 1;
  return bytes.subarray(start - (start % 2), start - (start % 2) + LOOKED_AT);
}

/**
 * How much bytes look like words in an encoding: letters that are common there count, and against it what words do not
 * have: letters of two scripts, capitals behind small letters, signs between letters, accents side by side.
 * @param {Uint8Array} bytes
 * @param {string} encoding
 */
function score(bytes, encoding) {
  const [, letters] = LETTERS.get(encoding) ?? ["", ""];
  const text = decodeAs(bytes, encoding, true) ?? "";
  const wrong = text.split("\ufffd").length - 1;
  if (NO_TEXT.test(text) || (encoding.startsWith("utf-16") && /[\p{Cn}\p{Co}]/u.test(text))) return -Infinity;
  const beyond = text.replace(/[\x00-\x7f]/g, "").length;
  if (encoding === "utf-8") return beyond && wrong < beyond / 2 ? 1 - wrong / beyond : -Infinity;
  if (wrong > 1) return -Infinity; // the last letter of the part may be cut
  if (!letters && !encoding.startsWith("utf-16")) return 0; // behind whatever looks like words
  if (!letters) return text.replace(/[\u0700-\uffff]/g, "").length / text.length;
  let points = 0;
  let before = " ";
  for (const character of text) {
    if (character > "\x7f" || before > "\x7f") points += worth(before, character, letters);
    before = character;
  }
  return beyond ? points / beyond : 0;
}

/** @param {string} before @param {string} character @param {string} letters */
function worth(before, character, letters) {
  const beyond = character > "\x7f";
  const place = beyond ? Math.max(letters.indexOf(character), letters.indexOf(character.toLowerCase())) : -1;
  const common = place < 0 ? 0 : 1 - place / letters.length / 2;
  if (!LETTER.test(before)) return common;
  if (!LETTER.test(character)) return beyond ? -1 : 0;
  const latin = LATIN.test(character);
  const odd = latin !== LATIN.test(before) || (latin && beyond && before > "\x7f") || LAST.includes(before);
  const capital = /\p{Lu}/u.test(character) ? (/\p{Ll}/u.test(before) ? 1 : 0.1) : 0;
  return common - capital - (odd ? 1 : 0);
}
