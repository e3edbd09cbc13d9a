"""Duplicates: one account, one record of a list.

A record that was retracted as a duplicate is left aside, because it stays in the tree beside the record that
covers its account. Any other retracted record counts: its account is listed again by reinstating it.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Any

from site_builder.handles import fold
from site_builder.record import retraction_in_force

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.load.source_tree import Loading
    from site_builder.model import Record
    from site_builder.problems import Problem

Groups = dict[tuple[str, str], list["Record"]]


def check_duplicates(loading: Loading) -> Iterator[Problem]:
    """`duplicate-account`, `duplicate-handle` inside a list, `duplicate-elsewhere` across lists.

    Of two records of one list the later one is reported, drafts after records.
    """
    told: set[tuple[str, str]] = set()
    shared = (("account_id", "duplicate-account"), ("handle", "duplicate-handle"))
    for (member, code), groups in zip(shared, _groups(loading), strict=True):
        for record, other in chain.from_iterable(map(_pairs, groups.values())):
            together = record.list == other.list
            key = (record.file, other.file if together else other.list)
            if key in told or _ids_differ(record, other):
                continue
            told.add(key)
            data: Any = record.data
            found = code if together else "duplicate-elsewhere"
            params = {member: data[member]} if together else {"list": other.list}
            yield loading.places.problem(found, record.file, f"/{member}", **params, other=other.file)


def _groups(loading: Loading) -> tuple[Groups, Groups]:
    by_account: Groups = defaultdict(list)
    by_handle: Groups = defaultdict(list)
    for record in (*loading.tree.records, *loading.tree.drafts):
        platform = loading.tree.platforms.get(record.data["platform"])
        retraction = retraction_in_force(record.data)
        if platform is None or (retraction is not None and retraction["reason"] == "duplicate"):
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
