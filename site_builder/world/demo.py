"""Demo: a whole instance with years of history, in which everything happens that happens to honest lists.

From a number, always the same. With 400 records it shows every state, kind of event, relation, ground and reason; a
world of fewer than about 60 records, or of less than two years, may lack some of them, since there are too few
listings to tell every story about, and is an instance without problems all the same.
"""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import product
from typing import NamedTuple

from site_builder.days import days_between, shifted
from site_builder.errors import UsageError
from site_builder.progress import Progress, silent
from site_builder.world import stories, upkeep
from site_builder.world.agenda import Story
from site_builder.world.dice import Die
from site_builder.world.listing import Listing
from site_builder.world.repository import WorldRepository
from site_builder.world.script import Script, script
from site_builder.world.stage import KEEPERS, Stage

LAST_DAY = "2026-11-28"
EARLIEST, LATEST = "2012-01-01", "2099-12-31"
"""Before there were the platforms, and after there are no dates that git takes, nothing takes place."""
FEWEST_RECORDS, MOST_RECORDS = 30, 1000
_A_WHOLE_WORLD = 400
_SMALL = 10
"""Operations of at most such a share stay small."""
_TWICE = ("relisted", "duplicated")
"""Stories in which an account gets a second record."""


class Demo(NamedTuple):
    """What was made: the commits, the last of them, how many records and commits there are, and the truth."""

    repository: WorldRepository
    tip: str
    records: int
    commits: int
    first: str
    last: str
    listings: tuple[Listing, ...]


def make_demo(
    seed: str = "1", years: int = 5, records: int = 400, until: str = LAST_DAY, tell: Progress = silent
) -> Demo:
    """Return an instance with so many records, whose history has so many years and ends on a day.

    `tell` hears how many days have passed. Raises `UsageError` where the years are not between `EARLIEST` and `LATEST`.
    """
    first = shifted(until, -365 * years)
    if first < EARLIEST or until > LATEST:
        raise UsageError(f"{first} to {until} is not between {EARLIEST} and {LATEST}")
    stage = Stage(script(), seed, first, until)
    name = sha256(f"handlelists demo {seed}".encode()).digest()[:16]
    slots = {"seed": seed, "years": str(years), "records": str(records), "until": until}
    stage.begin(slots | {"id": str(uuid.UUID(bytes=name, version=4))})
    for day, story in (*_arrivals(stage, records), *_fates(stage, records), *_upkeep(stage)):
        stage.agenda.enter(day, story)
    for day in stage.agenda.days():
        stage.begin_day(shifted(first, day))
        tell("Living through it", day, stage.agenda.last)
    if stage.today != until:
        stage.begin_day(until)
        stage.commit(KEEPERS, "Tick", request=False)
    made = tuple(stage.listings)
    return Demo(stage.repository, stage.tip, len(made), len(stage.line), first, until, made)


def _sizes(texts: Script, records: int) -> dict[str, int]:
    """Return how many accounts of each operation are found; where a cast is too small, others have more."""
    total = sum(item.share for item in texts.operations.values())
    sizes = {name: max(1, item.share * records // total) for name, item in texts.operations.items()}
    for name, item in texts.operations.items():
        sizes[name] = sizes[name] if item.makes is not None else min(sizes[name], len(item.cast))
    missing = records - sum(sizes.values())
    for turn in range(abs(missing)):
        sizes[_makers(texts)[turn % len(_makers(texts))]] += 1 if missing > 0 else -1
    return sizes


def _makers(texts: Script) -> list[str]:
    """Return the operations that may have more accounts, or fewer."""
    return [name for name, item in texts.operations.items() if item.makes is not None and item.share > _SMALL]


def _times(times: int, records: int) -> int:
    """Return how often something happens that happens so often in a world of 400 records: once at least."""
    return max(1, round(times * records / _A_WHOLE_WORLD))


def _arrivals(stage: Stage, records: int) -> Iterator[tuple[int, Story]]:
    """Yield when accounts are proposed: each operation's in waves, one in an import, and some at the very end."""
    span = stage.agenda.last
    again = sum(_times(fate.times, records) for fate in stage.script.fates if fate.story in _TWICE)
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
    late = _makers(stage.script)
    for index in range(waiting):
        numbers, day = range(number + index, number + index + 1), span - 26 + 23 * index // waiting
        yield day, stories.proposed(stage, late[index % len(late)], numbers, waits=True)
    yield span - 2, stories.completed(stage, late[0], records)


def _fates(stage: Stage, records: int) -> Iterator[tuple[int, Story]]:
    """Yield when what befalls listings begins."""
    span = stage.agenda.last
    for place, fate in enumerate(stage.script.fates):
        die = Die(stage.seed, "fates", place)
        for number, (_, what) in enumerate(product(range(_times(fate.times, records)), fate.what)):
            day = die.between(fate.begin * span // 100, fate.end * span // 100)
            if fate.last:
                day = span - fate.last + fate.step * number
            told = Die(stage.seed, fate.story, place, number)
            yield day, stories.befall(stage, told, replace(fate, what=(what,)))


def _upkeep(stage: Stage) -> Iterator[tuple[int, Story]]:
    """Yield what goes on all the time."""
    for list_id in stage.script.lists:
        yield 60, upkeep.kept_up(stage, list_id)
    yield 40, upkeep.watched(stage)
    for day, action, name in stage.people.changes():
        yield days_between(stage.first, day) or 0, upkeep.manned(stage, action, name)
