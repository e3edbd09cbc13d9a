"""References: what public records rest on keeps its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from site_builder.check.side import Pair, ever_public
from site_builder.record import entries_used

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from site_builder.model import AccountList, RecordId
    from site_builder.problems import Problem

_Entry = tuple[str, str]
"""Kind and name of an entry of a list."""


def check_references(pair: Pair) -> Iterator[Problem]:
    """`source-changed`, `affiliation-changed`, `category-changed`: reviewers vouched for claims that name them."""
    if not pair.whole:
        return
    for list_id, old in sorted(pair.before.tree.lists.items()):
        new = pair.after.tree.lists.get(list_id)
        if new is None:
            continue
        file = f"lists/{list_id}/sources.yaml"
        where = {
            "source": (file, "/sources"),
            "affiliation": (file, "/affiliations"),
            "category": (new.file, "/categories"),
        }
        before, after = _entries(old), _entries(new)
        changed = {entry for entry, was in before.items() if _differs(was, after.get(entry, {}))}
        for (kind, name), user in sorted(_users(pair, old, changed).items()):
            path, pointer = where[kind]
            at = f"{pointer}/{name}" if (kind, name) in after else pointer
            params = {kind: name, "record": user}
            yield pair.problem(f"{kind}-changed", path, at, on_key=True, **params)


def _entries(account_list: AccountList) -> Mapping[_Entry, Any]:
    sections: Any = {
        "source": account_list.sources,
        "affiliation": account_list.affiliations,
        "category": account_list.data["categories"],
    }
    return {(kind, name): entry for kind, entries in sections.items() for name, entry in entries.items()}


def _differs(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Return whether an entry is gone or says something else; an archived capture may be added once."""
    return {name: value for name, value in now.items() if name != "archived" or name in was} != was


def _users(pair: Pair, account_list: AccountList, entries: Collection[_Entry]) -> Mapping[_Entry, RecordId]:
    """Return for each entry a record that rests on it and is or ever was public, or would be except for a removal."""
    resting: dict[RecordId, frozenset[_Entry]] = {}
    for name, item in pair.before.items.items() if entries else ():
        if item.record.list == account_list.id:
            used = entries_used(item.record.data, account_list.affiliations).intersection(entries)
            if used:
                resting[name] = used
    unsure = {name for name in resting if pair.before.items[name].derived.unconfirmed}
    public = (resting.keys() - unsure) | ever_public(pair, unsure)
    # Of several the first is named.
    return {entry: name for name in sorted(public, reverse=True) for entry in resting[name]}
