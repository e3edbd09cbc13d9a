"""Every code that the feeds use is explained where people read what to do about it, and no other code is."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest

from site_builder.feeds.feed_schemas import names
from site_builder.history.model import KINDS, REMOVED
from site_builder.load.source_tree import packaged
from site_builder.resources import package_path
from site_builder.sync.row import STATES
from tests.acceptance.support import REPOSITORY

_GUIDE: Final = REPOSITORY / "docs/guides/acting.md"
_PAGE: Final = package_path("prose") / "developers.md"
_CODE: Final = re.compile(r"`([a-z-]+)`")
_WHENCE: Final = {
    ("retraction", "withheld"): "retraction, emergency stop",
    ("withheld",): "emergency stop",
    ("derived",): "the rules",
}
_WORDS: Final[dict[str, Any]] = packaged("vocabulary")


def _table(text: str, head: str) -> dict[str, list[str]]:
    """Return the table whose first column is headed `head`: the code in that column, and the other cells."""
    (lines,) = re.findall(rf"^\| {head} \|.*\n\|[- |]+\|\n((?:\|.*\n)+)", text, flags=re.MULTILINE)
    cells = [line.strip("|").split("|") for line in lines.splitlines()]
    found = {first.strip().strip("`"): [cell.strip() for cell in rest] for first, *rest in cells}
    assert len(found) == len(cells)
    assert all(cell for rest in found.values() for cell in rest)
    return found


@pytest.fixture(params=[_GUIDE, _PAGE], ids=["guide", "page"])
def text(request: pytest.FixtureRequest) -> str:
    read: str = request.param.read_text(encoding="utf-8")
    return read


def test_every_kind_of_event_is_there(text: str) -> None:
    assert list(_table(text, "kind")) == list(KINDS)


def test_every_effect_is_there(text: str) -> None:
    assert list(_table(text, "effect")) == list(_WORDS["effects"])


def test_every_state_and_status_is_in_the_guide() -> None:
    table = _table(_GUIDE.read_text(encoding="utf-8"), "state")
    assert set(table) == {*_WORDS["states"], *REMOVED, "none"}
    never = {state for state, (where, *_) in table.items() if where == "never in the feeds"}
    assert set(table) - never - {"none"} == set(STATES)


def test_every_status_is_on_the_page() -> None:
    said = set(_CODE.findall(_PAGE.read_text(encoding="utf-8")))
    assert {*REMOVED, "none"} <= said


def test_every_reason_is_in_the_guide_as_the_vocabulary_has_it() -> None:
    table = _table(_GUIDE.read_text(encoding="utf-8"), "reason")
    assert table == {
        reason: [f"`{term['effect']}`", term["meaning"], _WHENCE[tuple(term["used_by"])]]
        for reason, term in _WORDS["removal_reasons"].items()
    }


def test_every_ground_of_appeal_is_in_the_guide() -> None:
    section = _GUIDE.read_text(encoding="utf-8").split("**Name a ground**", 1)[1].split("\n4.", 1)[0]
    assert set(_CODE.findall(section)) == set(_WORDS["appeal_grounds"])


def test_what_a_guide_says_of_a_row_is_a_member_of_rows() -> None:
    row = {*names()["Listing"]["properties"], *names()["Tombstone"]["properties"]}
    for path in (_PAGE, REPOSITORY / "docs/guides/consumers.md"):
        head = "field" if path == _PAGE else "member"
        named = {
            name
            for first in _table(path.read_text(encoding="utf-8"), head)
            for name in _CODE.findall(f"`{first}`")
        }
        assert named
        assert named - {"summary"} <= row, path
