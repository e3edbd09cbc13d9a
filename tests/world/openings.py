"""Openings: of each kind of hostile sequence the first two changes, which are innocent, and a rule that ends it.

The kinds are those of `tests/acceptance/hostile_changes.py`. Without the rule the machine should find the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from site_builder.world.repository import WorkFiles
from tests.world.base import VERIFIED, WITHHELD
from tests.world.town import HONEST, Proposal, Town

Step = Callable[[Town, WorkFiles], None]
RECORD: Final = VERIFIED[1]
EDITS: Final[dict[int, tuple[str, str, str]]] = {
    1: ("check/records.py", 'if old.id in reviewed and new.data.get("replaces") != old.claim:', "if False:"),
    2: ("check/run.py", "        cleared.check_accounts(pair),\n", ""),
    3: ("check/demands.py", 'if now.get("public_handle") and not', "if False and not"),
    4: ("check/run.py", "        records.check_archives(pair),\n", ""),
    5: ("check/run.py", "        reviews.check_past(pair),\n", ""),
    6: ("check/breaker.py", 'yield rule_problem(pair, "policy-weakened", item)', "pass"),
    7: ("check/decisions.py", "    found += _demanded(pair, added, faulty)\n", ""),
    8: ("derive/reviews.py", "review.number > stopped.get(review.reviewer, 0)", "True"),
    9: (
        "check/demands.py",
        "if item.after is None and record is not None",
        "if False and record is not None",
    ),
    10: ("check/run.py", "        files.check_history_files(pair),\n", ""),
    11: ("check/rewritten.py", "        _histories(pair, then, now, time),\n", ""),
    12: ("check/gate.py", "repository.first_parents(since, head)\n    if", "(head,)\n    if"),
}
"""Of each kind the file, the text of a rule, and what is left without it."""


def _corrected(town: Town, files: WorkFiles) -> None:
    moves = town.moves(files)
    path = moves.next_claim(moves.find(RECORD), town.end(), summary="Sold some tickets.")
    town.confirm(files, path, HONEST[:2])


def _promoted(town: Town, files: WorkFiles) -> None:
    moves = town.moves(files)
    moves.promote(next(path for path in files if ".next-" in path))


def _retracted(town: Town, files: WorkFiles) -> None:
    by = town.rule("steward-a")
    moves = town.moves(files)
    moves.retract(moves.find(RECORD), "mistaken-identity", by)
    town.ruled(files, by)


def _captured(town: Town, files: WorkFiles) -> None:
    moves = town.moves(files)
    held = moves.value(moves.find(RECORD))
    last = held["evidence"][-1] | {"archived": "https://archive.example/first"}
    path = moves.next_claim(
        moves.find(RECORD), town.end(), summary="Sold more.", evidence=[*held["evidence"][:-1], last]
    )
    town.confirm(files, path, HONEST[:2])


def _doubted(town: Town, files: WorkFiles) -> None:
    moves = town.moves(files)
    moves.file_word(town.say(files, HONEST[0], moves.find(RECORD), "withdraw"))


def _withheld(town: Town, files: WorkFiles) -> None:
    town.moves(files).withhold(WITHHELD, town.end(), town.day, reason="safety")


def _source(town: Town, files: WorkFiles) -> None:
    town.moves(files).put("lists/quay/sources.yaml", ("sources", "late-report"), {"title": "A late report"})


STEPS: Final[dict[int, tuple[Step, Step]]] = {
    1: (_corrected, _promoted),
    2: (_retracted, _source),
    3: (_retracted, _source),
    4: (_captured, _promoted),
    5: (_doubted, _source),
    6: (_source, _corrected),
    7: (_withheld, _source),
    8: (_corrected, _doubted),
    9: (_withheld, _source),
    10: (_retracted, _source),
    11: (_retracted, _source),
    12: (_retracted, _source),
}


def opened(town: Town, number: int) -> Town:
    """Make the first two changes of a kind, each of which is accepted."""
    for step in STEPS[number]:
        town.time += 86400
        files = town.files()
        step(town, files)
        errors = town.propose(Proposal(files, step.__name__.removeprefix("_"), "contributor-a"))
        if errors:
            raise AssertionError(f"an opening is refused: {errors}")
    return town
