"""Reviewers: what is public of who may review and of their words on public records, and nothing else.

Where an instance shows reviewers as a count there are sums alone: no id, no key, no list. A word counts once for a
record: the one of each reviewer that is in force on its current claim.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from site_builder.days import covers
from site_builder.derive.reviews import Judged, Standing
from site_builder.derive.state import DerivedRecord
from site_builder.load.source_tree import Tree
from site_builder.model import InstanceData, Key, Period
from site_builder.signatures.public_key import PublicKey, fingerprint, public_key


@dataclass(frozen=True, slots=True)
class WordCounts:
    """Words on public records, and how often people agreed."""

    confirm: int = 0
    reject: int = 0
    withdraw: int = 0
    shared: int = 0
    """Records on which at least two gave a word."""
    agreed: int = 0
    """Of those, on how many all words were the same."""


@dataclass(frozen=True, slots=True)
class PublicReviewer:
    """A reviewer who is shown by name."""

    id: str
    lists: tuple[str, ...]
    active: tuple[Period, ...]
    keys: tuple[tuple[str, Key], ...]
    """Each public key with its fingerprint."""
    words: WordCounts


@dataclass(frozen=True, slots=True)
class Reviewers:
    """Everybody who reviews the lists."""

    today: int
    """How many may review on the build's day."""
    others: int
    """How many may not, and could once or will."""
    words: WordCounts
    named: tuple[PublicReviewer, ...] = ()
    """Ordered by id; empty where an instance shows a count."""


NOBODY: Final = Reviewers(0, 0, WordCounts())


def build_reviewers(
    tree: Tree, derived: Iterable[DerivedRecord], instance: InstanceData, today: str
) -> Reviewers:
    """Return what is public of a valid tree's reviewers on a day. Records that are not public add nothing."""
    words = [_in_force(item.derived.judged) for item in derived if item.derived.public]
    roster = {name: data for name, data in tree.reviewers.items() if tree.lists.keys() & data["lists"]}
    active = sum(covers(data["active"], today) for data in roster.values())
    named = tuple(
        PublicReviewer(
            id=name,
            lists=tuple(sorted(tree.lists.keys() & data["lists"])),
            active=tuple(data["active"]),
            keys=tuple(
                (fingerprint(found.blob), key)
                for key in data.get("keys", ())
                if isinstance(found := public_key(key["key"]), PublicKey)
            ),
            words=_counts([said for said in words if name in said], {name}),
        )
        for name, data in sorted(roster.items())
        if instance["show_reviewers"] == "names"
    )
    return Reviewers(active, len(roster) - active, _counts(words, tree.reviewers.keys()), named)


def _in_force(judged: Iterable[Judged]) -> Mapping[str, str]:
    """Return the verdict of each reviewer that is in force on a record; who took back a confirm has withdrawn."""
    return {
        item.review.reviewer: item.review.verdict if item.standing is Standing.COUNTS else "withdraw"
        for item in judged
        if item.standing in (Standing.COUNTS, Standing.WITHDRAWN)
    }


def _counts(records: Sequence[Mapping[str, str]], names: AbstractSet[str]) -> WordCounts:
    """Return the words of these reviewers on records, and how many of the records several spoke of."""
    verdicts = Counter(said[name] for said in records for name in said.keys() & names)
    shared = [len(set(said.values())) == 1 for said in records if len(said) > 1]
    return WordCounts(**verdicts, shared=len(shared), agreed=sum(shared))
