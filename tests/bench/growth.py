"""`python -m tests.bench.growth`: how time, memory and the site grow with the records, and a build beside reading.

Whole processes, in turn. Two ratios are of one thing at n and at 2n: `handlelists build` of public records, and
the history (`handlelists tick`) of records that become public one commit each. The third is a build beside PyYAML's own
C loader, which reads the same files and makes nothing of them. Processor time, and peak memory. And the bytes of the
site that one record more adds: see `weight`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.bench.weight import MOST_BYTES, bytes_a_record
from tests.bench.worlds import observed, reviewed_one_by_one, revised

if TYPE_CHECKING:
    from collections.abc import Callable

_WANTED: Final = 2.3
_NOW: Final = ("--now", "2026-05-12T00:00:00Z")
_BIN: Final = Path(sys.executable).parent
_READ: Final = """
import sys, pathlib, yaml
for path in sorted(pathlib.Path(sys.argv[1], "lists").rglob("*.yaml")):
    yaml.load(path.read_bytes(), yaml.CSafeLoader)
"""


class Cost(NamedTuple):
    """What a process took: seconds of processor time, and its peak memory in megabytes."""

    seconds: float
    megabytes: float


def main() -> int:
    """Measure, print, and return 1 where something grows faster than is wanted."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=1000, help="n (default: 1,000)")
    parser.add_argument("--runs", type=int, default=3, help="how often each process runs (default: 3)")
    parser.add_argument("--once", action="store_true", help="only build n records, and say what that took")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="handlelists-bench-") as folder:
        if options.once:
            return _once(Path(folder), options.records)
        good = [
            _grown(Path(folder) / name, make, command, options)
            for name, make, command in (
                ("build", lambda root, count: observed(root, count, 20), ("build", "--strict", *_NOW)),
                ("tick", reviewed_one_by_one, ("tick", *_NOW)),
            )
        ]
        good.append(_weighed(Path(folder) / "weight", options.records))
        root = Path(folder) / "build" / str(options.records)
        ratios = [
            _cost(_BIN / "handlelists", "build", *_NOW, "--root", root).seconds
            / _cost(sys.executable, "-c", _READ, root).seconds
            for _ in range(options.runs)
        ]
    _say(
        f"a build takes {statistics.median(ratios):.1f} times as long as reading its files with PyYAML's C loader"
    )
    return 0 if all(good) else 1


def _once(root: Path, records: int) -> int:
    observed(root, records, 20)
    cost = _cost(_BIN / "handlelists", "build", *_NOW, "--root", root)
    _say(f"{records:,} records: {cost.seconds:.1f} s of processor time, {cost.megabytes:,.0f} MB")
    return 0


def _grown(
    folder: Path, make: Callable[[Path, int], None], command: tuple[str, ...], options: argparse.Namespace
) -> bool:
    sizes = (options.records, 2 * options.records)
    for count in sizes:
        (folder / str(count)).mkdir(parents=True)
        make(folder / str(count), count)
    told: list[list[Cost]] = [
        [_cost(_BIN / "handlelists", *command, "--root", folder / str(count)) for count in sizes]
        for _ in range(options.runs)
    ]
    seconds = statistics.median(many.seconds / few.seconds for few, many in told)
    memory = statistics.median(many.megabytes / few.megabytes for few, many in told)
    _say(
        f"{command[0]} of {sizes[0]:,} and {sizes[1]:,}: {seconds:.2f} times the time, {memory:.2f} times the memory; "
        f"wanted: at most {_WANTED}"
    )
    return seconds <= _WANTED and memory <= _WANTED


def _weighed(folder: Path, records: int) -> bool:
    """Say what a record with three events adds to the site, and whether that is little enough."""
    sites = []
    for count in (records, 2 * records):
        root = folder / str(count)
        revised(root, count)
        _cost(_BIN / "handlelists", "build", *_NOW, "--root", root)
        sites.append(root / "site")
    more = bytes_a_record(sites[0], sites[1], records)
    _say(
        f"a record with three events more adds {more:,.0f} bytes to the site, all files counted; "
        f"wanted: at most {MOST_BYTES:,}"
    )
    return more <= MOST_BYTES


def _cost(*command: object) -> Cost:
    """Run a command that must succeed; return what it took."""
    words = [str(word) for word in command]
    with tempfile.TemporaryFile() as told:
        pid = os.posix_spawn(
            words[0],
            words,
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, told.fileno(), fd) for fd in (1, 2)],
        )
        _, status, used = os.wait4(pid, 0)
        if status:
            told.seek(0)
            sys.exit(f"{' '.join(words[:2])} failed:\n{told.read().decode()[-2000:]}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
