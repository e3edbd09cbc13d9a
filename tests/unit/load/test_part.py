"""A part of a tree says of an account what the whole tree says of it, and is a part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.derive.state import derive_all
from site_builder.load.files import WorkingTree
from site_builder.load.part import TreePart
from site_builder.load.source_tree import Loading, load_tree
from site_builder.proposals.neighbours import neighbours, take_in_alike, told_by_rules
from site_builder.status import answer, find, take_in
from site_builder.validate.checks import validate
from tests.instance import BASE, LINKING, PROPOSED, VERIFIED, write_instance

if TYPE_CHECKING:
    from pathlib import Path

TODAY: Final = "2026-04-01"
TEXT: Final = (BASE / VERIFIED).read_text(encoding="utf-8")
LIST: Final = (BASE / "lists/harbour/list.yaml").read_text(encoding="utf-8")


def record(name: str, handle: str, account_id: str = "", *, platform: str = "twitter") -> str:
    lines = TEXT.replace("7k3f9q2m4d1p", name).replace("Harbour_Tickets", handle)
    lines = lines.replace("platform: twitter", f"platform: {platform}")
    return lines.replace('account_id: "900000000000000001"\n', account_id)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write an instance with everything that may be an account's record or like it, wherever and however written."""
    pier, quay = "lists/pier", "lists/harbour"
    return write_instance(
        tmp_path_factory.mktemp("tree"),
        files={
            f"{pier}/list.yaml": LIST,
            f"{pier}/twitter/aa/aaaaaaaaaaaa.yaml": record("aaaaaaaaaaaa", "'harbour_tickets'  # the same"),
            f"{pier}/twitter/bb/bbbbbbbbbbbb.yaml": record(
                "bbbbbbbbbbbb", "x1", 'account_id: "900000000000000001"\n'
            ),
            f"{pier}/twitter/cc/cccccccccccc.yaml": record("cccccccccccc", "x2")
            + "previous_handles: [{handle: Harbour_Ticket}]\n",
            f"{pier}/telegram/dd/dddddddddddd.yaml": record(
                "dddddddddddd", "harbour_tickets", platform="telegram"
            ),
            # Not where their ids put them, without an id, under another's name, broken.
            f"{quay}/twitter/zz/eeeeeeeeeeee.yaml": record("eeeeeeeeeeee", "harbour_ticketz"),
            f"{quay}/drafts/one.yaml": record("x", "Harb0ur_Tickets").replace("id: x\n", ""),
            f"{quay}/twitter/ff/ffffffffffff.yaml": record("gggggggggggg", "harbour_tickets_"),
            f"{quay}/twitter/hh/hhhhhhhhhhhh.yaml": "handle: harbour_tickets\n[",
            **{
                f"{quay}/twitter/0{number}/0{number}xxxxxxxxxx.yaml": record(
                    f"0{number}xxxxxxxxxx", f"other_{number}{number}"
                )
                for number in range(9)
            },
        },
    )


def said(loading: Loading, account: dict[str, Any]) -> object:
    """Return what is said of an account before it is proposed."""
    near = neighbours(loading, account, derive_all(loading.tree, TODAY))
    rules = told_by_rules(loading, account, "harbour")
    return [(item.item.record, item.likeness, item.item.derived) for item in near], rules.items


@pytest.mark.parametrize("platform", ["twitter", "telegram"])
@pytest.mark.parametrize(
    "handle", ["harbour_tickets", "Harb0ur_Tickets", "quay_news", "other_33", "nothing_like_it"]
)
@pytest.mark.parametrize("account_id", [{}, {"account_id": "900000000000000001"}])
def test_of_an_account_that_is_proposed(
    root: Path, platform: str, handle: str, account_id: dict[str, str]
) -> None:
    account = {"platform": platform, "handle": handle, **account_id}
    part = TreePart(WorkingTree(root))
    take_in_alike(part, (account,))
    assert said(part.loading, account) == said(load_tree(WorkingTree(root)), account)
    assert len(part.loading.tree.records) < len(load_tree(WorkingTree(root)).tree.records)


@pytest.mark.parametrize(
    "text",
    [
        *("7k3f9q2m4d1p", "@harbour_tickets", "https://x.com/HARBOUR_TICKETS", "900000000000000001"),
        *(
            "harbour_ticket",
            "eeeeeeeeeeee",
            "gggggggggggg",
            "ffffffffffff",
            "hhhhhhhhhhhh",
            "zzzzzzzzzzzz",
            "",
        ),
    ],
)
def test_of_an_account_that_is_asked_for(root: Path, text: str) -> None:
    def found(loading: Loading) -> list[object]:
        records = find(text, loading, derive_all(loading.tree, TODAY))
        return [answer(item, loading.tree, ()) for item in records]

    part = TreePart(WorkingTree(root))
    take_in(text, part)
    assert found(part.loading) == found(load_tree(WorkingTree(root)))


def test_only_what_is_wrong_in_what_was_read_is_wrong(root: Path) -> None:
    part, whole = TreePart(WorkingTree(root)), load_tree(WorkingTree(root))
    part.take(("7k3f9q2m4d1p", "0a1b2c3d4e5f", "9m2x0r5t8v4w"))
    read = {document.file for document in part.loading.documents.good}
    assert {VERIFIED, LINKING, PROPOSED} < read
    found = {item.subject for item in validate(part.loading)}
    assert found <= {item.subject for item in validate(whole)}
    assert not {item.code for item in validate(part.loading)} & {"link-unknown", "review-unknown-record"}


def test_everything_is_everything(root: Path) -> None:
    part, whole = TreePart(WorkingTree(root)), load_tree(WorkingTree(root))
    part.take_all()
    assert part.loading.tree == whole.tree
    assert validate(part.loading) == validate(whole)
