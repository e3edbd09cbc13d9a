"""Accounts: which entries of all files are about one account.

Equal ids are; without an id on one side, equal folded handles are. A handle that two ids have says of neither which it
is. The order of rows and files does not matter.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from site_builder.handles import Platform, Platforms, fold, looks
from site_builder.imports.entries import ImportEntry

_SEVERAL: Final = 2


@dataclass(slots=True)
class ImportAccount:
    """One account, and the entries that name it, in the order of files and rows."""

    platform: Platform
    account_id: str | None
    entries: list[ImportEntry] = field(default_factory=list)
    _handles: tuple[str, ...] | None = None

    @property
    def handles(self) -> tuple[str, ...]:
        """The handles that its entries give, the one that it had last first. Asked once no entry is to come."""
        if self._handles is None:
            self._handles = self._ordered()
        return self._handles

    def _ordered(self) -> tuple[str, ...]:
        if len(self.entries) == 1:
            only = self.entries[0].handle
            return () if only is None else (only,)
        last: dict[str, tuple[str, int, str]] = {}
        for at, entry in enumerate(self.entries):
            if entry.handle is not None:
                said = (_seen(entry), -at, entry.handle)
                key = fold(self.platform, entry.handle)
                last[key] = max(last.get(key, said), said)
        return tuple(handle for _, _, handle in sorted(last.values(), reverse=True))

    @property
    def is_sure(self) -> bool:
        """Whether it has one handle, or days say which of several it had last."""
        days = {fold(self.platform, entry.handle): "" for entry in self.entries if entry.handle is not None}
        for entry in self.entries:
            if entry.handle is not None:
                key = fold(self.platform, entry.handle)
                days[key] = max(days[key], _seen(entry))
        return len(days) < _SEVERAL or (all(days.values()) and len(set(days.values())) == len(days))

    def seen(self, handle: str) -> str | None:
        """Return the last day on which an entry says that it had a handle, where one does."""
        key = fold(self.platform, handle)
        same = (entry for entry in self.entries if entry.handle and fold(self.platform, entry.handle) == key)
        return max(map(_seen, same), default="") or None

    @property
    def names(self) -> frozenset[str]:
        """All that its ids and handles say, as records are compared by."""
        every = [looks(self.platform, None, self.account_id)]
        every += [looks(self.platform, handle, None) for handle in self.handles]
        return frozenset(name for item in every for name in item.ids | item.handle_ids)

    def fact(self, meaning: str) -> Any:
        """Return what its entries say first of something."""
        return next((entry.facts[meaning] for entry in self.entries if meaning in entry.facts), None)


def _seen(entry: ImportEntry) -> str:
    return str(entry.facts.get("date") or entry.facts.get("last_active") or "")


def grouped(
    platforms: Platforms, entries: Iterable[ImportEntry]
) -> tuple[tuple[ImportAccount, ...], tuple[ImportEntry, ...]]:
    """Return the accounts that entries name, in the order of their first entries, and the entries that are refused."""
    every = _Grouping(platforms)
    for entry in entries:
        every.take(entry)
    return every.done()


class _Grouping:
    """Entries with an id come first: which accounts have a handle is known then."""

    def __init__(self, platforms: Platforms) -> None:
        self._platforms = platforms
        self._by_id: dict[tuple[str, str], ImportAccount] = {}
        self._named: dict[tuple[str, str], list[ImportAccount]] = {}
        self._without: list[ImportEntry] = []
        self._refused: list[ImportEntry] = []

    def take(self, entry: ImportEntry) -> None:
        if entry.reason:
            self._refused.append(entry)
            return
        if entry.account_id is None:
            self._without.append(entry)
            return
        key = (entry.platform, entry.account_id)
        account = self._by_id.get(key)
        if account is None:
            account = self._by_id[key] = ImportAccount(self._platforms[entry.platform], entry.account_id)
        account.entries.append(entry)
        if entry.handle is not None:
            owners = self._owners(entry)
            if account not in owners:
                owners.append(account)

    def done(self) -> tuple[tuple[ImportAccount, ...], tuple[ImportEntry, ...]]:
        for entry in self._without:
            owners = self._owners(entry)
            if len(owners) > 1:
                self._refused.append(replace(entry, reason="handle-of-several"))
                continue
            if not owners:
                owners.append(ImportAccount(self._platforms[entry.platform], None))
            owners[0].entries.append(entry)
        for key, account in list(self._by_id.items()):
            if not account.is_sure:
                self._refused += [replace(entry, reason="handle-unsure") for entry in account.entries]
                del self._by_id[key]
        accounts = {id(account): account for account in self._by_id.values()}
        handled = (account for named in self._named.values() for account in named if account.is_sure)
        accounts |= {id(account): account for account in handled}
        for account in accounts.values():
            account.entries.sort(key=_order)
        first = sorted(accounts.values(), key=lambda account: _order(account.entries[0]))
        return tuple(first), tuple(sorted(self._refused, key=_order))

    def _owners(self, entry: ImportEntry) -> list[ImportAccount]:
        """Return the accounts that have the handle of an entry; the list is kept."""
        handle = fold(self._platforms[entry.platform], entry.handle or "")
        return self._named.setdefault((entry.platform, handle), [])


def _order(entry: ImportEntry) -> tuple[int, str, int]:
    return entry.place.file, entry.place.sheet, entry.place.line
