"""The demonstration's signatures: what the tool writes is there, every review is signed, stewards stand aside."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from site_builder.derive.reviews import involvement
from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import REVIEWERS_FILE, load_tree
from site_builder.signatures.decision import override_quorum, steward_fault
from site_builder.signatures.public_key import fingerprint
from site_builder.signatures.review import check_signature
from site_builder.signatures.word import Verdict
from site_builder.validate.setup import PRINTED_KEYS
from tests.acceptance.support import DAY
from tools.sign import key, main, signed_files

if TYPE_CHECKING:
    from site_builder.load.source_tree import Tree
    from site_builder.model import Review

ROOT = Path(__file__).resolve().parents[3]
SIGNED = "lists/ira-2018/reviews/reviewer-a/7k.yaml"


@pytest.fixture(scope="module")
def tree() -> Tree:
    return load_tree(WorkingTree(ROOT)).tree


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "lists", tmp_path / "lists")
    return tmp_path


def test_the_committed_files_are_what_the_tool_writes() -> None:
    assert main(["--check"]) == 0
    assert set(signed_files(ROOT)) == {
        REVIEWERS_FILE,
        *(path.relative_to(ROOT).as_posix() for path in ROOT.glob("lists/*/reviews/*/*.yaml")),
    }


def test_what_was_changed_is_named_and_signed_again(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    committed = {path: (copy / path).read_text() for path in (REVIEWERS_FILE, SIGNED)}
    (copy / SIGNED).write_text(committed[SIGNED].partition("    signature:")[0])
    without_keys = re.sub(r"(?m)^  keys:\n    - key: .*\n      from: .*\n", "", committed[REVIEWERS_FILE])
    (copy / REVIEWERS_FILE).write_text(without_keys)

    assert main(["--check", "--root", str(copy)]) == 1
    told = capsys.readouterr().err
    assert told == "".join(f"{path}: not what tools/sign.py writes\n" for path in (SIGNED, REVIEWERS_FILE))

    assert main(["--root", str(copy)]) == 0
    assert main(["--check", "--root", str(copy)]) == 0
    assert {path: (copy / path).read_text() for path in committed} == committed


def test_nothing_is_signed_where_a_list_is_not_an_example(copy: Path) -> None:
    file = copy / "lists/northwind/list.yaml"
    file.write_text(file.read_text().replace("example: true\n", ""))
    with pytest.raises(ValueError, match="only examples"):
        main(["--root", str(copy)])


def test_every_review_is_signed_by_its_reviewer(tree: Tree) -> None:
    faults = {
        f"{review.file}{review.pointer}": str(check)
        for review in tree.reviews
        if (check := check_signature(review, tree.reviewers, tree.instance_id)).verdict is not Verdict.VALID
    }
    assert len(tree.reviews) > 400
    assert faults == {}


def test_the_keys_that_no_real_list_may_take_over_are_those_of_the_roster(tree: Tree) -> None:
    assert {fingerprint(key(name).blob) for name in tree.reviewers} < PRINTED_KEYS


def test_policies_are_those_of_a_real_list(tree: Tree) -> None:
    assert set(tree.lists) == {"ira-2018", "northwind"}
    for item in tree.lists.values():
        policy = item.data["policy"]
        told = policy["signatures"], policy["appeal_days"], policy["recheck_after_days"], policy["quorum"]
        assert (item.example, *told) == (True, "required", 14, 365, 2)


def test_there_is_a_spare_steward(tree: Tree) -> None:
    able = [name for name in tree.reviewers if steward_fault(name, tree.reviewers, DAY) is None]
    assert len(able) > override_quorum(tree.instance)


def test_appeals_were_decided_by_stewards_who_had_no_part_in_the_listing(tree: Tree) -> None:
    said: dict[str, list[Review]] = defaultdict(list)
    for review in tree.reviews:
        said[review.record].append(review)
    deciders = set()
    for record in tree.records:
        for appeal in record.data.get("appeals", ()):
            if appeal["status"] != "open":
                by, day = appeal["decided_by"], appeal["decided"]
                deciders.add(by)
                assert steward_fault(by, tree.reviewers, day) is None, record.file
                assert involvement(by, record.data["submitted_by"], said[record.id]) is None, record.file
    assert deciders == {name for name, entry in tree.reviewers.items() if entry.get("steward")}
