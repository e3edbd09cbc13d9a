"""The walk, told without git: what becomes an event, of which kind, and whose doing it was."""

from __future__ import annotations

from collections import Counter

import pytest

from site_builder.history.step import pull_request
from tests.history.oracle import pull_request as written_in
from tests.instance import BASE, LINKING, VERIFIED, withholding
from tests.unit.history.story import RECORD, SYMLINK, Story, record_text, reviews_of

LINKS = "0a1b2c3d4e5f"
INSTANCE = "lists/instance.yaml"
LIST = "lists/harbour/list.yaml"
WITHHELD = withholding(RECORD)
RETRACTION = {"date": "2026-05-02", "reason": "mistaken-identity"}


def kinds(story: Story, record: str = RECORD) -> list[str]:
    return [event.kind for event in story.walk().events if event.record == record]


def text_of(path: str) -> str:
    return (BASE / path).read_text()


def test_the_first_commit_publishes_what_is_public_in_order_of_ids() -> None:
    story = Story().base()
    walked = story.walk()
    assert [(event.seq, event.record, event.kind, event.before) for event in walked.events] == [
        (1, LINKS, "published", "none"),
        (2, RECORD, "published", "none"),
    ]
    _, second = walked.events
    assert second.fields == tuple(sorted(story.entries()[RECORD].row))
    assert second.sha256 == story.entries()[RECORD].standing.sha256


def test_a_content_is_read_once_as_long_as_it_counts() -> None:
    story = Story().base()
    changed = record_text(observations=[{"date": "2026-04-01", "state": "suspended"}])
    for day in range(2, 9):
        text = changed if day % 2 == 0 else text_of(VERIFIED)
        story.commit(f"2026-05-{day:02}", files={VERIFIED: text})
    assert kinds(story) == ["published", *["observed"] * 7]
    # What no path leads to any more is not kept, and is read again when a later commit brings it back.
    brought = Counter(change.blob for revision in story.revisions for change in revision.changes)
    assert all(count <= brought[blob] for blob, count in Counter(story.reads).items())


def test_what_has_no_room_ahead_is_read_when_its_revision_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story().base().commit("2026-05-02", files={WITHHELD: withheld()})
    events = story.walk().events
    monkeypatch.setattr("site_builder.history.reader._ROOM", 0)
    story.reads.clear()
    assert story.walk().events == events
    assert max(Counter(story.reads).values()) == len(("ahead", "when it is its turn"))


def test_an_edited_claim_without_reviews_withdraws_and_with_them_changes() -> None:
    edited = record_text(summary="Sold tickets for a ferry that never ran.")
    story = Story().base().commit("2026-05-02", files={VERIFIED: edited})
    assert kinds(story) == ["published", "withdrawn"]
    story.commit("2026-05-03", files=reviews_of(edited))
    assert kinds(story) == ["published", "withdrawn", "published"]
    at_once = Story().base().commit("2026-05-02", files={VERIFIED: edited, **reviews_of(edited)})
    assert kinds(at_once) == ["published", "changed"]
    event = at_once.walk().events[-1]
    assert event.fields == ("summary",) or "summary" in event.fields


def test_a_new_handle_is_a_rename() -> None:
    renamed = record_text(handle="Harbour_Boats")
    story = Story().base().commit("2026-05-02", files={VERIFIED: renamed, **reviews_of(renamed)})
    assert kinds(story) == ["published", "renamed"]


def test_a_retraction_leaves_a_tombstone_without_handle_and_claim() -> None:
    story = Story().base().commit("2026-05-02", files={VERIFIED: record_text(retractions=[RETRACTION])})
    entry = story.entries()[RECORD]
    assert entry.row == {
        "actionable": False,
        "effect": "undo",
        "example": True,
        "first_public": "2026-05-01T12:00:00Z",
        "id": RECORD,
        "list": "harbour",
        "reason": "mistaken-identity",
        "removed": "2026-05-02T12:00:00Z",
        "state": "retracted",
    }
    event = story.walk().events[-1]
    assert (event.kind, event.before, event.after) == ("retracted", "verified", "retracted")
    assert (event.reason, event.effect) == ("mistaken-identity", "undo")


def test_a_cleared_account_may_be_named_and_unnamed_again() -> None:
    named = record_text(retractions=[{**RETRACTION, "public_handle": True}])
    plain = record_text(retractions=[RETRACTION])
    story = Story().base().commit("2026-05-02", files={VERIFIED: plain})
    story.commit("2026-05-03", files={VERIFIED: named})
    assert story.entries()[RECORD].row["handle"] == "Harbour_Tickets"
    assert story.walk().events[-1].fields == ("handle", "platform", "salt")
    story.commit("2026-05-04", files={VERIFIED: None})
    assert "handle" not in story.entries()[RECORD].row
    assert kinds(story) == ["published", "retracted", "changed", "changed"]


def test_a_retracted_record_stays_so_whatever_its_files_say() -> None:
    story = Story().base().commit("2026-05-02", files={VERIFIED: record_text(retractions=[RETRACTION])})
    story.commit("2026-05-03", files={VERIFIED: record_text()})
    story.commit("2026-05-04", files={WITHHELD: withheld()})
    story.commit("2026-05-05", files={VERIFIED: None, WITHHELD: None})
    assert kinds(story) == ["published", "retracted"]
    assert story.entries()[RECORD].row["effect"] == "undo"


def withheld(reason: str = "safety") -> str:
    return f"{{since: 2026-05-02, by: desk, reason: {reason}}}\n"


def test_withholding_outlives_the_file() -> None:
    story = Story().base().commit("2026-05-02", files={WITHHELD: withheld()})
    story.commit("2026-05-03", files={VERIFIED: None})
    assert kinds(story) == ["published", "withheld"]
    story.commit("2026-05-04", files={WITHHELD: None})
    event = story.walk().events[-1]
    assert (event.kind, event.reason, event.effect) == ("withdrawn", "absent", "stop-relying")
    story.commit("2026-05-05", files={VERIFIED: text_of(VERIFIED)})
    assert story.entries()[RECORD].standing.first_public == "2026-05-01T12:00:00Z"
    assert kinds(story)[-1] == "published"


def test_a_link_appears_and_goes_with_its_target() -> None:
    assert RECORD in text_of(LINKING)
    story = Story().base()
    assert "links" in story.entries()[LINKS].row
    story.commit("2026-05-02", files={WITHHELD: withheld()})
    assert "links" not in story.entries()[LINKS].row
    story.commit("2026-05-03", files={WITHHELD: None})
    assert kinds(story, LINKS) == ["published", "changed", "changed"]
    assert "links" in story.entries()[LINKS].row


def test_what_the_clock_did_is_nobodys_commit() -> None:
    story = Story().commit("2026-04-30", files={INSTANCE: text_of(INSTANCE)}).base()
    story.commit("2027-02-01", message="Something else (#7)")
    lapsed = [event for event in story.walk().events if event.kind == "lapsed"]
    assert {event.record for event in lapsed} == {RECORD, LINKS}
    assert all(event.commit is None and event.pull_request is None for event in lapsed)
    assert all(event.commit is not None for event in story.walk().events[:2])
    assert all(event.pull_request == 1 for event in story.walk().events[:2])


def test_a_commit_that_does_more_than_the_clock_is_named() -> None:
    story = Story().base()
    text = record_text(observations=[{"date": "2027-01-20", "state": "deleted"}])
    story.commit("2027-02-01", files={VERIFIED: text})
    by = {event.record: event.commit for event in story.walk().events if event.kind == "lapsed"}
    assert by == {RECORD: f"{2:040x}", LINKS: None}


def test_a_private_source_names_no_commit() -> None:
    private = text_of(INSTANCE).replace("source_public: true", "source_public: false")
    story = Story().base().commit("2026-05-02", files={INSTANCE: private, WITHHELD: withheld()})
    assert story.walk().events[-1].commit is None


@pytest.mark.parametrize(
    "broken", [b"id: [", b"a: 1\na: 2\n", b"\xff", b"id: 7k3f9q2m4d1p\n", b"- 1\n", b"x" * 70_000, SYMLINK]
)
def test_of_a_file_that_cannot_be_read_the_previous_content_stands(broken: object) -> None:
    story = Story().base().commit("2026-05-02", files={VERIFIED: broken})
    assert kinds(story) == ["published"]
    story.commit("2026-05-03", files={WITHHELD: withheld("unreadable")})
    assert kinds(story) == ["published", "withheld"]
    never = Story().base().commit("2026-05-02", files={VERIFIED: None})
    never.commit("2026-05-03", files={VERIFIED: broken})
    assert kinds(never) == ["published", "withdrawn"]


@pytest.mark.parametrize("path", [LIST, "lists/reviewers.yaml", "lists/harbour/reviews/reviewer-a/7k.yaml"])
def test_a_broken_policy_roster_or_review_changes_nothing(path: str) -> None:
    story = Story().base().commit("2026-05-02", files={path: b"broken: ["})
    assert len(story.walk().events) == 2
    story.commit("2026-05-03", files={path: None})
    assert story.walk().events[-1].kind == "withdrawn"


def test_policy_and_roster_are_those_of_each_commit() -> None:
    three = text_of(LIST).replace("quorum: 2", "quorum: 3")
    story = Story().base().commit("2026-05-02", files={LIST: three})
    story.commit("2026-05-03", files={LIST: text_of(LIST)})
    one_reviewer = text_of("lists/reviewers.yaml").split("reviewer-b")[0]
    story.commit("2026-05-04", files={"lists/reviewers.yaml": one_reviewer})
    assert kinds(story) == ["published", "withdrawn", "published", "withdrawn"]


def test_a_deleted_list_leaves_tombstones_that_remember_it() -> None:
    story = Story().base().commit("2026-05-02", files={LIST: None})
    rows = [entry.row for entry in story.entries().values()]
    assert {(row["reason"], row["list"], row["example"]) for row in rows} == {("absent", "harbour", True)}


def test_folding_follows_the_platforms_of_the_commit() -> None:
    platform = "quay: {name: Quay, handle: {pattern: x, syntax: x, fold: [lower, no-such-step]}}\n"
    text = record_text(platform="quay", account_id=None)
    story = Story().base().commit("2026-05-02", files={VERIFIED: text, **reviews_of(text)})
    assert story.entries()[RECORD].row["match"]["handle"] == "Harbour_Tickets"
    story.commit("2026-05-03", files={"lists/platforms.yaml": platform})
    assert story.entries()[RECORD].row["match"]["handle"] == "harbour_tickets"
    assert story.walk().events[-1].fields == ("match",)


def test_the_day_that_is_due_is_the_first_that_changes_something_public() -> None:
    story = Story().base()
    due = story.walk().due
    assert due is not None
    before = len(story.walk().events)
    story.commit(due)
    assert len(story.walk().events) > before
    assert Story().walk().due is None


_MERGED = "Merge branch 'topic' into 'main'"
_GITLAB = "See merge request harbour/lists!12"


@pytest.mark.parametrize(
    ("forge", "message", "number"),
    [
        ("github", "Merge pull request #12 from somebody/topic", 12),
        ("github", "Merge pull request #12 from somebody/topic(#3)", 12),
        ("github", "Merge pull request #12 from somebody/topic\n\nAdd a record (#3)", 12),
        ("github", "Add a record (#14)", 14),
        ("github", "Add a record (#14)\n\n* one (#3)\n\n* two", 14),
        ("github", 'Revert "Add a record (#14)" (#15)', 15),
        ("github", "Merge pull request #3 from a/b (#15)", 15),
        ("github", "Merge pull request #3 from a/b to c", None),
        ("github", 'Revert "Merge pull request #3 from a/b"', None),
        ("github", 'Revert "Add a record (#14)"', None),
        ("github", "Add a record (#3)\u2028", None),
        ("github", "Add a record (#3)\r of mine", None),
        ("github", "Add a record (#1\u0664)", None),
        ("github", "Add a record (#014)", None),
        ("github", "Add a record (#1234567890)", None),
        ("github", "Add a record (!14)", None),
        ("github", f"{_MERGED}\n\n{_GITLAB}", None),
        ("github", "Merge pull request 'Add' (#3) from a/b into main", None),
        ("github", "Fix #16", None),
        ("github", "Fix\n\nAdd a record (#14)", None),
        ("github", "(#16)", None),
        ("github", "x (#0)", None),
        ("github", "", None),
        ("forgejo", "Merge pull request 'Add two (records)' (#13) from a/b:c into main", 13),
        (
            "forgejo",
            "Merge pull request 'Add' (#13) from <deleted>:c into main\n\nReviewed-on: https://x/3",
            13,
        ),
        ("forgejo", "Merge pull request 'Add' (!13) from c into main", 13),
        ("forgejo", "Merge pull request 'Add' (#3) from a into main' (#13) from c into main", 13),
        ("forgejo", "Merge pull request 'Add' (#3) from a into main (#13)", 13),
        ("forgejo", "Merge pull request 'Add' (#3) from a into", None),
        ("forgejo", "Merge pull request #12 from somebody/topic", None),
        ("forgejo", "Add a record (#14)", 14),
        ("forgejo", "Add a record (!14)\n\nReviewed-on: https://forge.example/a/b/pulls/3", 14),
        ("gitlab", f"{_MERGED}\n\nAdd a record (#3)\n\nCloses #3\n\n{_GITLAB}", 12),
        ("gitlab", f"{_MERGED}\n\nAdd\n\nSee merge request a/b/c-d.e_f!7", 7),
        ("gitlab", f"{_MERGED}\n\nAdd\n\nSee merge request !7", 7),
        ("gitlab", f"{_MERGED}\n\n{_GITLAB}\n\nSee merge request a/b!7", 7),
        ("gitlab", _GITLAB, None),
        ("gitlab", f"Add\n\n{_GITLAB}\n(cherry picked from commit 0123)", None),
        ("gitlab", f"Add\n\n{_GITLAB} and more", None),
        ("gitlab", "Add\n\nSee merge request a/b!3!12", None),
        ("gitlab", "Add\n\nSee merge request a b!3", None),
        ("gitlab", "Add\n\nsee a/b!12", None),
        ("gitlab", "Add a record (#14)", None),
        ("gitlab", "Add a record (!14)", None),
        ("bitbucket", "Merge pull request #12 from somebody/topic", None),
        ("", "Add a record (#14)", None),
    ],
)
def test_a_pull_request_is_read_where_the_forge_writes_it(
    forge: str, message: str, number: int | None
) -> None:
    revision = Story().commit("2026-05-01", message).revisions[0]
    assert pull_request(revision, {"kind": forge}) == number == written_in(forge, message)


@pytest.mark.parametrize("forge", [None, "github", [], {}, {"kind": None}, {"kind": ["github"]}])
def test_without_a_kind_of_forge_no_pull_request_is_read(forge: object) -> None:
    revision = Story().commit("2026-05-01", "Add a record (#14)").revisions[0]
    assert pull_request(revision, forge) is None
