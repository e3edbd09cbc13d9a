"""The oracle itself, against what was worked out by hand: the kinds of every step, and rows in full."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
import rfc8785

from tests.history.chapters_files import FORGES
from tests.history.chapters_records import REFUNDS, SUCCESSOR, TICKETS
from tests.history.repositories import Told
from tests.history.teller import rid

if TYPE_CHECKING:
    from tests.history.oracle import Row
    from tests.once import Once

pytestmark = pytest.mark.large


@pytest.fixture(scope="module")
def story(once: Once) -> Told:
    return once("story", Told.script)


def test_at_each_step_happens_what_its_teller_expected(story: Told) -> None:
    assert story.surprises() == []
    assert sum(step.expected is not None for step in story.told) > 270


def row(story: Told, subject: str, record: str) -> Row:
    return story.at(subject).known[rid(record)].row


def test_the_first_events_are_as_worked_out_by_hand(story: Told) -> None:
    first, second, third = story.events[:3]
    members = [
        "actionable", "categories", "confirms", "evidence", "example", "handle", "id", "links", "list", "match",
        "platform", "salt", "state", "summary", "valid_until",
    ]  # fmt: skip
    assert first == {
        "seq": 1,
        "time": "2026-01-22T15:00:00Z",
        "record": SUCCESSOR,
        "list": "harbour",
        "kind": "published",
        "from": "none",
        "to": "verified",
        "fields": members,
        "sha256": hashlib.sha256(rfc8785.dumps(SUCCESSOR_ROW) + b"\n").hexdigest(),
    }
    assert (second["seq"], second["record"]) == (2, TICKETS)
    assert (third["record"], third["time"], third["pull_request"]) == (REFUNDS, "2026-01-22T16:00:00Z", 1)
    assert third["commit"] == story.line[4].commit.commit


SUCCESSOR_ROW: Row = {
    "actionable": False,
    "categories": ["fraud"],
    "confirms": {"count": 2, "first": "2026-01-20", "newest": "2026-01-22"},
    "evidence": [
        {
            "archived": "https://archive.example/2026/tickets",
            "captured": "2026-01-12",
            "id": "e1",
            "kind": "profile",
            "sensitivity": "none",
            "summary": "The profile names the other account as its predecessor.",
        }
    ],
    "example": True,
    "handle": "tickets@social.example",
    "id": SUCCESSOR,
    "links": [{"evidence": "e1", "record": TICKETS, "relation": "successor-of"}],
    "list": "harbour",
    "match": {
        "by": "handle",
        "handle": "tickets@social.example",
        "handle_seen": "2026-01-12",
        "key": "mastodon:handle:tickets@social.example",
    },
    "platform": "mastodon",
    "salt": "em1p3g4srh91z1gb1zee7ch9kz",
    "state": "verified",
    "summary": "Sold the same tickets after the first account was reported.",
    "valid_until": "2026-07-21",
}


def stone(made: Row, *names: str) -> tuple[object, ...]:
    return tuple(made.get(name) for name in names)


def test_a_retracted_record_leaves_exactly_this(story: Told) -> None:
    published, step = story.at("retraction: a record"), story.at("retraction: it was wrong")
    time = step.events[0]["time"]
    assert step.known[rid("re1")].row == {
        "actionable": False,
        "effect": "undo",
        "example": True,
        "first_public": published.events[0]["time"],
        "id": "re1000000000",
        "list": "harbour",
        "reason": "mistaken-identity",
        "removed": time,
        "state": "retracted",
    }
    assert step.events[0]["fields"] == [
        "categories", "confirms", "effect", "evidence", "first_public", "handle", "match", "platform", "reason",
        "removed", "salt", "state", "summary", "valid_until",
    ]  # fmt: skip
    assert (step.events[0]["reason"], step.events[0]["effect"]) == ("mistaken-identity", "undo")


def test_a_tombstone_names_the_account_while_its_retraction_says_so(story: Told) -> None:
    assert stone(row(story, "retraction: the person", "re1"), "platform", "handle", "salt") == (
        "twitter",
        "harbour_wronged",
        "re1000000000re1000000000re",
    )
    assert story.at("retraction: the person").events[0]["fields"] == ["handle", "platform", "salt"]
    assert row(story, "retraction: and no longer", "re1") == row(story, "retraction: it was wrong", "re1")
    assert row(story, "retraction: under the new", "re1")["handle"] == "harbour_cleared"
    assert "handle" not in row(story, "deleted: goes without", "de2")


def test_effects_follow_the_vocabulary(story: Told) -> None:
    assert row(story, "retraction: another reason", "re1")["effect"] == "undo"
    assert row(story, "retraction: another effect", "re1")["effect"] == "erase"
    assert row(story, "retraction: from withdrawn", "re3")["effect"] == "stop-relying"


def test_what_stays_retracted_keeps_its_tombstone(story: Told) -> None:
    before = row(story, "retraction: from withdrawn", "re3")
    assert row(story, "retraction: withheld as well", "re3") == before
    assert row(story, "retraction: taken out, withheld", "re3") == before
    assert row(story, "retraction: no longer withheld", "re3") == before
    assert row(story, "moved: its name goes", "mv1")["list"] == "quay"


def test_a_second_removal_has_its_own_instant_and_the_first_publication_stays(story: Told) -> None:
    first = story.at("retraction: another record").events[0]["time"]
    withdrawn = story.at("retraction: withdrawn, not retracted").events[0]["time"]
    assert stone(row(story, "retraction: from withdrawn", "re3"), "first_public", "removed") == (
        first,
        withdrawn,
    )


def test_reasons_of_withheld_and_withdrawn(story: Told) -> None:
    expected = {
        "withholding: both": ("wh1", "withheld", "under-review"),
        "withholding: another reason": ("wh1", "withheld", "safety"),
        "withholding: released, unverified": ("wh1", "withdrawn", "unverified"),
        "appeals: overdue, while": ("ap1", "withheld", "appeal-overdue"),
        "appeals: until the policy": ("ap2", "withheld", "appeal-open"),
        "appeals: and overdue as well": ("ap2", "withheld", "appeal-overdue"),
        "deleted: a public record": ("de1", "withdrawn", "absent"),
        "deleted: which is withheld": ("de1", "withheld", "legal-order"),
        "deleted: it is edited": ("de1", "withdrawn", "unverified"),
        "broken: and deleted, still": ("br1", "withheld", "unreadable"),
        "edits: two rejects": ("ed1", "withdrawn", "unverified"),
        "list gone: its list.yaml": ("p01", "withdrawn", "absent"),
    }
    for subject, (record, state, reason) in expected.items():
        made = row(story, subject, record)
        assert stone(made, "state", "reason", "effect") == (state, reason, "stop-relying"), subject


def test_fields_are_the_names_of_what_differs(story: Told) -> None:
    expected = {
        "adds: its third review": ["confirms"],
        "adds: a later review becomes valid": ["match", "observations"],
        "edits: a rename with fresh": ["handle", "match", "previous_handles"],
        "edits: a rename that folds": ["handle"],
        "edits: a capture of evidence": ["evidence"],
        "edits: a reject": ["state"],  # of an example, which is never actionable
        "observing: suspended": ["observations"],
        "policy: an earlier recheck": ["valid_until"],
        "policy: no example": ["actionable", "example"],
        "policy: whose name may": ["profile"],
        "platforms: case does not": ["match"],
    }
    got = {subject: story.at(subject).events[0]["fields"] for subject in expected}
    assert got == expected


def test_time_never_runs_back(story: Told) -> None:
    ahead = story.at("clocks: two days ahead").events[0]["time"]
    for subject in ("clocks: behind, so", "clocks: behind again", "clocks: an appeal"):
        assert story.at(subject).events[0]["time"] == ahead


def test_pull_requests_are_read_where_the_forge_writes_them(story: Told) -> None:
    expected = {
        "Merge pull request #51": 51,
        "merges: squashed": 52,
        "merges: a number": None,
        "Merge pull request #54": None,
        "merges: a body": None,
        "merges: a subject": None,
        "Merge pull request #60": 60,
        "by git: observed twice": 61,
        "by git: main takes right": 62,
        "linking: of the minimal": 12,
        'Revert "linking': None,
        "private: public as of": 33,
    }
    got = {subject: story.at(subject).events[0].get("pull_request") for subject in expected}
    assert got == expected
    assert "commit" not in story.at("private: and private").events[0]
    found = {step.commit.message: step.events[0].get("pull_request") for step in story.line if step.events}
    for message, number in (item for messages in FORGES.values() for item in messages):
        assert found[message.partition("\0")[0]] == number, message
