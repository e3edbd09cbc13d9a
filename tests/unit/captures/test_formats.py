"""What files say of themselves, and files that say what they should not."""

from __future__ import annotations

import gzip
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from site_builder.captures import formats, packed, web_archive
from site_builder.captures.formats import read_capture
from site_builder.settings import LIMITS
from site_builder.strict_json import Malformed
from tests.unit.captures.files import (
    HTML,
    JPEG,
    PAGE,
    WHEN,
    chunk,
    png,
    raw_warc,
    single_file,
    stream,
    text,
    wacz,
    warc,
)

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.captures.page import CaptureFacts

OTHER = "https://posts.example/other"
PICTURE = ("https://posts.example/a.jpg", "image/jpeg", "2026-01-19T10:00:00Z")


def facts(data: bytes, wanted: str | None = None) -> CaptureFacts:
    return read_capture(stream(data), len(data), wanted)


def said(data: bytes, wanted: str | None = None) -> tuple[str, str | None, str | None]:
    found = facts(data, wanted)
    return found.format, *((found.page.url, found.page.day) if found.page else (None, None))


def fault(data: bytes, wanted: str | None = None) -> str:
    with pytest.raises(Malformed) as error:
        said(data, wanted)
    return str(error.value)


# What programs make


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (warc(), ("WARC", PAGE, "2026-01-20")),
        (warc(packed=False), ("WARC", PAGE, "2026-01-20")),
        (warc(PICTURE, (PAGE, HTML, WHEN)), ("WARC", PAGE, "2026-01-20")),
        (warc(PICTURE), ("WARC", PICTURE[0], "2026-01-19")),
        (wacz(), ("WACZ", PAGE, "2026-01-20")),
        (wacz(method=zipfile.ZIP_DEFLATED), ("WACZ", PAGE, "2026-01-20")),
        (wacz(pages=((PAGE, ""),)), ("WACZ", PAGE, "2026-01-20")),
        (wacz(pages=()), ("WACZ", PAGE, "2026-01-20")),
        (wacz(pages=((OTHER, WHEN), (PAGE, WHEN)), main=PAGE), ("WACZ", PAGE, "2026-01-20")),
        (wacz({"pages/pages.jsonl": b'{"url": "\\ud800"}\nno json\n'}), ("WACZ", PAGE, "2026-01-20")),
        (single_file(), ("HTML", PAGE, "2026-01-20")),
        (single_file(when=WHEN), ("HTML", PAGE, "2026-01-20")),
        (b"<html>" + b" " * 200_000 + single_file(), ("HTML", PAGE, "2026-01-20")),
        (b"\xef\xbb\xbf<html><p>Saved by hand.", ("HTML", None, None)),
        (png(text("URL", PAGE), text("Creation Time", WHEN)), ("PNG", PAGE, "2026-01-20")),
        (png(text("Source", PAGE)), ("PNG", PAGE, None)),
        (png(text("Source", "a camera"), text("Creation Time", "yesterday")), ("PNG", None, None)),
        (png(text("Creation Time", "Wed, 21 Jan 2026 00:30:00 +0100")), ("PNG", "", "2026-01-20")),
        (png(chunk(b"iTXt", b"URL\0\0\0en\0\0" + PAGE.encode())), ("PNG", PAGE, None)),
        (png(chunk(b"iTXt", b"URL\0\x01\0en\0\0packed")), ("PNG", None, None)),
        (JPEG, ("JPEG", None, None)),
        (b"%PDF-1.7\n", ("PDF", None, None)),
    ],
    ids=lambda value: "file" if isinstance(value, bytes) else None,  # files differ from run to run
)
def test_a_file_says_its_page_and_day(data: bytes, expected: tuple[str, str | None, str | None]) -> None:
    assert said(data) == expected


def test_of_several_pages_the_one_that_is_wanted_counts() -> None:
    both = ((OTHER, HTML, "2026-01-18T00:00:00Z"), (PAGE, HTML, WHEN))
    for data in (warc(*both), wacz(pages=((OTHER, WHEN), (PAGE, WHEN))), wacz(pages=((OTHER, WHEN),))):
        assert said(data, f"{PAGE}#top")[1:] == (PAGE, "2026-01-20")
    assert said(warc(*both, PICTURE), PICTURE[0])[1:] == (PICTURE[0], "2026-01-19")
    for data in (warc(*both), wacz(pages=((OTHER, WHEN), (PAGE, WHEN)))):
        assert f"say which with --url: {OTHER}, {PAGE}" in fault(data)


def test_another_page_than_the_one_wanted_is_refused_with_both_addresses() -> None:
    for data in (warc(), wacz(), single_file(), png(text("URL", PAGE))):
        assert fault(data, OTHER) == f"it holds {PAGE}, not {OTHER}"
    many = warc(*((f"{OTHER}/{number}", HTML, WHEN) for number in range(5)))
    assert f"{OTHER}/2 and 2 others, not {PAGE}" in fault(many, PAGE)


# What nobody means well


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://reader:secret@posts.example/", "user name or password"),
        ("https://posts.example/\x1b[2J", "is not allowed in a URL"),
        ("https://192.0.2.7/", "numeric address"),
        ("javascript:alert(1)", "only http and https"),
        (f"https://posts.example/{'a' * 2000}", "longer than 2000"),
    ],
)
def test_addresses_that_no_record_may_hold_are_refused(url: str, why: str) -> None:
    assert why in fault(single_file(url))
    assert why in fault(wacz(pages=((url, WHEN),)))


@pytest.mark.parametrize(
    "when",
    ["yesterday", "2026-02-30T00:00:00Z", "2026-01-20T00:00:00", "0001-01-01T00:00:00+23:00", "1" * 9999],
)
def test_broken_dates_are_refused(when: str) -> None:
    for data in (warc((PAGE, HTML, when)), wacz(pages=((PAGE, when),)), single_file(when=when)):
        assert "which is not a date" in fault(data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is not a capture"),
        (b"#!/bin/sh\n", "it is not a capture"),
        (b"\x1f\x8b", "compressed data"),
        (gzip.compress(b""), "does not hold a record"),
        (gzip.compress(b"nothing of the kind\n"), "not a record of a WARC"),
        (warc()[:-20], "in the middle"),
        (warc(packed=False)[:-200], "in the middle of a record"),
        (warc() + b"PK\x03\x04", "it is damaged"),
        (raw_warc(b"WARC-Type: response"), "how long it is"),
        (raw_warc(b"Content-Length: -1"), "how long it is"),
        (raw_warc(b"Content-Length: " + b"9" * 5000), "how long it is"),
        (raw_warc(b"Content-Length: 999999999999"), "in the middle of a record"),
        (raw_warc(b"X: " + b"a" * 70_000), "the head of a record is longer than 65.5 kB"),
        (raw_warc(b"\r\n".join(b"X%d: a" % number for number in range(9000))), "longer than 65.5 kB"),
        (b"WARC/1.1" + b"a" * 10_000_000, "longer than 65.5 kB"),
        (raw_warc(b"Content-Length: 0") + b"\n" * 100_000, "longer than 65.5 kB"),
        (b"PK\x03\x04" + b"a" * 100, "it is damaged"),
        (wacz({"../../etc/passwd": b"x"}), "it has a member '../../etc/passwd'"),
        (wacz({"/etc/passwd": b"x"}), "it has a member '/etc/passwd'"),
        (wacz({"archive\\..\\x": b"x"}), "it has a member"),
        (wacz({"a\x1b[2J": b"x"}), "it has a member"),
        (wacz({f"archive/{number}": b"" for number in range(1100)}), "1,103 members, more than 1,000"),
        (wacz({"datapackage.json": b"[" * 100_000}), "nested too deeply"),
        (wacz({"datapackage.json": b"[]"}), "not an object"),
        (wacz({"datapackage.json": b"[" + b"{}," * 400_000}), "datapackage.json is longer than 1.0 MB"),
        (wacz({"pages/pages.jsonl": b"{}\n" * 200_000}), "lists more than 100,000 pages"),
        (wacz({"archive/data.warc.gz": b"x" * 99}, pages=()), "not a record of a WARC"),
        (png(text("URL", "x"))[:44], "longer than the file"),
        (png()[:-12], "before its last chunk"),
        (png(b"\xff\xff\xff\xf0tEXt"), "longer than the file"),
        (png(text("URL", PAGE)[:-4] + b"evil"), "checksum"),
    ],
    ids=lambda value: "file" if isinstance(value, bytes) else None,
)
def test_what_is_hostile_or_damaged_is_refused_with_a_reason(data: bytes, why: str) -> None:
    assert why in fault(data)


def test_a_zip_without_a_datapackage_is_not_a_wacz() -> None:
    data = wacz().replace(b"datapackage.json", b"datapackage.jso_")
    assert fault(data) == "it is a zip file without datapackage.json, so not a WACZ"


def test_a_wacz_without_a_list_of_pages_is_read_by_its_warc_files() -> None:
    data = wacz().replace(b"pages/pages.jsonl", b"pages/pages.jso__")
    assert said(data)[1:] == (PAGE, "2026-01-20")


def test_a_member_that_is_there_twice_is_refused() -> None:
    data = wacz({"datapackage.jso_": b"{}"}).replace(b"datapackage.jso_", b"datapackage.json")
    assert fault(data) == "two of its members have one name"


def test_a_zip_whose_directory_lies_is_refused(tmp_path: Path) -> None:
    """As a file: only there a seek to before its beginning is an error of the system."""
    data = wacz()
    end = data.rindex(b"PK\x05\x06")
    true = (
        int.from_bytes(data[end + 12 : end + 16], "little"),
        int.from_bytes(data[end + 16 : end + 20], "little"),
    )
    for size, offset in ((2**32 - 2, 0), (50, 2**32 - 2), (2**31, 2**31), (true[0], true[1] + 1000)):
        lie = data[: end + 12] + size.to_bytes(4, "little") + offset.to_bytes(4, "little") + data[end + 20 :]
        (tmp_path / "lie").write_bytes(lie)
        with (tmp_path / "lie").open("rb") as file, pytest.raises(Malformed, match=r"damaged|directory"):
            read_capture(file, len(lie), None)


def test_a_member_packed_in_another_way_is_refused() -> None:
    assert "packed in another way" in fault(wacz(method=zipfile.ZIP_LZMA))
    assert "packed in another way" in fault(wacz(method=zipfile.ZIP_BZIP2))
    encrypted = bytearray(wacz())
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    assert "its member datapackage.json is encrypted" in fault(bytes(encrypted))


def test_bombs_are_given_up_at_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    head = raw_warc(b"Content-Length: 50000000")[:-4]
    bomb = gzip.compress(head + bytes(50_000_000), 9)
    assert len(bomb) < 100_000
    small = replace(LIMITS, capture_read=4_000_000, capture_member_bytes=100_000, capture_records=20)
    for module in (formats, packed, web_archive):
        monkeypatch.setattr(module, "LIMITS", small)
    packed_twice = wacz({"archive/data.warc.gz": bomb}, pages=(), method=zipfile.ZIP_DEFLATED)
    for data in (bomb, packed_twice):
        assert fault(data) == "it unpacks to more than 4.0 MB"
    long = wacz({"datapackage.json": b" " * 100_001}, method=zipfile.ZIP_DEFLATED)
    assert "its member datapackage.json is longer than 100.0 kB" in fault(long)
    assert "more than 20 parts" in fault(gzip.compress(b"") * 21)
    assert "more than 20 records" in fault(raw_warc(b"Content-Length: 0") * 21)
    assert "more than 20 chunks" in fault(png(*[chunk(b"IDAT")] * 30))


def test_no_expression_takes_long_for_what_nearly_fits() -> None:
    for filling in (
        b"<!--",
        b"<!--" + b" " * 65_000,
        b"<!-- Page saved with SingleFile url:" + b" \n" * 30_000,
    ):
        assert said(b"<html>" + filling * (60_000 // len(filling) + 1)) == ("HTML", None, None)
