"""`python -m tests.bench.change`: does the cost of a change, or of a command about one account, grow with that alone?

Whole processes, in turn, nothing cached. Three things are measured:

- `check` of a change that adds one record, in two repositories, one with 100 records and one with many, both reviewed.
  The peer is the small one: at most 0.4 seconds more, and under one second in all.
- `check` of a change of 100 new records with a review each, and of 1,990: as many as one change may have. The peer is
  the small change: at most 25 times its processor time.
- `add`, `status`, `retract` and `withhold` in the repository with many records. The peer is `validate` there, which
  reads everything: at most a fifth of its processor time.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.bench.worlds import ManyRecords

_BIN: Final = Path(sys.executable).parent
_FEW: Final = 100
_MORE: Final = 0.4
_ALL: Final = 1.0
_CHANGES: Final = (100, 1990)
_TIMES: Final = 25
_PART: Final = 0.2
_NOW: Final = ("--now", "2026-05-03T00:00:00Z")
_LIST: Final = "harbour-fraud"
_REST: Final = (
    *(
        "--platform",
        "twitter",
        "--list",
        _LIST,
        "--category",
        "advance-fee-fraud",
        "--summary",
        "Sold tickets.",
    ),
    *("--evidence-kind", "report", "--evidence-url", "https://news.example/ferries", "--sensitivity", "none"),
    *("--evidence-summary", "Names it.", "--submitted-by", "contributor-x", "--allow-email", *_NOW),
)


def main() -> int:
    """Measure, print the times, and return 1 where a median is beyond what is wanted."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.change", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=10_000, help="how many records (default: 10,000)")
    parser.add_argument("--runs", type=int, default=5, help="how often each side runs (default: 5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="handlelists-bench-") as folder:
        roots = [Path(folder) / "few", Path(folder) / "many"]
        for root, count in zip(roots, (_FEW, options.records), strict=True):
            world = _world(count)
            world.add(1)
            world.commit()
            world.write(root)
        taken: list[list[float]] = [[], []]
        for _ in range(options.runs):
            for root, times in zip(roots, taken, strict=True):
                times.append(_seconds(root))
        good = _changes(Path(folder), options.runs)
        good &= _commands(roots[1], options.runs)
    few, many = (statistics.median(times) for times in taken)
    _say(
        f"{_FEW} records: {few:.2f} s; {options.records} records: {many:.2f} s (medians of {options.runs}, "
        f"whole processes); {many - few:.2f} s more, wanted: at most {_MORE} more and under {_ALL} in all"
    )
    return 0 if good and many - few <= _MORE and many < _ALL else 1


def _changes(folder: Path, runs: int) -> bool:
    """Measure changes of few and of many new records; return whether the many cost no more than is wanted."""
    taken: list[list[float]] = [[] for _ in _CHANGES]
    for count in _CHANGES:
        world = _world(_FEW)
        world.publish(world.add(count, prefix="zz"))
        world.commit()
        world.write(folder / str(count))
    for _ in range(runs):
        for count, times in zip(_CHANGES, taken, strict=True):
            # So many that become public at once are what check finds fault with.
            times.append(_cpu("check", "--root", str(folder / str(count)), "--base", "HEAD~1", status=1))
    few, many = (statistics.median(times) for times in taken)
    _say(
        f"{_CHANGES[0]} new records: {few:.2f} s; {_CHANGES[1]}: {many:.2f} s of processor time; "
        f"{many / few:.1f} times as much, wanted: at most {_TIMES}"
    )
    return many / few <= _TIMES


def _commands(root: Path, runs: int) -> bool:
    """Measure commands about one account beside one that reads everything; return whether they cost little."""
    record = next((root / f"lists/{_LIST}/twitter").rglob("*.yaml")).stem
    commands = (
        ("validate",),
        ("add", "@nobody_at_all", *_REST),
        ("status", record),
        ("retract", record, "--reason", "mistaken-identity", "--why", "x", "--unsigned", *_NOW),
        ("withhold", record, "--by", "desk", *_NOW),
    )
    taken: dict[str, list[float]] = {}
    for _ in range(runs):
        for name, *arguments in commands:
            taken.setdefault(name, []).append(_cpu(name, *arguments, "--root", str(root), status=0))
            for undo in (("clean", "-fdq", "lists"), ("checkout", "-q", ".")):
                subprocess.run(("git", "-C", str(root), *undo), check=True)
    whole, *parts = (statistics.median(times) for times in taken.values())
    shares = {name: part / whole for name, part in zip(list(taken)[1:], parts, strict=True)}
    shown = ", ".join(f"{name} {share:.2f}" for name, share in shares.items())
    _say(f"beside validate, processor time: {shown}; wanted: at most {_PART}")
    return max(shares.values()) <= _PART


def _cpu(*arguments: str, status: int) -> float:
    """Run a command that ends with a status; return the processor time that it took."""
    before = os.times()
    done = subprocess.run([str(_BIN / "handlelists"), *arguments], capture_output=True, check=False)
    after = os.times()
    if done.returncode != status:
        sys.exit(
            f"{arguments[0]} ended with {done.returncode}:\n{(done.stdout + done.stderr).decode()[-2000:]}"
        )
    return after.children_user + after.children_system - before.children_user - before.children_system


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _world(records: int) -> ManyRecords:
    """Return an instance with records that are all public."""
    world = ManyRecords()
    world.publish(world.add(records))
    world.commit()
    return world


def _seconds(root: Path) -> float:
    command = [str(_BIN / "handlelists"), "check", "--root", str(root), "--base", "HEAD~1"]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    taken = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"check found fault with the change:\n{(done.stdout + done.stderr).decode()[:2000]}")
    return taken


if __name__ == "__main__":
    sys.exit(main())
