"""Roster: who could vouch stays on record, and for the days on which they could."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from site_builder.load.source_tree import REVIEWERS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.check.side import Pair
    from site_builder.problems import Problem


def check_roster(pair: Pair) -> Iterator[Problem]:
    """`roster-removed`: entries, periods and keys are added at the end, and ended, or ended earlier."""
    after: Any = pair.after.tree.reviewers
    if not any(item.path == REVIEWERS_FILE for item in pair.scope.rules):
        return
    for name, old in sorted(pair.before.tree.reviewers.items()):
        if name not in after:
            yield pair.problem("roster-removed", REVIEWERS_FILE, why=f"{name} is gone")
            continue
        was: Any = old
        for field, noun in (("active", "period"), ("keys", "key")):
            now = after[name].get(field, [])
            for index, item in enumerate(was.get(field, [])):
                if index >= len(now):
                    why = f"a {noun} of {name} is gone"
                    yield pair.problem("roster-removed", REVIEWERS_FILE, f"/{name}", on_key=True, why=why)
                    break
                if not _only_ended(item, now[index]):
                    why = f"a {noun} of {name} was rewritten or prolonged"
                    pointer = f"/{name}/{field}/{index}"
                    yield pair.problem("roster-removed", REVIEWERS_FILE, pointer, why=why)


def _only_ended(old: dict[str, str], new: dict[str, str]) -> bool:
    """Return whether an item differs in nothing but an end that is new or earlier."""
    if {**old, "until": ""} != {**new, "until": ""}:
        return False
    return "until" not in old or ("until" in new and new["until"] <= old["until"])
