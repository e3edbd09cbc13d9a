"""What became of each record between two states of a mirror: one line for each, whichever way the new state came."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from site_builder.strict_json import JsonObject
from site_builder.sync.row import REMOVED, MirrorRow

NONE: Final = "none"
"""State of a record that is not there."""
STOP_RELYING: Final = "stop-relying"
_OBSERVED: Final = frozenset({"match", "observations"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorChange:
    """One record that is not as it was."""

    list: str
    id: str
    kind: str
    """As an event's kind, over all that happened since; besides, `gone`: the record is no longer there at all, and
    `view`: the row is as it was, and only the view's options say otherwise."""
    before: str
    after: str
    fields: tuple[str, ...]
    sha256: str | None
    reason: str | None = None
    effect: str | None = None
    """Of a removed record: what to do."""
    view: str | None = None
    """`added`, `changed`, `removed`; None where the view never had it."""

    @property
    def line(self) -> bytes:
        """The change as a line of `changes.ndjson`."""
        names = {"before": "from", "after": "to"}
        held = {names.get(name, name): value for name, value in asdict(self).items() if value is not None}
        return f"{json.dumps(held, separators=(',', ':'), sort_keys=True, ensure_ascii=False)}\n".encode()


def changes(
    before: Mapping[str, MirrorRow],
    after: Mapping[str, MirrorRow],
    view_before: Iterable[MirrorRow],
    view_after: Iterable[MirrorRow],
) -> tuple[MirrorChange, ...]:
    """Return what differs, ordered by list and id. The views are rows of `before` and of `after`."""
    was, now = {row.id for row in view_before}, {row.id for row in view_after}
    differing = {record for record in before.keys() | after.keys() if before.get(record) != after.get(record)}
    made = [
        _change(before.get(record), after.get(record), _view(record, was, now))
        for record in differing | (was ^ now)
        if record in before or record in after
    ]
    return tuple(sorted(made, key=lambda change: (change.list, change.id)))


def counts(before: Iterable[MirrorRow], after: Iterable[MirrorRow]) -> tuple[int, int]:
    """Return how many accounts a view gained and lost. A row that now means another account counts as both."""
    was, now = Counter(row.account for row in before), Counter(row.account for row in after)
    return (now - was).total(), (was - now).total()


def _view(record: str, was: Collection[str], now: Collection[str]) -> str | None:
    if record in now:
        return "changed" if record in was else "added"
    return "removed" if record in was else None


def _change(before: MirrorRow | None, after: MirrorRow | None, view: str | None) -> MirrorChange:
    old = before.value if before else {}
    new = after.value if after else {}
    fields = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    row = after or before
    if row is None:
        raise AssertionError  # one of the two is there
    gone = after is None
    removed = after is not None and after.state in REMOVED
    return MirrorChange(
        list=row.list,
        id=row.id,
        kind=_kind(before, after, old, new, fields),
        before=before.state if before else NONE,
        after=after.state if after else NONE,
        fields=tuple(fields),
        sha256=after.sha256 if after else None,
        reason=_code(new.get("reason")) if removed else None,
        effect=_code(new.get("effect")) or STOP_RELYING if removed else STOP_RELYING if gone else None,
        view=view,
    )


def _kind(
    before: MirrorRow | None, after: MirrorRow | None, old: JsonObject, new: JsonObject, fields: list[str]
) -> str:
    """Return what happened, as the history names it (docs/reference/history.md, Events)."""
    if after is None:
        return "gone"
    if not fields:
        return "view"
    was = before.state if before else NONE
    if after.state in REMOVED:
        return after.state if was != after.state else "changed"
    if was == NONE or was in REMOVED:
        return "published"
    if "handle" in fields:
        return "renamed"
    if was != after.state:
        return "lapsed" if after.state == "lapsed" else "state"
    return "observed" if _only_observed(old, new, fields) else "changed"


def _only_observed(old: JsonObject, new: JsonObject, fields: list[str]) -> bool:
    if "observations" not in fields or not _OBSERVED.issuperset(fields):
        return False
    without = [{**row.get("match", {}), "handle_seen": None} for row in (old, new)]
    return without[0] == without[1]


def _code(value: object) -> str | None:
    return value if isinstance(value, str) else None
