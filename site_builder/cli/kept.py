"""Kept: what outlasts a session in private files of one's own: answers to `add` not yet written, claims put off.

The answers are a draft of the record. Of claims there are only digests, so that the next session of `review` begins
with what its reviewer has not seen; they name nobody and may be deleted at any time.
"""

import contextlib
import itertools
import os
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

import click

from site_builder.cli.edits import is_here, is_source
from site_builder.errors import UsageError
from site_builder.fmt.emitter import emit
from site_builder.load.files import SOURCE_FOLDER
from site_builder.load.layout import FileKind
from site_builder.load.strict_yaml import load
from site_builder.proposals.answers import Answers, answers_of, record_value
from site_builder.report.escape import visible
from site_builder.rules import message
from site_builder.settings import LIMITS
from site_builder.write.files import write_atomic

_Thing = TypeVar("_Thing")
_MOST: Final = 10_000
"""Claims put off that are known: the last ones."""
PRIVATE: Final = 0o600
"""Permissions of what may name accounts that are not public, or says what somebody did not want to look at."""


def keep(answers: Answers, root: Path, draft: Path | None = None) -> None:
    """Write the answers to a file, by default a new one in this folder, and say how to go on.

    They are printed where that cannot be done.
    """
    content = emit(FileKind.RECORD, record_value(answers))
    numbers = (Path(f"proposal-{number}.yaml") for number in itertools.count(1))
    path = draft or next(path for path in numbers if not os.path.lexists(path))
    again = ["handlelists", "add", "--from", str(path)]
    again += ["--list", answers.list] if answers.list else []
    again += ["--root", str(root)] if not is_here(root) else []
    try:
        write_atomic(path, content, mode=PRIVATE)
    except OSError as error:
        click.echo(f"Your answers, which could not be written to {path} ({error.strerror}):", err=True)
        click.echo("\n".join(map(visible, content.decode("utf-8").splitlines())), err=True)
        return
    click.echo(f"Your answers are kept in {path}. Go on with them, or delete the file:", err=True)
    click.echo(f"  {visible(shlex.join(again))}", err=True)


def kept(path: Path, root: Path) -> Answers:
    """Return the answers that a file keeps. Raises `UsageError` for a file of anything else, `OSError` for none."""
    if is_source(path, root):
        hint = f"`handlelists fmt {path}` gives it an id and moves it to its place"
        raise UsageError(f"{path} is a draft below {SOURCE_FOLDER}/ already", hint=hint)
    data = bounded(path, LIMITS.record_bytes)
    if len(data) > LIMITS.record_bytes:
        raise UsageError(f"{path} is longer than {LIMITS.record_bytes} bytes")
    loaded = load(data, str(path))
    for item in loaded.problems:
        raise UsageError(f"{path}:{item.place.line}:{item.place.column}: {message(item)}")
    try:
        return answers_of(loaded.value)
    except UsageError as error:
        raise UsageError(f"{path} does not hold answers: {error}") from None


def bounded(file: Path, limit: int) -> bytes:
    """Return a file's bytes; of one that is too long a byte more than the limit, which its reader refuses."""
    with file.open("rb") as stream:
        return stream.read(limit + 1)


class Skips:
    """The claims that were skipped, the longest ago first; `path` is where they are kept, None if nowhere."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._skipped: list[str] = []
        self._waiting: set[str] = set()
        with contextlib.suppress(OSError):
            self._skipped = path.read_text("ascii", "replace").split() if path is not None else []

    def last(self, things: Sequence[_Thing], digest: Callable[[_Thing], str]) -> list[_Thing]:
        """Return things in their order, what was skipped behind them; `digest` gives the claim of one."""
        self._waiting = {digest(thing) for thing in things}
        places = {name: place for place, name in enumerate(self._skipped)}
        return sorted(things, key=lambda thing: places.get(digest(thing), -1))

    def skip(self, digest: str) -> None:
        """Put a claim behind all others. A file that cannot be written is not worth an error."""
        self._skipped = [*(name for name in self._skipped if name != digest), digest][-_MOST:]
        if self._path is not None:
            with contextlib.suppress(OSError):
                write_atomic(self._path, "\n".join(self._skipped).encode("ascii", "replace"), mode=PRIVATE)

    def settle(self, digest: str) -> None:
        """Take a claim out of those that wait."""
        self._waiting.discard(digest)

    @property
    def left(self) -> tuple[int, int]:
        """How many claims still wait, and how many of them were skipped."""
        return len(self._waiting), len(self._waiting.intersection(self._skipped))
