"""What became of a record, told from two of its rows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from site_builder.sync.changes import MirrorChange, changes, counts
from site_builder.sync.row import MirrorRow, make_row
from tests.unit.sync.feed_site import listing, record_id, tombstone

ONE = record_id(1)
PUBLIC = listing(ONE, account_id="123")
HELD = {**PUBLIC, "observations": [{"date": "2026-01-01", "state": "active"}]}


def rows(*values: dict[str, Any] | None) -> dict[str, MirrorRow]:
    return {value["id"]: make_row(value) for value in values if value}


def change(before: dict[str, Any] | None, after: dict[str, Any] | None) -> MirrorChange:
    old, new = rows(before), rows(after)
    (made,) = changes(
        old,
        new,
        [row for row in old.values() if row.actionable],
        [row for row in new.values() if row.actionable],
    )
    return made


@pytest.mark.parametrize(
    ("before", "after", "kind", "view"),
    [
        (None, PUBLIC, "published", "added"),
        (None, listing(ONE, state="lapsed"), "published", None),
        (None, tombstone(PUBLIC, "withheld"), "withheld", None),
        (PUBLIC, None, "gone", "removed"),
        (PUBLIC, tombstone(PUBLIC, "retracted"), "retracted", "removed"),
        (PUBLIC, tombstone(PUBLIC, "withdrawn"), "withdrawn", "removed"),
        (tombstone(PUBLIC, "withheld"), tombstone(PUBLIC, "retracted"), "retracted", None),
        (tombstone(PUBLIC, "withheld"), tombstone(PUBLIC, "withheld", "under-review"), "changed", None),
        (tombstone(PUBLIC, "withheld"), PUBLIC, "published", "added"),
        (PUBLIC, {**PUBLIC, "handle": "other", "state": "lapsed", "actionable": False}, "renamed", "removed"),
        (listing(ONE, handle=None, account_id="123"), PUBLIC | {"account_id": "123"}, "renamed", "changed"),
        (PUBLIC, {**PUBLIC, "state": "lapsed", "actionable": False}, "lapsed", "removed"),
        (PUBLIC, {**PUBLIC, "state": "disputed", "actionable": False}, "state", "removed"),
        (PUBLIC, {**PUBLIC, "state": "tested", "actionable": True}, "state", "removed"),
        (PUBLIC, HELD, "observed", "changed"),
        (PUBLIC, {**HELD, "match": {**HELD["match"], "handle_seen": "2026-01-01"}}, "observed", "changed"),
        (PUBLIC, {**HELD, "match": {**HELD["match"], "handle": "x"}}, "changed", "changed"),
        (PUBLIC, {**HELD, "summary": "Other."}, "changed", "changed"),
        (PUBLIC, {**PUBLIC, "summary": "Other."}, "changed", "changed"),
    ],
)
def test_a_change_is_named_as_the_history_names_it(
    before: dict[str, Any] | None, after: dict[str, Any] | None, kind: str, view: str | None
) -> None:
    made = change(before, after)
    assert (made.kind, made.view) == (kind, view)
    assert made.before == (before["state"] if before else "none")
    assert made.after == (after["state"] if after else "none")


def test_a_change_holds_names_of_members_and_no_values() -> None:
    made = change({**PUBLIC, "summary": "Secret one."}, {**PUBLIC, "summary": "Secret two."})
    assert json.loads(made.line) == {
        "fields": ["summary"],
        "from": "verified",
        "id": ONE,
        "kind": "changed",
        "list": "harbour",
        "sha256": rows({**PUBLIC, "summary": "Secret two."})[ONE].sha256,
        "to": "verified",
        "view": "changed",
    }


@pytest.mark.parametrize(
    ("given", "told"), [("undo", "undo"), ("burn", "burn"), (None, "stop-relying"), (7, "stop-relying")]
)
def test_a_removal_always_has_an_effect(given: object, told: str) -> None:
    assert change(PUBLIC, {**tombstone(PUBLIC, "retracted"), "effect": given}).effect == told


def test_what_stays_as_it_is_is_no_change() -> None:
    held = rows(PUBLIC)
    assert changes(held, rows(PUBLIC), held.values(), held.values()) == ()


def test_changes_are_ordered_by_list_and_id() -> None:
    new = rows(*(listing(record_id(number), name) for number in range(5) for name in [f"l{number % 2}"]))
    made = changes({}, new, [], [])
    assert [(item.list, item.id) for item in made] == sorted((item.list, item.id) for item in new.values())


@pytest.mark.parametrize(
    ("after", "counted"),
    [
        (PUBLIC, (0, 0)),
        ({**PUBLIC, "handle": "renamed"}, (0, 0)),
        ({**PUBLIC, "account_id": "456"}, (1, 1)),
        ({**PUBLIC, "platform": "vk"}, (1, 1)),
    ],
)
def test_accounts_are_counted_and_not_rows(after: dict[str, Any], counted: tuple[int, int]) -> None:
    assert counts(rows(PUBLIC).values(), rows(after).values()) == counted


def test_an_account_without_a_handle_is_the_same_when_it_takes_its_first() -> None:
    one, other = (listing(ONE, handle=handle, account_id="123") for handle in (None, "first"))
    assert counts(rows(one).values(), rows(other).values()) == (0, 0)


def test_an_account_known_by_its_handle_is_another_under_another_handle() -> None:
    one, other = listing(ONE, handle="one"), listing(ONE, handle="other")
    assert counts(rows(one).values(), rows(other).values()) == (1, 1)
