"""Batch: the accounts of one import at a terminal, page by page, and one verdict that is signed for each of them.

What is common is read once. Nobody confirms what they did not see: a confirmation is typed after the last page, and
needs a terminal. To stop a batch nobody need look at it: `--verdict reject` or `withdraw` asks nothing.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import click

from site_builder.cli.dialogue import Dialogue, Manner, Screen, at_terminal
from site_builder.cli.edits import EditDesk
from site_builder.cli.ledgers import Ledger, Signer
from site_builder.derive.state import DerivedRecord
from site_builder.errors import HandlelistsError, UsageError, quantity
from site_builder.printing import in_color, say, terminal_columns
from site_builder.reviewing.batch import (
    BatchAccount,
    BatchGroup,
    account_index,
    alike,
    groups,
    row_order,
    seen_words,
)
from site_builder.reviewing.batch_view import BatchPage, batch_pages, draw_signed
from site_builder.reviewing.desk import Desk
from site_builder.reviewing.subject import Subject, unseen
from site_builder.reviewing.view import REMINDER, Line, Style
from site_builder.settings import LIMITS

_VERDICTS: Final = {"c": "confirm", "r": "reject"}
_NAMED: Final = 10
"""Records that are left out for one reason and are named; the rest is counted."""
_SPAN: Final = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")


def take_batch(instance: EditDesk, name: str) -> None:
    """Take in the records that may be of an import, and those that look like their accounts.

    Raises `UsageError` where none can be read that is. Files of such that cannot be read are said.
    """
    found = frozenset(instance.part.saying(name))
    instance.take(found, alike=True)
    read = {item.id: item for item in instance.loading.tree.records}
    if not any(item.data.get("batch") == name for item in read.values()):
        hint = "`handlelists review --queue` says which batches wait"
        raise UsageError(f"no record that can be read is of the batch {name}", hint=hint)
    broken = sorted(found - read.keys())
    if broken:
        say(
            f"{quantity(len(broken), 'record')} left out: `handlelists validate` says why: {_few(broken)}",
            err=True,
        )


def _few(records: Sequence[str]) -> str:
    """Return the ids of some records; of many the first, and how many more there are."""
    more = f" and {len(records) - _NAMED:,} more" if len(records) > _NAMED else ""
    return ", ".join(sorted(records)[:_NAMED]) + more


def chosen(desk: Desk, name: str, list_id: str | None, manner: Manner) -> list[DerivedRecord]:
    """Return the records of an import to review now, in the order of their rows; say which are left out, and why."""
    if manner.verdict == "confirm":
        message = "a batch is confirmed at a terminal, after its pages"
        raise UsageError(message, hint="leave out --verdict; reject and withdraw need no look")
    found, unfit = desk.batch(name, list_id, manner.verdict)
    left: dict[str, list[str]] = {}
    for item, why in unfit:
        left.setdefault(why, []).append(item.record.id)
    kept = []
    for item in sorted(found, key=row_order):
        if manner.verdict is None and unseen(item.record.data["evidence"], manner.skip):
            left.setdefault(f"all evidence is skipped by --skip {manner.skip}", []).append(item.record.id)
        else:
            kept.append(item)
    for why, records in sorted(left.items()):
        more = f" and {len(records) - _NAMED:,} more" if len(records) > _NAMED else ""
        say(
            f"{quantity(len(records), 'record')} left out: {why}: {', '.join(sorted(records)[:_NAMED])}{more}"
        )
    return kept


def batch_groups(
    desk: Desk, items: Sequence[DerivedRecord], show: Callable[..., Subject]
) -> tuple[BatchGroup, ...]:
    """Return records of one import as groups of accounts, with what each is like in all of it and elsewhere."""
    platforms, name = desk.loading.tree.platforms, items[0].record.data.get("batch")
    numbers = {item.record.id: number for number, item in enumerate(items, start=1)}
    within, elsewhere = (
        account_index(
            platforms, [item for item in desk.records if (item.record.data.get("batch") == name) is here]
        )
        for here in (True, False)
    )
    accounts = []
    for item in items:
        beside = [desk.items[record] for record in alike(platforms, elsewhere, item)]
        near: dict[str, list[str]] = {}
        for record, reason in alike(platforms, within, item).items():
            near.setdefault(reason, []).append(str(numbers.get(record, f"record {record}")))
        accounts.append(
            BatchAccount(
                numbers[item.record.id],
                show(item, beside=beside),
                seen_words(item.record.data),
                tuple((reason, tuple(found)) for reason, found in sorted(near.items())),
            )
        )
    return groups(accounts)


def go(manner: Manner, ledger: Ledger, found: Sequence[BatchGroup], *, signed: bool) -> None:
    """Show groups and ask for the verdict on them, or file the one that is given; without a terminal only show them."""
    if manner.verdict is None:
        found = _bounded(found)
    if manner.verdict is None and not at_terminal():
        screen = Screen(terminal_columns(), in_color("text"), manner.skip)
        for page in batch_pages(found):
            screen.show(*page.draw(screen.width, screen.skip))
        click.echo("\nNothing was signed: a batch is confirmed at a terminal, after its pages.")
        return
    with manner.session(ledger, signed=signed) as (screen, signer):
        dialogue = BatchDialogue(screen, ledger, signer, batch_pages(found))
        if manner.verdict is None:
            dialogue.look()
        else:
            dialogue.stop(manner.verdict)


def _bounded(found: Sequence[BatchGroup]) -> Sequence[BatchGroup]:
    """Return what one look takes in: of accounts whose claims are like no other as many as a session has."""
    most = sum(len(group.accounts) > 1 for group in found) + LIMITS.session
    if len(found) > most:
        say(f"{quantity(len(found) - most, 'account')} left for another time: more claims are like no other.")
    return found[:most]


class BatchDialogue(Dialogue):
    """One look at a batch: every page, then one verdict. What is filed is filed for all accounts at once, or none."""

    def __init__(self, screen: Screen, ledger: Ledger, signer: Signer, pages: Sequence[BatchPage]) -> None:
        super().__init__(screen, ledger, signer)
        self._pages = pages
        self._accounts = {item.number: item for page in pages for item in page.accounts}
        self._out: set[int] = set()

    def look(self) -> None:
        """Show the pages in turn and ask for the verdict behind the last one."""
        try:
            while self._read():
                self._screen.show(Line(""))
                self._screen.say(REMINDER, Style.DIM)
                if not self._decide():
                    return
        except EOFError:
            return

    def stop(self, verdict: str) -> None:
        """Show the pages, and file a verdict on all accounts without asking."""
        for page in self._pages:
            self._screen.show(*page.draw(self._screen.width, self._screen.skip))
        self._sign(verdict, [item.subject for item in self._accounts.values()])

    def _read(self) -> bool:
        """Show the pages in turn; return whether the reviewer went through all of them."""
        for number, page in enumerate(self._pages, start=1):
            self._screen.show(*page.draw(self._screen.width, self._screen.skip))
            if not self._turn(page, f"Page {number} of {len(self._pages)}"):
                return False
        return True

    def _turn(self, page: BatchPage, where: str) -> bool:
        """Ask until the reviewer goes on from a page, or quits."""
        things, turn = page.group.things(self._screen.skip), 0
        while True:
            rows = [where, "n go on   x take accounts out   d digests   t text again   q quit"]
            if things:
                thing = things[turn]
                rows.insert(1, f"e show the addresses of {thing.name}, sensitivity {thing.sensitivity}")
            key = self._ask(rows)
            if key == "e" and things:
                self._open(things[turn])
                turn = (turn + 1) % len(things)
            elif key == "x":
                self._take_out()
            elif key == "d":
                self._screen.show(*draw_signed(page.accounts, self._screen.width))
            elif key == "t":
                self._screen.show(*page.draw(self._screen.width, self._screen.skip))
            elif key in {"n", "q"}:
                return key == "n"

    def _decide(self) -> bool:
        """Ask for the verdict; return whether the reviewer wants to see the pages again."""
        while True:
            kept = [item.subject for number, item in self._accounts.items() if number not in self._out]
            fit = {
                verdict: [subject for subject in kept if self._ledger.refusal(subject, verdict) is None]
                for verdict in _VERDICTS.values()
            }
            words = [f"{key} {name} {len(fit[name])}" for key, name in _VERDICTS.items() if fit[name]]
            key = self._ask(["   ".join((*words, "x take accounts out", "p pages again", "q quit"))])
            if key == "x":
                self._take_out()
            elif key in _VERDICTS and fit[_VERDICTS[key]]:
                verdict = _VERDICTS[key]
                self._say_refused(kept, verdict)
                if self._meant(verdict, len(fit[verdict])) and self._signed(verdict, fit[verdict]):
                    return False
            elif key in {"p", "q"}:
                return key == "p"

    def _take_out(self) -> None:
        text = self._line("Numbers to take out, such as 3, 7-9:")
        found = numbers_of(text, self._accounts)
        if found is None:
            self._screen.say("These are not numbers of accounts here; none was taken out.", Style.WARNING)
            return
        self._out |= found
        out = ", ".join(map(str, sorted(self._out))) or "none"
        self._screen.say(f"Taken out, for a review by themselves: {out}.")

    def _meant(self, verdict: str, count: int) -> bool:
        """Return whether the reviewer types what is to be signed."""
        signer, words = self._signer, f"{verdict} {count}"
        what = f"{quantity(count, 'claim')}, one signature each, as {signer.reviewer}, dated {signer.today}"
        return self._line(f'Type "{words}" to {verdict} {what}; anything else is no:') == words

    def _line(self, question: str) -> str:
        self._screen.show(Line(""))
        self._screen.say(question, Style.HEADING)
        answer: str = click.prompt("  >", default="", show_default=False, prompt_suffix=" ")
        return " ".join(answer.split())

    def _say_refused(self, subjects: Iterable[Subject], verdict: str) -> None:
        refused: dict[str, list[str]] = {}
        for subject in subjects:
            fault = self._ledger.refusal(subject, verdict)
            if fault is not None:
                refused.setdefault(fault, []).append(subject.record)
        for fault, records in sorted(refused.items()):
            words = f"Not possible on {quantity(len(records), 'record')}: {fault}: {_few(records)}."
            self._screen.say(words, Style.WARNING)

    def _signed(self, verdict: str, subjects: Sequence[Subject]) -> bool:
        try:
            self._sign(verdict, subjects)
        except HandlelistsError as error:
            self._screen.say(error.with_hint, Style.WARNING)
            return False
        return True

    def _sign(self, verdict: str, subjects: Sequence[Subject]) -> None:
        where = self._filed(subjects, verdict)
        signer, count = self._signer, quantity(len(subjects), "claim")
        self._screen.say(
            f"{verdict} of {count} by {signer.reviewer}, dated {signer.today}, written to {where}."
        )


def numbers_of(text: str, known: Mapping[int, BatchAccount]) -> set[int] | None:
    """Return the numbers of accounts that a text such as `3, 7-9` lists; None where it says anything else."""
    found: set[int] = set()
    for part in text.replace(",", " ").split():
        match = _SPAN.fullmatch(part)
        span = range(int(match[1]), int(match[2] or match[1]) + 1) if match else range(0)
        if not span or not set(span) <= known.keys():
            return None
        found.update(span)
    return found
