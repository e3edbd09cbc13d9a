"""Search keys: the form under which an account is looked up, whatever case, width or look-alikes it is typed in.

The browser does the same (`assets/js/handles/search_key.js`) by the same committed table.
"""

from __future__ import annotations

import re
from typing import Final

from site_builder.handles.fold import nfkc_casefold
from site_builder.handles.lookalike import reduced, settle

_SPACE: Final = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
"""White space of the Unicode Standard (property White_Space), spelled out: engines differ in what they call so."""
_CONTROL: Final = re.compile("[\x00-\x1f\x7f]")


def search_key(text: str) -> str:
    """Return the key of a text: `spaced`, case and width folded, then `undotted`. The key of a key is itself."""
    return undotted(nfkc_casefold(spaced(text)))


def undotted(text: str) -> str:
    """Return the text `spaced`, look-alikes folded, without dots unless nothing else is left.

    Some platforms do not count dots, and people leave them out on all: so one place of the index answers for both.
    """
    if text.isascii():
        return spaced(_bare(settle(text)))
    # Without a dot, a mark may join the letter before it: that may take a further round.
    return reduced(text, lambda text: _bare(spaced(settle(text))))


def _bare(text: str) -> str:
    return text.replace(".", "") or text


def spaced(text: str) -> str:
    """Return the text with runs of white space as one space, none at the ends, and without control characters."""
    return _CONTROL.sub("", _SPACE.sub(" ", text)).strip(" ")
