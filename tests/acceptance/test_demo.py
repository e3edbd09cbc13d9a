"""`handlelists demo`: the same world for the same seed, in which everything happens, and nothing is wrong."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.check.gate import check_since
from site_builder.derive.state import derive_all
from site_builder.load.source_tree import load_tree, packaged
from site_builder.model import PUBLIC_STATES
from site_builder.pipeline import working_tree
from site_builder.signatures.public_key import fingerprint, public_key
from site_builder.validate.setup import PRINTED_IDS, PRINTED_KEYS
from site_builder.world.demo import make_demo
from tests.acceptance.support import git, handlelists, in_process
from tests.demo import WrittenDemo, write_demo
from tests.demo_site import DemoSite, the_demo_site
from tests.unit.sync.feed_server import serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.once import Once

SMALL = ("--records", "30", "--years", "1")


@pytest.fixture(scope="module")
def demo(once: Once) -> WrittenDemo:
    return once("demo", write_demo)


@pytest.fixture(scope="module")
def site(once: Once) -> DemoSite:
    return the_demo_site(once)


def test_its_last_day_is_past_and_the_next_commands_can_be_pasted(tmp_path: Path) -> None:
    late = in_process("demo", "a", "--until", "2026-12-02", "--now", "2026-12-02T20:00:00Z", folder=tmp_path)
    assert (late.returncode, late.stdout) == (2, "")
    assert "--until 2026-12-02 is not a past day" in late.stderr
    done = in_process("demo", "two words", *SMALL, folder=tmp_path)
    assert "serve --root 'two words'" in done.stdout


def test_nobody_takes_its_id_or_a_key_over_into_a_real_instance(demo: WrittenDemo) -> None:
    tree = load_tree(working_tree(demo.root)).tree
    keys = [public_key(item["key"]) for entry in tree.reviewers.values() for item in entry.get("keys", ())]
    assert {fingerprint(item.blob) for item in keys if not isinstance(item, str)} <= PRINTED_KEYS
    assert len(keys) > 5
    assert tree.instance_id in PRINTED_IDS


def commit_of(folder: Path) -> str:
    return git(folder, "rev-parse", "HEAD").strip()


def test_the_same_options_give_the_same_commits_and_another_seed_gives_others(tmp_path: Path) -> None:
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        done = in_process("demo", name, *SMALL, "--seed", seed, folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert f"{name}: 30 records in" in done.stdout
        assert commit_of(tmp_path / name)[:12] in done.stdout
        assert f"handlelists serve --root {name}" in done.stdout
        assert git(tmp_path / name, "status", "--porcelain") == ""
    first, again, other = (commit_of(tmp_path / name) for name in "abc")
    assert first == again != other
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c"]


def test_the_last_day_may_be_another(tmp_path: Path) -> None:
    done = in_process("demo", "a", *SMALL, "--until", "2025-03-01", folder=tmp_path)
    assert "from 2024-03-01 to 2025-03-01" in done.stdout
    assert git(tmp_path / "a", "log", "-1", "--format=%cs").strip() == "2025-03-01"


@pytest.mark.parametrize("day", ["2012-12-30", "0001-01-01"])
def test_a_time_in_which_nothing_can_take_place_is_refused(tmp_path: Path, day: str) -> None:
    done = in_process("demo", "a", *SMALL, "--until", day, folder=tmp_path)
    assert done.returncode == 2
    assert "is not between 2012-01-01 and 2099-12-31" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "note.txt").write_text("mine", encoding="utf-8")
    done = in_process("demo", "here", *SMALL, folder=tmp_path)
    assert done.returncode == 2
    assert "is not an empty folder" in done.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["here", "note.txt"]


def test_validate_finds_nothing(demo: WrittenDemo) -> None:
    done = handlelists("validate", root=demo.root)
    assert done.returncode == 0
    assert "no problems" in done.stdout


@pytest.mark.large
def test_check_accepts_every_commit() -> None:
    made = make_demo("1", 1, 40)
    first = made.repository.line(made.tip)[-1]
    checked = check_since(made.repository, first, made.tip, f"{made.last}T23:59:59Z")
    assert len(checked.changes) == made.commits - 1
    assert [item.code for item in checked.problems if item.severity.value == "error"] == []
    assert any(item.overridden for item in checked.changes)


def records_of(demo: WrittenDemo) -> list[dict[str, Any]]:
    return [item.data for item in load_tree(working_tree(demo.root)).tree.records]  # type: ignore[misc]


def test_every_state_is_there_and_every_record_has_signed_reviews(demo: WrittenDemo) -> None:
    tree = load_tree(working_tree(demo.root)).tree
    derived = derive_all(tree, demo.last_day)
    assert len(derived) == 60
    assert {item.derived.state for item in derived} == set(packaged("vocabulary")["states"])
    assert all(item.derived.judged for item in derived)
    assert all(review.signature for review in tree.reviews)
    assert all(
        item.example and item.data["policy"]["signatures"] == "required" for item in tree.lists.values()
    )
    assert len(tree.next_claims) > 0


def test_every_relation_ground_and_reason_is_there(demo: WrittenDemo) -> None:
    records, words = records_of(demo), packaged("vocabulary")

    def said(field: str, member: str) -> set[str]:
        return {part[member] for record in records for part in record.get(field, ())}

    assert said("links", "relation") == set(words["link_relations"])
    assert said("appeals", "ground") == set(words["appeal_grounds"])
    assert said("appeals", "status") == {"open", "upheld", "dismissed"}
    reasons = {name for name, term in words["removal_reasons"].items() if "retraction" in term["used_by"]}
    assert said("retractions", "reason") == reasons
    assert any(part.get("public_handle") for record in records for part in record.get("retractions", ()))
    assert said("basis", "kind") == set(words["basis_kinds"])
    assert said("evidence", "kind") == set(words["evidence_kinds"])
    assert said("observations", "state") == set(words["observation_states"])
    assert any(record.get("relists") for record in records)
    appeals = [part for record in records for part in record.get("appeals", ())]
    assert any(part["decided"] > part["due"] for part in appeals if "decided" in part)


@pytest.mark.large
def test_every_kind_of_event_is_there_in_nearly_every_month(site: DemoSite) -> None:
    events = site.events()
    kinds = {"changed", "lapsed", "observed", "published", "renamed"}
    assert {event["kind"] for event in events} == kinds | {"retracted", "state", "withdrawn", "withheld"}
    assert len({event["time"][:7] for event in events}) >= 23
    assert sum("pull_request" in event for event in events) > len(events) // 2


@pytest.mark.large
def test_sync_keeps_a_copy(site: DemoSite, tmp_path: Path) -> None:
    with serving(site.files()) as server:
        done = in_process("sync", server.url, "copy", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    index = site.json("feeds/v1/index.json")
    public = Counter(state for entry in index["lists"] for state in entry["counts"]["states"])
    assert set(public) == set(PUBLIC_STATES)
