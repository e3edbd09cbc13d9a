"""References: what public records rest on keeps its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_builder.check.side import Pair
    from site_builder.model import ListId, RecordData, RecordId
    from site_builder.problems import Problem


def check_references(pair: Pair) -> Iterator[Problem]:
    """`source-changed`, `affiliation-changed`, `category-changed`: reviewers vouched for claims that name them."""
    if not pair.whole:
        return
    places = pair.after.loading.places
    for list_id, old in sorted(pair.before.tree.lists.items()):
        new = pair.after.tree.lists.get(list_id)
        if new is None:
            continue
        users = _users(pair, list_id)
        file = f"lists/{list_id}/sources.yaml"
        before: Any = (old.sources, old.affiliations, old.data["categories"])
        after: Any = (new.sources, new.affiliations, new.data["categories"])
        kinds = (
            ("source", file, "/sources"),
            ("affiliation", file, "/affiliations"),
            ("category", new.file, "/categories"),
        )
        for (kind, where, pointer), was, now in zip(kinds, before, after, strict=True):
            for name in sorted(_changed(was, now)):
                user = users.get((kind, name))
                if user is not None:
                    at = f"{pointer}/{name}" if name in now else pointer
                    params = {kind: name, "record": user}
                    yield places.problem(f"{kind}-changed", where, at, on_key=True, **params)


def _changed(old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is gone or differs; an archived capture may be added once."""
    for name, was in old.items():
        now = dict(new.get(name, {}))
        if "archived" not in was:
            now.pop("archived", None)
        if now != was:
            yield name


def _users(pair: Pair, list_id: ListId) -> Mapping[tuple[str, str], RecordId]:
    """Return for each source, affiliation and category a record that uses it and is or was public."""
    found: dict[tuple[str, str], RecordId] = {}
    affiliations = pair.before.tree.lists[list_id].affiliations
    for name, item in sorted(pair.before.items.items()):
        # Records that are retracted or withheld may have been public and may be so again.
        if item.record.list != list_id or item.derived.state in ("proposed", "rejected"):
            continue
        for use in _uses(item.record.data):
            found.setdefault(use, name)
            affiliation = affiliations.get(use[1]) if use[0] == "affiliation" else None
            source = affiliation.get("source") if affiliation is not None else None
            if source is not None:
                found.setdefault(("source", source), name)
    return found


def _uses(data: RecordData) -> Iterator[tuple[str, str]]:
    yield from (("source", name) for name in data.get("sources", ()))
    yield from (("source", basis["source"]) for basis in data.get("basis", ()) if "source" in basis)
    yield from (("affiliation", name) for name in data.get("affiliations", ()))
    yield from (("category", name) for name in data["categories"])
    yield from (("category", name) for item in data["evidence"] for name in item.get("shows", ()))
