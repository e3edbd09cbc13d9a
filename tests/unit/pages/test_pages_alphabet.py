"""A to Z among 100,000 records, and the files that their list's page reads."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.pages.alphabet import alphabetical, letters, ordered
from site_builder.pages.columns import columns
from tests.find.corpus import corpus
from tests.unit.feeds.feed_catalog import public_list

if TYPE_CHECKING:
    from site_builder.catalog.model import PublicList

pytestmark = pytest.mark.large


RECORDS: Final = 100_000


@pytest.fixture(scope="module")
def large() -> PublicList:
    return public_list("north", [{**row, "list": "north"} for row in corpus(RECORDS).rows])


@pytest.fixture(scope="module")
def files(large: PublicList) -> tuple[str, dict[str, bytes]]:
    return columns(large)


def test_every_part_is_reached_through_a_letter_and_letters_through_one_page(large: PublicList) -> None:
    parts = alphabetical(large.records)
    found = letters(parts)
    assert sum(len(part.records) for part in parts) == sum(letter.count for letter in found) == RECORDS
    assert {item.part for letter in found for item in letter.ranges} == set(range(1, len(parts) + 1))
    assert max(len(part.records) for part in parts) <= 512
    assert len(found) <= 100
    assert max(len(letter.ranges) for letter in found) <= 200


def test_one_record_more_changes_a_few_files(large: PublicList, files: tuple[str, dict[str, bytes]]) -> None:
    fewer = replace(large, records=(*large.records[:54_321], *large.records[54_322:]))
    (_, before), (_, after) = columns(fewer), files
    assert 1 <= len(after.keys() - before.keys()) <= 9


def test_columns_and_pieces_speak_of_the_same_records(
    large: PublicList, files: tuple[str, dict[str, bytes]]
) -> None:
    address, data = files
    folder = address.rpartition("/")[0]
    first = json.loads(data[address])
    rows = [
        row
        for _, count, digest in first["pieces"]
        for found in [json.loads(data[f"{folder}/{digest}.json"])["rows"]]
        for row in found
        if len(found) == count
    ]
    assert [row[1] for row in rows] == [record.id for record in ordered(large.records)]
    for name, at in (("platform", 2), ("state", 3), ("day", 5)):
        column = json.loads(data[f"{folder}/{first['columns'][name]}.json"])
        assert [column["values"][code] for code in column["codes"]] == [row[at] for row in rows]
    assert len(data[address]) < 100_000
