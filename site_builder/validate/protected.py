"""Protected accounts: news media, officials, aid organisations, which must never be listed by mistake.

The same account is an error that nothing answers. A handle that looks the same (UTS 39 skeleton) is an error and
one that is an edit or two away a warning; `distinct_from` answers both. Accounts are compared on one platform.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from site_builder.handles import LooksIndex, fold, likeness_rank, looks
from site_builder.handles.distance import edits_apart
from site_builder.load.names import looks_indexes
from site_builder.record import retraction_in_force

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_builder.load.source_tree import Loading
    from site_builder.model import ProtectedData, Record
    from site_builder.problems import Problem

_SAME, _LOOKS_SAME = 1, 2
"""Up to which rank of a likeness (`likeness_rank`) it is the same account, or a handle that looks the same."""


def check_protected(loading: Loading) -> Iterator[Problem]:
    """`protected-account`, `protected-lookalike`, `protected-similar`; retracted records aside."""
    # Of two with one id the first counts.
    accounts = {item.data["id"]: item.data for item in reversed(loading.tree.protected)}
    items = ((name, item["platform"], item) for name, item in accounts.items())
    indexes = looks_indexes(loading.tree.platforms, items)
    for record in (*loading.tree.records, *loading.tree.drafts):
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
