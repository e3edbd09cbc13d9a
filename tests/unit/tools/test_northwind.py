"""The invented list: it is what its generator writes, shows everything there is on its day, leaks nothing."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from site_builder.derive.reviews import Standing
from site_builder.derive.state import DerivedRecord, derive_all
from site_builder.load.files import WorkingTree
from site_builder.load.layout import record_path
from site_builder.load.source_tree import load_tree
from site_builder.model import PUBLIC_STATES, STATES
from site_builder.validate.checks import validate
from tools.northwind import tree as tree_module
from tools.northwind.__main__ import main
from tools.northwind.dice import Die, later, record_id
from tools.northwind.records import LIST
from tools.northwind.script import DAY
from tools.northwind.tree import cast, generate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.load.source_tree import Loading, Tree

ROOT = Path(__file__).resolve().parents[3]
NOT_SHOWN = {
    Standing.NOT_ON_ROSTER,
    Standing.UNSIGNED,
    Standing.FUTURE,
    Standing.NO_DAY,
    Standing.REPEATED,
    Standing.STOPPED,
}
"""Reasons that no valid list with a settled past can show."""


@pytest.fixture(scope="module")
def loading() -> Loading:
    return load_tree(WorkingTree(ROOT))


@pytest.fixture(scope="module")
def tree(loading: Loading) -> Tree:
    return loading.tree


def derived(tree: Tree) -> dict[str, DerivedRecord]:
    return {item.record.id: item for item in derive_all(tree, DAY) if item.record.list == "northwind"}


def blocks(tree: Tree, field: str) -> Iterator[dict[str, Any]]:
    for record in tree.records:
        if record.list == "northwind":
            data: Any = record.data
            yield from data.get(field, ())


def terms(tree: Tree, group: str) -> set[str]:
    return set(tree.vocabulary[group])


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def test_the_committed_list_is_what_the_generator_writes() -> None:
    assert main(["--check"]) == 0


def test_the_generator_writes_the_same_bytes_every_time() -> None:
    assert generate() == generate()


def test_dice_fall_as_they_did_when_the_ids_were_given() -> None:
    # The numbers that this seed gives for ever: a change here would give every record another id.
    die = Die("a test")
    assert [die.below(1000) for _ in range(5)] == [259, 546, 414, 250, 962]


def test_an_account_that_is_added_changes_no_other_record(monkeypatch: pytest.MonkeyPatch) -> None:
    def records() -> dict[str, bytes]:
        return {path: data for path, data in generate().items() if "/reviews/" not in path}

    everybody = records()
    first, *others = tree_module.CLUSTERS
    added = first.accounts[-1]
    monkeypatch.setattr(tree_module, "CLUSTERS", (*others, replace(first, accounts=first.accounts[:-1])))
    own = record_path(LIST, added.platform, record_id(added.key))
    assert {**records(), own: everybody[own]} == everybody


def test_check_names_changed_missing_and_extra_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "lists" / "northwind", tmp_path / "lists" / "northwind")
    records = sorted((tmp_path / "lists" / "northwind" / "telegram").rglob("*.yaml"))
    changed, missing = records[:2]
    extra = changed.with_name("zzzzzzzzzzzz.yaml")
    changed.write_bytes(changed.read_bytes() + b"# more\n")
    missing.unlink()
    extra.write_bytes(b"id: zzzzzzzzzzzz\n")
    by_hand = tmp_path / "lists" / "northwind" / "list.yaml"
    by_hand.write_bytes(b"# by hand\n")

    assert main(["--check", "--root", str(tmp_path)]) == 1
    told = {line.partition(":")[0] for line in capsys.readouterr().err.splitlines()}
    assert told == {path.relative_to(tmp_path).as_posix() for path in (changed, missing, extra)}

    assert main(["--root", str(tmp_path)]) == 0
    assert main(["--check", "--root", str(tmp_path)]) == 0
    assert not extra.exists()
    assert by_hand.read_bytes() == b"# by hand\n"


def test_the_tree_has_neither_errors_nor_warnings(loading: Loading) -> None:
    assert tuple(validate(loading)) == ()


def test_it_is_large_and_spread_over_platforms(tree: Tree) -> None:
    platforms = Counter(record.data["platform"] for record in tree.records if record.list == "northwind")
    assert platforms.total() >= 120
    since = {"linkedin", "ok", "truth-social", "whatsapp"}  # of the builder's, but not of the demonstration
    assert set(platforms) == {platform.id for platform in tree.platforms} - since


def test_every_state_is_there(tree: Tree) -> None:
    shown = Counter(item.derived.state for item in derived(tree).values())
    assert set(shown) == set(STATES)
    assert shown["verified"] > 75


def test_every_story_ends_in_the_state_that_it_names(tree: Tree) -> None:
    ends = {record: item.derived.state for record, item in derived(tree).items()}
    assert ends == {item.id: item.story.state for item in cast()}


def test_records_of_the_list_by_hand_are_verified(tree: Tree) -> None:
    by_hand = [item.derived.state for item in derive_all(tree, DAY) if item.record.list == "ira-2018"]
    assert by_hand == ["verified"] * 5


def test_open_appeals_are_of_the_last_two_weeks_and_one_is_overdue(tree: Tree) -> None:
    still_open = [item for item in blocks(tree, "appeals") if item["status"] == "open"]
    overdue = [item for item in still_open if item["due"] < DAY]
    assert len(overdue) == 1
    assert all(later(DAY, -14) <= item["opened"] <= DAY for item in still_open if item not in overdue)


def test_appeals_are_due_when_the_policy_says(tree: Tree) -> None:
    days = tree.lists["northwind"].data["policy"]["appeal_days"]
    appeals = list(blocks(tree, "appeals"))
    assert [item["due"] for item in appeals] == [later(item["opened"], days) for item in appeals]


def test_every_term_of_the_vocabulary_is_used(tree: Tree) -> None:
    reasons = tree.vocabulary["removal_reasons"]
    retracting = {name for name, reason in reasons.items() if "retraction" in reason["used_by"]}
    languages = [
        item for record in tree.records for item in record.data.get("profile", {}).get("languages", ())
    ]
    assert {item["kind"] for item in blocks(tree, "evidence")} == terms(tree, "evidence_kinds")
    assert {item["sensitivity"] for item in blocks(tree, "evidence")} == terms(tree, "sensitivities")
    assert {item["state"] for item in blocks(tree, "observations")} == terms(tree, "observation_states")
    assert {item["relation"] for item in blocks(tree, "links")} == terms(tree, "link_relations")
    assert {item["kind"] for item in blocks(tree, "basis")} == terms(tree, "basis_kinds")
    assert {item["ground"] for item in blocks(tree, "appeals")} == terms(tree, "appeal_grounds")
    assert {item["status"] for item in blocks(tree, "appeals")} == {"open", "upheld", "dismissed"}
    assert {item["reason"] for item in blocks(tree, "retractions")} == retracting
    assert {reasons[item["reason"]]["effect"] for item in blocks(tree, "retractions")} == terms(
        tree, "effects"
    )
    assert {item["inferred"] for item in languages} == terms(tree, "inferences")
    assert any(item.get("public_handle") for item in blocks(tree, "retractions"))
    assert any("url" not in item for item in blocks(tree, "evidence"))


def test_every_category_is_used_and_has_a_harm_of_its_own(tree: Tree) -> None:
    categories = tree.lists["northwind"].data["categories"]
    public = [item for item in derived(tree).values() if item.derived.public]
    assert {name for item in public for name in item.record.data["categories"]} == set(categories)
    assert len({category["harm"] for category in categories.values()}) == len(categories)


def test_every_reason_for_a_review_not_to_count_is_there(tree: Tree) -> None:
    standings = {item.standing for one in derived(tree).values() for item in one.derived.judged}
    assert standings == set(Standing) - NOT_SHOWN


def test_every_way_of_being_withheld_is_there(tree: Tree) -> None:
    withheld = {record: item for record, item in derived(tree).items() if item.derived.state == "withheld"}
    reasons = {item.derived.reason for record, item in withheld.items() if record not in tree.withheld}
    assert reasons == {"appeal-open", "appeal-overdue"}
    assert set(tree.withheld) <= set(withheld)


def test_several_scripts_are_there(tree: Tree) -> None:
    public = [item.record.data for item in derived(tree).values() if item.derived.public]
    summaries = "".join(data["summary"] for data in public)
    names = "\n".join(data.get("profile", {}).get("display_name", "") for data in public)
    for script in (
        "[\u0600-\u06ff]",
        "[\u0400-\u04ff]",
        "[\u3040-\u30ff]",
        "[\u0370-\u03ff]",
        "<b>|</b>",
        "{{",
    ):
        assert re.search(script, summaries), script
    for script in ("[\u0600-\u06ff]", "[\u0400-\u04ff]", "[\u3040-\u30ff]", "<b>", "(?m)^="):
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
