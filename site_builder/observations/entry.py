"""Entries: observations put into a record's file, each after those of its day. No review becomes stale by it."""

from collections.abc import Iterable, Sequence

from site_builder.fmt.edit import insert
from site_builder.load.layout import FileKind
from site_builder.model import Observation
from site_builder.record import absence


def is_known(known: Iterable[Observation], seen: Observation) -> bool:
    """Return whether one of the observations says all that another one does."""
    return any(item.items() >= seen.items() for item in known)


def returned(known: Iterable[Observation], seen: Observation) -> str:
    """Return what kind of return an observation shows, in words, by those before it; empty where it shows none."""
    back = absence((*(item for item in known if item["date"] <= seen["date"]), seen))
    return back.words if back is not None and back.back == seen["date"] else ""


def observed(data: bytes, file: str, known: Sequence[Observation], new: Iterable[Observation]) -> bytes:
    """Return a record's file with new observations; `known` are those that it has.

    Raises `UsageError` where the file cannot be read as it is, or would grow beyond its limit.
    """
    days = [item["date"] for item in known]
    for seen in new:
        at = max((number for number, day in enumerate(days, start=1) if day <= seen["date"]), default=0)
        data = insert(FileKind.RECORD, data, ("observations", at), dict(seen), file)
        days.insert(at, seen["date"])
    return data
