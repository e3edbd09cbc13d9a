"""Accounts: each has one record of a list, and protected ones (news media, officials, aid organisations) have none."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from site_builder.handles import LooksIndex, fold, likeness_rank, looks
from site_builder.handles.lookalike import edits_apart
from site_builder.load.layout import next_claim_of
from site_builder.load.names import looks_indexes
from site_builder.load.source_tree import Loading
from site_builder.model import ProtectedData, Record
from site_builder.problems import Problem
from site_builder.record import retraction_in_force

Groups = dict[tuple[str, str], list["Record"]]
_SAME, _LOOKS_SAME = 1, 2
"""Up to which rank of a likeness (`likeness_rank`) it is the same account, or a handle that looks the same."""


def check_duplicates(loading: Loading) -> Iterator[Problem]:
    """`duplicate-account`, `duplicate-handle` inside a list, `duplicate-elsewhere` across lists.

    Of two records of one list the later one is reported, next claims and drafts after records. Retracted ones are left
    aside: they stay in the tree for good, and their accounts are listed again by records that say so (`relists`).
    """
    told: set[tuple[str, str]] = set()
    shared = (("account_id", "duplicate-account"), ("handle", "duplicate-handle"))
    for (member, code), groups in zip(shared, _groups(loading), strict=True):
        for record, other in chain.from_iterable(map(_pairs, groups.values())):
            together = record.list == other.list
            key = (record.file, other.file if together else other.list)
            own = other.id in (next_claim_of(record.file), next_claim_of(other.file))
            if own or key in told or _ids_differ(record, other):
                continue
            told.add(key)
            data: Any = record.data
            found = code if together else "duplicate-elsewhere"
            params = {member: data[member]} if together else {"list": other.list}
            yield loading.places.problem(found, record.file, f"/{member}", **params, other=other.file)


def _groups(loading: Loading) -> tuple[Groups, Groups]:
    by_account: Groups = defaultdict(list)
    by_handle: Groups = defaultdict(list)
    for record in loading.tree.claims:
        platform = loading.tree.platforms.get(record.data["platform"])
        if platform is None or retraction_in_force(record.data) is not None:
            continue
        account_id = record.data.get("account_id")
        if account_id is not None:
            by_account[platform.id, account_id].append(record)
        by_handle[platform.id, fold(platform, record.data["handle"])].append(record)
    return by_account, by_handle


def _pairs(records: list[Record]) -> Iterator[tuple[Record, Record]]:
    """Yield each record with the first before it in every list."""
    first: dict[str, Record] = {}
    for record in records:
        for other in first.values():
            yield record, other
        first.setdefault(record.list, record)


def _ids_differ(record: Record, other: Record) -> bool:
    ids = (record.data.get("account_id"), other.data.get("account_id"))
    return None not in ids and ids[0] != ids[1]


def check_protected(loading: Loading) -> Iterator[Problem]:
    """`protected-account`, `protected-lookalike`, `protected-similar`; retracted records aside.

    The same account is an error that nothing answers. A handle that looks the same (UTS 39 skeleton) is an error and
    one that is an edit or two away a warning; `distinct_from` answers both. Accounts are compared on one platform.
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
    mine = looks(platform, data["handle"], data.get("account_id"))
    answered = {item["protected"] for item in data.get("distinct_from", ())}
    for name, reason in sorted(index.like(mine).items()):
        account, rank = accounts[name], likeness_rank(reason)
        edits = edits_apart(fold(platform, account["handle"]), mine.folded)
        code, pointer = "protected-account", "/handle" if edits == 0 else "/account_id"
        params: dict[str, Any] = {"protected": name, "name": account["name"]}
        if rank > _SAME:
            if name in answered:
                continue
            code, pointer = "protected-lookalike" if rank == _LOOKS_SAME else "protected-similar", "/handle"
            params |= {"handle": data["handle"], "protected_handle": account["handle"]}
        if rank > _LOOKS_SAME:
            params["distance"] = edits
        yield loading.places.problem(code, record.file, pointer, **params)
