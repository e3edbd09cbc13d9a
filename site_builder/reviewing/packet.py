"""Packet: records for a reviewer, or decisions for a steward, who has no repository: see docs/reference/packets.md.

Nothing in a packet or answer is believed: the digest that is signed is computed from what is shown. Both are
written so that a text editor shows what is there: characters that hide, turn or move text are JSON escapes.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, Final

from site_builder.canonical import digest
from site_builder.load.typed import shape
from site_builder.model import Decision, JsonObject, Key, ReviewerData
from site_builder.record import OF_LIST, OUTSIDE_CLAIM, context_faults, entries_used
from site_builder.removals.decision import decided_record
from site_builder.report.escape import is_hostile
from site_builder.reviewing.override import Override
from site_builder.reviewing.subject import Subject
from site_builder.reviewing.view import Line
from site_builder.settings import LIMITS
from site_builder.strict_json import Malformed, an_object, demand, parse

FORMAT: Final = "handlelists-packet"
_FIRST_DAY: Final = "0001-01-01"


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision that is to be signed, and what its steward is shown; all text in that is data."""

    name: str
    decision: Decision
    notes: tuple[str, ...]
    """What the signature does not cover."""
    override: Override | None = None
    words: tuple[str, ...] = ()
    """What it covers; in no packet, since it follows from the rest."""
    whole: tuple[Line, ...] = ()
    """The whole record, where who signs has nothing but that."""
    data: bytes = b""
    """What the decision's file holds."""


@dataclass(frozen=True, slots=True)
class Packet:
    """Records, or decisions with theirs, and for whom, when and for which instance they were put together."""

    instance: str
    title: str
    made: str
    reviewer: str
    keys: tuple[Key, ...]
    """The reviewer's keys, so that a wrong one is noticed before an answer is sent."""
    subjects: tuple[Subject, ...]
    decisions: tuple[Draft, ...] = ()

    def subject_of(self, decision: Decision) -> Subject | None:
        """Return the record that a decision is about, with the claim that it names where it names one."""
        record, said = decided_record(decision), decision["subject"]
        found = (item for item in self.subjects if item.record == record)
        return next((item for item in found if said.get("claim", item.digest) == item.digest), None)

    @property
    def roster(self) -> dict[str, ReviewerData]:
        """Return a roster of this reviewer alone, active always, for looking at signatures."""
        entry: ReviewerData = {
            "lists": sorted({subject.list for subject in self.subjects}),
            "active": [{"from": _FIRST_DAY}],
            "steward": True,
        }
        return {self.reviewer: {**entry, "keys": list(self.keys)} if self.keys else entry}


def packet_bytes(packet: Packet) -> bytes:
    """Return the packet's file."""
    reviewer: JsonObject = {"id": packet.reviewer}
    if packet.keys:
        reviewer["keys"] = list(packet.keys)
    value = {
        "format": FORMAT,
        "version": 1,
        "instance": {"id": packet.instance, "title": packet.title},
        "made": packet.made,
        "reviewer": reviewer,
        "records": [asdict(subject) for subject in packet.subjects],
        "decisions": [_entry(item) for item in packet.decisions],
    }
    return written({name: part for name, part in value.items() if part})


def read_packet(data: bytes) -> Packet:
    """Return what a packet's file says. Raises `Malformed` where it is not what it should be."""
    found = read(data, "packet", LIMITS.packet_bytes)
    records, decisions = (found.get(name, ()) for name in ("records", "decisions"))
    subjects = tuple(_subject(record, f"/records/{number}") for number, record in enumerate(records))
    seen: set[str] = set()
    for subject in subjects:
        demand(subject.digest not in seen, f"a claim of record {subject.record} is listed twice")
        seen.add(subject.digest)
    packet = Packet(
        instance=found["instance"]["id"],
        title=found["instance"]["title"],
        made=found["made"],
        reviewer=found["reviewer"]["id"],
        keys=tuple(found["reviewer"].get("keys", ())),
        subjects=subjects,
        decisions=tuple(_decision(item, f"/decisions/{number}") for number, item in enumerate(decisions)),
    )
    names = [item.name for item in packet.decisions]
    demand(len(set(names)) == len(names), "a decision is listed twice")
    for item in packet.decisions:
        shown = "claim" not in item.decision["subject"] or packet.subject_of(item.decision) is not None
        demand(shown, f"the claim that decision {item.name} is about is not in it")
    return packet


def _entry(item: Draft) -> JsonObject:
    decision = {name: part for name, part in item.decision.items() if name != "signatures"}
    entry = {"id": item.name, "decision": decision, "notes": list(item.notes)}
    return entry if item.override is None else {**entry, "override": asdict(item.override)}


def _decision(item: JsonObject, where: str) -> Draft:
    """Return a packet's decision. Raises `Malformed` where what it shows is not what would be signed."""
    decision: Any = item["decision"]
    refuse_misshapen(decision, "decision", f"{where}/decision")
    demand("signatures" not in decision, f"at {where}/decision: there are signatures")
    is_override = decision["kind"] == "override"
    demand(is_override == ("override" in item), f"at {where}: only an override has an override, and each has")
    override = None
    if is_override:
        given = item["override"]
        for number, claim in enumerate(given["claims"]):
            _demand_claim(claim, f"{where}/override/claims/{number}")
        override = Override(**{**given, "claims": tuple(given["claims"]), "texts": tuple(given["texts"])})
        override.demand_fits(decision["subject"])
    return Draft(item["id"], decision, tuple(item["notes"]), override)


def _subject(record: JsonObject, where: str) -> Subject:
    """Return a packet's record. Raises `Malformed` for a claim that no tree could have, or of another digest."""
    claim = record["claim"]
    body = _demand_claim(claim, f"{where}/claim")
    right = digest(claim)
    wrong = f"at {where}: the claim's digest is {right}, not the one that is given"
    demand(right == record["digest"], wrong)
    entries = {member: record[member] for member in OF_LIST.values()}
    used = {(OF_LIST[kind], name) for kind, name in entries_used(body, entries["affiliations"])}
    for what in (claim.get("context", {}), entries):
        named = {(member, name) for member, names in what.items() for name in names}
        for member, name in sorted(used ^ named):
            raise Malformed(f"at {where}: {member} {name} is missing, or not referred to")
    faults = [f"{member} {name}" for member, name, _ in context_faults(body, entries)]
    demand(
        not faults, f"at {where}: {', '.join(faults)} does not have the digest that the claim's context gives"
    )
    return Subject(**{**record, "notes": tuple(record["notes"])})


def _demand_claim(claim: JsonObject, where: str) -> JsonObject:
    """Return the members of a claim but its list and record. Raises `Malformed` for one that no tree could have."""
    demand(_is_text(claim), f"at {where}: a claim may hold only text")
    body = {key: value for key, value in claim.items() if key not in ("list", "record")}
    demand("id" not in body, f"at {where}: a claim has no id; its record is named by record")
    demand(not body.keys() & OUTSIDE_CLAIM, f"at {where}: there are members that do not belong to a claim")
    refuse_misshapen(shape("record").typed({**body, "id": claim["record"]}), "record", where)
    return body


def _is_text(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_text(part) for part in value.values())
    return all(_is_text(part) for part in value) if isinstance(value, list) else isinstance(value, str)


def written(value: JsonObject) -> bytes:
    """Return a JSON object as sorted, indented UTF-8; hostile characters as escapes, the value unchanged."""
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    # Beyond the first plane as a surrogate pair (RFC 8259, 7).
    safe = "".join(json.dumps(mark)[1:-1] if mark != "\n" and is_hostile(mark) else mark for mark in text)
    return f"{safe}\n".encode()


def read(data: bytes, name: str, limit: int) -> JsonObject:
    """Return the JSON object of at most `limit` bytes that fits `schemas/review/<name>.schema.json`.

    Raises `Malformed` with the first thing that is wrong.
    """
    if len(data) > limit:
        raise Malformed(f"it is longer than {limit} bytes")
    found = an_object(parse(data, LIMITS.exchange_depth), "it")
    refuse_misshapen(found, f"review/{name}")
    return found


def refuse_misshapen(value: JsonObject, schema: str, where: str = "") -> None:
    """Raise `Malformed` where a value does not fit a schema."""
    faults = shape(schema).faults(value)
    if faults:
        first = faults[0]
        raise Malformed(f"at {where}{first.pointer or '/'}: {first.message}")
