"""Dialogue: one reviewer, one record after the other: the text first, addresses on a keypress, then the verdict."""

import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import click

from site_builder.cli.ledgers import Ledger, Signer
from site_builder.errors import HandlelistsError, UsageError, quantity
from site_builder.printing import in_color, terminal_columns
from site_builder.report.escape import visible
from site_builder.reviewing.subject import Addressed, Subject, addressed, unseen
from site_builder.reviewing.view import REMINDER, Line, Style, draw, opened, prose, warning

_Thing = TypeVar("_Thing")
_VERDICTS: Final = {"c": "confirm", "r": "reject", "w": "withdraw"}
_YES: Final = "y"
_STYLES: Final[dict[Style, dict[str, Any]]] = {
    Style.HEADING: {"bold": True},
    Style.WARNING: {"bold": True, "fg": "yellow"},
    Style.DIM: {"dim": True},
}


@dataclass(frozen=True, slots=True)
class Screen:
    """How text is shown: columns, colours, and the milder sensitivity that is not shown at all."""

    width: int
    color: bool
    skip: str | None

    def show(self, *lines: Line) -> None:
        """Print lines in their style."""
        for line in lines:
            painted = self.color and line.text and line.style in _STYLES
            click.echo(click.style(line.text, **_STYLES[line.style]) if painted else line.text)

    def say(self, text: str, style: Style = Style.PLAIN) -> None:
        """Print a paragraph, hostile or not."""
        self.show(*prose(text, self.width, style=style))


class Dialogue:
    """A session at a terminal. What was filed stays filed, however the session ends."""

    def __init__(self, screen: Screen, ledger: Ledger, signer: Signer) -> None:
        self._screen = screen
        self._ledger = ledger
        self._signer = signer
        self._verdicts: Counter[str] = Counter()
        self._skipped = 0

    def run(self, subjects: Iterable[Subject], count: int) -> None:
        """Go through the subjects, each made when its turn comes; say at the end what the session came to."""
        try:
            for number, subject in enumerate(subjects):
                left = count - number
                to_go = f"{quantity(left, 'record')} to go" if left > 1 else "The last record of this session"
                if count > 1:
                    self._screen.show(Line(""), Line(to_go, Style.DIM))
                if not self._review(subject):
                    return
        except EOFError:
            return
        finally:
            by = ", ".join(f"{number} {verdict}" for verdict, number in sorted(self._verdicts.items()))
            done = quantity(self._verdicts.total(), "review") + (f" ({by})" if by else "")
            with contextlib.suppress(OSError):  # what ended the session matters more
                click.echo(f"\n{done}" + (f", {self._skipped} skipped" if self._skipped else ""))

    def _review(self, subject: Subject) -> bool:
        """Ask for a verdict on a subject, and return whether the reviewer goes on to the next."""
        screen = self._screen
        screen.show(Line(""), *draw(subject, screen.width, screen.skip))
        screen.show(Line(""))
        screen.say(REMINDER, Style.DIM)
        things = addressed(subject, screen.skip)
        turn = 0
        while True:
            key = self._ask(self._menu(subject, things[turn] if things else None))
            if key == "e" and things:
                self._open(things[turn])
                turn = (turn + 1) % len(things)
            elif key == "t":
                screen.show(*draw(subject, screen.width, screen.skip))
            elif key == "s":
                self._ledger.skips.skip(subject.digest)
                self._skipped += 1
                return True
            elif key == "q":
                return False
            elif key in _VERDICTS and self._file(subject, _VERDICTS[key]):
                return True

    def _menu(self, subject: Subject, thing: Addressed | None) -> list[str]:
        verdicts = [
            f"{key} {verdict}"
            for key, verdict in _VERDICTS.items()
            if self._ledger.refusal(subject, verdict) is None
        ]
        rows = ["   ".join((*verdicts, "s skip", "t text again", "q quit"))]
        if thing is not None:
            rows.insert(0, f"e show the addresses of {thing.name}, sensitivity {thing.sensitivity}")
        return rows

    def _open(self, thing: Addressed) -> None:
        screen = self._screen
        if thing.sensitivity != "none":
            screen.say(f"{warning(thing)} You need not look at it to review the record.", Style.WARNING)
            if self._ask(["y show its addresses   any other key: leave it"]) != _YES:
                return
        screen.show(Line(f"  {visible(thing.name)}", Style.HEADING), *opened(thing))

    def _file(self, subject: Subject, verdict: str) -> bool:
        fault = self._ledger.refusal(subject, verdict)
        if fault is not None:
            self._screen.say(f"Not possible: {fault}.", Style.WARNING)
            return False
        signer = self._signer
        said = f"{verdict} record {subject.record} as {signer.reviewer}, dated {signer.today}"
        if self._ask([f"{said}?   y yes   any other key: no"]) != _YES:
            return False
        try:
            path = self._filed([subject], verdict)
        except HandlelistsError as error:
            self._screen.say(error.with_hint, Style.WARNING)
            return False
        self._verdicts[verdict] += 1
        self._screen.say(f"Written to {path}.")
        return True

    def one(self, subject: Subject, verdict: str) -> None:
        """File a verdict on a subject without asking. Raises `UsageError` where it would not count."""
        screen, signer = self._screen, self._signer
        fault = self._ledger.refusal(subject, verdict)
        if fault is not None:
            raise UsageError(f"cannot {verdict} record {subject.record}: {fault}")
        screen.show(*draw(subject, screen.width, screen.skip))
        screen.show(Line(""))
        screen.say(REMINDER)
        path = self._filed([subject], verdict)
        screen.say(f"{verdict} by {signer.reviewer}, dated {signer.today}, written to {path}")

    def _filed(self, subjects: Sequence[Subject], verdict: str) -> str:
        """Sign a verdict on each subject, look at the signatures, write all or none, and return where."""
        if self._signer.key is not None:
            self._screen.show(Line(""))
            self._screen.say("Signing. Your key may ask for its passphrase, or to be touched.", Style.DIM)
        reviews = self._signer.reviews(subjects, verdict, self._ledger)
        path = self._ledger.write(reviews)
        for review in reviews:
            self._ledger.numbers[review.record] = review.number
            self._ledger.skips.settle(review.claim)
        return path

    def _ask(self, rows: list[str]) -> str:
        """Print what can be pressed and return the key, in lower case."""
        self._screen.show(Line(""))
        for row in rows:
            self._screen.say(row, Style.HEADING)
        click.echo("  > ", nl=False)
        sys.stdout.flush()
        key = click.getchar()
        click.echo(visible(key))
        return key.lower()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a session goes, as its options say."""

    signer: Signer
    verdict: str | None
    """Of one record, without asking."""
    skip: str | None
    """The milder sensitivity; nothing that has it is shown."""
    most: int
    """Records of one session."""
    passed: list[str] = field(default_factory=list)
    """Ids of the records that `seen` left out."""

    def seen(self, candidates: Iterable[tuple[_Thing, str, Sequence[Mapping[str, Any]]]]) -> list[_Thing]:
        """Return the things whose evidence may be shown; say which are passed over.

        Each comes with the id of its record and its evidence.
        """
        kept = []
        for thing, record, evidence in candidates:
            if unseen(evidence, self.skip):
                worst = " or ".join(sorted({item["sensitivity"] for item in evidence}))
                click.echo(f"Record {record} is skipped: all of its evidence is {worst}.")
                self.passed.append(record)
            else:
                kept.append(thing)
        return kept

    def go(
        self, ledger: Ledger, things: Sequence[_Thing], show: Callable[[_Thing], Subject], *, signed: bool
    ) -> None:
        """Ask for verdicts on the first of some things, each shown when its turn comes, or file the one that is given.

        `signed` says whether a key is required. Raises `UsageError` where somebody has to be asked and cannot be, one
        verdict would be for many records, or would not count.
        """
        count = min(len(things), self.most)
        if self.verdict is not None and count != 1:
            message = "--verdict needs one record"
            raise UsageError(message, hint="name that record; without --verdict you are asked about each")
        if self.verdict is None and not at_terminal():
            message = "you cannot be asked without a terminal"
            raise UsageError(message, hint="give the verdict on one record with --verdict")
        with self.session(ledger, signed=signed) as (screen, signer):
            dialogue = Dialogue(screen, ledger, signer)
            if self.verdict is not None:
                dialogue.one(show(things[0]), self.verdict)
            else:
                dialogue.run(map(show, things[:count]), count)

    @contextlib.contextmanager
    def session(self, ledger: Ledger, *, signed: bool) -> Iterator[tuple[Screen, Signer]]:
        """Give the screen, and the signer with a key that will do; say at the end what is left, and close the ledger.

        `signed` says whether a key is required.
        """
        screen = Screen(terminal_columns(), in_color("text"), self.skip)
        with self.signer.with_key(ledger.root, required=signed) as found:
            # With a key that has ended stop words are signed still; whether it is one is not known before.
            day = found.today if self.verdict == "confirm" else None
            signer = found.checked(ledger.roster, day)
            try:
                yield screen, signer
            finally:
                with contextlib.suppress(OSError):  # as above
                    left, skipped = ledger.skips.left
                    if left:
                        behind = f", {skipped} of them skipped: those come last" if skipped else ""
                        click.echo(f"{quantity(left, 'record')} left for another session{behind}.")
                    if self.passed:
                        passed = quantity(len(self.passed), "record")
                        click.echo(f"{passed} passed over by --skip {self.skip}.")
                    ledger.close()


def at_terminal() -> bool:
    """Return whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stdout.isatty()
