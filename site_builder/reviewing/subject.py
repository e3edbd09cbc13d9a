"""Subject: one record as a reviewer is shown it, from a tree or from a packet.

The claim is the very object whose digest the reviewer signs. What comes with it (scope, meanings, sources,
addresses of captures, notes) helps to read it and is not signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from site_builder.model import JsonObject, ListId, RecordId

VERDICTS: Final = ("confirm", "reject", "withdraw")
SENSITIVE: Final = ("disturbing", "graphic")
"""Sensitivities that a reader is warned of, the milder first: who skips one skips those after it too."""

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Subject:
    """A record to review; the fields are the members of a packet's record."""

    claim: JsonObject
    digest: str
    list_title: str
    scope: str
    signatures: str
    """`required` where the list counts signed reviews only, else `waived`."""
    platform: str
    """The platform's name as people know it."""
    categories: Mapping[str, Words]
    affiliations: Mapping[str, Words]
    sources: Mapping[str, Words]
    captures: Mapping[str, str]
    """By evidence id the addresses of captures that the claim leaves out, because it pins their bytes."""
    notes: tuple[str, ...] = ()
    """Sentences: what else a reviewer should know before looking."""

    @property
    def record(self) -> RecordId:
        """Return the record's id."""
        return str(self.claim["record"])

    @property
    def list(self) -> ListId:
        """Return the id of its list."""
        return str(self.claim["list"])

    @property
    def evidence(self) -> Sequence[JsonObject]:
        """Return the claim's pieces of evidence."""
        found: Sequence[JsonObject] = self.claim["evidence"]
        return found

    @property
    def source_names(self) -> tuple[str, ...]:
        """Return the ids of the claim's sources, then of those that its basis and affiliations rest on."""
        return tuple(dict.fromkeys((*self.claim.get("sources", ()), *sorted(self.sources))))


@dataclass(frozen=True, slots=True)
class Addressed:
    """One thing whose addresses are shown when they are asked for."""

    name: str
    sensitivity: str
    addresses: tuple[tuple[str, str], ...]
    """What each is, and the address or digest."""


_ADDRESSES: Final = (("url", "original"), ("archived", "capture"), ("sha256", "SHA-256 of the capture"))


def skipped(skip: str | None) -> frozenset[str]:
    """Return the sensitivities that somebody who skips this one is not shown."""
    return frozenset(SENSITIVE[SENSITIVE.index(skip) :]) if skip else frozenset()


def unseen(evidence: Iterable[Mapping[str, Any]], skip: str | None) -> bool:
    """Return whether nothing but skipped evidence speaks for a claim."""
    hidden = skipped(skip)
    return all(item["sensitivity"] in hidden for item in evidence)


def addressed(subject: Subject, skip: str | None) -> tuple[Addressed, ...]:
    """Return what can be opened, evidence first, then sources; nothing of a skipped sensitivity."""
    captures = {name: {"archived": address} for name, address in subject.captures.items()}
    found = [
        _addressed(f"{item['id']} ({item['kind']})", item["sensitivity"], item | captures.get(item["id"], {}))
        for item in subject.evidence
        if item["sensitivity"] not in skipped(skip)
    ]
    sources = ((name, subject.sources.get(name, {})) for name in subject.source_names)
    found += [_addressed(f"source {name}", "none", source) for name, source in sources]
    return tuple(thing for thing in found if thing.addresses)


def _addressed(name: str, sensitivity: str, item: Mapping[str, Any]) -> Addressed:
    addresses = tuple((label, item[key]) for key, label in _ADDRESSES if key in item)
    return Addressed(name, sensitivity, addresses)
