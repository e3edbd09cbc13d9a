"""Captures as programs make them, built in memory: WARC, WACZ, HTML of SingleFile, PNG."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from typing import Final

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PAGE: Final = "https://posts.example/ferry-refunds/1"
WHEN: Final = "2026-01-20T23:30:00Z"
HTML: Final = "text/html; charset=utf-8"
JPEG: Final = b"\xff\xd8\xff\xe0 picture"


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio has no annotations
    """Keeps no open file, as the one that it is made from does until it is collected."""

    @staticmethod
    def _create_temp_file() -> io.BytesIO:
        return io.BytesIO()


def stream(data: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(data))


def warc(*answers: tuple[str, str, str], packed: bool = True, status: str = "200 OK") -> bytes:
    """Return a WARC with answers: address, type of content, and when."""
    out = io.BytesIO()
    writer = _Writer(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "tests"}))
    for url, kind, when in answers or ((PAGE, HTML, WHEN),):
        head = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        body = io.BytesIO(b"<p>Pay the fee before the refund.</p>" * 50)
        dated = {"WARC-Date": when}
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=body, http_headers=head, warc_headers_dict=dated
            )
        )
    return out.getvalue()


def raw_warc(head: bytes, body: bytes = b"") -> bytes:
    """Return one record with some lines of a head."""
    return b"WARC/1.1\r\n" + head + b"\r\n\r\n" + body + b"\r\n\r\n"


def wacz(
    members: dict[str, bytes] | None = None,
    pages: tuple[tuple[str, str], ...] = ((PAGE, WHEN),),
    main: str = "",
    method: int = zipfile.ZIP_STORED,
) -> bytes:
    """Return a WACZ with a list of pages, and other members in place of or beside its own."""
    package = {"profile": "data-package", "resources": [], **({"mainPageUrl": main} if main else {})}
    lines = [{"format": "json-pages-1.0", "id": "pages"}]
    lines += [{"url": url, "id": "x"} | ({"ts": when} if when else {}) for url, when in pages]
    own = {
        "datapackage.json": json.dumps(package).encode(),
        "pages/pages.jsonl": "\n".join(map(json.dumps, lines)).encode(),
        "archive/data.warc.gz": warc(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in (own | (members or {})).items():
            made.writestr(name, data)
    return out.getvalue()


def single_file(
    url: str = PAGE, when: str = "Wed Jan 21 2026 00:30:00 GMT+0100 (CET)", more: str = ""
) -> bytes:
    said = f"<!--\n Page saved with SingleFile \n url: {url} \n saved date: {when}\n-->"
    return f"<!DOCTYPE html> <html lang=en>{said}<script>alert(1)</script>{more}</html>".encode()


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    check = zlib.crc32(kind + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + kind + data + check


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + b"".join(chunks) + chunk(b"IEND")


def text(keyword: str, words: str) -> bytes:
    return chunk(b"tEXt", f"{keyword}\0{words}".encode("latin-1"))
