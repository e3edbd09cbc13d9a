"""Duplicates: one account, one record of a list.

A record that was retracted as a duplicate is left aside, because it stays in the tree beside the record that
covers its account. Any other retracted record counts: its account is listed again by reinstating it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

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

    Of two records of one list the later one is told, drafts after records.
    """
    by_account, by_handle = _groups(loading)
    seen_twice: set[tuple[str, str]] = set()
    for (_, account_id), records in by_account.items():
        for record, other in _pairs(records):
            if record.list == other.list:
                seen_twice.add((record.file, other.file))
                yield loading.places.problem(
                    "duplicate-account",
                    record.file,
                    "/account_id",
                    account_id=account_id,
                    other=other.file,
                )
    for records in by_handle.values():
        for record, other in _pairs(records):
            if record.list != other.list or (record.file, other.file) in seen_twice:
                continue
            if not _ids_differ(record, other):
                yield loading.places.problem(
                    "duplicate-handle",
                    record.file,
                    "/handle",
                    handle=record.data["handle"],
                    other=other.file,
                )
    yield from _elsewhere(loading, by_account, by_handle)


def _elsewhere(loading: Loading, *groupings: Groups) -> Iterator[Problem]:
    told: set[tuple[str, str]] = set()
    for pointer, groups in zip(("/account_id", "/handle"), groupings, strict=True):
        for records in groups.values():
            for record, other in _pairs(records):
                key = (record.file, other.list)
                if record.list == other.list or key in told or _ids_differ(record, other):
                    continue
                told.add(key)
                yield loading.places.problem(
                    "duplicate-elsewhere", record.file, pointer, list=other.list, other=other.file
                )


def _groups(loading: Loading) -> tuple[Groups, Groups]:
    by_account: Groups = defaultdict(list)
    by_handle: Groups = defaultdict(list)
    for record in (*loading.tree.records, *loading.tree.drafts):
        platform = loading.tree.platforms.get(record.data["platform"])
        if platform is None or _is_settled(record):
            continue
        account_id = record.data.get("account_id")
        if account_id is not None:
            by_account[platform.id, account_id].append(record)
        by_handle[platform.id, fold(platform, record.data["handle"])].append(record)
    return by_account, by_handle


def _is_settled(record: Record) -> bool:
    retraction = retraction_in_force(record.data)
    return retraction is not None and retraction["reason"] == "duplicate"


def _pairs(records: list[Record]) -> Iterator[tuple[Record, Record]]:
    """Yield each record with the first before it in every list."""
    if len(records) == 1:
        return
    first: dict[str, Record] = {}
    for record in records:
        for other in first.values():
            yield record, other
        first.setdefault(record.list, record)


def _ids_differ(record: Record, other: Record) -> bool:
    ids = (record.data.get("account_id"), other.data.get("account_id"))
    return None not in ids and ids[0] != ids[1]
