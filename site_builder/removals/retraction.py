"""Retraction: a listing taken back, once proposed again, and whether the person is named as cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from site_builder.errors import UsageError
from site_builder.fmt.edit import append, put, remove
from site_builder.load.layout import FileKind

if TYPE_CHECKING:
    from site_builder.model import JsonObject, Retraction
    from site_builder.removals.target import Target

_FIELD = "retractions"


def standing(target: Target) -> JsonObject | None:
    """Return the retraction that stands: the last one, unless it was reinstated."""
    last = target.items(_FIELD)[-1:]
    return last[0] if last and "reinstated" not in last[0] else None


def retract(target: Target, retraction: Retraction) -> bytes:
    """Return the record's file with one more retraction. Raises `UsageError` where one stands already."""
    last = standing(target)
    if last is not None:
        error = f"{target.id} is retracted already, since {last.get('date')}: {last.get('reason')}"
        raise UsageError(error)
    return append(FileKind.RECORD, target.data, (_FIELD,), retraction, target.file)


def reinstate(target: Target, day: str, why: str) -> bytes:
    """Return the record's file with its last retraction reinstated. Raises `UsageError` where none stands."""
    _must_stand(target)
    value = {"date": day, "reason": why}
    return put(FileKind.RECORD, target.data, (_FIELD, -1, "reinstated"), value, target.file)


def is_named(target: Target) -> bool:
    """Return whether the last retraction names the account as cleared. Raises `UsageError` where there is none."""
    items = target.items(_FIELD)
    if not items:
        error = f"{target.id} was never retracted"
        raise UsageError(error)
    return items[-1].get("public_handle") == "true"


def name_publicly(target: Target, *, named: bool) -> bytes:
    """Return the record's file with `public_handle` of the last retraction set, or taken out.

    That is possible at any time, also after a reinstatement. Raises `UsageError` where there is no retraction.
    """
    path = (_FIELD, -1, "public_handle")
    if named:
        return put(FileKind.RECORD, target.data, path, value=True, file=target.file)
    return remove(FileKind.RECORD, target.data, path, target.file)


def relisting_needs(target: Target, vocabulary: JsonObject) -> tuple[str, ...]:
    """Return, in words, what a reinstated record needs before it is public again, besides new reviews."""
    reasons: Any = vocabulary["removal_reasons"]
    undone = [
        str(item.get("date"))
        for item in target.items(_FIELD)
        if reasons.get(item.get("reason"), {}).get("effect") == "undo"
    ]
    if not undone:
        return ()
    return ("one confirmation more than the quorum", f"evidence captured after {max(undone)}")


def _must_stand(target: Target) -> None:
    if standing(target) is None:
        error = f"{target.id} is not retracted"
        raise UsageError(error)
