"""Neighbours: what is in the tree already about an account that somebody is about to propose.

The rules about duplicates and protected accounts are asked with a draft of nothing but the account, so that they
speak before anybody has written a word about it. What names the account, as a person pasted it, is read here, too.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

from site_builder.derive.state import DerivedRecord, is_cleared
from site_builder.errors import UsageError
from site_builder.handles import (
    Looks,
    Platform,
    Platforms,
    Reading,
    as_handle,
    likeness,
    likeness_rank,
    looks,
)
from site_builder.handles.reader import read_in_full, read_text
from site_builder.load.names import AccountNames, known_servers, looks_indexes
from site_builder.load.part import TreePart
from site_builder.load.source_tree import Loading, packaged
from site_builder.model import JsonObject, Record, RecordId
from site_builder.problems import Place, Problems
from site_builder.rules import problem
from site_builder.validate.accounts import check_duplicates, check_protected

DRAFT: Final = "the new record"
"""What stands for the draft's file in problems: it has none yet."""
REFUSED: Final = frozenset({"duplicate-account", "duplicate-handle", "protected-account"})
"""Rules that nothing said of the account can answer."""
SERVER: Final = "server-unknown"
LOOKALIKE: Final = "protected-lookalike"
"""The rules that `--new-server` and `distinct_from` answer."""
MOST: Final = 20
"""Neighbours that are shown; of more, the strongest."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A record whose account is, or could be taken for, the one that is proposed."""

    item: DerivedRecord
    likeness: str


def told_by_rules(loading: Loading, account: dict[str, Any], list_id: str) -> Problems:
    """Return what the rules about duplicates and protected accounts say of an account on a list.

    `account` has `platform`, `handle`, `account_id` or both, and may have `distinct_from`, as in a record.
    """
    data: Any = account
    draft = Record(list=list_id, id="", file=DRAFT, data=data, claim="")
    # It comes after all records and drafts: of two of one account, it is the one that is shown.
    given = replace(loading, tree=replace(loading.tree, drafts=(*loading.tree.drafts, draft)))
    found = chain(check_duplicates(given), check_protected(given))
    return Problems.of(item for item in found if item.place.file == DRAFT)


def told_of_servers(part: TreePart, account: dict[str, Any]) -> Problems:
    """Return the warning about each host of an account that no record and no protected account has."""
    platforms, names = part.loading.tree.platforms, AccountNames.written(account)
    platform = platforms.get(account["platform"])
    if platform is None or names is None or not names.servers(platform):
        return Problems()
    records = ((record, other) for record, _, other in part.names(platform.id))
    known = known_servers(platform, part.loading.tree.protected, records)
    strange = (host for host in names.servers(platform) if host not in known or platforms.never_server(host))
    return Problems.of(problem(SERVER, Place(DRAFT), host=host, platform=platform.name) for host in strange)


def take_in_alike(
    part: TreePart, accounts: Iterable[Mapping[str, Any]], taken: Collection[RecordId] = ()
) -> None:
    """Take into a part of a tree the records of any list that are one of some accounts, or look like one.

    Those `taken` in already need no look.
    """
    platforms = part.loading.tree.platforms
    items = ((str(number), account["platform"], account) for number, account in enumerate(accounts))
    for name, index in looks_indexes(platforms, items).items():
        part.take(
            record
            for record, _, names in part.names(name)
            if record not in taken and any(map(index.like, names.looks(platforms[name])))
        )


def neighbours(
    loading: Loading, account: dict[str, Any], records: Iterable[DerivedRecord]
) -> tuple[Neighbour, ...]:
    """Return the records of any list that are the account or look like it, the likest first; at most `MOST`."""
    platform = loading.tree.platforms.get(account["platform"])
    if platform is None:
        return ()
    mine = looks(platform, account.get("handle"), account.get("account_id"))
    found = []
    for item in records:
        if item.record.data["platform"] == platform.id:
            reason = _reason(mine, platform, item.record)
            if reason is not None:
                found.append((reason[0], Neighbour(item, reason[1])))
    found.sort(key=lambda pair: (pair[0], pair[1].item.record.list, pair[1].item.record.id))
    return tuple(neighbour for _, neighbour in found[:MOST])


def relisted(found: Iterable[Neighbour], vocabulary: JsonObject) -> list[str]:
    """Return the ids of those neighbours that are the same account and were cleared: a new record names them."""
    return sorted(
        item.item.record.id
        for item in found
        if item.likeness.startswith("the same") and is_cleared(item.item.record.data, vocabulary)
    )


def _reason(mine: Looks, platform: Platform, record: Record) -> tuple[int, str] | None:
    """Return in what a record is like the account, with a rank; now, or under a handle that it gave up."""
    names = AccountNames.written(record.data)
    if names is None:
        return None
    now, *before = (likeness(mine, looks) for looks in names.looks(platform))
    if now is not None:
        return likeness_rank(now), now
    others = (*names.earlier, *names.covers)
    earlier = ((reason, handle) for reason, handle in zip(before, others, strict=True) if reason)
    best = min(earlier, key=lambda pair: (likeness_rank(pair[0]), pair[1]), default=None)
    return None if best is None else (likeness_rank(best[0]), f"{best[0]} as its earlier handle {best[1]}")


def platform_called(platforms: Platforms, name: str) -> Platform:
    """Return the platform with this id or other name. Raises `UsageError` where there is none."""
    found = platforms.find(name)
    if found is None:
        raise UsageError(f"there is no platform {name}{platforms.hint(name)}")
    return found


def read_account(platforms: Platforms, text: str, platform: str | None = None) -> Reading:
    """Return the account that a handle, account id or profile address names; exactly one of the two.

    `platform` is an id or another name of a platform. Raises `UsageError` where the text names no account, or none
    of that platform.
    """
    word = text.strip()
    named = None if platform is None else platform_called(platforms, platform)
    readings = [reading for reading in read_text(platforms, word, platform=named) if reading.kind != "record"]
    found = next((reading for reading in readings if reading.kind == "account"), None)
    reasons = [reading.reason for reading in readings if reading.reason] or [
        "words" if found else "no-handle"
    ]
    hint = packaged("vocabulary")["unreadable"][reasons[0]]["meaning"]
    if found is None:
        where = "any platform" if named is None else named.name
        hint = hint if named is None else f"a handle there is {named.handle.words}"
        raise UsageError(f"{word!r} is not a valid account of {where}", hint=hint)
    if not read_in_full(tuple(readings)):
        raise UsageError(f"{word!r} cannot be read in full", hint=hint)
    if len({reading.start for reading in readings}) > 1:
        error = f"{word!r} is more than one account"
        raise UsageError(error, hint="give one handle or one address of a profile")
    if named is not None and found.platform not in {None, named.id}:
        error = (
            f"this is the address of an account of {platforms[found.platform or ''].name}, not {named.name}"
        )
        raise UsageError(error)
    told = found.platform or (named.id if named else None)
    return Reading("account", told, found.handle, None if found.handle else found.account_id)


def candidates(platforms: Platforms, account: Reading) -> list[str]:
    """Return the ids of the platforms that have such handles, for an account whose platform is not known."""
    return [item.id for item in platforms if as_handle(item, account.handle or "")]


_SILENT: Final = frozenset({"noreply", "no-reply"})


def is_no_reply(address: str) -> bool:
    """Return whether an e-mail address is one that a forge hands out so that nobody can be reached by it.

    Such as `7+name@users.noreply.github.com`, `7-name@users.noreply.gitlab.com`, `name@noreply.codeberg.org` or
    `noreply@forge.example`: its local part, or a label of its domain, is `noreply` or `no-reply`.
    """
    local, _, domain = address.strip().lower().rpartition("@")
    return local in _SILENT or (bool(local) and not _SILENT.isdisjoint(domain.split(".")))
