"""Accounts: which entries of all files are about one account.

Equal ids are; without an id on one side, equal folded handles are. A handle that two ids have says of neither which it
is. The order of rows and files does not matter.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from site_builder.handles import Platform, Platforms, fold, looks
from site_builder.imports.entries import ImportEntry


@dataclass(slots=True)
class ImportAccount:
    """One account, and the entries that name it, in the order of files and rows."""

    platform: Platform
    account_id: str | None
    entries: list[ImportEntry] = field(default_factory=list)

    @property
    def handles(self) -> tuple[str, ...]:
        """The handles that its entries give, the one that it had last first."""
        last: dict[str, tuple[str, int, str]] = {}
        for at, entry in enumerate(self.entries):
            if entry.handle is not None:
                said = (_seen(entry), -at, entry.handle)
                key = fold(self.platform, entry.handle)
                last[key] = max(last.get(key, said), said)
        return tuple(handle for _, _, handle in sorted(last.values(), reverse=True))

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
    by_id: dict[tuple[str, str], ImportAccount] = {}
    named: dict[tuple[str, str], list[ImportAccount]] = {}
    refused, without = [], []
    for entry in entries:
        if entry.reason:
            refused.append(entry)
        elif entry.account_id is None:
            without.append(entry)
        else:
            key = (entry.platform, entry.account_id)
            account = by_id.get(key)
            if account is None:
                account = by_id[key] = ImportAccount(platforms[entry.platform], entry.account_id)
            account.entries.append(entry)
            if entry.handle is not None:
                owners = named.setdefault((entry.platform, fold(platforms[entry.platform], entry.handle)), [])
                if account not in owners:
                    owners.append(account)
    for entry in without:
        owners = named.setdefault((entry.platform, fold(platforms[entry.platform], entry.handle or "")), [])
        if len(owners) > 1:
            refused.append(replace(entry, reason="handle-of-several"))
            continue
        if not owners:
            owners.append(ImportAccount(platforms[entry.platform], None))
        owners[0].entries.append(entry)
    accounts = {id(account): account for account in (*by_id.values(), *(one for some in named.values() for one in some))}
    for account in accounts.values():
        account.entries.sort(key=_order)
    refused.sort(key=_order)
    return tuple(sorted(accounts.values(), key=lambda account: _order(account.entries[0]))), tuple(refused)


def _order(entry: ImportEntry) -> tuple[int, str, int]:
    return entry.place.file, entry.place.sheet, entry.place.line
