from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.feeds.records_feed import begins_chunk, chunk_lists, chunks
from tests.unit.feeds.feed_catalog import catalog, minimal_row, public_list
from tests.unit.feeds.feed_files import material
from tests.unit.feeds.feed_history import tombstone
from tests.unit.feeds.feed_strategies import record_ids


def _made(ids: list[str], removed: tuple[str, ...] = ()) -> tuple[dict[str, bytes], list[dict[str, object]]]:
    rows = [minimal_row(name, "harbour") for name in ids if name not in removed]
    public = public_list("harbour", rows, *(tombstone(name, "harbour") for name in removed))
    made = material(catalog(public))
    (listing,) = chunk_lists(made)
    files = {str(chunk.names["sha256"]): b"".join(chunk.make()) for chunk in chunks(made)}
    return files, json.loads(b"".join(listing.make()))["chunks"]


@pytest.mark.parametrize(
    ("record_id", "begins"),
    [("57e57e57e57e", True), ("500500500500", True), ("7k3f9q2m4d1p", False), ("000000000000", False)],
)
def test_a_chunk_begins_where_the_digest_of_the_id_says(record_id: str, *, begins: bool) -> None:
    assert begins_chunk(record_id) is begins
    # The lowest six bits of a big-endian number of four bytes are those of its fourth byte.
    assert (hashlib.sha256(record_id.encode()).digest()[3] & 0b111111 == 0) is begins


def test_the_first_row_begins_the_first_chunk_whatever_its_digest() -> None:
    chunks, listed = _made(["000000000000", "57e57e57e57e", "7k3f9q2m4d1p"])
    assert [item["first"] for item in listed] == ["000000000000", "57e57e57e57e"]
    assert [len(json.loads(data)) for data in chunks.values()] == [1, 2]
    _, listed = _made(["57e57e57e57e", "7k3f9q2m4d1p"])
    assert [item["first"] for item in listed] == ["57e57e57e57e"]


def test_a_list_without_rows_has_no_chunks() -> None:
    made = material(catalog(public_list("harbour", [])))
    (listing,) = chunk_lists(made)
    assert list(chunks(made)) == []
    assert b"".join(listing.make()) == b'{\n  "chunks": [],\n  "list": "harbour"\n}\n'


def test_a_tombstone_stands_among_the_rows() -> None:
    chunks, _ = _made(["000000000000", "7k3f9q2m4d1p"], removed=("7k3f9q2m4d1p",))
    (data,) = chunks.values()
    assert [row["state"] for row in json.loads(data)] == ["verified", "retracted"]


@settings(max_examples=20)
@given(st.sets(record_ids, min_size=200, max_size=300), st.data())
def test_one_changed_or_added_row_leaves_all_chunks_but_two_as_they_are(
    ids: set[str], data: st.DataObject
) -> None:
    before, listed = _made(sorted(ids))
    assert [row["id"] for chunk in before.values() for row in json.loads(chunk)] == sorted(ids)
    assert [item["sha256"] for item in listed] == list(before)

    changed, _ = _made(sorted(ids), removed=(data.draw(st.sampled_from(sorted(ids))),))
    assert len(set(changed) - set(before)) == 1
    added, _ = _made(sorted(ids | {data.draw(record_ids.filter(lambda name: name not in ids))}))
    assert len(set(added) - set(before)) <= 2
