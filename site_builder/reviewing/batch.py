"""Batch: what the claims of one import have in common and in what they differ; nothing of a claim is lost by it.

A claim is taken apart into parts, each with its place in it. Some are the account's own by nature, such as its handle
and the row that it came from; so is a text that says something else of most accounts. Claims that agree in every other
part are a group: what they share is read once. A claim like no other is one to read whole.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from site_builder.canonical import canonical
from site_builder.derive.state import DerivedRecord
from site_builder.handles import LooksIndex, Platforms
from site_builder.load.names import AccountNames
from site_builder.model import JsonObject, RecordId
from site_builder.reviewing.subject import Addressed, Subject, addressed, skipped

Place = tuple[str, ...]
"""Where a part is in a claim: names of members, and numbers of items of evidence from 0."""

OWN: Final = "(differs: see each account)"
"""What is shown in place of a text that is each account's own."""
_NATURE: Final = frozenset({"account_id", "distinct_from", "handle", "platform", "previous_handles"}) | {
    *("profile", "record", "relists", "salt")
}
"""Members that are an account's own by nature."""
_ROW: Final = frozenset({"line", "sheet"})
_TEXTS: Final = frozenset({"archived", "captured", "published", "sha256", "summary", "url"})
"""Members of evidence that a row may fill; of the claim that is its summary."""
_ADDRESSES: Final = {"url": "original", "archived": "capture", "sha256": "SHA-256 of the capture"}
_FEW: Final = 2
"""Up to so many different texts are not of each account, but two kinds of accounts."""


@dataclass(frozen=True, slots=True)
class BatchAccount:
    """One account: the number by which its reviewer calls it, its claim, and what is beside that."""

    number: int
    subject: Subject
    seen: tuple[str, ...] = ()
    """What was observed of it; not signed."""
    near: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """In what it is like others of the batch, with what these are called."""


@dataclass(frozen=True)
class BatchGroup:
    """Accounts whose claims agree in all that is not an account's own."""

    accounts: tuple[BatchAccount, ...]
    unlike: tuple[str, ...] = ()
    """Members in which their claims differ from those of the first group."""

    @cached_property
    def common(self) -> Subject:
        """Return what is the same in all: `OWN` for texts that differ, nothing of all else that does."""
        claim = deepcopy(self.accounts[0].subject.claim)
        for place in sorted(self._own):
            if place[0] != "evidence" and place != ("summary",):
                _drop(claim, place)
            elif place[2:] != ("origin", "sheet") or "sheet" in claim["evidence"][int(place[1])]["origin"]:
                _at(claim, place)[place[-1]] = OWN
        notes = tuple(note for note in self.accounts[0].subject.notes if note in self._shared_notes)
        return replace(self.accounts[0].subject, claim=claim, notes=notes)

    def own(self, account: BatchAccount) -> JsonObject:
        """Return the parts of an account's claim that not all have, in the form of a claim; texts of evidence aside."""
        claim = account.subject.claim
        own = {place[0] for place in self._own if len(place) == 1}
        made = {name: claim[name] for name in sorted(own.intersection(claim))}
        profile = {
            name: part for name, part in claim.get("profile", {}).items() if ("profile", name) in self._own
        }
        return {**made, **({"profile": profile} if profile else {})}

    def own_evidence(self, account: BatchAccount) -> Iterator[tuple[JsonObject, Mapping[str, str], str]]:
        """Yield each piece of evidence of an account, its own texts by member, and its row where that is its own."""
        for index, part in enumerate(account.subject.evidence):
            texts = {
                name: part[name]
                for name in sorted(_TEXTS.intersection(part))
                if ("evidence", str(index), name) in self._own
            }
            origin = part.get("origin", {})
            rows = (
                f"{name} {origin[name]}"
                for name in ("sheet", "line")
                if name in origin and ("evidence", str(index), "origin", name) in self._own
            )
            yield part, texts, " ".join(rows)

    def notes(self, account: BatchAccount) -> tuple[str, ...]:
        """Return what is to be known of an account and not of all."""
        return tuple(note for note in account.subject.notes if note not in self._shared_notes)

    def things(self, skip: str | None) -> tuple[Addressed, ...]:
        """Return what can be opened, as `addressed` does; addresses that differ each with its account's number."""
        found = []
        for index, part in enumerate(self.common.evidence):
            if part["sensitivity"] not in skipped(skip):
                found.append(
                    Addressed(f"{part['id']} ({part['kind']})", part["sensitivity"], self._addresses(index))
                )
        sources = addressed(replace(self.common, claim={**self.common.claim, "evidence": []}), skip)
        return tuple(thing for thing in (*found, *sources) if thing.addresses)

    def _addresses(self, index: int) -> tuple[tuple[str, str], ...]:
        found = []
        for name, label in _ADDRESSES.items():
            of_each = [(account.number, _address(account.subject, index, name)) for account in self.accounts]
            if len({address for _, address in of_each}) == 1:
                found += [(label, address) for _, address in of_each[:1] if address]
            else:
                found += [(f"{label}, account {number}", address) for number, address in of_each if address]
        return tuple(found)

    @cached_property
    def _own(self) -> frozenset[Place]:
        parts = [parts_of(account.subject.claim) for account in self.accounts]
        return frozenset(
            place for place in set().union(*parts) if len({part.get(place) for part in parts}) > 1
        )

    @cached_property
    def _shared_notes(self) -> frozenset[str]:
        every = [set(account.subject.notes) for account in self.accounts]
        return frozenset(every[0].intersection(*every[1:]))


def _at(claim: Any, place: Place) -> Any:
    """Return what holds a part."""
    for name in place[:-1]:
        claim = claim[int(name)] if isinstance(claim, list) else claim[name]
    return claim


def _drop(claim: JsonObject, place: Place) -> None:
    holder = _at(claim, place) if place[0] in claim else {}
    holder.pop(place[-1], None)


def _address(subject: Subject, index: int, name: str) -> str | None:
    part = subject.evidence[index]
    found: str | None = part.get(name, subject.captures.get(part["id"]) if name == "archived" else None)
    return found


def parts_of(claim: JsonObject) -> dict[Place, str]:
    """Return the parts of a claim by place, each as RFC 8785 text."""
    found: dict[Place, Any] = {}
    for name, value in claim.items():
        if name == "evidence":
            for index, item in enumerate(value):
                for member, part in item.items():
                    place: Place = ("evidence", str(index), member)
                    found |= (
                        {(*place, key): one for key, one in part.items()}
                        if member == "origin"
                        else {place: part}
                    )
        elif name == "profile":
            found |= {(name, key): one for key, one in value.items()}
        else:
            found[name,] = value
    return {place: canonical(part).decode() for place, part in found.items()}


def groups(accounts: Sequence[BatchAccount]) -> tuple[BatchGroup, ...]:
    """Return the groups of some accounts, the largest first; accounts of one keep their order."""
    every = [parts_of(account.subject.claim) for account in accounts]
    own = _of_each(every)
    found: dict[frozenset[tuple[Place, str]], list[BatchAccount]] = {}
    for account, parts in zip(accounts, every, strict=True):
        shared = frozenset((place, part) for place, part in parts.items() if not _is_own(place, own))
        found.setdefault(shared, []).append(account)
    ordered = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[1][0].number))
    return tuple(BatchGroup(tuple(members), _unlike(shared ^ ordered[0][0])) for shared, members in ordered)


def _is_own(place: Place, own: frozenset[Place]) -> bool:
    return place[0] in _NATURE or place in own or (place[-1] in _ROW and place[2:-1] == ("origin",))


def _of_each(every: Sequence[Mapping[Place, str]]) -> frozenset[Place]:
    """Return the places where most accounts have a text of their own."""
    texts = {
        place
        for parts in every
        for place in parts
        if place == ("summary",) or (place[0] == "evidence" and place[2:] in {(name,) for name in _TEXTS})
    }
    counts = {place: Counter(parts.get(place) for parts in every) for place in texts}
    return frozenset(place for place, found in counts.items() if len(found) > max(_FEW, len(every) // 2))


def _unlike(differing: frozenset[tuple[Place, str]]) -> tuple[str, ...]:
    """Return in words where parts are: `summary`, `evidence 2`."""
    words = {
        f"evidence {int(place[1]) + 1}" if place[0] == "evidence" else place[0] for place, _ in differing
    }
    return tuple(sorted(words))


# The accounts beside one another


def account_index(platforms: Platforms, items: Sequence[DerivedRecord]) -> Mapping[str, LooksIndex]:
    """Return by platform an index of records' accounts, earlier handles too; each key begins with the record."""
    found: dict[str, list[tuple[str, Any]]] = {}
    for item in items:
        platform, names = platforms.get(item.record.data["platform"]), AccountNames.written(item.record.data)
        if platform is not None and names is not None:
            every = enumerate(names.looks(platform))
            found.setdefault(platform.id, []).extend((f"{item.record.id} {at}", looks) for at, looks in every)
    return {name: LooksIndex.build(looks) for name, looks in found.items()}


def alike(platforms: Platforms, index: Mapping[str, LooksIndex], item: DerivedRecord) -> dict[RecordId, str]:
    """Return the records of an index whose accounts are like that of a record, with in what; not the record itself."""
    platform, names = platforms.get(item.record.data["platform"]), AccountNames.written(item.record.data)
    if platform is None or names is None or platform.id not in index:
        return {}
    like = index[platform.id].like(names.looks(platform)[0])
    found = {key.partition(" ")[0]: reason for key, reason in sorted(like.items(), reverse=True)}
    return {record: reason for record, reason in sorted(found.items()) if record != item.record.id}


def row_order(item: DerivedRecord) -> tuple[str, str, int, RecordId]:
    """Return by what accounts are ordered: file, sheet and row that they came from, then the record's id."""
    data: Any = item.record.data
    origin: Any = next((part["origin"] for part in data["evidence"] if "origin" in part), {})
    return origin.get("file", ""), origin.get("sheet", ""), origin.get("line", 0), item.record.id


def seen_words(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a record's observations in words, the oldest first."""
    counts = ("followers", "following", "posts")
    return tuple(
        f"{item['state']} on {item['date']}"
        + "".join(f", {item[name]:,} {name}" for name in counts if name in item)
        for item in data.get("observations", ())
    )
