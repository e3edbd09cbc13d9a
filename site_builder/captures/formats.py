"""Formats: which kind of file a capture is, and what it says of the page in it. Reads; never unpacks to disk."""

import contextlib
import email.utils
import io
import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from site_builder.captures.packed import GZIP, Meter
from site_builder.captures.page import CapturedPage, CaptureFacts, the_page
from site_builder.captures.web_archive import WARC, wacz_page, warc_page
from site_builder.settings import LIMITS
from site_builder.strict_json import Malformed, demand
from site_builder.web_address import unsafe_url

FORMATS: Final = "WACZ, WARC (also .gz), HTML as SingleFile saves it, PNG, JPEG or PDF"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_PDF: Final = b"%PDF-"
_ZIP: Final = b"PK\x03\x04"
_HTML: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_SINGLE_FILE: Final = re.compile(
    rb"<!--\s*Page saved with SingleFile\s+url:([^\r\n]*)[\r\n]\s*saved date:([^\r\n]*)[\r\n]"
)
_JAVASCRIPT: Final = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2} [0-9]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}) GMT([+-][0-9]{4})(?: \(.*\))?"
)
"""How JavaScript writes an instant: `Tue Dec 01 2026 12:00:00 GMT+0100 (Central European Standard Time)`."""
_CHUNK: Final = 12
"""Bytes of a PNG chunk beside its data: length, type, checksum."""


def read_capture(stream: io.BufferedReader, size: int, wanted: str | None) -> CaptureFacts:
    """Return what a file of `size` bytes says of itself, and of the page at the address that is `wanted` if any is.

    Raises `Malformed` for a file of another format, one that is damaged or beyond the limits, one that holds other
    pages than the one wanted, or several and none is wanted.
    """
    stream.seek(0)
    head = stream.read(LIMITS.capture_head_bytes)
    stream.seek(0)
    meter = Meter()
    if head.startswith(_ZIP):
        return CaptureFacts("WACZ", wacz_page(stream, size, meter, wanted))
    if head.startswith((GZIP, WARC)):
        return CaptureFacts("WARC", warc_page(stream, meter, wanted))
    if head.startswith(_PNG):
        return CaptureFacts("PNG", the_page(list(_png_pages(stream, size)), wanted))
    if _HTML.match(head):
        stream.seek(max(len(head), size - LIMITS.capture_head_bytes))
        texts = (head, stream.read(LIMITS.capture_head_bytes))
        return CaptureFacts("HTML", the_page([page for text in texts for page in _html_pages(text)], wanted))
    plain = {"JPEG": head.startswith(_JPEG), "PDF": head.startswith(_PDF)}
    name = next((name for name, fits in plain.items() if fits), None)
    if name is None:
        raise Malformed(f"it is not a capture: {FORMATS}")
    return CaptureFacts(name)


def _html_pages(text: bytes) -> Iterator[CapturedPage]:
    """Yield what the comments of SingleFile say."""
    for url, when in _SINGLE_FILE.findall(text):
        said = when.decode("utf-8", "replace").strip()
        found = _JAVASCRIPT.fullmatch(said)
        if found is not None:
            with contextlib.suppress(ValueError):
                said = datetime.strptime(f"{found[1]} {found[2]}", "%b %d %Y %H:%M:%S %z").isoformat()
        yield CapturedPage(url.decode("utf-8", "replace").strip(), said)


def _png_pages(stream: io.BufferedReader, size: int) -> Iterator[CapturedPage]:
    """Yield what the texts of a PNG say (PNG 11.3.3). Text of other programs, in another form, says nothing."""
    texts = dict(_png_texts(stream, size))
    source = texts.get("Source", "")
    url = texts.get("URL", "") or (source if unsafe_url(source) is None else "")
    when = ""
    with contextlib.suppress(ValueError, Malformed):
        when = CapturedPage("", texts.get("Creation Time", "")).day or ""
    if not when:
        with contextlib.suppress(ValueError, OverflowError):
            instant = email.utils.parsedate_to_datetime(texts.get("Creation Time", ""))
            when = instant.isoformat() if instant.tzinfo is not None else ""
    if url or when:
        yield CapturedPage(url, when)


def _png_texts(stream: io.BufferedReader, size: int) -> Iterator[tuple[str, str]]:
    """Yield keyword and text of each text chunk that is not compressed and fits into a record's head."""
    place = len(_PNG)
    for _ in range(LIMITS.capture_records):
        stream.seek(place)
        head = stream.read(8)
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        demand(len(head) == 8, "it ends before its last chunk")  # noqa: PLR2004 - length and type
        place += length + _CHUNK
        demand(place <= size, "one of its chunks says that it is longer than the file")
        if kind == b"IEND":
            return
        if kind in {b"tEXt", b"iTXt"} and length <= LIMITS.capture_head_bytes:
            data, check = stream.read(length), stream.read(4)
            demand(
                zlib.crc32(kind + data).to_bytes(4, "big") == check,
                "the checksum of one of its texts is wrong",
            )
            keyword, _, rest = data.partition(b"\0")
            if kind == b"iTXt":
                if rest[:1] != b"\0":
                    continue
                rest = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
            text = rest.decode("latin-1" if kind == b"tEXt" else "utf-8", "replace")
            yield keyword.decode("latin-1"), text.strip()
    raise Malformed(f"it has more than {LIMITS.capture_records:,} chunks")
