"""Policy: what lists ask for, and where a change asks for less; who could vouch, and that it stays on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from site_builder.load.source_tree import REVIEWERS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.check.side import Pair
    from site_builder.model import AccountList, ListId
    from site_builder.problems import Problem

_AT_LEAST: Final = ("quorum", "min_evidence", "require_archive", "require_account_id")
_AT_MOST: Final = ("recheck_after_days", "appeal_days", "max_change_percent")


@dataclass(frozen=True, slots=True)
class Weakening:
    """One requirement of a list's policy that becomes less."""

    list: ListId
    file: str
    field: str
    before: str
    after: str

    @property
    def pointer(self) -> str:
        """Return where the requirement is."""
        return "/example" if self.field == "example" else f"/policy/{self.field}"


def weakenings(pair: Pair) -> tuple[Weakening, ...]:
    """Return every requirement of a list that the change lowers, by list and field."""
    if not pair.scope.rules:
        return ()
    found: list[Weakening] = []
    for name, old in sorted(pair.before.tree.lists.items()):
        new = pair.after.tree.lists.get(name)
        if new is not None:
            found += (Weakening(name, new.file, *item) for item in _weaker(old, new))
    return tuple(sorted(found, key=lambda item: (item.list, item.field)))


def _weaker(old: AccountList, new: AccountList) -> Iterator[tuple[str, str, str]]:
    was: Any = old.data["policy"]
    now: Any = new.data["policy"]
    for field in _AT_LEAST:
        if now[field] < was[field]:
            yield field, _word(was[field]), _word(now[field])
    for field in _AT_MOST:
        if now[field] > was[field]:
            yield field, _word(was[field]), _word(now[field])
    if (was["signatures"], now["signatures"]) == ("required", "waived"):
        yield "signatures", "required", "waived"
    lost = set(was.get("withhold_on", ())) - set(now.get("withhold_on", ()))
    if lost:
        kept = sorted(now.get("withhold_on", ()))
        yield "withhold_on", ", ".join(sorted(was["withhold_on"])), ", ".join(kept) or "nothing"
    if new.example and not old.example:
        yield "example", "false", "true"


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


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
