"""Script: what the one file of texts says fits together, and what does not fit is a defect."""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from site_builder.errors import DefectError
from site_builder.load.source_tree import packaged
from site_builder.resources import package_path
from site_builder.world import script as module
from site_builder.world.script import script, share_of
from site_builder.world.stories import STORIES

if TYPE_CHECKING:
    from pathlib import Path

SLOTS = {"few", "many", "place", "club", "persona", "thing", "first", "second"}


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_what_is_named_is_there() -> None:
    texts = script()
    protected = {item["id"] for entry in texts.protected.values() for item in entry["accounts"]}
    for operation in texts.operations.values():
        papers = [
            texts.documents[name] for name in (*operation.papers, operation.source, operation.basis["source"])
        ]
        assert {paper.list for paper in papers} == {operation.list}
        assert set(operation.categories) <= texts.lists[operation.list]["categories"].keys()
        assert texts.documents[operation.source].at < operation.at + 1, operation.title
        assert bool(operation.cast) != (operation.makes is not None)
        for account in operation.cast:
            platform, handle = account.at.split(" ")
            assert len(handle) <= 40
            assert platform in texts.venues
            assert not account.distinct or account.distinct in protected
            assert set(account.categories) <= texts.lists[operation.list]["categories"].keys()


def test_there_are_operations_of_all_sizes_and_a_hundred_percent_of_them() -> None:
    shares = sorted(item.share for item in script().operations.values())
    assert shares[0] == 2
    assert shares[-1] == 60
    assert sum(2 <= share <= 4 for share in shares) >= 4
    assert sum(10 <= share <= 25 for share in shares) >= 8


def test_every_text_has_only_slots_that_are_filled() -> None:
    texts = script()
    for operation in texts.operations.values():
        if operation.makes is not None:
            for text in (*operation.makes.did, *operation.makes.how, *operation.makes.seen):
                assert slots(text) <= SLOTS, text
    for tongue in texts.tongues.values():
        for text in (*tongue["deception"], *tongue["fraud"], *tongue["seen"].values()):
            assert slots(text) <= {"few", "many"}, text
    for paper in texts.documents.values():
        assert slots(paper.title + paper.url) <= {"year"}
        assert not re.search("(19|20)[0-9][0-9]", paper.title + paper.url)
        assert all(slots(text) <= {"page", "row", "few", "many"} for text in paper.says)
        assert all(slots(text) <= {"row", "few", "day"} for text in paper.closed)
        assert bool(paper.closes) == bool(paper.closed)
    assert all("{what}" in text for text in texts.corrections)
    assert all("{day}" in text for text in texts.returned)


def test_every_ground_of_appeal_has_its_reasons() -> None:
    appeals = script().appeals
    assert appeals.keys() == packaged("vocabulary")["appeal_grounds"].keys()
    assert all(item.keys() == {"upheld", "dismissed"} for item in appeals.values())


def test_every_story_is_there_and_takes_place_within_the_years() -> None:
    fates = script().fates
    assert {fate.story for fate in fates} == STORIES.keys()
    assert all(0 < fate.begin < fate.end < 100 or fate.last for fate in fates)


def test_all_addresses_lead_nowhere() -> None:
    text = package_path("world/demo.yaml").read_text(encoding="utf-8")
    hosts = set(re.findall(r"https?://([^/\s\"'{}\\\\]+)", text))
    assert {host.rpartition(".")[2] for host in hosts} == {"example"}
    assert all(item.endswith(".example") for item in re.findall(r"mailto:\S+@([a-z.]+)", text))


def test_shares_of_the_years() -> None:
    assert share_of("2026-01-01", "2026-01-11", 50) == "2026-01-06"
    assert share_of("2026-01-01", "2026-01-11", -100) == "2025-12-22"


@pytest.mark.parametrize(
    "change", [("share: 15", "shares: 15"), ("people:", "people: &x"), ("role: reviewer, ", "")]
)
def test_a_file_that_says_something_else_is_a_defect(
    change: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = package_path("world/demo.yaml").read_text(encoding="utf-8")
    (tmp_path / "demo.yaml").write_text(text.replace(*change, 1), encoding="utf-8")
    monkeypatch.setattr(module, "package_path", lambda _: tmp_path / "demo.yaml")
    with pytest.raises(DefectError):
        script.__wrapped__()
