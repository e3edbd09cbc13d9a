"""The view: which rows a consumer asked for, less its own exceptions."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from site_builder.errors import UsageError
from site_builder.strict_json import RECORD_ID, SLUG, JsonObject
from site_builder.sync.row import STATES, MirrorRow

KEYS: Final = ("category", "list", "platform", "state")
_COMMENT: Final = re.compile(r"(^|\s)#.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Conditions on rows: all of them hold, each by one of its values; an empty one holds always.

    Without `state`, only actionable rows hold.
    """

    category: frozenset[str] = frozenset()
    list: frozenset[str] = frozenset()
    platform: frozenset[str] = frozenset()
    state: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Where:
        """Return the conditions of texts like `platform=twitter,telegram`; a key may come several times.

        Raises `UsageError`.
        """
        found: dict[str, set[str]] = {key: set() for key in KEYS}
        for text in texts:
            key, _, values = text.partition("=")
            if key not in found:
                raise UsageError(f"--where {text}: not one of {', '.join(f'{known}=' for known in KEYS)}")
            for value in values.split(","):
                if SLUG.fullmatch(value) is None or (key == "state" and value not in STATES):
                    message = f"--where {text}: {value!r} is not a valid {key}"
                    raise UsageError(
                        message, hint=f"States are {', '.join(STATES)}." if key == "state" else None
                    )
                found[key].add(value)
        return cls(**{key: frozenset(values) for key, values in found.items()})

    def holds(self, row: MirrorRow) -> bool:
        """Tell whether a row is asked for."""
        return (
            (row.state in self.state if self.state else row.actionable)
            and (not self.list or row.list in self.list)
            and (not self.platform or row.platform in self.platform)
            and (not self.category or not self.category.isdisjoint(row.categories))
        )


@dataclass(frozen=True, slots=True)
class Suppression:
    """A consumer's own exceptions: what its view never holds."""

    records: frozenset[str] = frozenset()
    accounts: frozenset[tuple[str, str]] = frozenset()
    """Platform, and account id or handle without leading @; in lower case."""

    @classmethod
    def read(cls, file: Path, most: int) -> Suppression:
        """Read a file: on each line a record id, `platform:account_id` or `platform:handle`; # begins a comment.

        Raises `OSError`, and `UsageError` with the line of what is none of these: an exception that is not understood
        must not be passed over.
        """
        with file.open("rb") as opened:
            data = opened.read(most + 1)
        if len(data) > most:
            raise UsageError(f"{file} has more than {most} bytes")
        try:
            lines = data.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError:
            raise UsageError(f"{file} is not UTF-8") from None
        records, accounts = set(), set()
        for number, line in enumerate(lines, start=1):
            entry = _COMMENT.sub("", line).strip()
            platform, _, name = entry.partition(":")
            if RECORD_ID.fullmatch(entry):
                records.add(entry)
            elif SLUG.fullmatch(platform) and name.strip().removeprefix("@"):
                accounts.add((platform, _folded(name)))
            elif entry:
                raise UsageError(f"{file}, line {number}: neither a record's id nor platform:account")
        return cls(frozenset(records), frozenset(accounts))

    def holds(self, row: MirrorRow) -> bool:
        """Tell whether a row is an exception."""
        if row.id in self.records:
            return True
        if row.platform is None or not self.accounts:
            return False
        names = (row.account_id, row.handle, row.handle_folded)
        return any((row.platform, _folded(name)) in self.accounts for name in names if name)

    @property
    def sha256(self) -> str | None:
        """Hash that tells two sets of exceptions apart, None of no exceptions: the set itself is nobody's business."""
        if not self.records and not self.accounts:
            return None
        everything = json.dumps([sorted(self.records), sorted(self.accounts)])
        return hashlib.sha256(everything.encode()).hexdigest()


def _folded(name: str) -> str:
    return name.strip().removeprefix("@").lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a consumer wants to have: see `Where` and `Suppression`; example lists only where `examples`."""

    where: Where = Where()
    suppression: Suppression = Suppression()
    examples: bool = False

    def select(self, rows: Iterable[MirrorRow]) -> list[MirrorRow]:
        """Return the rows of the view, ordered by list and id."""
        return sorted(
            (
                row
                for row in rows
                if (self.examples or not row.example)
                and self.where.holds(row)
                and not self.suppression.holds(row)
            ),
            key=lambda row: (row.list, row.id),
        )

    @property
    def description(self) -> JsonObject:
        """The options as JSON: equal where the views are."""
        return {
            "examples": self.examples,
            "suppress": self.suppression.sha256,
            "where": {key: sorted(getattr(self.where, key)) for key in KEYS},
        }
