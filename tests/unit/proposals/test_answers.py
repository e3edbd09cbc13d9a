"""What is missing of a record to be, and the record that answers make."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import load_tree
from site_builder.load.typed import shape
from site_builder.proposals.answers import (
    Answers,
    EvidenceAnswer,
    ProposalQuestion,
    account_questions,
    answer,
    answers_of,
    forget,
    question_at,
    record_questions,
    record_value,
    with_items,
)
from tests.instance import BASE, write_instance

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.load.source_tree import Tree

ITEM = EvidenceAnswer(
    kind="report",
    sensitivity="none",
    url="https://news.example/a",
    captured="2026-02-01",
    summary="Names it.",
)
WHOLE = Answers(
    list="harbour",
    platform="twitter",
    handle="ferry_desk",
    categories=("fraud",),
    summary="Sold tickets.",
    submitted_by=("contributor-x",),
    evidence=(ITEM,),
)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return load_tree(WorkingTree(write_instance(tmp_path))).tree


def strict(root: Path, **policy: str) -> Tree:
    """The minimal instance, its list with other policies."""
    text = (BASE / "lists/harbour/list.yaml").read_text()
    for name, value in policy.items():
        (old,) = (line for line in text.splitlines() if line.startswith(f"  {name}:"))
        text = text.replace(old, f"  {name}: {value}")
    return load_tree(WorkingTree(write_instance(root, files={"lists/harbour/list.yaml": text}))).tree


def names(questions: tuple[ProposalQuestion, ...], *, required: bool = True) -> list[str]:
    return [str(item) for item in questions if item.required == required]


def test_whole_answers_leave_nothing_required_and_fit_the_schema(tree: Tree) -> None:
    assert names(account_questions(WHOLE, tree)) == names(record_questions(WHOLE, tree)) == []
    value = record_value(WHOLE)
    assert shape("record").faults(value) == ()
    assert value["evidence"] == [
        {
            "id": "e1",
            "kind": "report",
            "sensitivity": "none",
            "url": "https://news.example/a",
            "captured": "2026-02-01",
            "summary": "Names it.",
            "shows": ["fraud"],
        }
    ]


def test_everything_is_missing_at_first_and_what_is_optional_is_marked(tree: Tree) -> None:
    nothing = Answers()
    assert names(account_questions(nothing, tree)) == ["--list", "--platform", "--handle"]
    placed = Answers(list="harbour", platform="twitter", handle="a")
    assert names(account_questions(placed, tree), required=False) == ["--account-id"]
    by_id = Answers(list="harbour", platform="twitter", account_id="1")
    assert names(account_questions(by_id, tree)) == []
    assert names(account_questions(by_id, tree), required=False) == ["--handle"]
    assert names(record_questions(placed, tree)) == [
        "--category",
        "--summary",
        "--evidence-kind",
        "--evidence-url",
        "--evidence-summary",
        "--sensitivity",
        "--submitted-by",
    ]
    assert names(record_questions(placed, tree), required=False) == ["--source", "--archived", "--captured"]


@pytest.mark.parametrize("field", ["archived", "sha256"])
def test_evidence_needs_one_of_address_capture_and_digest(tree: Tree, field: str) -> None:
    seen = replace(WHOLE, evidence=(replace(ITEM, url="", **{field: "x"}),))  # type: ignore[arg-type]  # all text
    assert names(record_questions(seen, tree)) == []
    unseen = replace(WHOLE, evidence=(replace(ITEM, url=""),))
    assert names(record_questions(unseen, tree)) == ["--evidence-url"]


def test_what_the_policy_demands_is_required(tmp_path: Path) -> None:
    tree = strict(tmp_path, min_evidence="2", require_archive="true", require_account_id="true")
    assert names(account_questions(WHOLE, tree)) == ["--account-id"]
    more = with_items(WHOLE, tree)
    assert [len(WHOLE.evidence), len(more.evidence)] == [1, 2]
    asked = names(record_questions(more, tree))
    assert {"--archived", "--archived of evidence e2", "--evidence-kind of evidence e2"} <= set(asked)


def test_which_categories_an_item_shows_is_asked_where_it_is_not_plain(tree: Tree) -> None:
    two = replace(WHOLE, categories=("fraud", "impersonation"))
    assert names(record_questions(two, tree)) == ["--shows"]
    assert "shows" not in record_value(two)["evidence"][0]
    items = replace(WHOLE, evidence=(ITEM, ITEM))
    assert names(record_questions(items, tree)) == ["--shows", "--shows of evidence e2"]


def test_the_day_is_filled_in_where_it_was_not_said(tree: Tree) -> None:
    items = with_items(
        replace(WHOLE, evidence=(replace(ITEM, captured=""), ITEM)), tree, "2026-03-01"
    ).evidence
    assert [item.captured for item in items] == ["2026-03-01", "2026-02-01"]


def test_an_answer_is_kept_and_one_that_is_declined_is_not_asked_again(tree: Tree) -> None:
    question = ProposalQuestion("--source", required=False)
    assert question in record_questions(WHOLE, tree)
    assert question not in record_questions(answer(WHOLE, question, ()), tree)
    assert answer(WHOLE, question, ("ferry-report",)).sources == ("ferry-report",)
    assert question in record_questions(forget(answer(WHOLE, question, ()), question), tree)


def test_an_answer_that_is_forgotten_is_asked_again(tree: Tree) -> None:
    for question in (
        ProposalQuestion("--summary"),
        ProposalQuestion("--category"),
        ProposalQuestion("--evidence-summary", 0),
    ):
        assert question not in record_questions(WHOLE, tree)
        assert question in record_questions(forget(WHOLE, question), tree)


def test_a_protected_account_that_is_another_is_shown_by_the_first_evidence() -> None:
    value = record_value(replace(WHOLE, distinct_from=("quay-news",)))
    assert value["distinct_from"] == [{"evidence": "e1", "protected": "quay-news"}]


@pytest.mark.parametrize(
    ("pointer", "question"),
    [
        ("/summary", ProposalQuestion("--summary")),
        ("/categories/0", ProposalQuestion("--category")),
        ("/evidence/1/url", ProposalQuestion("--evidence-url", 1)),
        ("/evidence/0/shows/2", ProposalQuestion("--shows", 0)),
        ("/evidence/0", None),
        ("/evidence", None),
        ("/evidence/0/id", None),
        ("", None),
        ("/id", None),
    ],
)
def test_a_place_of_the_record_leads_to_its_question(pointer: str, question: ProposalQuestion | None) -> None:
    assert question_at(pointer) == question


@pytest.mark.parametrize(
    "answers",
    [
        Answers(),
        Answers(platform="twitter", handle="a", categories=("fraud", "spam"), distinct_from=("quay-news",)),
        Answers(
            summary="It sold: tickets #1.",
            submitted_by=("x",),
            evidence=(EvidenceAnswer(kind="post", shows=("fraud",)), EvidenceAnswer(summary="Second.")),
        ),
    ],
)
def test_a_draft_holds_the_answers_that_it_was_made_of(answers: Answers) -> None:
    assert answers_of(record_value(answers)) == answers
