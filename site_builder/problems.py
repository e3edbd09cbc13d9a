"""Problems: faults in data, as data.

A problem has a code, a severity, a place and parameters. Its text is made last, by a reporter. Codes are API,
wording is not. This module knows no files, no YAML and no output format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

Parameter = str | int | tuple[str, ...]


class Severity(Enum):
    """How much a problem weighs: any `ERROR` stops a build, a `WARNING` is for a human to look at."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """A code that a problem can carry.

    `group` is a page of `docs/reference/rules/`, `meaning` what the documentation and SARIF say of the rule.
    `message` is a template over parameters: `{count}`, or `{count:record}` for "1 record" and "2 records". Where the
    parameter `cause` is a key of `causes`, that template takes its place.
    """

    code: str
    group: str
    severity: Severity
    meaning: str
    message: str
    causes: Mapping[str, str] = field(default_factory=dict)


_POINTER: Final = str.maketrans({"~": "~0", "/": "~1"})


def escape_pointer(token: str) -> str:
    """Return `token` as a reference token of a JSON pointer (RFC 6901 section 3)."""
    return token.translate(_POINTER)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the source: a POSIX path below the root, line and column, and a JSON pointer (RFC 6901).

    Line and column count from 1, in code points; both are 1 where the problem is about the file as a whole
    (its size, its name).
    """

    file: str
    line: int = 1
    column: int = 1
    pointer: str = ""


UNREADABLE: Final = "file-unreadable"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a value whose place in a file is not known yet, at a JSON pointer.

    `on_key` where the key itself is at fault, not its value.
    """

    code: str
    pointer: str
    message: str
    on_key: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: `code` is a key of `rules.RULES`, `params` fill the rule's message template."""

    code: str
    severity: Severity
    place: Place
    params: Mapping[str, Parameter] = field(default_factory=dict)
    softened: bool = False

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, str, str]:
        """Order of a report: by file, then position, then code."""
        place = self.place
        rest = repr(sorted(self.params.items()))
        return (place.file, place.line, place.column, self.code, place.pointer, rest, self.severity.value)

    @property
    def subject(self) -> tuple[object, ...]:
        """What it is about, by which it is the same before and after an edit that moves its line."""
        place = self.place
        return self.code, self.severity, place.file, place.pointer, tuple(sorted(self.params.items()))

    def as_warning(self, *, softened: bool = False) -> Problem:
        """Return the same problem, weighing less; `softened` where that is so because a record is withheld."""
        return replace(self, severity=Severity.WARNING, softened=softened)

    def hardened(self) -> Problem:
        """Return the same problem as it is where its record is not withheld."""
        return replace(self, severity=Severity.ERROR, softened=False) if self.softened else self


@dataclass(frozen=True, slots=True)
class Problems:
    """All problems of one run, sorted, without repetitions."""

    items: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, items: Iterable[Problem]) -> Problems:
        """Collect, sort and drop exact repetitions; what could not be opened comes first."""
        unique = {problem.sort_key: problem for problem in items}
        return cls(tuple(sorted(unique.values(), key=lambda item: (item.code != UNREADABLE, item.sort_key))))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def errors(self) -> int:
        """Number of problems that stop a build."""
        return sum(problem.severity is Severity.ERROR for problem in self.items)

    @property
    def warnings(self) -> int:
        """Number of problems that do not stop a build."""
        return len(self.items) - self.errors
