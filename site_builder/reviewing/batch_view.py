"""Batch view: accounts of one import as pages of text: what is common once, then each account, briefly or whole.

As in `view`, everything passes `visible`, and no address is in the text but those of sources, which are documents.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from site_builder.errors import quantity
from site_builder.record import account_name
from site_builder.reviewing.batch import BatchAccount, BatchGroup
from site_builder.reviewing.view import (
    UNSIGNED,
    Line,
    Style,
    account_words,
    behind,
    draw,
    draw_claim,
    foreign_letters,
    heading,
    item,
    labelled,
    list_lines,
    opened,
    others_named,
    platform_words,
    prose,
    to_know,
    unread,
)
from site_builder.settings import LIMITS

_BELOW: Final = " " * 7
_WARNED: Final = "Could be taken for"
_CLOSE: Final = frozenset({"one edit apart", "2 edits apart"})
"""In what many accounts of one import are alike: a series of names."""


@dataclass(frozen=True, slots=True)
class BatchPage:
    """One page: accounts that are shown together, and the group that they are of."""

    group: BatchGroup
    accounts: tuple[BatchAccount, ...]
    begins: bool
    """Whether what is common to the group is on it."""

    def draw(self, width: int, skip: str | None) -> tuple[Line, ...]:
        """Return the page as text."""
        if len(self.group.accounts) == 1:
            return tuple(_whole(self.group, width, skip))
        lines = [*_common(self.group, width, skip)] if self.begins else []
        lines += heading(self._title, width)
        for account in self.accounts:
            lines += _account(self.group, account, width)
        return tuple(lines)

    @property
    def _title(self) -> str:
        first = self.group.accounts.index(self.accounts[0]) + 1
        last, count = first + len(self.accounts) - 1, len(self.group.accounts)
        return (
            f"Accounts {first} to {last} of {count}"
            if count > len(self.accounts)
            else quantity(count, "account")
        )


def batch_pages(groups: Sequence[BatchGroup]) -> tuple[BatchPage, ...]:
    """Return the pages of some groups, in their order."""
    size = LIMITS.batch_page
    return tuple(
        BatchPage(group, group.accounts[start : start + size], begins=start == 0)
        for group in groups
        for start in range(0, len(group.accounts), size)
    )


def draw_signed(accounts: Sequence[BatchAccount], width: int) -> tuple[Line, ...]:
    """Return what is signed of some accounts and says nothing to a reader: the digests of their claims, their salts."""
    lines: list[Line] = []
    for account in accounts:
        subject = account.subject
        words = f"record {subject.record} claim {subject.digest} salt {subject.claim.get('salt', 'none')}"
        lines += behind(f"{account.number:>5}  ", words, width, Style.DIM)
    return tuple(lines)


def _common(group: BatchGroup, width: int, skip: str | None) -> Iterator[Line]:
    common = group.common
    count = quantity(len(group.accounts), "account")
    yield from heading(f"The same in {count}, on the list {common.list}", width)
    if group.unlike:
        words = f"Unlike the accounts above in: {', '.join(group.unlike)}."
        yield from prose(words, width, style=Style.WARNING)
    yield from list_lines(common, width)
    if "platform" in common.claim:
        yield from labelled("Platform", platform_words(common), width)
    for label, words in account_words(common.claim):
        yield from labelled(label, words, width)
    yield from draw_claim(common, width, skip)
    for thing in group.things(skip):
        if thing.name.startswith("source "):
            yield Line("")
            yield from prose(f"{thing.name}:", width)
            yield from opened(thing)
    close = sum(any(reason in _CLOSE for reason, _ in account.near) for account in group.accounts)
    series = f"{quantity(close, 'account')} with a handle one or two edits from that of another of the batch."
    seen = ["What was seen of an account is not signed."] if any(one.seen for one in group.accounts) else []
    yield from to_know((*common.notes, *([series] if close else ()), *seen), width)
    yield Line("")
    yield from unread(common.claim, width)


def _whole(group: BatchGroup, width: int, skip: str | None) -> Iterator[Line]:
    (account,) = group.accounts
    yield from heading(f"Account {account.number}, whole: no other claim of the batch is like it", width)
    if group.unlike:
        words = f"It differs from most of the batch in: {', '.join(group.unlike)}."
        yield from prose(words, width, style=Style.WARNING)
    yield from draw(account.subject, width, skip)
    for words in account.seen:
        yield from item(f"Seen {words} {UNSIGNED}", width)
    yield from _near(account, width)


def _account(group: BatchGroup, account: BatchAccount, width: int) -> Iterator[Line]:
    subject, own = account.subject, group.own(account)
    evidence = tuple(group.own_evidence(account))
    rows = [(part["id"], row) for part, _, row in evidence if row]
    words = [
        account_name(subject.claim),
        *([platform_words(subject)] if "platform" in own else []),
        *([f"id {subject.claim['account_id']}"] if {"account_id", "handle"} <= subject.claim.keys() else []),
        *(row if len(rows) == 1 else f"{name} {row}" for name, row in rows),
        f"record {subject.record}",
    ]
    yield from behind(f"{account.number:>5}  ", ", ".join(words), width, Style.HEADING)
    foreign = foreign_letters(subject.claim.get("handle", ""))
    if foreign:
        yield from behind(_BELOW, f"Not ASCII: {foreign}", width, Style.WARNING)
    facts = [f"{label}: {value}" for label, value in account_words(own)]
    if facts or account.seen:
        yield from behind(_BELOW, "; ".join((*facts, *(f"seen {words}" for words in account.seen))), width)
    for label, value in others_named(own):
        yield from behind(_BELOW, f"{label}: {value}", width, Style.WARNING)
    if "summary" in own:
        yield from behind(_BELOW, own["summary"], width)
    for part, texts, _ in evidence:
        for name in ("captured", "published", "summary"):
            if name in texts:
                yield from behind(_BELOW, f"{part['id']} {name}: {texts[name]}", width)
    yield from _near(account, width)
    for note in group.notes(account):
        style = Style.WARNING if note.startswith(_WARNED) else Style.PLAIN
        yield from behind(f"{_BELOW}- ", note, width, style)


def _near(account: BatchAccount, width: int) -> Iterator[Line]:
    """Yield which others of the batch look like an account."""
    for reason, names in account.near:
        if reason not in _CLOSE:
            words = f"{reason}: {', '.join(names)} of this batch"
            yield from behind(_BELOW, words, width, Style.WARNING)
