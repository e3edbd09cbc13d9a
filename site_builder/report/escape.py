"""Making text from the data harmless where it is shown: on a terminal, in Markdown, in JSON.

Everything that comes from a source file, and a file's name too, is hostile until it has passed through here.
HTML is not this module's business: pages are rendered by templates that escape. Then: how wide a safe text is on a
terminal, how it is broken into lines and painted.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

ELLIPSIS: Final = "…"
_FIRST_PLANE_END: Final = 0xFFFF

# Characters that `str.isprintable` lets through although they show nothing: combining grapheme joiner, Hangul
# fillers, Khmer inherent vowels, Mongolian and other variation selectors (all Default_Ignorable_Code_Point of
# Unicode's DerivedCoreProperties.txt), and the blank Braille pattern.
_BLANK: Final = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(map(chr, range(0xE0100, 0xE01F0))),
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BACKTICKS: Final = re.compile("`+")
_PLAIN_WORD: Final = re.compile(
    r"→|\(?(?:[A-Za-z]+(?:-[a-z]+)*(?:\([a-z]+\))?|[0-9]{1,6}|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{4}-[0-9]{2}-[0-9]{2})[,;:.)]*",
)
_MARKUP: Final = re.compile(r"([\\`*_\[\]<>&|~#@!$])")

# GitHub's job runner obeys `##[command]` anywhere in a line of a job's output.
_RUNNER_COMMAND: Final = "##["
_RUNNER_COMMAND_SHOWN: Final = "##\\u005b"


def _escaped(character: str) -> str:
    r"""Return the character's number as an escape: `\u202e`, or `\U000e0001` above the first plane."""
    number = ord(character)
    return f"\\u{number:04x}" if number <= _FIRST_PLANE_END else f"\\U{number:08x}"


def is_hostile(character: str) -> bool:
    """Tell whether a character must not reach a terminal as it is.

    True for controls (C0, DEL, C1), format characters (bidi controls among them), separators other than the
    space, surrogates, private and unassigned code points, and for characters that show nothing.
    """
    return not character.isprintable() or character in _BLANK


def visible(text: str) -> str:
    """Return `text` as one line that is safe to print: hostile characters become visible escapes.

    Line breaks and tabs are escaped too. The result is for people: a backslash stays single, so it cannot be
    turned back (the `json` report is exact).
    """
    if not (text.isascii() and text.isprintable()):
        text = "".join(_escaped(character) if is_hostile(character) else character for character in text)
    return text.replace(_RUNNER_COMMAND, _RUNNER_COMMAND_SHOWN)


def clip(text: str, limit: int) -> str:
    """Return the first `limit` characters, with an ellipsis where something was cut off."""
    return text if len(text) <= limit else text[:limit] + ELLIPSIS


def without_surrogates(text: str) -> str:
    """Replace surrogates by visible escapes: no UTF-8 and no I-JSON (RFC 7493) text may hold them."""
    return _SURROGATE.sub(lambda match: _escaped(match[0]), text)


def markdown_code(text: str, limit: int, *, in_table: bool = True) -> str:
    """Return at most `limit` characters of hostile `text` as a Markdown code span, safe in a table cell if asked.

    A code span is the one place in GitHub's Markdown where nothing is interpreted: an entity or a backslash
    before an @ or # does not stop a mention, because those are found after rendering. Its delimiter is longer
    than any run of backticks inside (CommonMark 6.1); a bar is escaped as GFM's tables require (4.10), even in
    code. An empty text gives an empty string, since no code span can be empty.
    """
    shown = visible(clip(text, limit))
    if in_table:
        shown = shown.replace("|", "\\|")
    if not shown:
        return ""
    longest = max((len(run) for run in _BACKTICKS.findall(shown)), default=0)
    delimiter = "`" * (longest + 1)
    # One space at each end is taken off again by the renderer, unless there is nothing else.
    at_edge = shown[0] in "` " or shown[-1] in "` "
    padding = " " if at_edge and shown.strip(" ") else ""
    return f"{delimiter}{padding}{shown}{padding}{delimiter}"


def markdown_words(text: str, limit: int) -> str:
    """Return at most `limit` characters of a sentence that mixes the builder's words with names from the data.

    Plain words, numbers and dates stay as they are; everything else, such as the id in "archive missing for e2",
    becomes a code span. Only for sentences whose words nobody but the builder chooses: a hostile one could still say
    what it likes.
    """
    pieces: list[str] = []
    named: list[str] = []
    for word in [*clip(text, limit).split(), ""]:
        plain = _PLAIN_WORD.fullmatch(word) is not None
        if named and (plain or not word):
            pieces.append(markdown_code(" ".join(named), limit))
            named = []
        if plain:
            pieces.append(word)
        elif word:
            named.append(word)
    return " ".join(pieces)


def markdown_prose(text: str) -> str:
    """Return words of the builder's own (never data: see `markdown_code`), shown by Markdown as they are."""
    return _MARKUP.sub(r"\\\1", visible(text))


BOLD: Final = "1"
DIM: Final = "2"
RED: Final = "1;31"
GREEN: Final = "1;32"
YELLOW: Final = "1;33"


def columns(text: str) -> int:
    """Return how many terminal columns `text` takes.

    East Asian wide and full-width characters (UAX 11) take two, combining marks none.
    """
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def cost(character: str) -> int:
    """Return the columns that a character takes once escaped, but at least one, so that heaps of marks are bounded."""
    return max(1, columns(visible(character)))


def line_start(text: str) -> str:
    """Return safe text without blanks before it as the start of a line, behind `./` where it would be a command.

    GitHub's job runner obeys lines of output that begin with `::`, whatever blanks come before it.
    """
    return f"./{text}" if text.startswith("::") else text


def wrapped(text: str, width: int) -> Iterator[str]:
    """Yield safe text in lines of at most `width` columns, broken at spaces where there are any.

    Runs of spaces become one; a text without words gives no line.
    """
    line, used = "", 0
    for word in text.split():
        needed = sum(cost(character) for character in word)
        if line and used + 1 + needed > width:
            yield line
            line, used = "", 0
        if line:
            line, used = f"{line} ", used + 1
        for character in word:
            if used + cost(character) > width:
                yield line
                line, used = "", 0
            line, used = line + character, used + cost(character)
    if line:
        yield line


class Painter:
    """Puts styles around text that is already safe, or leaves it alone."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled

    def __call__(self, style: str, text: str) -> str:
        """Return `text` in a style (parameters of SGR, ECMA-48 8.3.117)."""
        return f"\x1b[{style}m{text}\x1b[0m" if self._enabled else text
