"""Text: no personal data in free text, nothing invisible or direction-changing in any.

Free text is what a schema calls `text` or `line`. Contact data of a list's controller is meant to be there, so
only records, sources and protected accounts are read for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from site_builder.load.layout import FileKind
from site_builder.load.sites import sites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.load.sites import Site
    from site_builder.load.source_tree import Loading
    from site_builder.problems import Problem

_FREE: Final = frozenset({"text", "line"})
_PERSONAL: Final = frozenset({FileKind.RECORD, FileKind.SOURCES, FileKind.PROTECTED})

# A fediverse handle is written @user@host, an address is not: what follows an @ is not taken for one.
_EMAIL: Final = re.compile(r"(?<![\w@\uff20.+-])[\w.%+-]{1,64}[@\uff20][\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE: Final = re.compile(
    r"(?<![\w/.:#-])(?:(?:\+|00)[1-9](?:[ ().-]{0,2}\d){7,14}|\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4})(?![\w/-])"
)
_BIDI: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Default-ignorable and format characters, controls, private use, noncharacters (UAX 44, UTS 39), blank Braille.
_INVISIBLE: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d"
    "\u2028\u2029\u2060-\u2065\u206a-\u206f\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ue000-\uf8ff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
# Where they do work that a reader sees: joiners between letters of joining scripts and between emoji, emoji
# presentation selectors, and the letters of subdivision flags.
_MEANINGFUL: Final = re.compile(
    "(?<=[\u0600-\u0dff\u1000-\u109f\u1780-\u18af\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
    "(?=[\u0600-\u0dff\u1000-\u109f\u1780-\u18af\u2190-\u2bff\U0001f000-\U0001faff])"
    "|(?<=[#*0-9\u00a9\u00ae\u203c\u2049\u2100-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff])[\ufe0e\ufe0f]"
    "|(?<=\U0001f3f4)[\U000e0020-\U000e007e]+\U000e007f"
)


def check_text(loading: Loading) -> Iterator[Problem]:
    """`text-email`, `text-phone`, `text-bidi`, `text-invisible`."""
    for document in loading.documents.good:
        personal = document.spot.kind in _PERSONAL
        for site in sites(document.spot.kind.value, document.typed):
            if site.kind in _FREE or site.kind == "string":
                yield from _hidden(loading, document.file, site)
            if personal and site.kind in _FREE:
                if _EMAIL.search(site.text):
                    yield loading.places.problem("text-email", document.file, site.pointer)
                if _PHONE.search(site.text):
                    yield loading.places.problem("text-phone", document.file, site.pointer)


def _hidden(loading: Loading, file: str, site: Site) -> Iterator[Problem]:
    if site.text.isascii() and site.text.isprintable():
        return
    bidi = _BIDI.search(site.text)
    if bidi is not None:
        yield loading.places.problem("text-bidi", file, site.pointer, character=_code_point(bidi))
    text = _MEANINGFUL.sub("", site.text) if site.kind in _FREE else site.text
    hidden = _INVISIBLE.search(text)
    if hidden is not None:
        yield loading.places.problem("text-invisible", file, site.pointer, character=_code_point(hidden))


def _code_point(found: re.Match[str]) -> str:
    return f"U+{ord(found.group()):04X}"
