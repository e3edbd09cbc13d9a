"""Indexes that cannot be followed: refused, and not a byte of the mirror changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.sync.feed_site import (
    INDEX,
    with_index,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.sync.hostile_site import Site

NOTHING = {"digest": "0" * 64, "example": False}
EMPTY = {"bytes": 0, "sha256": "0" * 64}
LATE = {
    "events": 64 * 10**6,
    "pages": 10**6,
    "last_page": {"path": f"feeds/v1/changes/{10**6 - 1}.json", **EMPTY},
}
"""So many events that no honest site would be followed after it."""


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda index: index.update(history=False), "no-history"),
        (lambda index: index.update(pending=2), "pending"),
        (lambda index: index.update(pending=0), "pending"),
        (lambda index: index.update(version="2"), "malformed"),
        (lambda index: index.update(version=1), "malformed"),
        (lambda index: index.update(epoch="1"), "malformed"),
        (lambda index: index.update(epoch=f"1.{'9' * 17}"), "malformed"),
        (lambda index: index.update(epoch="1.01"), "malformed"),
        (lambda index: index.update(as_of="2026-01-01"), "malformed"),
        (lambda index: index.update(as_of="2026-99-99T99:99:99Z"), "malformed"),
        (lambda index: index.update(as_of="2026-02-29T00:00:00Z"), "malformed"),
        (lambda index: index.update(as_of="2026-03-01T24:00:00Z"), "malformed"),
        (lambda index: index.update(as_of="2026-03-01T23:59:60Z"), "malformed"),
        (lambda index: index.update(as_of="0000-01-01T00:00:00Z"), "malformed"),
        (lambda index: index.update(as_of="2026-03-01T00:00:00+00:00"), "malformed"),
        (lambda index: index.update(as_of="9999-12-31T23:59:59Z"), "future"),
        (lambda index: index.update(as_of="2100-01-01T00:10:01Z"), "future"),
        (lambda index: index.update(as_of="9" * 5000), "malformed"),
        (lambda index: index.update(instance=[]), "malformed"),
        (lambda index: index["instance"].update(id="../x"), "malformed"),
        (lambda index: index["changes"].update(events=-1), "malformed"),
        (lambda index: index["changes"].update(events=10**15), "malformed"),
        (lambda index: index["changes"].update(events=1.5), "malformed"),
        (lambda index: index["changes"].update(LATE), "malformed"),
        (lambda index: index["changes"].update(events=2**53), "malformed"),
        (lambda index: index["changes"].update(events=101.0), "malformed"),
        (lambda index: index["changes"].update(pages=3), "malformed"),
        (lambda index: index["changes"].update(pages=True), "malformed"),
        (lambda index: index["changes"].pop("last_page"), "malformed"),
        (lambda index: index["changes"]["last_page"].update(path="https://x.example/"), "malformed"),
        (lambda index: index["changes"]["last_page"].update(path="/feeds/v1/changes/1.json"), "malformed"),
        (lambda index: index["lists"][0].update(id="../../x"), "malformed"),
        (lambda index: index["lists"][0].update(id="quay"), "malformed"),
        (lambda index: index["lists"][0].update(id="\x1b]0;x\x07"), "malformed"),
        (lambda index: index["lists"][0].update(digest="0" * 64), "malformed"),
        (lambda index: index["lists"][0].update(files=[]), "malformed"),
        (lambda index: index["lists"][0].update(example="no"), "malformed"),
        (lambda index: index["lists"][0]["files"][0].update(bytes=-1), "malformed"),
        (lambda index: index["lists"][0]["files"].append(index["lists"][0]["files"][0]), "malformed"),
        (lambda index: index["lists"].append(index["lists"][0]), "malformed"),
        (lambda index: index.update(lists=None), "malformed"),
        (
            lambda index: index["lists"].extend(
                {
                    "id": f"a{number}",
                    **NOTHING,
                    "files": [{"path": f"feeds/v1/lists/a{number}/chunks.json", **EMPTY}],
                }
                for number in range(1000)
            ),
            "malformed",
        ),
    ],
)
def test_an_index_that_cannot_be_followed(
    edit: Callable[[dict[str, Any]], None], code: str, site: Site
) -> None:
    site.server.files = with_index(site.server.files, edit)
    told = site.refused(code)
    assert told.isprintable()
    assert len(told) < 300
    assert site.server.requests == [INDEX]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!doctype html>",
        b"\xef\xbb\xbf{}",
        '{"a": 1}'.encode("utf-16"),
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 100_000 + b"}",
        b'{"version": "1", "version": "1"}',
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}",
        b"null",
        b"[]",
        b"{} {}",
    ],
    ids=lambda data: ascii(data[:20]),
)
def test_an_index_that_is_no_json_of_this_world(data: bytes, site: Site) -> None:
    site.server.files[INDEX] = data
    assert site.refused("malformed").isprintable()
