"""This repository's own lists: nothing is wrong with them, they show every state on their day, they leak nothing."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from site_builder.derive.state import DerivedRecord, derive_all
from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import load_tree
from site_builder.model import PUBLIC_STATES, STATES
from site_builder.validate.checks import validate
from tests.acceptance.support import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.load.source_tree import Loading, Tree

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def loading() -> Loading:
    return load_tree(WorkingTree(ROOT))


@pytest.fixture(scope="module")
def tree(loading: Loading) -> Tree:
    return loading.tree


def derived(tree: Tree) -> dict[str, DerivedRecord]:
    return {item.record.id: item for item in derive_all(tree, DAY) if item.record.list == "northwind"}


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def test_the_tree_has_neither_errors_nor_warnings(loading: Loading) -> None:
    assert tuple(validate(loading)) == ()


def test_records_of_real_accounts_are_verified_and_those_of_invented_ones_are_in_every_state(
    tree: Tree,
) -> None:
    real = [item.derived.state for item in derive_all(tree, DAY) if item.record.list == "ira-2018"]
    assert real == ["verified"] * 5
    assert {item.derived.state for item in derived(tree).values()} == set(STATES)


def test_every_way_of_being_withheld_is_there(tree: Tree) -> None:
    withheld = {record: item for record, item in derived(tree).items() if item.derived.state == "withheld"}
    reasons = {item.derived.reason for record, item in withheld.items() if record not in tree.withheld}
    assert reasons == {"appeal-open", "appeal-overdue"}
    assert tree.withheld
    assert set(tree.withheld) <= set(withheld)


def test_several_scripts_and_hostile_texts_are_there(tree: Tree) -> None:
    public = [item.record.data for item in derived(tree).values() if item.derived.public]
    summaries = "".join(data["summary"] for data in public)
    names = "\n".join(data.get("profile", {}).get("display_name", "") for data in public)
    scripts = ("[\u0600-\u06ff]", "[\u0400-\u04ff]", "[\u3040-\u30ff]")
    for script in (*scripts, "[\u0370-\u03ff]", "<b>|</b>", "{{"):
        assert re.search(script, summaries), script
    for script in (*scripts, "<b>", "(?m)^="):
        assert re.search(script, names), script


def test_public_records_name_no_record_that_is_not_public(tree: Tree) -> None:
    records = derived(tree)
    hidden = [item.record for item in records.values() if not item.derived.public]
    shown = [item.record for item in records.values() if item.derived.public]
    again = {record.data.get("handle") for record in shown}  # of an account that is listed again
    for record in shown:
        outside_links = {name: value for name, value in record.data.items() if name != "links"}
        text = "\n".join(texts(outside_links))
        for other in hidden:
            assert other.id not in text or other.id in record.data.get("relists", ())
            named = other.data.get("handle") or other.data["account_id"]
            assert named in again or not re.search(rf"(?<![\w.]){re.escape(named)}(?![\w.])", text), (
                record.file
            )


@pytest.mark.parametrize("state", sorted(set(STATES) - set(PUBLIC_STATES)))
def test_a_public_record_links_to_one_in_each_hidden_state(tree: Tree, state: str) -> None:
    records = derived(tree)
    linked = {
        records[link["record"]].derived.state
        for item in records.values()
        if item.derived.public
        for link in item.record.data.get("links", ())
    }
    assert state in linked


def test_every_host_is_one_that_cannot_exist(tree: Tree) -> None:
    words = [
        text for record in tree.records if record.list == "northwind" for text in texts(dict(record.data))
    ]
    hosts = {urlsplit(text).hostname or "" for text in words if text.startswith(("http:", "https:"))}
    hosts |= {text.rpartition("@")[2] for text in words if re.fullmatch(r"\S+@\S+", text)}
    assert len(hosts) > 10
    assert {host for host in hosts if not host.endswith(".example")} == set()


def test_records_that_look_like_protected_accounts_are_told_where_nothing_says_why(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "lists", tmp_path / "lists")
    answered = set()
    for path in tmp_path.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        bare = re.sub(r"(?m)^distinct_from:\n(?: .*\n)+", "", text)
        if bare != text:
            path.write_text(bare, encoding="utf-8")
            answered.add(path.relative_to(tmp_path).as_posix())
    told = {item.place.file: item.code for item in validate(load_tree(WorkingTree(tmp_path)))}
    assert set(told) == answered
    assert Counter(told.values()) == {"protected-lookalike": 1, "protected-similar": len(answered) - 1}
    assert any(path.startswith("lists/ira-2018/") for path in answered)
