"""Exceptions: only for the environment and for wrong use, never for faults in data.

A fault in data is a `problems.Problem`. What is raised here ends a command with one plain sentence on standard
error, and with exit status 2 unless the class has another. `quantity` and its like are here for any sentence that
needs them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

REPORT: Final = "this is a fault of handlelists; please report it: SECURITY.md in its repository says where"
"""What to do about a fault of the builder."""


def quantity(number: int, one: str, many: str = "") -> str:
    """Return a number and its noun: `1 record`, `2,000 records`; `many` where the plural does not end in `s`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def file_size(number: int) -> str:
    """Return a number of bytes as people read it: `950 bytes`, `71.4 MB`, `1.3 GB`; a kB is a thousand bytes."""
    step, unit = next(((step, unit) for step, unit in _UNITS if number >= step), (1, ""))
    return f"{10 * number // step / 10:.1f} {unit}" if unit else quantity(number, "byte")


_UNITS: Final = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


def confirmations(number: int, needed: int) -> str:
    """Return how many confirmations there are, and how many are needed."""
    if number > needed:
        return f"{quantity(number, 'confirmation')} ({needed} needed)"
    return f"{number} of {quantity(needed, 'confirmation')}"


def state_word(state: str) -> str:
    """Return a state as people read it: `verified` is a code for programs, *confirmed* the word."""
    return "confirmed" if state == "verified" else state


class HandlelistsError(Exception):
    """Something outside the data is wrong; the message is one sentence for the user.

    `hint` says what the user can do about it, where that is known.
    """

    exit_status = 2

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint

    @property
    def with_hint(self) -> str:
        """The message and the hint as sentences."""
        hint = self.hint or ""
        texts = (str(self), hint[:1].upper() + hint[1:])
        return " ".join(text if text.endswith(".") else f"{text}." for text in texts if text)


class UsageError(HandlelistsError):
    """The command was called with options that do not fit together."""


class RepositoryError(HandlelistsError):
    """git is missing, the folder is not a repository, or its history cannot be used."""


class InstanceError(HandlelistsError):
    """The root folder does not hold an instance (there is no `lists/` in it)."""

    @classmethod
    def without(cls, root: Path, folder: str) -> InstanceError:
        """Return the error for a root folder in which there is no such folder."""
        return cls(f"there is no folder {folder}/ in {root}", hint="name the instance's folder with --root")


class OutputError(HandlelistsError):
    """The site cannot be written."""


class DefectError(OutputError):
    """The builder found a fault of its own, such as a file that breaks the feeds' schemas, and wrote nothing."""

    exit_status = 70

    def __init__(self, message: str) -> None:
        super().__init__(message, hint=REPORT)


class SigningError(HandlelistsError):
    """A review cannot be signed: no ssh-keygen, no such key, or the key's holder did not agree."""
