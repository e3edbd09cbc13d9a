"""`python -m tests.bench.history`: what does the history cost beside parsing the files that it is made of?

One process parses every distinct blob of a repository once, with the loader that all files are read with; another
derives the whole history. Both read through one `git cat-file --batch`. Only the ratio of their processor times
counts; wanted is at most two.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Final

from site_builder.git import Blobs, revisions
from site_builder.load.layout import FileKind, Spot, spot
from site_builder.load.strict_yaml import load
from site_builder.pipeline import read_history
from site_builder.settings import LIMITS
from tests.bench.__main__ import _say, _seconds
from tests.bench.worlds import observed

_WANTED: Final = 2.0
_UNREAD: Final = (FileKind.PROSE, FileKind.PROTECTED, FileKind.SOURCES)


def main() -> int:
    """Measure, print the ratios, and return 1 where the median is above two."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.history", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--records", type=int, default=10_000, help="how many records (default: 10,000)")
    parser.add_argument("--commits", type=int, default=1_000, help="how many commits (default: 1,000)")
    parser.add_argument("--runs", type=int, default=3, help="how often each side runs (default: 3)")
    parser.add_argument("--side", choices=("parse", "walk"), help=argparse.SUPPRESS)
    parser.add_argument("--root", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side is not None:
        return _side(options.side, options.root)
    with tempfile.TemporaryDirectory(prefix="handlelists-bench-") as folder:
        root = Path(folder)
        observed(root, options.records, options.commits)
        call = [sys.executable, "-m", "tests.bench.history", "--root", folder, "--side"]
        here = Path(__file__).resolve().parents[2]
        _say(f"{options.records} public records, {options.commits} commits")
        ratios = []
        for run in range(1, options.runs + 1):
            ratio = _seconds([*call, "walk"], here) / _seconds([*call, "parse"], here)
            ratios.append(ratio)
            _say(f"  run {run}: the history takes {ratio:.2f} times as long as parsing its blobs once")
    median = statistics.median(ratios)
    _say(f"max {max(ratios):.2f}, median {median:.2f}; wanted: at most {_WANTED:.0f}")
    return 0 if median <= _WANTED else 1


def _side(side: str, root: Path) -> int:
    if side == "walk":
        return 0 if read_history(root).events else 1
    seen = set()
    with Blobs(root) as blobs:
        for revision in revisions(root):
            for change in revision.changes:
                where = spot(change.path)
                if change.blob is None or change.blob in seen:
                    continue
                if isinstance(where, Spot) and where.kind not in _UNREAD:
                    seen.add(change.blob)
                    load(blobs.read(change.blob, LIMITS.file_bytes), change.path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
