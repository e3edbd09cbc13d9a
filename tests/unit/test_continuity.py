"""A build continues what was published, or is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.catalog.model import BuildInfo, build_catalog
from site_builder.continuity import refuse_break, refuse_pending
from site_builder.derive.state import derive_all
from site_builder.errors import HandlelistsError, OutputError, UsageError
from site_builder.history.model import HISTORY_VERSION
from site_builder.history.pages import last_page
from site_builder.history.walk import publish_tree
from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import load_tree
from site_builder.printing import pending_note
from tests.instance import VERIFIED, withholding, write_instance
from tests.unit.history.story import RECORD, Story, record_text, reviews_of

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.catalog.model import Catalog

EDITED = record_text(summary="Sold tickets for a ferry that never ran.")
WITHHELD = "{since: 2026-05-02, by: desk, reason: safety}\n"


def catalog(root: Path, story: Story, uncommitted: tuple[str, ...] = ()) -> Catalog:
    tree = load_tree(WorkingTree(root)).tree
    walked = story.walk()
    derived = derive_all(tree, walked.state.time[:10])
    entries, history = publish_tree(walked, tree, derived, walked.state.time, uncommitted)
    assert tree.instance is not None
    info = BuildInfo(walked.state.time, walked.state.commit, "1")
    return build_catalog(tree, tree.instance, derived, (entries, history), info)


def index(of: Catalog, **changes: Any) -> dict[str, Any]:
    assert of.history is not None
    events = of.history.events
    made = {
        "as_of": of.as_of,
        "changes": {"events": len(events), "last_page": {"sha256": last_page(events)}},
        "epoch": of.history.epoch,
        "history": True,
        "instance": {"id": of.instance["id"]},
    }
    return made | changes


@pytest.fixture
def before(tmp_path: Path) -> Catalog:
    return catalog(write_instance(tmp_path / "before"), Story().base())


@pytest.fixture
def after(tmp_path: Path) -> Catalog:
    files = {withholding("7k3f9q2m4d1p"): WITHHELD}
    story = Story().base().commit("2026-05-02", files=dict(files))
    return catalog(write_instance(tmp_path / "after", files=dict(files)), story)


def test_a_clean_tree_adds_nothing_and_a_removed_record_leaves_its_tombstone(after: Catalog) -> None:
    assert after.history is not None
    assert after.history.pending == ()
    (public,) = after.lists
    assert [entry.row.get("state") for entry in public.entries] == ["verified", "withheld"]
    assert pending_note(after) is None
    refuse_pending(after)


def test_uncommitted_work_is_pending_and_has_no_number(tmp_path: Path) -> None:
    files = {VERIFIED: EDITED, **{name: str(text) for name, text in reviews_of(EDITED).items()}}
    root = write_instance(tmp_path, files=files)
    made = catalog(root, Story().base(), (VERIFIED,))
    assert made.history is not None
    (change,) = made.history.pending
    assert (change.kind, change.record, change.commit) == ("changed", "7k3f9q2m4d1p", None)
    assert len(made.history.events) == 2
    assert "1 public change " in (pending_note(made) or "")
    with pytest.raises(OutputError, match="7k3f9q2m4d1p"):
        refuse_pending(made)


def test_what_continues_is_accepted(before: Catalog, after: Catalog) -> None:
    refuse_break(after, index(before))
    refuse_break(after, index(after))
    refuse_break(after, index(before, changes={"events": 0}))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"history": False}, "no change history"),
        ({"instance": {"id": "other"}}, "another instance"),
        ({"epoch": f"{HISTORY_VERSION}.7"}, "before the published"),
        ({"history": "no"}, "history is neither true nor false"),
        ({"instance": {"id": ["other"]}}, "id is not what it should be"),
        ({"epoch": "one"}, "epoch is not what it should be"),
        ({"epoch": None}, "epoch is not what it should be"),
        ({"as_of": "2026-99-99T99:99:99Z"}, "not a date and time of the calendar"),
        ({"as_of": 20260101}, "as_of is not what it should be"),
        ({"changes": {"events": 1, "last_page": {"sha256": "0" * 64}}}, "rewritten"),
        ({"changes": {"events": 0, "last_page": {"sha256": "0" * 64}}}, "rewritten"),
        ({"changes": {"events": 4, "last_page": {"sha256": None}}}, "sha256 is not what it should be"),
        ({"changes": {"events": -1}}, "events is not a whole number"),
        ({"as_of": "2026-06-01T00:00:00Z"}, "later than"),
    ],
)
def test_what_does_not_continue_is_refused(after: Catalog, changes: Any, message: str) -> None:
    with pytest.raises(OutputError, match=message):
        refuse_break(after, index(after, **changes))


def test_a_shorter_history_is_refused_unless_the_epoch_rose(before: Catalog, after: Catalog) -> None:
    with pytest.raises(OutputError, match="rewritten"):
        refuse_break(before, index(after))
    assert before.history is not None
    risen = replace(before, history=replace(before.history, epoch=f"{HISTORY_VERSION}.1"))
    refuse_break(risen, index(after))


@pytest.mark.parametrize("value", [None, [], "x", {}])
def test_an_index_of_another_form_is_refused(after: Catalog, value: Any) -> None:
    with pytest.raises(HandlelistsError):
        refuse_break(after, value)


def test_without_history_there_is_nothing_to_compare(after: Catalog) -> None:
    with pytest.raises(UsageError):
        refuse_break(replace(after, history=None), index(after))


def test_a_retraction_that_is_taken_out_of_the_folder_gives_nothing_back(tmp_path: Path) -> None:
    retraction = {"date": "2026-05-02", "reason": "mistaken-identity"}
    story = Story().base().commit("2026-05-02", files={VERIFIED: record_text(retractions=[retraction])})
    made = catalog(write_instance(tmp_path), story, (VERIFIED,))
    (harbour,) = made.lists
    assert RECORD not in {item.id for item in harbour.records}
    (gone,) = harbour.removed
    assert (gone.id, gone.row["state"], gone.row["effect"]) == (RECORD, "retracted", "undo")
    assert made.history is not None
    assert RECORD not in {item.record for item in made.history.pending}
