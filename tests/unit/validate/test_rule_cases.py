"""Every rule about a tree has cases, and each case gives exactly the problems that it says."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from site_builder.derive.state import derive_all
from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import load_tree
from site_builder.rules import RULES, message
from site_builder.rules.validation import TREE_RULES
from site_builder.validate.checks import validate
from tests.instance import BASE
from tests.unit.validate.rule_cases import Case, all_cases, as_expected

if TYPE_CHECKING:
    from pathlib import Path

TODAY = "2026-12-31"
SETUP = {"quorum-out-of-reach", "address-nowhere", "roles-too-few", "stewards-too-few"}
"""Warnings about nearly every list that a case adds, since its reviewers and addresses are invented."""


def _lines(problems: list[dict[str, Any]]) -> str:
    """One problem a line, so that a failing test shows which differ."""
    return "\n".join(
        sorted("{file}:{line}:{column} {pointer} {severity} {code}".format(**p) for p in problems)
    )


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.code}-{case.name}")
def test_a_case_gives_exactly_the_problems_it_lists(case: Case, tmp_path: Path) -> None:
    found = validate(case.load(tmp_path), TODAY)
    problems = [item for item in found if item.code not in SETUP - {case.code}]
    assert _lines([as_expected(item) for item in problems]) == _lines(case.expected())
    for item in problems:
        assert message(item)  # every parameter that the message names is there


@pytest.mark.parametrize("code", [rule.code for rule in TREE_RULES])
def test_a_rule_has_a_case_that_fails_and_one_that_passes(code: str) -> None:
    codes = {
        case.fails: {item["code"] for item in case.expected()} for case in all_cases() if case.code == code
    }
    assert set(codes) == {True, False}


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.code}-{case.name}")
def test_a_case_is_about_its_rule(case: Case) -> None:
    assert case.code in RULES
    assert case.name.startswith(("fail", "pass"))
    assert (case.code in {item["code"] for item in case.expected()}) is case.fails


def test_the_minimal_instance_has_no_problem() -> None:
    assert list(validate(load_tree(WorkingTree(BASE)))) == []


def test_the_minimal_instance_has_two_verified_records_and_a_proposed_one() -> None:
    derived = derive_all(load_tree(WorkingTree(BASE)).tree, "2026-02-01")
    assert {item.record.id: item.derived.state for item in derived} == {
        "0a1b2c3d4e5f": "verified",
        "7k3f9q2m4d1p": "verified",
        "9m2x0r5t8v4w": "proposed",
    }


def test_reviews_of_the_minimal_instance_hold_the_digests_of_its_claims() -> None:
    # With libraries of their own, not the builder's: sorted ASCII keys and plain text are already RFC 8785.
    for file in sorted(BASE.glob("lists/harbour/*/*/????????????.yaml")):
        raw = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - text only, nothing is built
        claim = {key: value for key, value in raw.items() if key not in {"id", "observations"}}
        claim |= {"list": "harbour", "record": raw["id"]}
        text = json.dumps(claim, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).hexdigest()
        reviews = list(BASE.glob(f"lists/harbour/reviews/*/{raw['id'][:2]}.yaml"))
        assert reviews
        for review in reviews:
            assert f"{raw['id']}:\n  - claim: {digest}\n" in review.read_text(encoding="utf-8")
