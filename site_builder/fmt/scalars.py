"""Scalars: how one text is written so that every YAML reader, 1.1 or 1.2, gives it back as it was.

Widths are counted in code points: columns would depend on a Unicode version. What is hidden is likewise a
fixed list, so that the same file has the same canonical form under every Python.
"""

import re
from functools import lru_cache
from typing import Final

from site_builder.days import is_day
from site_builder.fmt.form import ScalarKind

WIDTH: Final = 100

# Controls, format characters (bidirectional ones among them), separators other than the space, surrogates,
# private use, noncharacters, default-ignorable characters and the blank Braille pattern (UAX 44).
_HIDDEN: Final = re.compile(
    "[\x00-\x1f\x7f-\xa0\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u115f-\u1160\u1680"
    "\u17b4-\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ud800-\uf8ff"
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe-\uffff\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    + "".join(f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xE0000, 0x10000))
    + "\U000dfffe-\U000e0fff\U000efffe-\U0010ffff]"
)
# What some reader takes for something else than text: null, truth value, merge key, number, timestamp. YAML 1.1
# (yaml.org/type), YAML 1.2.2 section 10.3, and what PyYAML and ruamel.yaml make of them; rather too much.
_AMBIGUOUS: Final = re.compile(
    r"(?i:~|null|y|n|yes|no|on|off|true|false|<<|="
    r"|[-+]?\.(?:inf|nan)"
    r"|[-+]?0[box][0-9a-f_]+"
    r"|[-+]?[0-9][0-9_]*(?::[0-9_]+)+(?:\.[0-9_]*)?"
    r"|[-+]?(?:[0-9][0-9_]*|[0-9_]*\.[0-9._]*)(?:e[-+]?[0-9_]+)?"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:t| +)[0-9]{1,2}:.*)?)"
)
_INDICATORS: Final = frozenset("-?:,[]{}#&*!|>'\"%@` ")
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
# An item that may share a line with others: a name, an address, nothing that reads like prose.
_WORD: Final = re.compile(r"[A-Za-z0-9._/+@\u00a1-\U0010ffff-]{1,60}")
_ESCAPED: Final = {"\n": "\\n", "\t": "\\t"}
_BASIC_PLANE: Final = 0xFFFF
_GAP: Final = re.compile(r"(?<! ) (?! )")
# Not after "No.", "v.", "U.S.": short words and words with inner dots are abbreviations more often than not.
_SENTENCE_END: Final = re.compile(
    r"(?:[^.]{4,}\.|[^!?\u061f\u2026]*[!?\u061f\u2026])[\"'\u2019\u201d\u00bb)\]]*"
)


@lru_cache(maxsize=4096)
def inline(text: str, reading: ScalarKind = ScalarKind.TEXT) -> str:
    """Return the text on one line: plain where that is safe, in quotes otherwise."""
    if reading is ScalarKind.NUMBER and _INTEGER.fullmatch(text):
        return text
    if reading is ScalarKind.TRUTH and text in ("true", "false"):
        return text
    if reading is ScalarKind.DATE and is_day(text):  # YAML 1.1 readers fail on one that is not
        return text
    return text if _is_plain(text) else quoted(text)


def is_ambiguous(text: str) -> bool:
    """Return whether some reader would take the text, unquoted, for a number, a date, a truth value or null."""
    return _AMBIGUOUS.fullmatch(text) is not None


def is_word(text: str) -> bool:
    """Return whether the text is short and simple enough to share one line with others."""
    return _WORD.fullmatch(text) is not None and not _has_hidden(text)


def quoted(text: str) -> str:
    r"""Return the text in quotes, hidden characters as escapes such as `\u202e`.

    Double quotes; single ones where they spare escapes, as in patterns.
    """
    hidden = _has_hidden(text)
    if not hidden and "'" not in text and ("\\" in text or '"' in text):
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_HIDDEN.sub(_escape, escaped)}"' if hidden else f'"{escaped}"'


def lines(text: str, reading: ScalarKind, *, column: int, indent: int) -> list[str]:
    """Return the text as it is written after its key: a first line, and the lines of a block where it needs one.

    `column` is where the first line begins, `indent` how far a block's lines are indented, both from 0.
    """
    if "\n" in text:
        content = text.removesuffix("\n")
        if _is_literal(content):
            pad = " " * indent
            block = [pad + line if line else "" for line in content.split("\n")]
            return ["|-" if content == text else "|", *block]
    flat = inline(text, reading)
    if column + len(flat) > WIDTH and _is_foldable(text):
        return [">-", *(" " * indent + line for line in _fold(text, WIDTH - indent))]
    return [flat]


def _has_hidden(text: str) -> bool:
    return not (text.isascii() and text.isprintable()) and _HIDDEN.search(text) is not None


def _is_plain(text: str) -> bool:
    return (
        bool(text)
        and text[0] not in _INDICATORS
        and text[-1] not in " :"
        and ": " not in text
        and " #" not in text
        and not text.startswith("...")
        and not _has_hidden(text)
        and _AMBIGUOUS.fullmatch(text) is None
    )


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    number = ord(character)
    return _ESCAPED.get(character) or (f"\\u{number:04x}" if number <= _BASIC_PLANE else f"\\U{number:08x}")


def _is_literal(content: str) -> bool:
    """Return whether lines can be written as they are: no hidden character, no space at an end, no empty edge."""
    rows = content.split("\n")
    return (
        not content.startswith(" ")
        and bool(rows[0])
        and bool(rows[-1])
        and not any(row.endswith(" ") or _has_hidden(row) for row in rows)
    )


def _is_foldable(text: str) -> bool:
    """Return whether there is a space to break at, and the fold gives back the same text."""
    return text.strip(" ") == text and _GAP.search(text) is not None and not _has_hidden(text)


def _fold(text: str, width: int) -> list[str]:
    """Break a text at single spaces: after each sentence, and where a line grows too long.

    A sentence begins a line of its own, so that editing one does not move the breaks of the others.
    """
    rows: list[str] = []
    row = ""
    for word in _GAP.split(text):
        if row and len(row) + 1 + len(word) > width:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}" if row else word
        if _SENTENCE_END.fullmatch(word):
            rows.append(row)
            row = ""
    return [*rows, row] if row else rows
