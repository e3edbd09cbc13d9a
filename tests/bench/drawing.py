"""`python -m tests.bench.drawing`: how the time for drawings of operations grows with their accounts.

One process, all in memory: the pages of operations with their drawings, of 5,000 accounts over 200 operations that link
to one another. The peer is the same code with half of them: at most 2.3 times its processor time. And the same accounts
in one operation, whose drawing is bounded: at most the time of the 200.
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from site_builder.catalog.model import LinkTarget
from site_builder.pages.lists import further_pages
from site_builder.wording.words import Words
from site_builder.world.dice import Die
from tests.unit.feeds.feed_catalog import minimal_row
from tests.unit.pages.page_catalog import LONG_LIST, catalog, record

if TYPE_CHECKING:
    from site_builder.catalog.model import PublicList
    from site_builder.model import Affiliation

_ACCOUNTS: Final = 5000
_EACH: Final = 25
_RUNS: Final = 3
_WANTED: Final = 2.3
_RELATIONS: Final = ("alias-of", "amplifies", "same-operator")


def operations(accounts: int, each: int) -> PublicList:
    """Return a list of accounts in operations of `each`, every one with three links inside its own and some marks."""
    die = Die("bench", "drawing")
    records = []
    for number in range(accounts):
        first = number - number % each
        near = [f"{first + (number + step) % each:0>12}" for step in (1, 5, 7)]
        row = minimal_row(
            f"{number:0>12}",
            LONG_LIST,
            handle=f"h_{die.text('aeinorst', 8)}_{number}",
            affiliations=[f"o{number // each}"],
            profile={"created": f"{2015 + number % 9}-03-{1 + number % 28:02}"},
            observations=[
                {"date": f"2025-{1 + number % 12:02}-0{1 + day}", "state": state}
                for day, state in enumerate(("active", "suspended", "active"))
            ],
        )
        links = tuple(
            LinkTarget(relation, LONG_LIST, other, "e1")
            for relation, other in zip(_RELATIONS, near, strict=True)
        )
        records.append(record(row, links=links))
    names = {record.row["affiliations"][0] for record in records}
    known = next(public for public in catalog().lists if public.id == LONG_LIST)
    titles: dict[str, Affiliation] = {name: {"title": f"Operation {name}"} for name in sorted(names)}
    return replace(known, records=tuple(records), affiliations=titles, removed=())


def seconds(public: PublicList, words: Words) -> float:
    """Return the processor time for all pages of its operations, bytes included."""
    start = time.process_time()
    drawn = [str(page.body) for page in further_pages(public, words) if "/operations/" in page.path]
    taken = time.process_time() - start
    assert sum("hl-drawing" in page for page in drawn) == len(public.affiliations)
    return taken


def main() -> int:
    """Measure, print, and return 1 where a median is beyond what is wanted."""
    words = Words(replace(catalog(), history=None))
    sides = [
        operations(_ACCOUNTS, _EACH),
        operations(_ACCOUNTS // 2, _EACH),
        operations(_ACCOUNTS, _ACCOUNTS),
    ]
    runs = [[seconds(side, words) for side in sides] for _ in range(_RUNS)]
    whole, half, one = (statistics.median(times) for times in zip(*runs, strict=True))
    sys.stdout.write(
        f"{_ACCOUNTS:,} accounts over {_ACCOUNTS // _EACH} operations: {whole:.1f} s, {whole / half:.2f} times as long "
        f"as half of them (wanted: at most {_WANTED}); in one operation: {one:.1f} s\n"
    )
    return 0 if whole <= _WANTED * half and one <= whole else 1


if __name__ == "__main__":
    sys.exit(main())
