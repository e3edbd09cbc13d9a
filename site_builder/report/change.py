"""What a report says about a change besides its problems: plain values, made by `check`, drawn by the reporters.

Everything here may come from a hostile change: reporters escape it for their medium. Lists are in the order in which
they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One piece of evidence of a record after the change."""

    id: str
    kind: str
    sensitivity: str
    captured: str
    archived: bool
    """Whether it names an archived capture."""
    hashed: bool
    """Whether it names the digest of the captured bytes."""
    summary: str
    change: str
    """`added`, `edited` or `same`."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One review that the change adds."""

    reviewer: str
    verdict: str
    date: str
    counts: bool
    why: str
    """Why it does not count; empty where it does."""


@dataclass(frozen=True, slots=True)
class LookAlike:
    """An account that a record could be taken for."""

    name: str
    """Record id, or id of a protected account."""
    list: str | None
    """The record's list; None for a protected account."""
    handle: str
    state: str
    """The record's state, `protected`, or `gone` for a tombstone without a file."""
    removal: str | None
    """Of a removed record the reason's code."""
    reason: str
    """In what it is alike: a sentence fragment such as `one edit apart`."""
    answered: bool
    """Whether the record's distinct_from answers it."""


@dataclass(frozen=True, slots=True)
class RecordReport:
    """One record that the change touches, by its file, its reviews or the rules that apply to it."""

    record: str
    list: str
    platform: str
    handle: str
    file: str
    actions: tuple[str, ...]
    """What happens: `added`, `edited`, `deleted`, `reviewed`, `retracted`, `reinstated`, `appealed`, `decided`,
    `withheld`, `released`, `archived`, `observed`, `affected` (by the rules alone)."""
    fields: tuple[str, ...]
    """Top-level members of the claim that differ."""
    summary: str
    categories: tuple[str, ...]
    evidence: tuple[EvidenceLine, ...]
    reviews: tuple[ReviewLine, ...]
    before: str | None
    """State before the change; None where the record was not there."""
    after: str | None
    """State after it; `unreadable` where its file cannot be read, None where the record is gone."""
    published: bool
    """Becomes public."""
    removed: bool
    """Stops being public."""
    confirms: int
    needed: int
    rejects: int
    missing: tuple[str, ...]
    """What is still missing to verify it, such as `archive missing for e2`; without the count of confirmations."""
    lookalikes: tuple[LookAlike, ...]
    claim: str
    """Digest of the claim after the change, or before where it is gone."""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One file of the rules that the change touches."""

    file: str
    what: tuple[str, ...]
    """What differs: `quorum: 3 to 2`, `reviewer reviewer-c added`."""


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """One change as `check` sees it."""

    base: str
    """Commit by whose rules it is judged."""
    head: str
    base_day: str
    head_day: str
    files: int
    records: tuple[RecordReport, ...]
    """By list and id."""
    rules: tuple[RuleChange, ...]
    override: str | None
    """Digest that `lists/override.yaml` would have to name to let through what this change publishes, removes and
    weakens; None where it needs none."""
    overridden: bool = False
    """Whether an override, written in this change, names exactly what it publishes, removes and weakens."""
