"""Demo: a whole instance with years of history, in which everything happens that happens to honest lists.

From a number, always the same. With 400 records it shows every state, kind of event, relation, ground and reason; a
world of fewer than about 60 records, or of less than two years, may lack some of them, since there are too few
listings to tell every story about, and is an instance without problems all the same.
"""

import uuid
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from typing import NamedTuple

from site_builder.days import days_between, shifted
from site_builder.errors import UsageError
from site_builder.progress import Progress, silent
from site_builder.world import stories, upkeep
from site_builder.world.agenda import Agenda, Story
from site_builder.world.dice import Die
from site_builder.world.repository import WorldRepository
from site_builder.world.script import Script, script
from site_builder.world.stage import KEEPERS, Stage

LAST_DAY = "2026-11-28"
EARLIEST, LATEST = "2012-01-01", "2099-12-31"
"""Before there were the platforms, and after there are no dates that git takes, nothing takes place."""
FEWEST_RECORDS, MOST_RECORDS = 30, 1000
_A_WHOLE_WORLD = 400
_FOUND_WRONG = ("source-withdrawn", "duplicate")
_SMALL = 10
"""Operations of at most such a share stay small."""
_RELISTED = (2, 1)
"""How often an account is listed again in a whole world, and how often that waits."""
_GROUNDS = (
    "mistaken-identity",
    "insufficient-evidence",
    "out-of-scope",
    "changed-hands",
    "account-recovered",
)
_AT_ONCE = ("personal-data", "legal-order", "safety")
"""Grounds of appeal that withhold at once."""


class Demo(NamedTuple):
    """What was made: the commits, the last of them, and how many records and commits of the main line there are."""

    repository: WorldRepository
    tip: str
    records: int
    commits: int
    first: str
    last: str


def make_demo(
    seed: str = "1", years: int = 5, records: int = 400, until: str = LAST_DAY, tell: Progress = silent
) -> Demo:
    """Return an instance with so many records, whose history has so many years and ends on a day.

    `tell` hears how many days have passed. Raises `UsageError` where the years are not between `EARLIEST` and `LATEST`.
    """
    texts, first = script(), shifted(until, -365 * years)
    if first < EARLIEST or until > LATEST:
        raise UsageError(f"{first} to {until} is not between {EARLIEST} and {LATEST}")
    stage = Stage(texts, seed, first, until)
    name = sha256(f"handlelists demo {seed}".encode()).digest()[:16]
    slots = {"seed": seed, "years": str(years), "records": str(records), "until": until}
    stage.begin(slots | {"id": str(uuid.UUID(bytes=name, version=4))})
    span = days_between(first, until) or 0
    agenda = Agenda(0, span)
    for day, story in (
        *_arrivals(stage, records, span),
        *_fates(stage, records, span),
        *_upkeep(stage),
    ):
        agenda.enter(day, story)
    for day in agenda.days():
        stage.begin_day(shifted(first, day))
        tell("Living through it", day, span)
    if stage.today != until:
        stage.begin_day(until)
        stage.commit(KEEPERS, "Tick", request=False)
    return Demo(stage.repository, stage.tip, len(stage.listings), len(stage.line), first, until)


def _sizes(texts: Script, records: int) -> dict[str, int]:
    """Return how many accounts of each operation are found; where a cast is too small, others have more."""
    total = sum(item.share for item in texts.operations.values())
    sizes = {name: max(1, item.share * records // total) for name, item in texts.operations.items()}
    for name, item in texts.operations.items():
        if item.makes is None:
            sizes[name] = min(sizes[name], len(item.cast))
    made = [name for name, item in texts.operations.items() if item.makes is not None and item.share > _SMALL]
    turn = 0
    while (missing := records - sum(sizes.values())) != 0:
        name = made[turn % len(made)]
        sizes[name] += 1 if missing > 0 else -1 if sizes[name] > 1 else 0
        turn += 1
    return sizes


def _times(times: int, records: int) -> int:
    """Return how often something happens that happens so often in a world of 400 records: once at least."""
    return max(1, round(times * records / _A_WHOLE_WORLD))


def _arrivals(stage: Stage, records: int, span: int) -> Iterator[tuple[int, Story]]:
    """Yield when accounts are proposed: each operation's in waves, one in an import, and some at the very end."""
    again = sum(_times(times, records) for times in _RELISTED)
    waiting = max(3, records // 50)
    number = 0
    for name, size in _sizes(stage.script, records - again - waiting).items():
        operation = stage.script.operations[name]
        numbers = range(number, number + size)
        number += size
        start = operation.at * span // 100 + 5
        if operation.batch:
            yield start, stories.imported(stage, name, numbers)
            continue
        die = Die(stage.seed, "waves", name)
        end = max(start, min(span - 40, start + max(span * 2 // 5, 60)))
        while numbers:
            wave = die.between(1, 4)
            yield start, stories.proposed(stage, name, numbers[:wave])
            numbers, start = numbers[wave:], die.between(operation.at * span // 100 + 5, end)
    late = [name for name, item in stage.script.operations.items() if item.makes and item.share > _SMALL]
    for index in range(waiting):
        numbers, day = range(number + index, number + index + 1), span - 26 + 23 * index // waiting
        yield day, stories.proposed(stage, late[index % len(late)], numbers, waits=True)
    yield span - 2, stories.completed(stage, late[0], records)


def _fates(stage: Stage, records: int, span: int) -> Iterator[tuple[int, Story]]:
    """Yield when what befalls listings begins: how often in a world of 400, and between which parts of the years."""
    told: list[tuple[int, int, int, Callable[[int], Story]]] = [
        (30, 12, 96, lambda number: stories.corrected(stage, number)),
        (18, 14, 97, lambda number: stories.renamed(stage, number)),
        (5, 20, 92, lambda number: stories.withheld(stage, number, "under-review")),
        (8, 16, 93, lambda number: stories.doubted(stage, number, "reject")),
        (4, 20, 93, lambda number: stories.doubted(stage, number, "withdraw")),
        (_RELISTED[0], 30, 75, lambda number: stories.relisted(stage, number)),
        (_RELISTED[1], 80, 84, lambda number: stories.relisted(stage, number, waits=True)),
    ]
    for ground in (*_GROUNDS, *_AT_ONCE):
        told.append((2, 15, 92, partial(stories.dismissed, stage, ground=ground)))
        if ground != "safety":
            told.append((2, 18, 94, partial(stories.upheld, stage, ground=ground)))
    told += [
        (1, 30, 90, partial(stories.dismissed, stage, ground=ground, late=True)) for ground in _GROUNDS[:3]
    ]
    told += [(2, 20, 90, partial(stories.taken_back, stage, reason=reason)) for reason in _FOUND_WRONG]
    for place, (times, begin, end, story) in enumerate(told):
        die = Die(stage.seed, "fates", place)
        for number in range(_times(times, records)):
            yield die.between(begin * span // 100, end * span // 100), story(number)
    yield from _left_open(stage, records, span)


def _left_open(stage: Stage, records: int, span: int) -> Iterator[tuple[int, Story]]:
    """Yield what nobody has settled yet on the last day."""
    yield span - 22, stories.appealed(stage, 0, "mistaken-identity")
    for number, ground in enumerate((*_GROUNDS, *_AT_ONCE)):
        yield span - 12 + number, stories.appealed(stage, 1, ground)
    for number, reason in enumerate(("under-review", "safety", "source-withdrawn")):
        yield span - 40 + 9 * number, stories.withheld(stage, 0, reason, waits=True)
    for number in range(max(1, records // 130)):
        yield span - 50 + 9 * number, stories.doubted(stage, 500 + number, "reject", waits=True)
        yield span - 33 + 8 * number, stories.doubted(stage, 500 + number, "withdraw", waits=True)
        yield span - 15 + 3 * number, stories.corrected(stage, 500 + number, waits=number % 2)


def _upkeep(stage: Stage) -> Iterator[tuple[int, Story]]:
    """Yield what goes on all the time."""
    for list_id in stage.script.lists:
        yield 60, upkeep.kept_up(stage, list_id)
    yield 40, upkeep.watched(stage)
    for day, action, name in stage.people.changes():
        yield days_between(stage.first, day) or 0, upkeep.manned(stage, action, name)
