"""The page of statistics and the files beside it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest

from site_builder.catalog.model import AppealCounts, Catalog
from site_builder.pages import blocks
from site_builder.pages.census import said
from site_builder.pages.statistics import data_files
from site_builder.wording.words import Words
from tests.acceptance.support import REPOSITORY
from tests.unit.pages.page_catalog import HOSTILE, catalog, without_history
from tests.unit.pages.parsed import Parsed, parse
from tests.unit.pages.small import LISTED, published, removed, small

IDS = (
    *("public-records", "moves", "suspension", "removals", "account-age", "last-look"),
    *("platforms", "languages", "followers", "account-ids", "appeals", "decisions"),
)


def page(of: Catalog) -> Parsed:
    return parse(blocks.fill("<!-- handlelists:statistics -->", "statistics/", Words(of)))


def headlines(of: Catalog) -> list[str]:
    html = blocks.fill("<!-- handlelists:statistics -->", "statistics/", Words(of))
    items = html.partition("</ul>")[0].split("<li>")[1:]
    return [" ".join(parse(item).text.split()) for item in items]


def files(of: Catalog) -> dict[str, bytes]:
    return {promise.path: b"".join(promise.make()) for promise in data_files(of)}


def full() -> Catalog:
    looks = [
        {"date": "2025-01-01", "state": "active", "followers": 7},
        {"date": "2025-02-09", "state": "suspended"},
    ]
    profile = {"created": "2024-01-01", "languages": [{"code": "ar", "inferred": "content"}]}
    return small(
        *(published(f"0{number}", observations=looks, profile=profile) for number in range(6)),
        published("07", "disputed"),
        removed("10", reason="out-of-scope", effect="undo"),
        removed("11"),
        appeals=AppealCounts(open=2, overdue=1, upheld=3, dismissed=2, late=1, days=(1, 2, 3, 4, 20)),
    )


def test_the_four_headlines() -> None:
    assert headlines(full()) == [
        "Public listings 7 6 of them confirmed today",
        "Removed 2 1 of them because the listing was wrong",
        "From listing to suspension 30 days median, 6 accounts looked at again",
        # The one that waits too long was not decided in time either.
        "Appeals decided in time 4 of 6 3 appeals open",
    ]


def test_a_headline_of_what_is_not_known_is_not_a_zero() -> None:
    assert headlines(without_history())[1] == "Removed Cannot say no history in this build"
    assert headlines(small(published("01")))[2:] == [
        "From listing to suspension Cannot say median, 0 accounts looked at again",
        "Appeals decided in time None yet 0 appeals open",
    ]
    looks = [{"date": LISTED, "state": "active"}, {"date": "2025-02-09", "state": "active"}]
    assert headlines(small(published("01", observations=looks)))[2] == (
        "From listing to suspension Not reached median, 1 account looked at again"
    )


def test_every_figure_has_its_drawing_its_table_and_its_files() -> None:
    found = page(full())
    assert [item for item in found.ids if item in IDS] == list(IDS)
    assert len(found.all("svg")) == len(found.all("details")) == len(IDS)
    assert len(found.all("table")) == len(IDS) + 1
    assert len(found.ids) == len(set(found.ids))
    linked = {href.removeprefix("../") for href in found.hrefs if "statistics/" in href}
    assert (
        linked
        == set(files(full()))
        == {f"statistics/{name}.{form}" for name in IDS for form in ("csv", "json")}
    )
    assert all(href[1:] in found.ids for href in found.hrefs if href.startswith("#"))
    assert not any("style" in attributes for _, attributes in found.elements)


@pytest.mark.parametrize("of", [full, catalog, without_history, small])
def test_what_cannot_be_said_is_said_and_not_drawn(of: Any) -> None:
    found, told = page(of()), files(of())
    silent = [name for name in IDS if "cannot" in json.loads(told[f"statistics/{name}.json"])]
    assert len(found.all("svg")) == len(IDS) - len(silent)
    assert found.text.count("Cannot say.") == len(silent)
    for name in silent:
        assert told[f"statistics/{name}.csv"].count(b"\n") == 1


def test_the_two_files_of_a_figure_say_the_same() -> None:
    told = files(full())
    for name in IDS:
        data = told[f"statistics/{name}.json"]
        said = json.loads(data)
        assert data.endswith(b"}\n")
        assert said["figure"] == name
        assert said["day"] == "2026-03-09"
        assert said["title"]
        assert said["meaning"]
        head, *lines = csv.reader(io.StringIO(told[f"statistics/{name}.csv"].decode(), newline=""))
        assert head == said["columns"]
        assert lines == [
            [str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in line]
            for line in said["lines"]
        ]
        assert lines
    said = json.loads(told["statistics/suspension.json"])
    assert said["lines"] == [[30, 6, 6, 0, 0, False]]
    assert said["sums"]["removed"] == 2


def test_no_cell_is_a_formula() -> None:
    hostile = small(published("01", platform="=cmd|x"), removed("10", reason="@sum"))
    told = files(hostile)
    assert told["statistics/platforms.csv"] == b"platform,records\r\n'=cmd|x,1\r\n"
    assert told["statistics/removals.csv"] == b"reason,records\r\n'@sum,1\r\n"


def test_text_of_the_data_is_text() -> None:
    found = page(catalog())
    assert HOSTILE in found.text
    assert not {"script", "img", "base"} & {tag for tag, _ in found.elements}


def test_lists_are_told_apart_in_one_table() -> None:
    found = page(catalog())
    assert {"empty", "harbour", "long", "pier"} <= set(found.ids)
    assert found.text.count("(example)") == 1
    assert "Example." not in found.text
    assert "Example." in page(small(published("01"), example=True)).text
    assert "There is no list yet." in page(replace(small(), lists=())).text


def test_handles_and_claims_are_nowhere() -> None:
    row = published("01", handle="Nobody_Else", summary="Posed as nobody.", account_id="31337")
    for data in (*files(small(row)).values(), page(small(row)).text.encode()):
        assert b"Nobody" not in data
        assert b"31337" not in data
        assert b"Posed" not in data


def test_a_file_is_made_again_only_where_its_figure_changed() -> None:
    def inputs(of: Catalog) -> dict[str, Any]:
        return {promise.path: promise.inputs for promise in data_files(of)}

    before, after = inputs(full()), inputs(replace(full(), as_of="2026-03-09T23:00:00Z"))
    assert before == after
    more = small(published("01", platform="kanal"))
    assert (
        inputs(small(published("01")))["statistics/platforms.csv"] != inputs(more)["statistics/platforms.csv"]
    )
    assert inputs(small(published("01")))["statistics/appeals.csv"] == inputs(more)["statistics/appeals.csv"]


def test_the_reference_names_every_file_and_column() -> None:
    text = (REPOSITORY / "docs/reference/statistics.md").read_text(encoding="utf-8")
    told = {}
    for line in text.splitlines():
        cells = [cell.strip().replace("`", "") for cell in line.strip("|").split("|")]
        if len(cells) == 3 and cells[0] in IDS:
            told[cells[0]] = cells[1].split(", ")
    assert told == {
        json.loads(data)["figure"]: json.loads(data)["columns"]
        for path, data in files(full()).items()
        if path.endswith(".json")
    }
    for name in said()["suspension"]["names"]:
        assert f"`{name}`" in text or name in {"there", "suspended", "deleted"}
