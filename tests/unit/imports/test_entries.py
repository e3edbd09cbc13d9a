"""What rows name: accounts, or a reason with the column."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.handles.reader import read_text
from site_builder.imports.columns import named_columns
from site_builder.imports.entries import ImportEntry, ReadingRules, RowPlace, RowReader
from site_builder.load.source_tree import platforms_with

if TYPE_CHECKING:
    from collections.abc import Sequence

PLATFORMS = platforms_with(None)[0]
PLACE = RowPlace(0, "", 2)


def entries(
    names: Sequence[str], row: Sequence[str], platform: str | None = "twitter", *, whole_ids: bool = False
) -> list[ImportEntry]:
    columns = named_columns(PLATFORMS, names)
    assert columns is not None
    rules = ReadingRules(PLATFORMS, PLATFORMS.get(platform or ""))
    return list(RowReader(rules, columns, {}, whole_ids=whole_ids).entries(PLACE, row))


def told(found: Sequence[ImportEntry]) -> list[tuple[str, str, str]]:
    return [
        (one.platform, one.handle or "", one.account_id or "")
        if not one.reason
        else ("", one.column, one.reason)
        for one in found
    ]


@pytest.mark.parametrize(
    ("names", "row", "expected"),
    [
        (
            ["screen_name", "id"],
            ["Desk_One", "900000000000000001"],
            ("twitter", "Desk_One", "900000000000000001"),
        ),
        (["screen_name", "id"], ["@Desk_One", ""], ("twitter", "Desk_One", "")),
        (["id"], ["900000000000000001"], ("twitter", "", "900000000000000001")),
        (["url"], ["hxxps://t[.]me/s/harbour_desk"], ("telegram", "harbour_desk", "")),
        (
            ["url", "id"],
            ["https://x.com/Desk_One", "900000000000000001"],
            ("twitter", "Desk_One", "900000000000000001"),
        ),
        (["platform", "handle"], ["Telegram", "harbour_desk"], ("telegram", "harbour_desk", "")),
        (
            ["platform", "handle", "id"],
            ["mastodon", "hail@stormglass.example", "https://stormglass.example/users/hail"],
            ("mastodon", "hail@stormglass.example", "https://stormglass.example/users/hail"),
        ),
        # An id that is a number only in a handle's column is a handle.
        (["handle"], ["12345"], ("twitter", "12345", "")),
        # Damaged, contradicted, missing.
        (["screen_name", "id"], ["Desk_One", "9.00E+17"], ("", "id", "number-shortened")),
        (["screen_name", "id"], ["Desk_One", "900000000000000000"], ("", "id", "number-rounded")),
        (["screen_name", "id"], ["Desk_One", "Desk"], ("", "id", "no-handle")),
        (["url", "handle"], ["https://x.com/Desk_One", "Desk_Two"], ("", "", "account-contradicted")),
        (["platform", "handle"], ["Harbourbook", "desk"], ("", "platform", "platform-missing")),
        (["url"], ["18 accounts"], ("", "url", "address-none")),
        (["url"], ["harbour-desk[.]example"], ("", "url", "address-none")),
        (["url"], ["desk[at]harbour[.]example"], ("", "url", "address-none")),
        (["url"], ["https://t.me/joinchat/7wQJzrr7nhE4NGIy"], ("", "url", "invitation")),
        (["screen_name", "name"], ["", "Somebody"], ("", "", "account-none")),
        (["screen_name", "id"], [], ("", "", "account-none")),
    ],
)
def test_a_row_ends_in_an_account_or_in_a_reason(
    names: list[str], row: list[str], expected: tuple[str, str, str]
) -> None:
    assert told(entries(names, row)) == [expected]


def test_a_row_with_a_column_for_each_platform_names_an_account_of_each() -> None:
    names = ["Telegram link", "Twitter handle"]
    found = entries(names, ["https://t.me/harbour_desk", "desk_one"], None)
    assert told(found) == [("telegram", "harbour_desk", ""), ("twitter", "desk_one", "")]
    # What cannot be read takes nothing from what can.
    assert told(entries(names, ["https://t.me/+abc", "desk_one"], None)) == [("twitter", "desk_one", "")]


def test_without_a_platform_nothing_is_guessed() -> None:
    assert told(entries(["handle"], ["desk_one"], None)) == [("", "handle", "platform-unsaid")]


def test_ids_that_end_in_zeros_by_chance_are_whole() -> None:
    row = ["Desk_One", "900000000000512000"]
    assert told(entries(["screen_name", "id"], row, whole_ids=True)) == [
        ("twitter", "Desk_One", "900000000000512000")
    ]


def test_facts_are_read_and_what_is_private_is_only_counted() -> None:
    names = ["screen_name", "followers_count", "lang", "created_at", "description", "name", "timestamp"]
    columns = named_columns(PLATFORMS, names)
    assert columns is not None
    left: dict[str, int] = {}
    reader = RowReader(ReadingRules(PLATFORMS, PLATFORMS["twitter"]), columns, left)
    row = ["desk_one", "about 5", "en", "2019-01-02", "Sells tickets", "Desk One", "2019-01-02"]
    (found,) = reader.entries(PLACE, row)
    # An export may call the day of creation a timestamp: that is not when it was looked at.
    assert found.facts == {"language": "en", "created": "2019-01-02"}
    assert left == {"followers": 1, "description": 1, "display_name": 1}
    assert "Desk One" not in repr(found)
    assert "Sells" not in repr(found)


@given(st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=24))
def test_what_is_read_without_the_reader_is_what_the_reader_reads(text: str) -> None:
    for name in ("twitter", "telegram", "instagram", "youtube", "reddit", "github", "facebook"):
        platform = PLATFORMS[name]
        for column in ("handle", "id"):
            (found,) = entries([column], [text], name)
            readings = [one for one in read_text(PLATFORMS, text, platform=platform) if one.kind == "account"]
            unreadable = any(
                one.kind == "unreadable" for one in read_text(PLATFORMS, text, platform=platform)
            )
            if column == "handle" and not found.reason:
                assert not unreadable
                assert (found.platform, found.handle or found.account_id) in {
                    (one.platform, one.handle or one.account_id) for one in readings
                }
            if column == "id" and not found.reason:
                assert not unreadable
                assert found.account_id in {one.account_id for one in readings}
