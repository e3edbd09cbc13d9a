"""Findings: what became of each row, in numbers that add up, as text for people and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from site_builder.errors import quantity
from site_builder.model import JsonObject, Observation, Record
from site_builder.record import account_name
from site_builder.report.escape import visible

OUTCOMES: Final = {
    "refused": "refused",
    "taken-over": "handle taken over",
    "renamed": "renamed",
    "recorded": "recorded",
    "known": "known already",
    "unlisted": "not on any list",
}
"""What becomes of a row, in words. One that is about several records counts as the first of these that is so."""
_SHOWN: Final = 20
"""Rows of one kind that the text shows; the rest is counted, and in the JSON."""


@dataclass(frozen=True, slots=True)
class SightingFinding:
    """What became of one row, for one record where it is about one."""

    row: int
    """Its number among all rows, from 0."""
    place: str
    account: str
    """What the row calls the account; empty where it cannot be read."""
    outcome: str
    record: Record | None = None
    seen: Observation | None = None
    """What is written; None where nothing is."""
    code: str = ""
    why: str = ""
    again: str = ""
    """What kind of return that is, in words, where it is one."""
    account_id: str | None = None
    """Of a handle that was taken over, who has it."""
    file: str = ""
    """Of a rename, the next claim."""

    @property
    def known(self) -> Sequence[Observation]:
        """What the record had before."""
        return () if self.record is None else self.record.data.get("observations", ())

    def refused(self, code: str, why: str, seen: Observation | None = None) -> SightingFinding:
        """Return it as refused; `seen` is what is written all the same, where a next claim alone is not."""
        return replace(self, outcome="refused", seen=seen, code=code, why=why, file="")


@dataclass(frozen=True, slots=True)
class ObservationReport:
    """What became of all rows."""

    findings: tuple[SightingFinding, ...]
    files: tuple[str, ...] = ()
    """What is written."""

    @classmethod
    def of(cls, found: Iterable[SightingFinding], files: Iterable[str]) -> ObservationReport:
        """Return the report of a run: by row, of one row by record."""
        order = sorted(found, key=lambda item: (item.row, item.record.id if item.record is not None else ""))
        return cls(tuple(order), tuple(sorted(files)))

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows had each outcome."""
        order = [*OUTCOMES]
        worst: dict[int, str] = {}
        for item in self.findings:
            worst[item.row] = min(worst.get(item.row, item.outcome), item.outcome, key=order.index)
        found = Counter(worst.values())
        return {name: found[name] for name in order}

    @property
    def clean(self) -> bool:
        """Whether no row was refused, and no handle found to be taken over that was not known to be."""
        return not any(
            item.outcome == "refused" or (item.outcome == "taken-over" and item.seen)
            for item in self.findings
        )

    def those(self, outcome: str) -> tuple[SightingFinding, ...]:
        """Return the findings with one outcome."""
        return tuple(item for item in self.findings if item.outcome == outcome)

    def json(self, today: str) -> JsonObject:
        """Return it as JSON."""
        return {
            "counts": self.counts,
            "files": list(self.files),
            "findings": [_json(item) for item in self.findings],
            "observations": sum(item.seen is not None for item in self.findings),
            "rows": len({item.row for item in self.findings}),
            "today": today,
        }

    def text(self) -> Iterator[str]:
        """Yield lines of text, safe to print: what needs somebody first."""
        for outcome, words in (
            ("taken-over", _taken_over),
            ("renamed", _renamed),
            ("recorded", _recorded),
            ("known", _known),
            ("refused", _refused),
            ("unlisted", _unlisted),
        ):
            found = self.those(outcome)
            shown = found if outcome == "taken-over" else found[:_SHOWN]
            yield from (visible(words(item)) for item in shown)
            if len(found) > len(shown):
                yield f"... and {quantity(len(found) - len(shown), 'more row')} {OUTCOMES[outcome]}"
        if any(item.place for item in self.findings):
            parts = [f"{number:,} {OUTCOMES[name]}" for name, number in self.counts.items() if number]
            yield f"{quantity(sum(self.counts.values()), 'row')}: {', '.join(parts)}."


def _json(item: SightingFinding) -> JsonObject:
    made = {
        "account": item.account or None,
        "account_id": item.account_id,
        "again": item.again or None,
        "code": item.code or None,
        "file": item.file or None,
        "list": item.record.list if item.record is not None else None,
        "observation": item.seen,
        "outcome": item.outcome,
        "place": item.place or None,
        "reason": item.why or None,
        "record": item.record.id if item.record is not None else None,
    }
    return {name: value for name, value in made.items() if value is not None}


def _at(item: SightingFinding) -> str:
    return f"{item.place}: " if item.place else ""


def _named(item: SightingFinding) -> str:
    if item.record is None:
        return item.account
    return f"record {item.record.id} of {item.record.list}, {account_name(item.record.data)}"


def _taken_over(item: SightingFinding) -> str:
    done = (
        "the record now says that its account is under another name"
        if item.seen
        else "nothing is written for that"
    )
    return (
        f"TAKEOVER: {_at(item)}{_named(item)}: account id {item.account_id} has its handle, which is not the listed "
        f"account. Nothing that it shows is observed of the record; {done}."
    )


def _renamed(item: SightingFinding) -> str:
    return f"renamed: {_at(item)}{_named(item)} is {item.account}: {item.file} waits for reviewers"


def _recorded(item: SightingFinding) -> str:
    seen = item.seen or {"state": "", "date": ""}
    again = f" {item.again}" if item.again else ""
    return f"recorded: {_at(item)}{_named(item)}: {seen['date']} {seen['state']}{again}"


def _known(item: SightingFinding) -> str:
    return f"known already: {_at(item)}{_named(item)}"


def _refused(item: SightingFinding) -> str:
    account = f"{item.account}: " if item.account else ""
    seen = f"; {item.seen['state']} is recorded" if item.seen else ""
    return f"refused: {_at(item)}{account}{item.why}{seen} [{item.code}]"


def _unlisted(item: SightingFinding) -> str:
    return f"not on any list: {_at(item)}{item.account}"
