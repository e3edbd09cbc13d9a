r"""The cells of a CSV file: text that stays text in a spreadsheet.

Two things are done to a cell (after OWASP, "CSV Injection"):

1. Characters that break lines or reorder what a reader sees become escapes: `\\`, `\n`, `\r`, `\t`, and `\uXXXX`
   for other controls, line separators, bidi controls and the byte-order mark. So a record is always one line.
2. Where a program might read a formula, an apostrophe is put before it: at the start of a cell, and after each
   semicolon (some spreadsheets split there whatever the file says), when what follows, white space and invisible
   characters aside, is one of = + - @ or their full-width forms, or when an apostrophe follows.

To undo it: drop an apostrophe at the start of a cell and after each semicolon, then replace the escapes.
"""

import re
from typing import Final

# Controls, Arabic letter mark, directional marks, line and paragraph separator, embeddings, overrides and isolates
# (Unicode Bidi_Control), byte-order mark; an own list, so that no release of Unicode changes a byte.
_ESCAPED: Final = re.compile("[\\\\\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_SHORT: Final = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_FORMULA: Final = re.compile(
    r"(?:^|(?<=;))(?='|[\s\u200b-\u200d\u2060\u00ad]*[=+\-@\uff1d\uff0b\uff0d\uff20])"
)


def guarded(value: str) -> str:
    """Return the cell for a value: escapes, then apostrophes; see the text of this module."""
    escaped = _ESCAPED.sub(lambda match: _SHORT.get(match[0], f"\\u{ord(match[0]):04x}"), value)
    return _FORMULA.sub("'", escaped)
