"""Protected accounts: news media, officials, aid organisations, which must never be listed by mistake.

The same account is an error that nothing answers. A handle that looks the same (UTS 39 skeleton) is an error and
one that is an edit or two away a warning; `distinct_from` answers both. Accounts are compared on one platform.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from site_builder.handles import NeighbourIndex, fold, lookalike_keys
from site_builder.record import retraction_in_force

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.handles import Platform
    from site_builder.load.source_tree import Loading
    from site_builder.model import Protected, Record
    from site_builder.problems import Problem


@dataclass(slots=True)
class _Index:
    """The protected accounts of one platform, by everything that they are compared by."""

    platform: Platform
    accounts: dict[str, Protected] = field(default_factory=dict)
    by_account_id: dict[str, str] = field(default_factory=dict)
    by_handle: dict[str, str] = field(default_factory=dict)
    by_looks: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    near: NeighbourIndex = field(default_factory=lambda: NeighbourIndex.build(()))


def check_protected(loading: Loading) -> Iterator[Problem]:
    """`protected-account`, `protected-lookalike`, `protected-similar`; retracted records aside."""
    indexes = _indexes(loading)
    for record in (*loading.tree.records, *loading.tree.drafts):
        index = indexes.get(record.data["platform"])
        if index is not None and retraction_in_force(record.data) is None:
            yield from _compare(loading, record, index)


def _compare(loading: Loading, record: Record, index: _Index) -> Iterator[Problem]:
    handle = record.data["handle"]
    folded = fold(index.platform, handle)
    same = {index.by_account_id.get(record.data.get("account_id", "")), index.by_handle.get(folded)} - {None}
    for name in sorted(filter(None, same)):
        pointer = "/handle" if index.by_handle.get(folded) == name else "/account_id"
        yield loading.places.problem(
            "protected-account", record.file, pointer, protected=name, name=index.accounts[name].data["name"]
        )
    answered = same | {item["protected"] for item in record.data.get("distinct_from", ())}
    alike = {name for key in lookalike_keys(handle) for name in index.by_looks.get(key, ())} - answered
    near = [(name, distance) for name, distance in index.near.near(folded) if name not in alike | answered]
    found: list[tuple[str, str, dict[str, Any]]] = [
        *(("protected-lookalike", name, {}) for name in alike),
        *(("protected-similar", name, {"distance": distance}) for name, distance in near),
    ]
    for code, name, params in found:
        account = index.accounts[name].data
        params |= {"protected": name, "name": account["name"], "protected_handle": account["handle"]}
        yield loading.places.problem(code, record.file, "/handle", handle=handle, **params)


def _indexes(loading: Loading) -> dict[str, _Index]:
    indexes: dict[str, _Index] = {}
    for item in loading.tree.protected:
        account = item.data
        platform = loading.tree.platforms.get(account["platform"])
        if platform is None:
            continue
        index = indexes.setdefault(platform.id, _Index(platform))
        name = account["id"]
        index.accounts.setdefault(name, item)
        if "account_id" in account:
            index.by_account_id.setdefault(account["account_id"], name)
        index.by_handle.setdefault(fold(platform, account["handle"]), name)
        for key in lookalike_keys(account["handle"]):
            index.by_looks[key].add(name)
    for index in indexes.values():
        pairs = ((fold(index.platform, item.data["handle"]), name) for name, item in index.accounts.items())
        index.near = NeighbourIndex.build(pairs)
    return indexes
