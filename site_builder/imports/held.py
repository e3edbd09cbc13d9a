"""Held: what the tree has already about the accounts of an import. What was reviewed is never edited."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from site_builder.derive.state import DerivedRecord, derive_all, is_cleared
from site_builder.handles import Platforms, fold
from site_builder.imports.accounts import ImportAccount
from site_builder.load.names import AccountNames
from site_builder.load.part import TreePart
from site_builder.model import JsonObject, Record, RecordId
from site_builder.record import retraction_in_force


@dataclass(frozen=True, slots=True)
class HeldAccount:
    """What one account is in the tree."""

    record: DerivedRecord | None = None
    """The record of the list that is this account; None where there is none but retracted ones."""
    earlier: RecordId | None = None
    """The record of the list that had this handle before, where nothing else says that it is this account."""
    retracted: Record | None = None
    """A record of the list that is this account, and was retracted without being cleared."""
    alike: tuple[RecordId, ...] = ()
    """Records of any list that say one of its names: what the rules have to see."""
    strange: str = ""
    """The server that it is on, where no record and no protected account is on it and nobody said that it is one."""

    @property
    def proposed(self) -> bool:
        """Whether its record is a proposal that nobody has reviewed, which may be edited freely."""
        found = self.record
        return found is not None and found.derived.state == "proposed" and not found.derived.judged


def held(
    part: TreePart,
    list_id: str,
    today: str,
    accounts: Iterable[ImportAccount],
    servers: Collection[str] = (),
) -> tuple[HeldAccount, ...]:
    """Return what the tree has about each account, in their order; the records are taken into `part`.

    `servers` are hosts that are servers of a platform although nobody here has an account there.
    """
    every = tuple(accounts)
    wanted: dict[tuple[str, str], list[int]] = {}
    for at, account in enumerate(every):
        for name in account.names:
            wanted.setdefault((account.platform.id, name), []).append(at)
    found: list[set[RecordId]] = [set() for _ in every]
    platforms = part.loading.tree.platforms
    hosts = {item.id: set(servers) for item in platforms if item.any_host}
    for item in part.loading.tree.protected:
        hosts.get(item.data["platform"], set()).update(_hosts(platforms, item.data))
    for record, folder, names in part.names():
        platform = platforms.get(folder)
        if folder in hosts and platform is not None:
            hosts[folder].update(names.servers(platform))
        for name in names.known_as(platform) if platform is not None else ():
            for at in wanted.get((folder, name), ()):
                found[at].add(record)
    part.take(set().union(*found))
    vocabulary = part.loading.tree.vocabulary
    known = {item.record.id: item for item in derive_all(part.loading.tree, today)}
    return tuple(
        replace(
            _held(account, list_id, tuple(sorted(ids)), known, vocabulary), strange=_strange(account, hosts)
        )
        for account, ids in zip(every, found, strict=True)
    )


def _hosts(platforms: Platforms, data: Mapping[str, Any]) -> Iterable[str]:
    platform, names = platforms.get(data["platform"]), AccountNames.written(data)
    return names.servers(platform) if platform is not None and names is not None else ()


def _strange(account: ImportAccount, hosts: Mapping[str, Collection[str]]) -> str:
    known = hosts.get(account.platform.id)
    if known is None:
        return ""
    names = AccountNames(next(iter(account.handles), None), account.account_id, ())
    return next((host for host in names.servers(account.platform) if host not in known), "")


def _held(
    account: ImportAccount,
    list_id: str,
    ids: tuple[RecordId, ...],
    known: Mapping[RecordId, DerivedRecord],
    vocabulary: JsonObject,
) -> HeldAccount:
    items = [known[name] for name in ids if name in known]
    here = [
        item
        for item in items
        if item.record.list == list_id and retraction_in_force(item.record.data) is None
    ]
    same = sorted((item for item in here if _is(account, item.record)), key=lambda item: _rank(account, item))
    if same:
        return HeldAccount(same[0], alike=ids)
    others = (item.record for item in items if item.record.list == list_id and item not in here)
    gone = next((record for record in others if _is(account, record)), None)
    if gone is not None and not is_cleared(gone.data, vocabulary):
        return HeldAccount(retracted=gone, alike=ids)
    before = next((item.record.id for item in here if account.account_id is None), None)
    return HeldAccount(earlier=before, alike=ids)


def _is(account: ImportAccount, record: Record) -> bool:
    """Return whether a record is about an account: equal ids or, where not both have one, equal folded handles."""
    number = record.data.get("account_id")
    if number is not None and account.account_id is not None:
        return number == account.account_id
    handle = record.data.get("handle")
    mine = {fold(account.platform, name) for name in account.handles}
    return handle is not None and fold(account.platform, handle) in mine


def _rank(account: ImportAccount, item: DerivedRecord) -> tuple[bool, str]:
    return item.record.data.get("account_id") != account.account_id, item.record.id
