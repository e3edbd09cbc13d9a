"""What is said of an account before it is proposed: records that are it or look like it, protected accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from site_builder.derive.state import derive_all
from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import load_tree
from site_builder.proposals.neighbours import DRAFT, MOST, neighbours, told_by_rules
from tests.instance import BASE, VERIFIED, write_instance

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.proposals.neighbours import Neighbour

RETRACTED = (BASE / VERIFIED).read_text() + "retractions:\n  - {date: 2026-03-01, reason: changed-hands}\n"


def found(root: Path, handle: str, **more: Any) -> tuple[Neighbour, ...]:
    loading = load_tree(WorkingTree(root))
    account = {"platform": "twitter", "handle": handle, **more}
    return neighbours(loading, account, derive_all(loading.tree, "2026-04-01"))


def codes(root: Path, handle: str, list_id: str = "harbour", **more: Any) -> list[str]:
    problems = told_by_rules(
        load_tree(WorkingTree(root)), {"platform": "twitter", "handle": handle, **more}, list_id
    )
    assert {item.place.file for item in problems} <= {DRAFT}
    return [item.code for item in problems]


@pytest.mark.parametrize(
    ("handle", "account_id", "likeness"),
    [
        ("harbour_tickets", None, "the same handle"),
        ("anything", "900000000000000001", "the same account id"),
        ("HarbourTickets", None, "one edit apart"),
        ("Harbour_Tickets", "900000000000000002", "the same handle"),
        ("Harb0ur_Tickets", None, "looks the same"),
        ("HarbuorTicket_s", None, None),
    ],
)
def test_a_record_that_is_like_the_account_is_told_with_the_reason(
    tmp_path: Path, handle: str, account_id: str | None, likeness: str | None
) -> None:
    write_instance(tmp_path)
    more = {} if account_id is None else {"account_id": account_id}
    assert [item.likeness for item in found(tmp_path, handle, **more)] == ([likeness] if likeness else [])


def test_an_account_without_a_handle_is_found_by_its_id_alone(tmp_path: Path) -> None:
    nameless = (BASE / VERIFIED).read_text().replace("handle: Harbour_Tickets\n", "")
    loading = load_tree(WorkingTree(write_instance(tmp_path, files={VERIFIED: nameless})))
    items = derive_all(loading.tree, "2026-04-01")
    for number, likenesses in (("900000000000000001", ["the same account id"]), ("900000000000000002", [])):
        account = {"platform": "twitter", "account_id": number}
        assert [item.likeness for item in neighbours(loading, account, items)] == likenesses
    assert found(tmp_path, "harbour_tickets") == ()


def test_a_record_that_was_taken_back_is_told_with_its_reason(tmp_path: Path) -> None:
    write_instance(tmp_path, files={VERIFIED: RETRACTED})
    (item,) = found(tmp_path, "harbour_tickets")
    assert item.item.derived.state == "retracted"
    assert item.item.record.data["retractions"] == [{"date": "2026-03-01", "reason": "changed-hands"}]


def test_an_earlier_handle_counts(tmp_path: Path) -> None:
    text = (BASE / VERIFIED).read_text() + "previous_handles:\n  - {handle: ferry_desk}\n"
    write_instance(tmp_path, files={VERIFIED: text})
    (item,) = found(tmp_path, "ferry_desk1")
    assert item.likeness == "one edit apart as its earlier handle ferry_desk"


def test_the_likest_come_first_and_there_is_an_end_to_them(tmp_path: Path) -> None:
    text = (BASE / VERIFIED).read_text().replace('account_id: "900000000000000001"\n', "")
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    files: dict[str, str | bytes | None] = {}
    for letter in alphabet:
        name = f"zzzzzzzzzzz{letter}"
        files[f"lists/harbour/twitter/zz/{name}.yaml"] = text.replace("7k3f9q2m4d1p", name).replace(
            "Harbour_Tickets", f"harbour_ticket_{letter}"
        )
    write_instance(tmp_path, files=files)
    told = found(tmp_path, "harbour_ticket_7")
    assert len(told) == MOST
    assert told[0].likeness == "the same handle"
    assert [item.likeness for item in told[-3:]] == ["one edit apart"] * 3


def test_another_platforms_handle_is_another_account(tmp_path: Path) -> None:
    loading = load_tree(WorkingTree(write_instance(tmp_path)))
    account = {"platform": "telegram", "handle": "harbour_tickets"}
    assert neighbours(loading, account, derive_all(loading.tree, "2026-04-01")) == ()


@pytest.mark.parametrize(
    ("handle", "list_id", "expected"),
    [
        ("harbour_tickets", "harbour", ["duplicate-handle"]),
        ("harbour_tickets", "other", ["duplicate-elsewhere"]),
        ("quay_news", "harbour", ["protected-account"]),
        ("quay_new5", "harbour", ["protected-similar"]),
        ("quay_nevvs", "harbour", ["protected-similar"]),
        ("quay_news".replace("w", "vv"), "harbour", ["protected-similar"]),
        ("somebody_else", "harbour", []),
    ],
)
def test_the_rules_speak_of_the_account_alone(
    tmp_path: Path, handle: str, list_id: str, expected: list[str]
) -> None:
    write_instance(tmp_path)
    assert codes(tmp_path, handle, list_id) == expected


def test_a_draft_of_the_account_is_an_obstacle_too(tmp_path: Path) -> None:
    draft = (
        (BASE / VERIFIED).read_text().replace("id: 7k3f9q2m4d1p\n", "").replace("Harbour_Tickets", "pier_7")
    )
    write_instance(
        tmp_path, files={"lists/harbour/drafts/one.yaml": draft.replace("900000000000000001", "9")}
    )
    assert codes(tmp_path, "pier_7") == ["duplicate-handle"]


def test_what_only_looks_like_a_protected_account_is_told_until_it_is_answered(tmp_path: Path) -> None:
    protected = (BASE / "lists/protected/one.yaml").read_text().replace("quay_news", "quay_rnews")
    write_instance(tmp_path, files={"lists/protected/one.yaml": protected})
    assert codes(tmp_path, "quay_mews") == ["protected-lookalike"]
    answered = [{"protected": "quay-news", "evidence": "e1"}]
    assert codes(tmp_path, "quay_mews", distinct_from=answered) == []


def test_a_record_retracted_as_a_duplicate_is_no_obstacle_but_is_told(tmp_path: Path) -> None:
    write_instance(tmp_path, files={VERIFIED: RETRACTED.replace("changed-hands", "duplicate")})
    assert codes(tmp_path, "harbour_tickets") == []
    assert len(found(tmp_path, "harbour_tickets")) == 1
