"""Packet: records for a reviewer who has no repository. docs/reference/packets.md is its description.

Nothing in a packet is believed: the digest that is signed is computed from the claim that is shown.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from site_builder.canonical import canonical
from site_builder.load.typed import shape
from site_builder.record import OUTSIDE_CLAIM
from site_builder.reviewing.exchange import read, refuse_misshapen, written
from site_builder.reviewing.subject import Subject
from site_builder.settings import LIMITS
from site_builder.strict_json import demand

if TYPE_CHECKING:
    from site_builder.model import JsonObject, Key, ReviewerData

FORMAT: Final = "handlelists-packet"
_FIRST_DAY: Final = "0001-01-01"


@dataclass(frozen=True, slots=True)
class Packet:
    """Records, and for whom, when and for which instance they were put together."""

    instance: str
    title: str
    made: str
    reviewer: str
    keys: tuple[Key, ...]
    """The reviewer's keys, so that a wrong one is noticed before an answer is sent."""
    subjects: tuple[Subject, ...]

    @property
    def roster(self) -> dict[str, ReviewerData]:
        """Return a roster of this reviewer alone, active always, for looking at signatures."""
        entry: ReviewerData = {
            "lists": sorted({subject.list for subject in self.subjects}),
            "active": [{"from": _FIRST_DAY}],
        }
        return {self.reviewer: {**entry, "keys": list(self.keys)} if self.keys else entry}


def packet_bytes(packet: Packet) -> bytes:
    """Return the packet's file."""
    reviewer: JsonObject = {"id": packet.reviewer}
    if packet.keys:
        reviewer["keys"] = list(packet.keys)
    return written(
        {
            "format": FORMAT,
            "version": 1,
            "instance": {"id": packet.instance, "title": packet.title},
            "made": packet.made,
            "reviewer": reviewer,
            "records": [asdict(subject) for subject in packet.subjects],
        }
    )


def read_packet(data: bytes) -> Packet:
    """Return what a packet's file says. Raises `Malformed` where it is not what it should be."""
    found = read(data, "packet", LIMITS.packet_bytes)
    subjects = tuple(_subject(record, f"/records/{number}") for number, record in enumerate(found["records"]))
    seen: set[str] = set()
    for subject in subjects:
        demand(subject.record not in seen, f"record {subject.record} is listed twice")
        seen.add(subject.record)
    return Packet(
        instance=found["instance"]["id"],
        title=found["instance"]["title"],
        made=found["made"],
        reviewer=found["reviewer"]["id"],
        keys=tuple(found["reviewer"].get("keys", ())),
        subjects=subjects,
    )


def _subject(record: JsonObject, where: str) -> Subject:
    """Return a packet's record. Raises `Malformed` for a claim that no tree could have, or of another digest."""
    claim = record["claim"]
    demand(_is_text(claim), f"at {where}/claim: a claim may hold only text")
    body = {key: value for key, value in claim.items() if key not in ("list", "record")}
    demand("id" not in body, f"at {where}/claim: a claim has no id; its record is named by record")
    allowed = not body.keys() & OUTSIDE_CLAIM
    demand(allowed, f"at {where}/claim: there are members that do not belong to a claim")
    refuse_misshapen(shape("record").typed({**body, "id": claim["record"]}), "record", f"{where}/claim")
    digest = hashlib.sha256(canonical(claim)).hexdigest()
    wrong = f"at {where}: the claim's digest is {digest}, not the one that is given"
    demand(digest == record["digest"], wrong)
    return Subject(**{**record, "notes": tuple(record["notes"])})


def _is_text(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_text(part) for part in value.values())
    return all(_is_text(part) for part in value) if isinstance(value, list) else isinstance(value, str)
