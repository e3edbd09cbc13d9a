from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import example, given, settings

from site_builder.csv_cells import guarded
from site_builder.feeds.csv_rows import COLUMNS, csv_lines
from tests.examples import examples
from tests.unit.feeds.feed_catalog import full_row, minimal_row, public_record
from tests.unit.feeds.feed_history import tombstone
from tests.unit.feeds.feed_strategies import rows, values

if TYPE_CHECKING:
    from site_builder.feeds.lists import Row
    from site_builder.model import JsonObject

_LINKED: Final = frozenset({"court-document", "dataset", "platform-disclosure", "report"})
# Written apart from the module: what a spreadsheet may take for the start of a formula.
_DANGER: Final = re.compile("[\\s\u200b\u200c\u200d\u2060\u00ad]*[-=+@\uff1d\uff0b\uff0d\uff20]")
_INVISIBLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def unguarded(cell: str) -> str:
    """Return the value of a cell, as a consumer gets it: see the text of `csv_rows`."""
    escaped = re.sub(r"(^|;)'", r"\1", cell)
    short = {r"\\": "\\", r"\n": "\n", r"\r": "\r", r"\t": "\t"}
    return re.sub(
        r"\\(?:[\\nrt]|u([0-9a-f]{4}))", lambda found: short.get(found[0]) or chr(int(found[1], 16)), escaped
    )


def _csv(entries: list[Row]) -> bytes:
    return b"".join(csv_lines(entries, _LINKED))


def _read(data: bytes) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
    return [{name: unguarded(cell) for name, cell in line.items()} for line in reader]


def _line(row: JsonObject) -> dict[str, str]:
    return _read(_csv([public_record(row)]))[0]


@settings(max_examples=examples(150))
@given(values)
@example("'=1")
@example(";'=1;'")
@example(" ;  \uff0b")
@example("\\u202e\\")
@example("\n=1")
@example("")
def test_undoing_the_guard_gives_the_value_back(value: str) -> None:
    assert unguarded(guarded(value)) == value


@settings(max_examples=examples(150))
@given(values)
@example("x; =1")
@example("\t=1")
@example("\u2029@x")
@example("\u200b=x; \u2060\u00ad+")
def test_no_cell_holds_what_a_spreadsheet_could_run_or_a_reader_be_misled_by(value: str) -> None:
    cell = guarded(value)
    assert not _INVISIBLE.search(cell)
    for part in cell.split(";"):
        assert not _DANGER.match(part)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("'quoted'", "''quoted'"),
        ("it's fine; isn't it", "it's fine; isn't it"),
        ("a;=b", "a;'=b"),
        ("  -1", "'  -1"),
        ("\uff20x", "'\uff20x"),
        ("two\r\nlines", "two\\r\\nlines"),
        ("back\\slash", "back\\\\slash"),
        ("\u202ex", "\\u202ex"),
        ("\u0646\u0645\u06cc\u200c\u0634\u0648\u062f", "\u0646\u0645\u06cc\u200c\u0634\u0648\u062f"),
        ("1-1=0", "1-1=0"),
    ],
)
def test_a_cell_is_written_as_documented(value: str, cell: str) -> None:
    assert guarded(value) == cell


@settings(max_examples=examples(30))
@given(rows("harbour", example=False))
def test_a_strict_reader_gets_every_flat_value_back_from_one_line(row: JsonObject) -> None:
    data = _csv([public_record(row)])
    assert data.count(b"\r\n") == 2
    assert data.replace(b"\r\n", b"").count(b"\n") == 0
    line = _line(row)
    for name in ("id", "list", "platform", "handle", "state", "summary", "valid_until"):
        assert line[name] == row[name]
    assert line["account_id"] == row.get("account_id", "")
    assert line["actionable"] == str(row["actionable"]).lower()
    assert line["match_key"] == row["match"]["key"]
    assert line["categories"].split() == row["categories"]
    assert line["display_name"] == row.get("profile", {}).get("display_name", "")
    for cell, member in (("evidence_urls", "url"), ("evidence_archived", "archived")):
        assert line[cell].split(" ") == [
            item[member]
            for item in row["evidence"]
            if member in item and item["kind"] in _LINKED and item["sensitivity"] != "graphic"
        ] or [""]


def test_a_full_row_fills_every_column_but_those_that_its_newest_observation_leaves_empty() -> None:
    line = _line(full_row())
    assert list(line) == list(COLUMNS)
    assert [name for name, value in line.items() if not value] == [
        *("observed_followers", "reason", "effect", "first_public", "removed")
    ]


def test_a_tombstone_fills_its_own_columns_and_those_of_every_line() -> None:
    (line,) = _read(_csv([tombstone("7k3f9q2m4d1p", "harbour")]))
    assert {name: value for name, value in line.items() if value} == {
        "id": "7k3f9q2m4d1p",
        "list": "harbour",
        "state": "retracted",
        "actionable": "false",
        "example": "false",
        "page": "lists/harbour/7k3f9q2m4d1p/",
        "reason": "mistaken-identity",
        "effect": "undo",
        "first_public": "2026-01-20T10:00:00Z",
        "removed": "2026-02-20T09:30:00Z",
    }


def test_a_tombstone_of_a_cleared_account_names_platform_and_handle_guarded() -> None:
    cleared = tombstone("7k3f9q2m4d1p", "harbour", platform="chirp", handle="=quay")
    data = _csv([cleared])
    assert b",chirp,'=quay," in data
    (line,) = _read(data)
    assert (line["platform"], line["handle"], line["match_key"]) == ("chirp", "=quay", "")


def test_addresses_of_posts_and_of_graphic_evidence_are_not_in_the_csv() -> None:
    text = _csv([public_record(full_row())]).decode()
    assert "https://court.example/ruling" in text
    assert "https://archive.example/ruling" in text
    assert "https://chirp.example/" not in text
    assert "graphic" not in text


def test_the_newest_observation_counts_whatever_the_order_and_the_last_of_one_day() -> None:
    observations = [
        {"date": "2026-03-01", "state": "active", "followers": 5},
        {"date": "2026-03-01", "state": "deleted", "followers": 0},
        {"date": "2026-02-01", "state": "renamed"},
    ]
    line = _line(minimal_row("7k3f9q2m4d1p", "harbour", observations=observations))
    assert (line["observed"], line["observed_state"], line["observed_followers"]) == (
        "2026-03-01",
        "deleted",
        "0",
    )


def test_a_list_without_records_is_a_header_line() -> None:
    assert _csv([]) == ",".join(COLUMNS).encode() + b"\r\n"
