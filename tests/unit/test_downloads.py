"""What a publication may do without, and what it is never without."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from site_builder.downloads import FORMS, OPTIONAL, downloads, left_out, optional
from tests.unit.feeds.feed_catalog import catalog, minimal_row, public_list
from tests.unit.feeds.feed_files import new_files

if TYPE_CHECKING:
    import pytest

HARBOUR = "feeds/v1/lists/harbour/"


def test_every_file_that_may_be_left_out_is_a_form_of_the_rows_of_a_list_deleted_ones_too() -> None:
    files = dict(new_files(catalog()))
    found = optional(catalog())
    assert found < files.keys()
    assert {path.rpartition("/")[2] for path in found} == set(OPTIONAL) < set(FORMS)
    assert {path.split("/")[3] for path in found} == {"empty", "harbour", "pier", "quay"}


def test_what_programs_read_is_never_left_out() -> None:
    never = {"about.json", "chunks.json", "index.json", "record.json", "records.ndjson"}
    assert not {path for path in optional(catalog()) if path.rpartition("/")[2] in never}


def test_a_list_offers_what_is_published_of_it() -> None:
    gone = frozenset({f"{HARBOUR}records.csv"})
    assert downloads(catalog(), "harbour") == {name: HARBOUR + name for name in FORMS}
    assert [*downloads(replace(catalog(), trimmed=gone), "harbour")] == ["records.json", "records.ndjson"]
    assert len(downloads(replace(catalog(), trimmed=gone), "quay")) == len(FORMS)


def test_the_reason_that_stays_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("site_builder.downloads.MOST_ROWS", 2)
    two = [minimal_row(name, "harbour") for name in ("0a1b2c3d4e5f", "7k3f9q2m4d1p")]
    long = catalog(public_list("harbour", two))
    path = f"{HARBOUR}records.json"
    assert left_out(long) == left_out(replace(long, trimmed=frozenset({path}))) == {path: "rows"}
    assert path not in optional(long)
