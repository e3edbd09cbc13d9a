"""Chapters of the golden repository: files of other times, which today's schemas would refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.history.chapters_records import REFUNDS, SUCCESSOR, TICKETS
from tests.history.chapters_rules import HARBOUR_LIST
from tests.history.stream import BRANCH, Link
from tests.history.teller import rid
from tests.history.world import INSTANCE, PLATFORMS, PURGED, ROSTER, A, B, C, evidence
from tests.keys import INSTANCE as ID

if TYPE_CHECKING:
    from tests.history.teller import Teller


def other_shapes(t: Teller) -> None:
    """Members that today's schemas do not know, words that the vocabulary does not, members that are not there."""
    one, two = rid("sh1"), rid("sh2")
    t.w.write(INSTANCE, {"id": ID, "source_public": "true", "motto": ["To", "sea"]})
    t.commit("other shapes: an instance.yaml that says little else")
    rules = t.w.read(HARBOUR_LIST)
    policy = {name: rules["policy"][name] for name in ("quorum", "signatures", "recheck_after_days")}
    t.w.write(
        HARBOUR_LIST, {"policy": {**policy, "mood": "calm"}, "example": "true", "flag": {"colour": "blue"}}
    )
    t.commit("other shapes: a list.yaml that says nothing but its policy")
    t.w.add(
        one,
        "Harbour_Old",
        evidence=[evidence("e1", "2026-01-10", witness={"ship": "Northwind"})],
        summary="Sold F\u00e4hrkarten <b>\u2013 \u05d0\U0001f6a2</b>.",
        port="north",
        berth=["1", "2"],
    )
    t.w.review(one, t.today, A, B)
    t.commit("other shapes: a record with members of its own", {one: "published"})
    t.w.edit(one, port=None)
    t.commit("other shapes: which are part of the claim", {one: "withdrawn"})
    t.w.edit(one, port="north", berth=None)
    t.w.edit(one, berth=["1", "2"])
    t.commit("other shapes: in whatever order", {one: "published"})
    t.w.observe(one, t.today, tide="low", followers="12")
    t.commit("other shapes: an observation of the tide", {one: "observed"})
    t.w.add(rid("sh3"), "harbour_sunk")
    t.w.review(rid("sh3"), t.today, A, B)
    t.commit("other shapes: one more", {rid("sh3"): "published"})
    t.w.retract(rid("sh3"), t.today, "lost-at-sea")
    t.commit("other shapes: a reason that nobody knows", {rid("sh3"): "retracted"})
    t.w.withhold(one, t.today, "fog", until="noon")
    t.commit("other shapes: withheld for another such reason", {one: "withheld"})
    t.w.release(one)
    t.w.appeal(one, t.today, t.on(3), "seasickness")
    t.commit("other shapes: an appeal on a ground that nobody knows", {one: "published"})
    t.w.decide(one, t.today)
    t.w.add(two, "At.Sea", platform="semaphore")
    t.w.review(two, t.today, A, B)
    t.commit("other shapes: a platform that nobody knows", {one: "state", two: "published"})
    roster = t.w.read(ROSTER)
    roster["reviewer-a"]["rank"] = "mate"
    t.w.write(ROSTER, roster)
    t.commit("other shapes: a roster with ranks")
    t.w.put(INSTANCE, f"id: {ID}\nsource_public: false\n")
    t.w.write(HARBOUR_LIST, rules)
    t.commit("other shapes: private, and complete again")


def golden_story(t: Teller) -> None:
    """What may happen to a record, in short, with broken files, a merge and clocks."""
    one, two, three = rid("gd1"), rid("gd2"), rid("gd3")
    t.w.write(INSTANCE, {"id": ID, "source_public": "true", "forge": {"kind": "github"}})
    t.w.add(one, "Harbour_Story", links=[{"relation": "backup-of", "record": two, "evidence": "e1"}])
    t.w.review(one, t.today, A, B)
    t.commit("story: a record (#7)", {one: "published"})
    start = t.stream.tips[BRANCH]
    t.w.add(two, "Gang.Way", platform="gangway")
    tip = t.aside("on a branch: another", start)
    t.w.review(two, t.today, A, B)
    tip = t.aside("on a branch: its reviews", tip)
    t.commit("Merge pull request #8 from contributor/branch", {one: "changed", two: "published"}, merging=tip)
    handle = {"pattern": "[A-Za-z.]{1,30}", "syntax": "letters", "fold": ["lower"]}
    handle |= {"examples": ["gang.way"], "not_handles": ["1"]}
    t.w.write(PLATFORMS, {"gangway": {"name": "Gangway", "handle": handle}})
    t.commit("story: a platform that folds", {two: "changed"})
    t.w.edit(one, handle="Harbour_Renamed")
    t.w.review(one, t.today, A, B)
    t.commit("story: a rename", {one: "renamed"})
    kept = t.w.files[t.w.path(two)]
    t.w.put(t.w.path(two), "id: [\n")
    t.commit("story: a file that cannot be read")
    t.w.put(t.w.path(two), Link("gd1000000000.yaml"))
    t.commit("story: a link")
    t.w.withhold(two, t.today, "unreadable")
    t.commit("story: withheld", {one: "changed", two: "withheld"})
    t.w.put(t.w.path(two), kept)
    t.w.release(two)
    t.commit("story: mended and released", {one: "changed", two: "published"})
    t.w.retract(two, t.today, "mistaken-identity", public_handle="true")
    t.commit("story: retracted", {one: "changed", two: "retracted"})
    t.w.last(two, "retractions", public_handle=None)
    t.commit("story: and its name taken off", {two: "changed"})
    t.w.appeal(one, t.today, t.on(2))
    t.commit("story: an appeal", {one: "state"})
    t.wait(3)
    t.w.roster(C, lists=("harbour",), active="2026-01-01")
    t.w.add(three, "Gang.Way", platform="gangway", relists=[two], evidence=[evidence("e1", t.today)])
    t.w.review(three, t.today, A, B)
    t.commit("story: overdue by the clock; the account listed again with too few reviews", {one: "withheld*"})
    t.w.review(three, t.today, C)
    t.w.decide(one, t.today)
    t.commit("story: decided, and a third review", {one: "published", three: "published"})


def golden_files(t: Teller) -> None:
    """Files that say nothing of what is public: decisions, what was passed over and purged, trust and audits."""
    said = {"kind": "release", "date": t.today, "reason": "Looked at.", "subject": {"withholding": "x"}}
    t.w.write("lists/decisions/gd9gd9gd9gd9.yaml", said)
    t.commit("files: a decision")
    t.w.put("lists/decisions/gd8gd8gd8gd8.yaml", "id: [\n")
    t.w.put("lists/trust/1.json", "{}\n")
    t.w.put("lists/audits/gd7gd7gd7gd7.json", "{}\n")
    t.commit("files: one that cannot be read, a trust file and an audit")


def purged(t: Teller) -> None:
    """What was taken out of the history before: its tombstone comes with its line, and nothing brings it back."""
    one, two = rid("pg1"), rid("pg2")
    left = {
        "list": "harbour",
        "state": "retracted",
        "reason": "personal-data",
        "effect": "erase",
        "example": "true",
        "first_public": "2025-03-01T12:00:00Z",
        "removed": "2025-04-01T12:00:00Z",
    }
    t.w.write(PURGED, {one: left})
    t.commit("purged: a record that no commit has", {one: "retracted"})
    t.w.add(one, "harbour_purged")
    t.w.review(one, t.today, A, B)
    t.w.add(two, "harbour_linking", links=[{"relation": "backup-of", "record": one, "evidence": "e1"}])
    t.w.review(two, t.today, A, B)
    t.commit("purged: proposed under its number again, and linked to", {two: "published"})
    t.w.put(PURGED, "pg1: [\n")
    t.commit("purged: a file that cannot be read takes nothing back")
    t.w.write(
        PURGED, {one: left, two: {**left, "state": "withdrawn", "reason": "absent", "effect": "stop-relying"}}
    )
    t.w.remove(t.w.path(one), t.w.path(two))
    t.commit("purged: one that was public until now", {two: "withdrawn"})


def golden_end(t: Teller) -> None:
    """Without a public source: lapses, a deletion, and a list that goes and comes back."""
    one, two, late = rid("gd1"), rid("gd3"), rid("nx1")
    t.w.policy("harbour", recheck_after_days="2")
    t.w.update(INSTANCE, source_public="false")
    others = (TICKETS, SUCCESSOR, REFUNDS, rid("fg1"), rid("sh1"), rid("sh2"))
    t.commit(
        "story: an earlier recheck",
        dict.fromkeys((one, *others), "lapsed*") | {two: "changed*", late: "changed*"},
    )
    t.wait(3)
    t.commit("story: which passes", {two: "lapsed*", late: "lapsed*"})
    t.w.remove(t.w.path(one))
    t.commit("story: deleted", {one: "withdrawn*"})
    rules = t.w.files.pop(HARBOUR_LIST)
    t.commit("story: its list deleted", dict.fromkeys((two, late, *others), "withdrawn*"))
    t.w.put(HARBOUR_LIST, rules)
    t.commit("story: and back", dict.fromkeys((two, late, *others), "published*"))
    t.w.write(INSTANCE, {"id": ID, "source_public": "true"})
    t.w.retract(TICKETS, t.today, "changed-hands", public_handle="true")
    t.w.withhold(REFUNDS, t.today, "safety")
    t.w.review(rid("sh2"), t.today, A)
    t.commit(
        "story: one retracted and named, one withheld, one checked again",
        {TICKETS: "retracted", SUCCESSOR: "changed", REFUNDS: "withheld", rid("sh2"): "state"},
    )
