"""Accounts: each has one record of a list, and protected ones (news media, officials, aid organisations) have none."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from site_builder.derive.state import derive_all, is_cleared
from site_builder.handles import LooksIndex, fold, likeness_rank, looks
from site_builder.handles.lookalike import edits_apart
from site_builder.load.layout import next_claim_of
from site_builder.load.names import AccountNames, looks_indexes
from site_builder.load.source_tree import Loading
from site_builder.model import ProtectedData, Record, RecordId
from site_builder.problems import Problem
from site_builder.record import retraction_in_force

_SAME, _LOOKS_SAME = 1, 2
"""Up to which rank of a likeness (`likeness_rank`) it is the same account, or a handle that looks the same."""


def check_duplicates(
    loading: Loading, today: str | None = None, changed: Collection[str] = ()
) -> Iterator[Problem]:
    """`duplicate-account`, `duplicate-handle` inside a list, `duplicate-elsewhere` across lists.

    Of two records of one list the one is reported that is in a file of `changed`, else the one that is not public, else
    the newer one: whose first review is later, else whose id is greater. Retracted ones are left aside: they stay in
    the tree for good, and their accounts are listed again by records that say so (`relists`). A handle of digits alone
    that is another record's account id names the same account.
    """
    told: set[tuple[str, str]] = set()
    groups = _groups(loading)
    shared = {record.id for group in groups.values() if len(group) > 1 for record in group}
    age = _ages(loading, today, shared)
    for (_, member, value), group in groups.items():
        ordered = sorted(group, key=lambda item: (item.file in changed, *age(item))) if len(group) > 1 else ()
        for record, other in _pairs(ordered):
            together = record.list == other.list
            key = (record.file, other.file if together else other.list)
            own = other.id in (next_claim_of(record.file), next_claim_of(other.file))
            if own or key in told or _ids_differ(record, other):
                continue
            told.add(key)
            data: Any = record.data
            named = "account_id" if member == "account_id" and data.get("account_id") == value else "handle"
            params: dict[str, Any]
            if not together:
                params = {"list": other.list}
            elif member == "account_id":
                params = {"account_id": value}
            else:
                params = {"handle": data["handle"]}
            code = "duplicate-elsewhere" if not together else f"duplicate-{_CODES[member]}"
            yield loading.places.problem(code, record.file, f"/{named}", **params, other=other.file)


_CODES: Final = {"account_id": "account", "handle": "handle"}


def _groups(loading: Loading) -> Mapping[tuple[str, str, str], list[Record]]:
    """Return what may name one account, by platform, what names it, and its id or folded handle; ids come first."""
    found: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    handles: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    retracted = {item.id for item in loading.tree.records if retraction_in_force(item.data) is not None}
    for record in loading.tree.claims:
        platform = loading.tree.platforms.get(record.data["platform"])
        if platform is None or record.id in retracted or retraction_in_force(record.data) is not None:
            continue
        account_id, handle = record.data.get("account_id"), record.data.get("handle", "")
        names = {name for name in (account_id, handle if handle.isdigit() else None) if name is not None}
        for name in names:
            found[platform.id, "account_id", name].append(record)
        if handle:
            handles[platform.id, "handle", fold(platform, handle)].append(record)
    return found | handles


def _ages(
    loading: Loading, today: str | None, records: Collection[RecordId]
) -> Callable[[Record], tuple[bool, str, str, str]]:
    """Return what orders some records: those that are public first, then by their first reviews, ids and files."""
    tree = loading.tree
    said: dict[tuple[str, str], str] = {}
    for review in tree.reviews if records else ():
        key = (review.list, review.record)
        said[key] = min(review.date, said.get(key, review.date))
    some = tuple(record for record in tree.records if record.id in records)
    day = today or max(said.values(), default="")
    derived = derive_all(replace(tree, records=some), day) if some else ()
    public = {item.record.file for item in derived if item.derived.public}

    def age(record: Record) -> tuple[bool, str, str, str]:
        first = said.get((record.list, record.id), _LAST) if next_claim_of(record.file) is None else _LAST
        return record.file not in public, first, record.id or _LAST, record.file

    return age


_LAST: Final = "~"
"""Sorts after every day and id."""


def _pairs(records: Sequence[Record]) -> Iterator[tuple[Record, Record]]:
    """Yield each record with the first before it in every list."""
    first: dict[str, Record] = {}
    for record in records:
        for other in first.values():
            yield record, other
        first.setdefault(record.list, record)


def _ids_differ(record: Record, other: Record) -> bool:
    ids = (record.data.get("account_id"), other.data.get("account_id"))
    return None not in ids and ids[0] != ids[1]


def check_cleared(loading: Loading) -> Iterator[Problem]:
    """`account-cleared`: a record, next claim or draft is about an account that was cleared, and does not say so.

    Under any handle or id that either has or had, or that the retraction covers: an invented id frees nobody.
    """
    tree = loading.tree
    cleared: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in tree.records:
        if is_cleared(record.data, tree.vocabulary):
            for name in _all_names(loading, record):
                cleared[name].append(record)
    for record in tree.claims if cleared else ():
        if retraction_in_force(record.data) is not None:
            continue
        found = {other.id: other for name in _all_names(loading, record) for other in cleared.get(name, ())}
        for other in sorted(found.keys() - {record.id, *record.data.get("relists", ())}):
            where = "/handle" if "handle" in record.data else "/account_id"
            params: dict[str, Any] = {"other": other, "list": found[other].list}
            yield loading.places.problem("account-cleared", record.file, where, **params)


def _all_names(loading: Loading, record: Record) -> set[tuple[str, str]]:
    """Return all by which a record's account is or was known, each with the platform."""
    platform, names = loading.tree.platforms.get(record.data["platform"]), AccountNames.written(record.data)
    every = names.known_as(platform) if platform is not None and names is not None else ()
    return {(record.data["platform"], name) for name in every}


def check_protected(loading: Loading) -> Iterator[Problem]:
    """`protected-account`, `protected-lookalike`, `protected-similar`; retracted records aside.

    The same account is an error that nothing answers. A handle that looks the same (UTS 39 skeleton), or one that is
    the account's earlier one, is an error, one that is an edit or two away a warning; `distinct_from` answers these.
    Accounts are compared on one platform.
    """
    # Of two with one id the first counts.
    accounts = {item.data["id"]: item.data for item in reversed(loading.tree.protected)}
    items = ((name, item["platform"], item) for name, item in accounts.items())
    indexes = looks_indexes(loading.tree.platforms, items)
    for record in loading.tree.claims:
        index = indexes.get(record.data["platform"])
        if index is not None and retraction_in_force(record.data) is None:
            yield from _compare(loading, record, index, accounts)


def _compare(
    loading: Loading, record: Record, index: LooksIndex, accounts: Mapping[str, ProtectedData]
) -> Iterator[Problem]:
    data, platform = record.data, loading.tree.platforms[record.data["platform"]]
    mine = looks(platform, data.get("handle"), data.get("account_id"))
    answered = {item["protected"] for item in data.get("distinct_from", ())}
    for name, reason in sorted(index.like(mine).items()):
        account, rank = accounts[name], likeness_rank(reason)
        edits = None if mine.folded is None else edits_apart(fold(platform, account["handle"]), mine.folded)
        code, pointer = "protected-account", "/handle" if edits == 0 else "/account_id"
        params: dict[str, Any] = {"protected": name, "name": account["name"]}
        if rank > _SAME:
            if name in answered:
                continue
            code, pointer = "protected-lookalike" if rank == _LOOKS_SAME else "protected-similar", "/handle"
            params |= {"handle": data.get("handle"), "protected_handle": account["handle"]}
        if rank > _LOOKS_SAME:
            params["distance"] = edits
        yield loading.places.problem(code, record.file, pointer, **params)
    # Nobody is said to have been a protected account either: pages and the search name earlier handles.
    for at, item in enumerate(data.get("previous_handles", ())):
        for name, reason in sorted(index.like(looks(platform, item["handle"])).items()):
            if likeness_rank(reason) <= _SAME and name not in answered:
                account = accounts[name]
                params = {"protected": name, "name": account["name"], "handle": item["handle"]}
                params["protected_handle"] = account["handle"]
                pointer = f"/previous_handles/{at}/handle"
                yield loading.places.problem("protected-lookalike", record.file, pointer, **params)
