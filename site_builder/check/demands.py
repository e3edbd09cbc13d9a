"""What needs a steward: of a change each release, decided appeal, retraction and name shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from site_builder.check.side import Pair
from site_builder.load.layout import WITHHELD_FOLDER, withheld_record
from site_builder.model import RecordId
from site_builder.record import is_open


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that puts a listing back, or says that something was wrong."""

    kind: str
    record: RecordId
    file: str
    pointer: str
    subjects: tuple[Mapping[str, Any], ...]
    """What a decision about it names, in one of these forms."""
    decider: str = ""
    """Who is said to have decided, where the record says so."""


def demands(pair: Pair) -> Iterator[Demand]:
    """Yield what the change does that needs a decision of its own."""
    for item in pair.scope.withheld:
        record = withheld_record(item.path)
        if item.after is None and record is not None and record not in pair.after.tree.purged:
            subject = {"withholding": item.path.removeprefix(f"{WITHHELD_FOLDER}/")}
            yield Demand("release", record, item.path, "", (subject,))
    for name in sorted(pair.affected & pair.after.items.keys()):
        yield from _of_record(pair, name)


def _of_record(pair: Pair, name: RecordId) -> Iterator[Demand]:
    before, after = pair.before.items.get(name), pair.after.items[name]
    old: Any = before.record.data if before is not None else {}
    new: Any = after.record.data
    claims = sorted({item.record.claim for item in (before, after) if item is not None})

    def demand(kind: str, pointer: str, *members: Mapping[str, Any], decider: str = "") -> Demand:
        subjects = tuple({"record": name, "claim": claim, **of} for claim in claims for of in members)
        return Demand(kind, name, after.record.file, pointer, subjects, decider)

    then = old.get("appeals", [])
    for index, now in enumerate(new.get("appeals", [])):
        if not is_open(now) and (index >= len(then) or is_open(then[index])):
            told = {"appeal": now["opened"], "ground": now["ground"], "outcome": now["status"]}
            yield demand("appeal", f"/appeals/{index}", told, decider=now["decided_by"])
    then = old.get("retractions", [])
    for index, now in enumerate(new.get("retractions", [])):
        was = then[index] if index < len(then) else None
        if was is None:
            told = {"retraction": now["date"], "removal": now["reason"]}
            told |= {"covers": now["covers"]} if "covers" in now else {}
            yield demand("retraction", f"/retractions/{index}", told)
        if now.get("public_handle") and not (was or {}).get("public_handle"):
            meant = [{"appeal": item["opened"]} for item in new.get("appeals", ())]
            pointer = f"/retractions/{index}/public_handle"
            yield demand("name-shown", pointer, {"retraction": now["date"]}, *meant)
