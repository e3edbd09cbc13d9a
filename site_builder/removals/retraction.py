"""Retraction: a listing taken back for good, and whether the person is named as cleared."""

from typing import Any

from site_builder.errors import UsageError
from site_builder.fmt.edit import append, put, remove
from site_builder.load.layout import FileKind
from site_builder.model import Retraction
from site_builder.record import retraction_in_force
from site_builder.removals.target import Target

_FIELD = "retractions"


def retract(target: Target, retraction: Retraction) -> bytes:
    """Return the record's file with one more retraction. Raises `UsageError` where the last has this reason."""
    last: Any = retraction_in_force(target.past)
    if last is not None and last.get("reason") == retraction["reason"]:
        raise UsageError(f"{target.id} is retracted already, since {last.get('date')}: {last.get('reason')}")
    return append(FileKind.RECORD, target.data, (_FIELD,), retraction, target.file)


def is_named(target: Target) -> bool:
    """Return whether the last retraction names the account as cleared. Raises `UsageError` where there is none."""
    items = target.items(_FIELD)
    if not items:
        raise UsageError(f"{target.id} was never retracted")
    return items[-1].get("public_handle") == "true"


def name_publicly(target: Target, *, named: bool) -> bytes:
    """Return the record's file with `public_handle` of the last retraction set, or taken out.

    That is possible at any time. Raises `UsageError` where there is no retraction.
    """
    path = (_FIELD, -1, "public_handle")
    if named:
        return put(FileKind.RECORD, target.data, path, value=True, file=target.file)
    return remove(FileKind.RECORD, target.data, path, target.file)
