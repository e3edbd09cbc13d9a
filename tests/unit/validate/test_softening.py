"""What is wrong with withheld records alone is a warning; what is wrong with anything else stays an error."""

from __future__ import annotations

import pytest

from site_builder.load.source_tree import load_tree
from site_builder.problems import Severity
from site_builder.validate.checks import validate
from tests.instance import LINKING, PROPOSED, VERIFIED
from tests.property.source_trees import MemorySource, base_files

_LIST = "lists/harbour/list.yaml"
_SOURCES = "lists/harbour/sources.yaml"
_REVIEWS = "lists/harbour/reviews/reviewer-a/7k.yaml"
_IDS = {VERIFIED: "7k3f9q2m4d1p", LINKING: "0a1b2c3d4e5f", PROPOSED: "9m2x0r5t8v4w"}


def _severities(files: dict[str, bytes], *withheld: str) -> set[Severity]:
    lines = [f"{_IDS[file]}: {{since: 2026-02-01, by: board, reason: safety}}" for file in withheld]
    listed = {"lists/withheld.yaml": "\n".join(lines).encode()} if lines else {}
    problems = validate(load_tree(MemorySource({**base_files(), **listed, **files})))
    assert len(problems)
    return {item.severity for item in problems}


def _changed(file: str, old: str, new: str) -> dict[str, bytes]:
    text = base_files()[file].decode()
    assert old in text
    return {file: text.replace(old, new).encode()}


@pytest.mark.parametrize(
    "files",
    [
        {VERIFIED: b""},
        {VERIFIED: b"handle: [\n"},
        {VERIFIED: b"handle: x\n"},
        _changed(VERIFIED, "[fraud, impersonation]", "[scam]"),
        _changed(VERIFIED, "platform: twitter", "platform: telegram"),
        _changed(_REVIEWS, "7k3f9q2m4d1p", '"7k3f9q2m4d1p"') | {_REVIEWS: b"7k3f9q2m4d1p: []\n"},
        {_REVIEWS: b"&"},
    ],
)
def test_a_problem_of_one_record_weighs_less_once_it_is_withheld(files: dict[str, bytes]) -> None:
    assert _severities(files) == {Severity.ERROR}
    assert _severities(files, PROPOSED) == {Severity.ERROR}
    assert _severities(files, VERIFIED) == {Severity.WARNING}


@pytest.mark.parametrize("files", [{_LIST: b""}, {_SOURCES: b""}])
def test_a_problem_of_a_whole_list_weighs_less_once_all_of_it_is_withheld(files: dict[str, bytes]) -> None:
    assert _severities(files, VERIFIED, LINKING) == {Severity.ERROR}
    assert _severities(files, VERIFIED, LINKING, PROPOSED) == {Severity.WARNING}


@pytest.mark.parametrize(
    "files",
    [
        {"lists/instance.yaml": b""},
        {"lists/reviewers.yaml": b""},
        {"lists/protected/one.yaml": b""},
        {"lists/harbour/drafts/a.yaml": b""},
        {"lists/harbour/note.txt": b""},
        {"lists/harbour/reviews/reviewer-a/7k.yaml": b"5v5v5v5v5v5v:\n  - {claim: x}\n"},
    ],
)
def test_a_problem_of_nothing_that_is_withheld_stays_an_error(files: dict[str, bytes]) -> None:
    assert _severities(files, VERIFIED, LINKING, PROPOSED) == {Severity.ERROR}


def test_a_list_of_withheld_records_that_cannot_be_read_softens_nothing() -> None:
    assert _severities({VERIFIED: b"", "lists/withheld.yaml": b"7k3f9q2m4d1p: {}\n"}) == {Severity.ERROR}
