"""What a reporter is given besides the problems, and the limits that keep a report readable.

A reporter gets everything it needs from here: it opens no file, reads no environment and knows no terminal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from site_builder.errors import quantity
from site_builder.problems import Problems
from site_builder.record import account_name

SourceLines = Callable[[str, int], str | None]
"""(file, line from 1) → that line's text without its line break, or None where it cannot be shown."""


@dataclass(frozen=True, slots=True)
class ReportLimits:
    """Upper bounds on what a report shows; counts always count everything."""

    message_characters: int = 1000
    """One message in `text`, `github` and `sarif`: parameters may quote a whole value of the source."""
    excerpt_columns: int = 100
    """Columns of a source line shown under a problem."""
    markdown_rows: int = 200
    """Rows of all tables of a Markdown report together."""
    markdown_value_characters: int = 200
    """One value from the data in a Markdown report."""
    markdown_bytes: int = 60_000
    """A whole Markdown report: GitHub takes comments up to 65,536 characters, job summaries up to 1 MiB."""
    columns: int = 100
    """Width of the lines in which `text` shows a change."""
    summary_characters: int = 1000
    """The summary of a record."""
    changed_records: int = 100
    """Records of all changes together that are shown one by one, and lines of each list of records."""
    record_rows: int = 20
    """Pieces of evidence, reviews and look-alikes, each, that are shown of one record."""
    record_bytes: int = 8_000
    """One record in a Markdown report."""


@dataclass(frozen=True, slots=True)
class ReportContext:
    """Facts about the run that reporters may use.

    `checked` is the number of files read. `title` says what was done ("handlelists validate"). `color` allows ANSI
    colours.
    """

    checked: int
    builder_version: str
    color: bool = False
    sources: SourceLines = lambda _file, _line: None
    title: str = "handlelists"
    limits: ReportLimits = ReportLimits()
    manual: str = "the builder's repository"
    """Where the rules are explained: the folder that the paths of `rules.page` are in."""
    changes: tuple[ChangeReport, ...] = ()
    """What `check` saw, oldest first; drawn by the text, json and markdown reports."""

    def tally(self, problems: Problems) -> str:
        """Return the closing line: "2 errors, 1 warning in 140 files" or "140 files, no problems"."""
        files = quantity(self.checked, "file")
        if not len(problems):
            return f"{files}, no problems"
        counts = ((problems.errors, "error"), (problems.warnings, "warning"))
        return ", ".join(quantity(number, noun) for number, noun in counts if number) + f" in {files}"


Reporter = Callable[[Problems, ReportContext], str]
"""A pure function from all problems of a run to one text that ends with a line feed."""


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
    handle: str | None
    state: str
    """The record's state, `protected`, or `gone` for a tombstone without a file."""
    removal: str | None
    """Of a removed record the reason's code."""
    reason: str
    """In what it is alike: a sentence fragment such as `one edit apart`."""
    answered: bool
    """Whether the record's distinct_from answers it."""
    account_id: str | None = None

    @property
    def account(self) -> str:
        """The account's handle, or `account` and its id."""
        return account_name({"handle": self.handle, "account_id": self.account_id})


@dataclass(frozen=True, slots=True)
class RecordReport:
    """One record that the change touches, by its file, its reviews or the rules that apply to it."""

    record: str
    list: str
    platform: str
    handle: str | None
    file: str
    actions: tuple[str, ...]
    """What happens: `added`, `edited`, `deleted`, `reviewed`, `retracted`, `appealed`, `decided`,
    `withheld`, `released`, `archived`, `observed`, `affected` (by the rules alone), `next claim` (it waits to
    take the place of the record's, which is as it was)."""
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
    account_id: str | None = None

    @property
    def account(self) -> str:
        """The account's handle, or `account` and its id."""
        return account_name({"handle": self.handle, "account_id": self.account_id})


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One file of the rules, or decision, that the change touches."""

    file: str
    what: tuple[str, ...]
    """What differs: `quorum: 3 to 2`, `reviewer reviewer-c added`."""


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """One change as `check` sees it. All text in it may come from a hostile change; lists are in the order shown."""

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
    """Digest of exactly what this change publishes, removes and weakens, which an override would have to name
    to let it through; None where it needs none, or one is there that lacks nothing but signatures."""
    overridden: bool = False
    """Whether an override that this change adds lets through exactly what it publishes, removes and weakens."""
    rewritten: bool = False
    """Whether the head's history took the place of the base's."""
    errors: tuple[str, ...] = ()
    """Code of each error; the change is refused if there is any."""
