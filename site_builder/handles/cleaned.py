"""Clean text: what a person pasted without marks that nobody sees, and with addresses that were made harmless restored.

Every change keeps its place: `Clean.at` leads from each character back to the text that was given. The browser does the
same (`assets/js/handles/cleaned.js`), so no class of characters here comes from a library's tables.
"""

import re
from dataclasses import dataclass
from typing import Final

_SPACES: Final = re.compile(r"[\n-\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_DOTS: Final = "\u3002\uff61"
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
_WIDE: Final = 0xFEE0
"""From a full-width form (U+FF01 to U+FF5E) down to ASCII."""

_DISARMED: Final = re.compile(
    r"(?P<scheme>h(?:xx|\*\*|tx|xt)p(?=s?(?::|\[:|\(:)))"
    r"| ?[\[({](?P<dot>\.|dot|punkt|point)[\])}] ?"
    r"| ?[\[({](?P<sign>@|at|:|/|://)[\])}] ?"
    r"|\\(?P<kept>[._@/-])"
    r"|&(?:(?P<entity>amp|lt|gt|quot|apos|nbsp)|#(?P<point>3[2-9]|[4-9][0-9]|1[01][0-9]|12[0-6]));",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Clean:
    """A text to read, and where each of its characters was in the one that was given; `at` ends with its length."""

    text: str
    at: tuple[int, ...]


def clean(given: str) -> Clean:
    """Return a text without unseen characters, with plain spaces (tabs stay) and ASCII forms, its addresses restored.

    Restored are `hxxp`, `[.]`, `(dot)`, `[at]`, `[:]`, `[://]`, Markdown's backslashes and HTML's `&amp;` and `&#39;`.
    """
    plain, at = [], []
    for place, character in enumerate(given):
        seen = _plain(character)
        if seen:
            plain.append(seen)
            at.append(place)
    at.append(len(given))
    return _armed("".join(plain), at)


def _plain(character: str) -> str:
    if " " <= character <= "~" or character == "\t":
        return character
    if _SPACES.match(character):
        return " "
    if _UNSEEN.match(character):
        return ""
    if character in _DOTS:
        return "."
    return chr(ord(character) - _WIDE) if "\uff01" <= character <= "\uff5e" else character


def _armed(text: str, at: list[int]) -> Clean:
    pieces, places, done = [], [], 0
    for found in _DISARMED.finditer(text):
        meant = _meant(found)
        pieces += [text[done : found.start()], meant]
        places += at[done : found.start()]
        places += [at[found.start()]] * len(meant)
        done = found.end()
    return Clean("".join([*pieces, text[done:]]), (*places, *at[done:]))


def _meant(found: re.Match[str]) -> str:
    if found["scheme"]:
        return "http"
    if found["dot"]:
        return "."
    if found["point"]:
        return chr(int(found["point"]))
    if found["entity"]:
        return _ENTITIES[found["entity"].lower()]
    return found["kept"] or ("@" if found["sign"].lower() == "at" else found["sign"])
