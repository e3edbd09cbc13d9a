"""Hints at records that may be of one account: precise, in one order, and for reviewers alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import load_tree
from site_builder.model import Record
from site_builder.proposals.similar import SimilarIndex
from tests.instance import write_instance
from tests.unit.test_layering import MODULES, modules_imported

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.load.source_tree import Tree

ID: Final = "900000000000000001"
OTHER: Final = "900000000000123456"
REPORT: Final = "https://news.example/quay"


def record(name: str, handle: str | None = None, *, on: str = "harbour", **more: Any) -> Record:
    data: Any = {"platform": "twitter", "handle": handle or f"desk_{name}", "evidence": [], **more}
    return Record(on, name, f"lists/{on}/twitter/{name}.yaml", data, "")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    root: Path = write_instance(tmp_path_factory.mktemp("instance"))
    return load_tree(WorkingTree(root)).tree


def hints(tree: Tree, mine: Record, *others: Record) -> list[tuple[str, str, str]]:
    """Return kind, other record and words of each hint for a record; the tree has no records but these."""
    index = SimilarIndex(replace(tree, records=(mine, *others)))
    return [(hint.kind, hint.other.id, hint.words) for hint in index.hints(mine)]


@pytest.mark.parametrize(
    ("mine", "other", "words"),
    [
        ({"account_id": ID}, {"account_id": OTHER}, f"the same handle, under another account id, {OTHER}"),
        ({"account_id": ID}, {}, "the same handle, and not both ids are known"),
        ({"account_id": ID}, {"account_id": ID}, None),
        # Rules about duplicates say that.
        ({}, {}, None),
        (
            {"account_id": ID},
            {"account_id": OTHER, "handle": "new", "previous_handles": [{"handle": "QUAY"}]},
            f"the same handle as its earlier handle, under another account id, {OTHER}",
        ),
        (
            {"handle": "new", "previous_handles": [{"handle": "quay"}]},
            {},
            "its handle as an earlier handle, and not both ids are known",
        ),
        ({"account_id": ID}, {"account_id": OTHER, "handle": "quay1"}, None),
        ({"account_id": ID}, {"account_id": OTHER, "platform": "telegram"}, None),
    ],
)
def test_a_handle_under_another_id(
    tree: Tree, mine: dict[str, Any], other: dict[str, Any], words: str | None
) -> None:
    first, second = (record(name, **{"handle": "quay", **more}) for name, more in (("a", mine), ("b", other)))
    assert hints(tree, first, second) == ([("handle", "b", words)] if words else [])


def evidence(**more: str) -> dict[str, Any]:
    return {"evidence": [{"id": "e1", **more}]}


@pytest.mark.parametrize("name", ["url", "archived", "sha256"])
def test_evidence_in_common(tree: Tree, name: str) -> None:
    others = [record(letter, **evidence(**{name: REPORT})) for letter in "abcde"]
    words = f"the same evidence, e1 here and e1 there: {REPORT}"
    assert hints(tree, *others) == [("evidence", other.id, words) for other in others[1:]]
    # What more than a handful have in common says nothing.
    assert hints(tree, *others, record("f", **evidence(**{name: REPORT}))) == []


def test_evidence_of_a_source_says_nothing(tree: Tree) -> None:
    source = next(item["url"] for item in tree.lists["harbour"].sources.values() if "url" in item)
    first, second = (record(name, **evidence(url=source)) for name in "ab")
    assert hints(tree, first, second) == []


def suspended(*days: str, **more: Any) -> dict[str, Any]:
    return {"observations": [{"date": day, "state": "suspended"} for day in days], **more}


@pytest.mark.parametrize(
    ("created", "words"),
    [
        ("2026-01-31", None),
        ("2026-02-01", "created on the day on which quay was suspended, of the same list, harbour"),
        ("2026-02-04", "created 3 days after quay was suspended, of the same list, harbour"),
        ("2026-02-15", "created 14 days after quay was suspended, of the same list, harbour"),
        ("2026-02-16", None),
        # That it was seen suspended again is not another suspension.
        ("2026-05-02", None),
    ],
)
def test_created_soon_after_a_suspension(tree: Tree, created: str, words: str | None) -> None:
    mine = record("a", profile={"created": created})
    other = record("b", "quay", **suspended("2026-02-01", "2026-05-01"))
    assert hints(tree, mine, other) == ([("created", "b", words)] if words else [])


def test_an_affiliation_ties_lists_together_and_comes_first(tree: Tree) -> None:
    mine = record("a", profile={"created": "2026-02-04"}, affiliations=["ticket-desk"])
    near = record("b", **suspended("2026-02-03"))
    far = record("c", "quay", on="elsewhere", **suspended("2026-02-01", affiliations=["ticket-desk"]))
    stranger = record("d", on="elsewhere", **suspended("2026-02-03"))
    assert [item[1] for item in hints(tree, mine, near, far, stranger)] == ["c", "b"]


def test_of_many_suspensions_the_last_are_named(tree: Tree) -> None:
    mine = record("a", profile={"created": "2026-02-10"})
    others = [record(f"r{number:02}", **suspended(f"2026-02-{number % 9 + 1:02}")) for number in range(60)]
    found = hints(tree, mine, *others)
    assert len(found) == 20
    assert found[0][2].startswith("created 1 day after")


def test_nothing_but_a_handle_hints_at_what_was_taken_back(tree: Tree) -> None:
    gone: Any = {"retractions": [{"date": "2026-03-01", "reason": "mistaken-identity"}]}
    mine = record("a", "quay", account_id=ID, profile={"created": "2026-02-04"}, **evidence(url=REPORT))
    other = record("b", "quay", **suspended("2026-02-01"), **gone)
    other.data.update(evidence(url=REPORT))  # type: ignore[typeddict-item]  # a test's short form
    assert [item[0] for item in hints(tree, mine, other)] == ["handle"]


def test_hints_come_in_one_order(tree: Tree) -> None:
    mine = record("a", "quay", account_id=ID, profile={"created": "2026-02-04"}, **evidence(url=REPORT))
    others = [
        record("b", **suspended("2026-02-01")),
        record("c", **evidence(url=REPORT)),
        record("d", "quay", account_id=OTHER),
    ]
    found = hints(tree, mine, *others)
    assert [item[0] for item in found] == ["handle", "evidence", "created"]
    assert hints(tree, mine, *reversed(others)) == found


def test_no_part_of_a_build_asks_for_hints() -> None:
    askers = {name for name, path in MODULES.items() if "proposals.similar" in modules_imported(path)}
    assert askers == {"cli.proposing", "cli.similar", "imports.plan"}
