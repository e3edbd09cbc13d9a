"""Changes that somebody careless, hostile or bribed might propose, and the errors that refuse each.

A case is laid on the world of `signed_world`, committed and checked against the commit before. The codes are all
errors of the run, no more and no fewer. The modules beside this one enter theirs when they are imported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, review_path
from tests.acceptance.signed_world import (
    LIST,
    REVIEWERS,
    World,
    day,
)

Move = Callable[[World], None]
ROSTER_FILE: Final = "lists/reviewers.yaml"
LIST_FILE: Final = f"lists/{LIST}/list.yaml"
SOURCES_FILE: Final = f"lists/{LIST}/sources.yaml"
NEW: Final = "nnnn00000001"


@dataclass(frozen=True, slots=True)
class Case:
    """One change: what is done, the codes of its errors, and what else the check is told."""

    move: Move
    codes: frozenset[str]
    options: dict[str, Any] = field(default_factory=dict)
    at: str = day(1)


CASES: Final[dict[str, Case]] = {}


def hostile(*codes: str, at: str = day(1), **options: Any) -> Callable[[Move], Move]:
    def enter(move: Move) -> Move:
        CASES[move.__name__.replace("_", "-")] = Case(move, frozenset(codes), options, at)
        return move

    return enter


def forget(world: World, record: str) -> None:
    """Take a record's reviews out, as a deletion does."""
    for reviewer in REVIEWERS:
        path = review_path(LIST, reviewer, record)
        if (world.root / path).exists():
            kept = {name: value for name, value in world.read(path).items() if name != record}
            if kept:
                world.write(path, emit(FileKind.REVIEWS, kept))
            else:
                (world.root / path).unlink()
