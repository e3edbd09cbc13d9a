"""Removals: retractions, appeals and withholdings, whose past is never rewritten."""

from collections.abc import Iterator
from typing import Any, Final

from site_builder.check.past import last_public
from site_builder.check.side import Pair
from site_builder.days import shifted
from site_builder.derive.reviews import involvement
from site_builder.derive.state import DerivedRecord, effect_of
from site_builder.load.layout import withheld_record
from site_builder.problems import Place, Problem
from site_builder.record import is_open
from site_builder.rules import problem

_EFFECTS: Final = ("stop-relying", "undo", "erase")
"""What a removal asks of consumers, the weakest first."""


class _Record:
    """One record on both sides, and how a problem in it is made."""

    def __init__(self, pair: Pair, before: DerivedRecord | None, after: DerivedRecord) -> None:
        self.pair, self.before, self.after = pair, before, after
        self.policy = (before or after).account_list.data["policy"]

    def items(self, field: str) -> tuple[list[Any], list[Any]]:
        """Return a sequence as it was and as it is."""
        old: Any = self.before.record.data if self.before is not None else {}
        new: Any = self.after.record.data
        return old.get(field, []), new.get(field, [])

    def problem(self, code: str, pointer: str, **params: Any) -> Problem:
        """Return a problem in the record's file."""
        return self.pair.problem(code, self.after.record.file, pointer, **params)

    def dated(self, code: str, pointer: str, day: str) -> Iterator[Problem]:
        """Yield a problem where a day is far from the change."""
        params = self.pair.misdated(day)
        if params is not None:
            yield self.problem(code, pointer, **params)


def check_removals(pair: Pair) -> Iterator[Problem]:
    """Check the retractions and appeals of the records whose file the change touches."""
    for item, before, after in pair.touched():
        if after.record.file == item.path:
            record = _Record(pair, before, after)
            yield from _retractions(record)
            yield from _appeals(record)
            yield from _named(record)


def _retractions(record: _Record) -> Iterator[Problem]:
    """`retraction-changed`, `retraction-date`: one is added, its handle shown or not."""
    old, new = record.items("retractions")
    if len(new) < len(old):
        yield record.problem("retraction-changed", "/retractions" if new else "")
    for index, (was, now) in enumerate(zip(old, new, strict=False)):
        kept = {name: value for name, value in now.items() if name != "public_handle"}
        if kept != {name: value for name, value in was.items() if name != "public_handle"}:
            yield record.problem("retraction-changed", f"/retractions/{index}")
    vocabulary = record.pair.after.tree.vocabulary
    asked = [_EFFECTS.index(effect_of(item["reason"], vocabulary)) for item in new]
    for index, now in list(enumerate(new))[len(old) :]:
        if asked[index] < max(asked[:index], default=0):
            yield record.problem("retraction-changed", f"/retractions/{index}/reason", cause="weaker")
        yield from record.dated("retraction-date", f"/retractions/{index}/date", now["date"])


def _named(record: _Record) -> Iterator[Problem]:
    """`name-never-public`: a tombstone names an account as it was when it was public, and no other."""
    old, new = (
        [item for item in items if item.get("public_handle")] for items in record.items("retractions")
    )
    name, data = record.after.record.id, record.after.record.data
    before = record.before.record if record.before is not None else None
    # Where the claim changes in the same change, `retracted-changed` says so.
    asked = new and not old and before is not None and before.claim == record.after.record.claim
    shown = last_public(record.pair, name) if asked else None
    if shown is not None and any(shown.get(part) != data.get(part) for part in ("handle", "account_id")):
        yield record.problem(
            "name-never-public", "/handle" if "handle" in data else "/account_id", record=name
        )


def _appeals(record: _Record) -> Iterator[Problem]:
    """`appeal-changed`, `appeal-date`, `appeal-due`, `appeal-decider`, `appeal-upheld`."""
    old, new = record.items("appeals")
    if len(new) < len(old):
        yield record.problem("appeal-changed", "/appeals" if new else "")
    for index, now in enumerate(new):
        pointer = f"/appeals/{index}"
        was = old[index] if index < len(old) else None
        if was == now:
            continue
        opened = {name: now[name] for name in ("opened", "ground", "due")}
        if was is None:
            yield from _opened(record, pointer, now)
        elif not is_open(was) or opened != {name: was[name] for name in opened}:
            yield record.problem("appeal-changed", pointer)
            continue
        if not is_open(now):
            yield from _decided(record, pointer, now)


def _opened(record: _Record, pointer: str, appeal: Any) -> Iterator[Problem]:
    opened, due, days = appeal["opened"], appeal["due"], record.policy["appeal_days"]
    yield from record.dated("appeal-date", f"{pointer}/opened", opened)
    expected = shifted(opened, days)
    if due > expected:
        params = {"due": due, "days": days, "opened": opened, "expected": expected}
        yield record.problem("appeal-due", f"{pointer}/due", **params)


def _decided(record: _Record, pointer: str, appeal: Any) -> Iterator[Problem]:
    yield from record.dated("appeal-date", f"{pointer}/decided", appeal["decided"])
    decider, before = appeal["decided_by"], record.before
    sides = [side for side in (before, record.after) if side is not None]
    reviews = [item.review for side in sides for item in side.derived.judged]
    why = involvement(decider, record.after.record.data["submitted_by"], reviews)
    if why is not None:
        yield record.problem("appeal-decider", f"{pointer}/decided_by", decider=decider, why=why)
    retractions = record.items("retractions")
    answered = len(retractions[1]) > len(retractions[0]) or (
        before is not None and before.record.claim != record.after.record.claim
    )
    if appeal["status"] == "upheld" and not answered:
        yield record.problem("appeal-upheld", f"{pointer}/status", record=record.after.record.id)


def check_withholdings(pair: Pair) -> Iterator[Problem]:
    """`withholding-changed`: what one says never becomes another thing; another one is put beside it."""
    for item in pair.scope.withheld:
        if item.before is not None and item.after is not None:
            yield problem("withholding-changed", Place(item.path), record=withheld_record(item.path) or "")
