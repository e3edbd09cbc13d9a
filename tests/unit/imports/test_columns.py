"""What columns mean, by their names and by what is in them."""

from __future__ import annotations

import pytest

from site_builder.imports.columns import PRIVATE, Columns, guessed_columns, named_columns, tables, words_of
from site_builder.load.source_tree import platforms_with

PLATFORMS = platforms_with(None)[0]


def told(columns: Columns | None) -> list[str]:
    assert columns is not None
    return [f"{item.platform or ''} {item.meaning}".strip() for item in columns.meanings]


@pytest.mark.parametrize(
    ("names", "meanings"),
    [
        (
            ["id", "screen_name", "name", "description"],
            ["account_id", "handle", "display_name", "description"],
        ),
        (["userId", "User ID", "screenName"], ["account_id", "ignored", "handle"]),
        (["Tactic ", "Indicator", "Commernts"], ["ignored", "address", "ignored"]),
        (["Acount handle", "Folowers"], ["handle", "followers"]),
        (["Telegram link", "Twitter", "Name"], ["telegram address", "twitter handle", "display_name"]),
        (["url", "profile_url"], ["ignored", "address"]),
        (["conta", "аккаунт"], ["", "handle"]),
    ],
)
def test_names_say_what_columns_mean_also_where_they_are_misspelt(
    names: list[str], meanings: list[str]
) -> None:
    assert told(named_columns(PLATFORMS, names)) == meanings


@pytest.mark.parametrize(
    "cells",
    [["TEN_HARBOURS"], ["@telegram"], ["https://x.example/handle", "id"], ["Ferries", "2026"], ["name"], []],
)
def test_a_row_of_accounts_or_of_anything_else_is_not_taken_for_names(cells: list[str]) -> None:
    assert named_columns(PLATFORMS, cells) is None


def test_the_columns_of_an_export_say_whose_it_is() -> None:
    columns = named_columns(PLATFORMS, ["screen_name", "statuses_count"])
    assert columns is not None
    assert columns.platform == "twitter"


@pytest.mark.parametrize(
    ("platform", "rows", "meanings"),
    [
        (None, [["a", "https://t.me/harbour_desk"], ["b", "t.me/quay_desk"]], ["", "address"]),
        (
            "twitter",
            [["900000000000000001", "desk_one"], ["900000000000000002", "desk_two"]],
            ["account_id", "handle"],
        ),
        ("twitter", [["desk_one"], ["@desk_two"]], ["handle"]),
        (None, [["desk_one"], ["desk_two"]], ["address"]),
        # Prose has words that could be handles.
        ("twitter", [["Overview"], ["We saw a network of accounts"], ["and of pages"]], ["address"]),
    ],
)
def test_without_names_the_cells_say_it(
    platform: str | None, rows: list[list[str]], meanings: list[str]
) -> None:
    found = guessed_columns(PLATFORMS, (), rows, PLATFORMS.get(platform or ""))
    assert told(found) == meanings


def test_no_name_is_in_the_tables_twice_and_all_are_written_as_they_are_compared() -> None:
    names = [name for names in tables()["columns"].values() for name in names]
    assert len(names) == len(set(names))
    assert [name for name in names if words_of(name) != name] == []
    assert set(PRIVATE) <= set(tables()["columns"])
