"""What form a file has, by its first bytes and the ending of its name; and what to do about one that is not read."""

import re
from collections.abc import Sequence
from typing import Final

from site_builder.tables.json_text import DECODER
from site_builder.tables.markdown import count_tables
from site_builder.tables.model import TableRefused

_CSV: Final = "save its table as CSV UTF-8"
_REFUSED: Final = (
    (b"%PDF", "a PDF; copy its table into a spreadsheet, and save that as CSV UTF-8"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Excel file (.xls), or a workbook with a password; save it as .xlsx without one",
    ),
    (b"{\\rtf", f"a text with formatting (RTF); {_CSV}"),
    (b"\x1f\x8b", "compressed (gzip); unpack it"),
    (b"BZh", "compressed (bzip2); unpack it"),
    (b"\xfd7zXZ\0", "compressed (xz); unpack it"),
    (b"\x28\xb5\x2f\xfd", "compressed (zstd); unpack it"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z); unpack it"),
    (b"Rar!", "an archive (RAR); unpack it"),
    (b"\x89PNG", "a picture; write its table down as CSV"),
    (b"\xff\xd8\xff", "a picture; write its table down as CSV"),
    (b"GIF8", "a picture; write its table down as CSV"),
    (b"SQLite format 3\0", f"a database (SQLite); {_CSV}"),
    (b"PAR1", f"a Parquet file; {_CSV}"),
    (b"bplist", f"a property list; {_CSV}"),
)
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_MARKUP: Final = re.compile(r"\s*<(?:\?xml|!doctype|html|head|body|table|svg)\b", re.IGNORECASE)
_JSON: Final = re.compile(r'\s*(?:\[\s*(?:[\[{"\]]|null|true|false)|\{\s*["}])')
_LIST: Final = re.compile(r"\s*[\[{]")


def is_workbook(head: bytes) -> bool:
    """Return whether a file is an archive, as workbooks are. Raises `TableRefused` for what is never read."""
    for magic, what in _REFUSED:
        if head.startswith(magic):
            raise TableRefused("file-form", f"this is {what}")
    return head.startswith(_ZIP)


def text_form(sample: Sequence[str], ending: str) -> str:
    """Return `json`, `ndjson`, `markdown` or `text` for a file that begins with some lines.

    Raises `TableRefused` for HTML and XML.
    """
    start = "".join(sample)
    if _MARKUP.match(start):
        raise TableRefused("file-form", f"this is a web page or XML; {_CSV}")
    json_ending = ending in {".json", ".ndjson", ".jsonl"}
    if _JSON.match(start) or (json_ending and _LIST.match(start)):
        return "ndjson" if _is_lines(sample, ending) else "json"
    return "markdown" if count_tables(sample) else "text"


def _is_lines(sample: Sequence[str], ending: str) -> bool:
    """Return whether each line is a JSON object of its own."""
    filled = [line for line in sample if line.strip()][:2]
    if not filled[0].lstrip().startswith("{"):
        return False
    try:
        DECODER.decode(filled[0])
    except (ValueError, RecursionError):
        return ending in {".ndjson", ".jsonl"}
    return len(filled) > 1 or ending in {".ndjson", ".jsonl"}
