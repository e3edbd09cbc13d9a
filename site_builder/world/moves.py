"""Moves: every change that people make to an instance's files, as the commands and a text editor write them.

Nothing is judged here. What a move is given it writes, whoever gives it: so the hostile have the same moves.
"""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any, NamedTuple

import orjson

from site_builder.fmt.emitter import emit
from site_builder.load.layout import (
    NEXT_CLAIM,
    WITHHELD_FOLDER,
    FileKind,
    Spot,
    decision_path,
    record_path,
    review_path,
    spot,
)
from site_builder.load.parsed import claim_digest
from site_builder.load.source_tree import INSTANCE_FILE
from site_builder.load.strict_yaml import load
from site_builder.model import Review
from site_builder.record import OUTSIDE_CLAIM, carried_over, context
from site_builder.signatures.decision import NAMESPACE as DECISIONS
from site_builder.signatures.decision import decision_message
from site_builder.signatures.review import review_message
from site_builder.world.keys import ThrowAwayKey

Files = MutableMapping[str, bytes]
Way = tuple[str | int, ...]
_SAID = ("claim", "date", "number", "verdict", "signature")


class Ruling(NamedTuple):
    """Under which id stewards decide, on which day, and who of them signs."""

    id: str
    day: str
    stewards: tuple[str, ...]


class Moves:
    """What people do to the files of an instance. `key` gives somebody's signing key, by their id."""

    def __init__(self, files: Files, key: Callable[[str], ThrowAwayKey]) -> None:
        self.files = files
        self.key = key
        self._read: dict[bytes, bytes] = {}

    # Files

    def value(self, path: str) -> Any:
        """Return what a file says, every scalar a string; an empty mapping where there is none."""
        data = self.files.get(path)
        if data is None:
            return {}
        if data not in self._read:
            self._read[data] = orjson.dumps(load(data, path).value)
        return orjson.loads(self._read[data])

    def write(self, path: str, value: Any) -> None:
        """Write a value into a file, in its canonical form."""
        where = spot(path)
        self.files[path] = emit(where.kind if isinstance(where, Spot) else FileKind.RECORD, value)

    def change(self, path: str, **members: Any) -> None:
        """Set members of a file's mapping; None takes one away."""
        self.write(path, _merged(self.value(path), members))

    def put(self, path: str, way: Way, value: Any) -> None:
        """Set what is at the end of a way of keys and indexes into a file; None takes a key away."""
        whole = holder = self.value(path)
        for step in way[:-1]:
            holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
        if value is None:
            del holder[way[-1]]
        else:
            holder[way[-1]] = value
        self.write(path, whole)

    def append(self, path: str, member: str, item: Any) -> None:
        """Add an item to a sequence of a file."""
        self.change(path, **{member: [*self.value(path).get(member, ()), item]})

    def find(self, record: str) -> str:
        """Return the path of a record's file. Raises `StopIteration` where it has none."""
        return next(
            path for path in sorted(self.files) if path.endswith(f"/{record}.yaml") and _holds_records(path)
        )

    def entries(self, list_id: str) -> dict[str, Any]:
        """Return what records of a list refer to: `affiliations`, `categories` and `sources`, by name."""
        listed, named = (self.value(f"lists/{list_id}/{name}.yaml") for name in ("list", "sources"))
        return {"affiliations": {}, "sources": {}, **named, "categories": listed["categories"]}

    # Records

    def propose(self, list_id: str, fields: Mapping[str, Any]) -> str:
        """Write a new record, with the context that it has now; return its path."""
        path = record_path(list_id, fields["platform"], fields["id"])
        self.write(path, _merged(fields, {"context": context(fields, self.entries(list_id)) or None}))
        return path

    def complete(self, path: str) -> None:
        """Write the context that a record, or a next claim, has now, as `fmt` does."""
        made = context(self.value(path), self.entries(path.split("/")[1]))
        self.change(path, context=made or None)

    def next_claim(self, path: str, end: str, **members: Any) -> str:
        """Write a next claim of the record at a path, with some members set or (None) left out; return its path."""
        held = self.value(path)
        kept = {name: part for name, part in held.items() if name not in OUTSIDE_CLAIM}
        new = path.replace(".yaml", f"{NEXT_CLAIM}{end}.yaml")
        self.write(new, _merged(kept, members | {"replaces": self.claim(path)}))
        self.complete(new)
        return new

    def promote(self, path: str) -> str:
        """Put a next claim in the place of its record's; return the record's path."""
        record = f"{path.partition(NEXT_CLAIM)[0]}.yaml"
        old, new = self.value(record), self.value(path)
        self.write(record, new)
        for way, value in carried_over(old, new):
            self.put(record, way, value)
        del self.files[path]
        return record

    def claim(self, path: str) -> str:
        """Return the digest of the claim that a file makes."""
        value = self.value(path)
        return claim_digest(path.split("/")[1], value["id"], value)

    # Words

    def word(self, reviewer: str, path: str, verdict: str, day: str, **other: Any) -> Review:
        """Return a reviewer's word on the claim in a file, signed; `other` replaces members of what is signed."""
        list_id, record = path.split("/")[1], self.value(path)["id"]
        there = self.value(review_path(list_id, reviewer, record)).get(record, ())
        number = max((int(item["number"]) for item in there), default=0) + 1
        said = {"reviewer": reviewer, "list": list_id, "record": record, "date": day}
        said |= {"claim": other.get("claim") or self.claim(path), "verdict": verdict, "number": number}
        return self.signed(Review(**{**said, **other}))

    def signed(self, review: Review, signer: str | None = None) -> Review:
        """Return a review with the signature of its reviewer, or of somebody else."""
        members = {
            name: getattr(review, name) for name in ("reviewer", "list", "record", "claim", "date", "verdict")
        }
        made = self.key(signer or review.reviewer).sign(review_message(review, self.instance))
        return Review(**members, number=review.number, signature=made)

    def file_word(self, review: Review) -> None:
        """Add a word to its reviewer's file."""
        path = review_path(review.list, review.reviewer, review.record)
        self.append(path, review.record, {name: getattr(review, name) for name in _SAID})

    def review(self, reviewer: str, path: str, verdict: str, day: str) -> None:
        """File a reviewer's word on the claim in a file."""
        self.file_word(self.word(reviewer, path, verdict, day))

    # What stewards decide, and what needs no steward

    @property
    def instance(self) -> str:
        """Return the instance's id."""
        return str(self.value(INSTANCE_FILE)["id"])

    def withhold(
        self, record: str, end: str, day: str, *, by: str = "maintainers", reason: str = "under-review"
    ) -> str:
        """Withhold a record; return the file's path."""
        path = f"{WITHHELD_FOLDER}/{record}.{end}.yaml"
        self.write(path, {"since": day, "by": by, "reason": reason})
        return path

    def appeal(self, path: str, ground: str, day: str, due: str) -> None:
        """Open an appeal against a record."""
        self.append(path, "appeals", {"opened": day, "ground": ground, "due": due, "status": "open"})

    def decide(self, by: Ruling, kind: str, subject: Mapping[str, Any]) -> str:
        """File a decision that stewards signed; return its path."""
        said: Any = {"kind": kind, "date": by.day, "subject": subject, "reason": _REASONS[kind]}
        path, signatures = decision_path(by.id), []
        for steward in by.stewards:
            message = decision_message(by.id, said, steward, self.instance)
            signatures.append({"steward": steward, "signature": self.key(steward).sign(message, DECISIONS)})
        self.write(path, said | ({"signatures": signatures} if signatures else {}))
        return path

    def release(self, path: str, by: Ruling) -> None:
        """Take a withholding out."""
        del self.files[path]
        self.decide(by, "release", {"withholding": path.removeprefix(f"{WITHHELD_FOLDER}/")})

    def decide_appeal(self, path: str, outcome: str, by: Ruling, reason: str) -> None:
        """Decide a record's last appeal: `upheld` or `dismissed`."""
        *before, last = self.value(path)["appeals"]
        told = {"status": outcome, "decided": by.day, "decided_by": by.stewards[0], "reason": reason}
        self.change(path, appeals=[*before, last | told])
        meant = {"appeal": last["opened"], "ground": last["ground"], "outcome": outcome}
        self.decide(by, "appeal", self._subject(path) | meant)

    def retract(self, path: str, reason: str, by: Ruling, covers: Iterable[str] = ()) -> None:
        """Retract a record."""
        told = {"covers": [*covers]} if covers else {}
        self.append(path, "retractions", {"date": by.day, "reason": reason, **told})
        meant = {"retraction": by.day, "removal": reason, **told}
        self.decide(by, "retraction", self._subject(path) | meant)

    def show_name(self, path: str, by: Ruling) -> None:
        """Name the account of a retracted record as cleared."""
        *before, last = self.value(path)["retractions"]
        self.change(path, retractions=[*before, last | {"public_handle": True}])
        self.decide(by, "name-shown", self._subject(path) | {"retraction": last["date"]})

    def _subject(self, path: str) -> dict[str, str]:
        return {"record": self.value(path)["id"], "claim": self.claim(path)}


_REASONS = {
    "appeal": "The evidence was read again beside what the appeal says.",
    "name-shown": "The person asked for it.",
    "override": "Agreed by the stewards; the minutes say why.",
    "release": "What it was withheld for is settled.",
    "retraction": "The listing was wrong.",
}


def _merged(held: Mapping[str, Any], members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in {**held, **members}.items() if part is not None}


def _holds_records(path: str) -> bool:
    where = spot(path)
    return isinstance(where, Spot) and where.kind is FileKind.RECORD
