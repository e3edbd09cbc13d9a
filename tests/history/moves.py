"""Random edits: small moves on a small instance, each of which can be made at any time.

A move that has nothing to act on does nothing. What breaks a file breaks it so that no reader takes it.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from site_builder.load.layout import record_path, review_path
from site_builder.load.strict_yaml import load
from tests.history.stream import BRANCH, Link
from tests.history.teller import rid
from tests.history.world import INSTANCE, PLATFORMS, ROSTER, A, B, C, World, evidence, written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.history.stream import Content
    from tests.history.teller import Teller

IDS: Final = tuple(rid(name) for name in ("aa", "ab", "b0", "c0"))
LISTS: Final = ("harbour", "quay")
REVIEWERS: Final = (A, B, C)
BROKEN: Final[tuple[Content, ...]] = ("id: [", "", b"\xff", "a: 1\na: 2\n", Link("nowhere"), "- text\n")
REASONS: Final = ("mistaken-identity", "duplicate", "personal-data")
JUMPS: Final = (1, 1, 0, 24, 24, -30, 24 * 9, 24 * 40, 24 * 370)
"""Hours between commits."""


@dataclass(frozen=True)
class Move:
    """One edit: its name in `MOVES`, the record and the reviewer that it is about, and a number to choose by."""

    name: str
    record: int = 0
    reviewer: int = 0
    number: int = 0


@dataclass(frozen=True)
class Turn:
    """One commit of the first-parent line: what is edited, how far the clock goes, and how it lands."""

    moves: tuple[Move, ...]
    jump: int = 1
    landing: str = "plain"
    """`plain`, `squash`, or `merge`: then the first move happens on a branch."""


def play(t: Teller, turns: Sequence[Turn], first: int = 0) -> None:
    """Make a commit of each turn; `first` numbers their subjects."""
    for number, turn in enumerate(turns, first):
        merging = None
        start = t.stream.tips.get(BRANCH)
        for index, move in enumerate(turn.moves):
            act(t.w, move, t.today)
            _remember(t.w)
            if index == 0 and turn.landing == "merge" and start is not None:
                merging = t.aside(f"on a branch (#{number})", start)
        subject = {"plain": f"turn {number}", "squash": f"turn (#{number})"}.get(
            turn.landing, f"Merge pull request #{number} from contributor/branch"
        )
        t.commit(subject, None, merging=merging)
        t.clock += timedelta(hours=turn.jump - 1)


def act(world: World, move: Move, today: str) -> None:
    """Make one move; nothing happens where there is nothing to act on."""
    MOVES[move.name](world, move, today)


def small_world() -> World:
    """Return the minimal instance without its records, with both lists and all reviewers."""
    return deepcopy(_small_world())


@cache
def _small_world() -> World:
    world = World()
    world.remove(*[path for path in world.files if path.count("/") == 4])
    world.add_list("quay")
    populate(world, "2026-02-01")
    return world


def populate(world: World, today: str) -> None:
    """Let every reviewer review both lists, and add each of `IDS`, all but the last with its reviews."""
    for reviewer in REVIEWERS:
        world.roster(reviewer, lists=LISTS, active="2026-01-01")
    for number, record in enumerate(IDS):
        _add(world, Move("add", number, 0, number), today)
        if number != len(IDS) - 1:
            _review_all(world, Move("", number), today)
        assert world.has(record)
    _remember(world)


def _remember(world: World) -> None:
    for path, content in world.files.items():
        if world.good.get(path) != content and _good(world, path):
            world.good[path] = content


def _record(world: World, move: Move) -> str | None:
    """Return the move's record, if its file can be read."""
    record = IDS[move.record % len(IDS)]
    return record if world.has(record) and _good(world, world.path(record)) else None


def _good(world: World, path: str) -> bool:
    content = world.files.get(path)
    loaded = load(content.encode(), path) if isinstance(content, str) else None
    return loaded is not None and not loaded.problems and isinstance(loaded.value, dict)


def _add(world: World, move: Move, today: str) -> None:
    record = IDS[move.record % len(IDS)]
    name = LISTS[move.number % len(LISTS)]
    if world.has(record) or not _good(world, ROSTER):
        return
    kinds = ("report", "profile")
    items = [evidence("e1", today, kind=kinds[move.number // 2 % 2], sha256="b" * 64)]
    platform = ("twitter", "gangway")[move.number // 4 % 2]
    world.add(record, f"Account_{move.record}", to=name, platform=platform, evidence=items)
    if move.number % 3:
        _review(world, Move("review", move.record, 0), today)
        _review(world, Move("review", move.record, 1), today)


def _review(world: World, move: Move, today: str) -> None:
    record = _record(world, move)
    reviewer = REVIEWERS[move.reviewer % len(REVIEWERS)]
    if record is None:
        return
    shard = review_path(world.path(record).split("/")[1], reviewer, record)
    if shard in world.files and not _good(world, shard):
        del world.files[shard]
    day = today if move.number % 5 else "2026-03-15"
    world.review(
        record,
        day,
        reviewer,
        verdict=("confirm", "confirm", "confirm", "reject", "withdraw")[move.number % 5],
        step=(1, 1, 1, 0, 4, -1)[(move.number + move.record) % 6],
    )


def _review_all(world: World, move: Move, today: str) -> None:
    for reviewer in range(3 if move.number % 2 else 2):
        _review(world, Move("review", move.record, reviewer, 1), today)


def _edit(world: World, move: Move, today: str) -> None:
    record = _record(world, move)
    if record is None:
        return
    other = IDS[(move.record + 1 + move.number) % len(IDS)]
    links = [{"relation": "backup-of", "record": other, "evidence": "e1"}]
    choices: tuple[dict[str, object], ...] = (
        {"summary": f"Sold tickets for {move.number} ferries."},
        {"handle": f"Account_{move.record}_{move.number}"},
        {"links": links},
        {"links": None},
        {"profile": {"display_name": "Name", "created": "2025-01-01"}},
        {"account_id": f"90000000000000000{move.number}"},
        {"account_id": f"90000000000000000{move.number}", "handle": None},
    )
    world.edit(record, **choices[move.number % 7])
    if move.reviewer:
        _review_all(world, Move("", move.record, 0, move.reviewer), today)


def _observe(world: World, move: Move, today: str) -> None:
    record = _record(world, move)
    if record is not None:
        world.observe(record, today, ("active", "suspended", "renamed")[move.number % 3])


def _retract(world: World, move: Move, today: str) -> None:
    record = _record(world, move)
    if record is None:
        return
    items = world.read(world.path(record)).get("retractions", [])
    if items and move.number % 3:
        _correct(world, record, move)
    else:
        world.retract(record, today, REASONS[move.number % len(REASONS)])


def _correct(world: World, record: str, move: Move) -> None:
    """Change the last retraction's reason, or whether it names the account."""
    named = ("true", "false", None)[move.number % 3]
    world.last(record, "retractions", public_handle=named, reason=REASONS[move.reviewer % len(REASONS)])


def _unretract(world: World, move: Move, today: str) -> None:
    """Take the retractions out, or list the account once more under another number."""
    record = _record(world, move)
    if record is None or not world.read(world.path(record)).get("retractions"):
        return
    other = IDS[move.number % len(IDS)]
    if move.number % 2 or world.has(other):
        world.unretract(record)
    else:
        world.add(other, f"harbour_{other[:3]}", relists=[record])
        _review_all(world, Move("", move.number, 0, 1), today)


def _withhold(world: World, move: Move, today: str) -> None:
    record = IDS[move.record % len(IDS)]
    if len(world.withheld(record)) > move.reviewer:
        _release(world, move, today)
    else:
        end = ("0a1b2c", "zzzzzz", "000000")[move.number % 3]
        world.withhold(record, today, ("safety", "under-review", "Not A Code")[move.number % 3], end=end)


def _release(world: World, move: Move, _today: str) -> None:
    world.release(IDS[move.record % len(IDS)])


def _appeal(world: World, move: Move, today: str) -> None:
    record = _record(world, move)
    if record is None:
        return
    opened = world.read(world.path(record)).get("appeals", [])
    if any(item["status"] == "open" for item in opened):
        decided = {"status": "dismissed", "decided": today, "decided_by": "maintainer-b"}
        world.edit(record, appeals=[{**item, **decided} for item in opened])
    else:
        world.appeal(record, today, ("2026-02-20", today, "2027-06-01")[move.reviewer % 3], "safety")


def _break(world: World, move: Move, _today: str) -> None:
    """Break a file: one that is there, or a new one."""
    paths = [*_targets(world), record_path("harbour", "twitter", IDS[move.record % len(IDS)])]
    world.put(paths[(move.record + 5 * move.reviewer) % len(paths)], BROKEN[move.number % len(BROKEN)])


def _mend(world: World, _move: Move, _today: str) -> None:
    """Take every broken file back to what it was when it was last good."""
    for path, content in world.good.items():
        if path in world.files and not _good(world, path):
            world.put(path, content)


def _delete(world: World, move: Move, _today: str) -> None:
    paths = _targets(world)
    world.remove(paths[(move.record + 3 * move.number) % len(paths)])


def _return(world: World, move: Move, _today: str) -> None:
    """Bring back a file that is gone, as it was when it was last good."""
    gone = sorted(world.good.keys() - world.files.keys())
    if gone:
        path = gone[(move.record + 3 * move.number) % len(gone)]
        world.put(path, world.good[path])


def _targets(world: World) -> list[str]:
    kept = (INSTANCE, ROSTER, PLATFORMS)
    return sorted(
        path
        for path in world.files
        if path in kept
        or path.startswith("lists/withheld/")
        or path.endswith("/list.yaml")
        or any(path.endswith(f"/{name}.yaml") for name in IDS)
        if not path.startswith("lists/protected")
    ) + sorted(path for path in world.files if "/reviews/" in path)


def _move(world: World, move: Move, today: str) -> None:
    record = _record(world, move)
    if record is None:
        return
    name = LISTS[move.number % len(LISTS)]
    if move.reviewer == 0:
        world.copy(record, name)
        return
    world.move(record, name)
    if move.reviewer == 1:
        _review_all(world, Move("", move.record, 0, 1), today)


def _policy(world: World, move: Move, _today: str) -> None:
    name = LISTS[move.record % len(LISTS)]
    path = f"lists/{name}/list.yaml"
    if not _good(world, path):
        return
    if move.number % 8 == 0:
        example = None if "example" in world.read(path) else "true"
        world.update(path, example=example)
    elif move.number % 8 == 1:
        shown = None if "publish_profile" in world.read(path) else ["display_name"]
        world.update(path, publish_profile=shown)
    else:
        choices: tuple[dict[str, object], ...] = (
            {"quorum": "1"},
            {"quorum": "2"},
            {"recheck_after_days": "8"},
            {"recheck_after_days": "365"},
            {"handle_days": "5"},
            {"withhold_on": ["safety"] if move.reviewer else None},
        )
        world.policy(name, **choices[move.number % 8 - 2])


def _roster(world: World, move: Move, today: str) -> None:
    if not _good(world, ROSTER):
        return
    reviewer = REVIEWERS[move.reviewer % len(REVIEWERS)]
    lists = LISTS if move.number % 3 else LISTS[:1]
    until = (None, None, today, "2026-02-01")[move.number % 4]
    world.roster(reviewer, lists=lists, active="2026-01-01", until=until)


def _instance(world: World, move: Move, _today: str) -> None:
    if _good(world, INSTANCE):
        world.update(INSTANCE, source_public=("true", "false")[move.number % 2])


def _platforms(world: World, move: Move, _today: str) -> None:
    handle = {"pattern": "[A-Za-z]{1,30}", "syntax": "letters", "examples": ["gang"], "not_handles": ["1"]}
    folded = {**handle, "fold": ["lower"]} if move.number % 2 else handle
    ids = {"pattern": "[0-9]{1,30}", "syntax": "digits", "examples": ["1"], "not_ids": ["a"]}
    known = {"account_id": ids | {"with_domain": ["9"]}} if move.number % 3 else {}
    world.put(PLATFORMS, written({"gangway": {"name": "Gangway", "handle": folded, **known}}))


def _nothing(_world: World, _move: Move, _today: str) -> None:
    pass


def _next(world: World, move: Move, today: str) -> None:
    record = _record(world, move)
    if record is None:
        return
    path = world.next_claim(record, f"{move.number % 10}" * 6, summary=f"Sold {move.number} tickets.")
    for reviewer in REVIEWERS[: move.reviewer + 1]:
        shard = review_path(path.split("/")[1], reviewer, record)
        if shard not in world.files or _good(world, shard):
            world.review(record, today, reviewer, of=path)


def _promote(world: World, move: Move, _today: str) -> None:
    record = _record(world, move)
    waiting = [path for path in sorted(world.files) if f"/{record}.next-" in path]
    if record is not None and waiting:
        world.promote(record, waiting[move.number % len(waiting)])


MOVES: Final[dict[str, Callable[[World, Move, str], None]]] = {
    "add": _add,
    "review": _review,
    "review all": _review_all,
    "edit": _edit,
    "observe": _observe,
    "next": _next,
    "promote": _promote,
    "retract": _retract,
    "unretract": _unretract,
    "withhold": _withhold,
    "release": _release,
    "appeal": _appeal,
    "break": _break,
    "mend": _mend,
    "delete": _delete,
    "return": _return,
    "move": _move,
    "policy": _policy,
    "roster": _roster,
    "instance": _instance,
    "platforms": _platforms,
    "nothing": _nothing,
}

OFTEN: Final = (
    *MOVES,
    *("add", "review all", "edit", "observe", "mend", "return") * 3,
    *("retract", "unretract", "withhold", "release", "appeal", "move") * 2,
)
"""Names of moves to draw from, so that there is something to break more often than not."""
