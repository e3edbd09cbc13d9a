"""What is wrong with withheld records alone is a warning; what is wrong with anything else stays an error."""

from __future__ import annotations

import pytest

from site_builder.load.source_tree import load_tree
from site_builder.problems import Severity
from site_builder.validate.checks import validate
from tests.instance import LINKING, PROPOSED, VERIFIED, withholding
from tests.property.source_trees import MemorySource, base_files

_LIST = "lists/harbour/list.yaml"
_SOURCES = "lists/harbour/sources.yaml"
_REVIEWS = "lists/harbour/reviews/reviewer-a/7k.yaml"
_IDS = {VERIFIED: "7k3f9q2m4d1p", LINKING: "0a1b2c3d4e5f", PROPOSED: "9m2x0r5t8v4w"}


def _severities(files: dict[str, bytes], *withheld: str) -> set[Severity]:
    listed = {
        withholding(_IDS[file]): b"{since: 2026-02-01, by: board, reason: safety}\n" for file in withheld
    }
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


@pytest.mark.parametrize(
    "content", [b"", b"{}\n", b"stop: [", b"\xff", b"reason: because\n", b"x" * 2_000_000]
)
def test_a_withholding_softens_whatever_it_holds_and_is_a_warning_itself(content: bytes) -> None:
    assert _severities({VERIFIED: b"", withholding("7k3f9q2m4d1p"): content}) == {Severity.WARNING}
    assert _severities({withholding("7k3f9q2m4d1p"): content}) == {Severity.WARNING}


@pytest.mark.parametrize("name", ["stop.yaml", "7K3F9Q2M4D1P.0a1b2c.yaml", "7k3f9q2m4d1.0a1b2c.yaml"])
def test_a_file_that_withholds_nobody_is_an_error(name: str) -> None:
    assert _severities({f"lists/withheld/{name}": b"{since: 2026-02-01, by: board, reason: safety}\n"}) == {
        Severity.ERROR
    }
