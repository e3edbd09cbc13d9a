"""`python -m tests.bench.change`: what does `handlelists check` of a one-record change cost in a large repository?

Two repositories, one with 100 records and one with many, both reviewed; in each a change that adds one record. The
whole process is timed, in turn, nothing cached. The peer is the small repository: at most 0.4 seconds more, and under
one second in all.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.bench.records import write_records, write_reviews

_BIN: Final = Path(sys.executable).parent
_FEW: Final = 100
_MORE: Final = 0.4
_ALL: Final = 1.0
_NEW: Final = "0000000000a0"
_DATE: Final = "2026-06-01T12:00:00Z"


def main() -> int:
    """Measure, print the times, and return 1 where a median is beyond what is wanted."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.change", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=10_000, help="how many records (default: 10,000)")
    parser.add_argument("--runs", type=int, default=5, help="how often each side runs (default: 5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="handlelists-bench-") as folder:
        roots = [Path(folder) / "few", Path(folder) / "many"]
        for root, count in zip(roots, (_FEW, options.records), strict=True):
            _repository(root, count)
        taken: list[list[float]] = [[], []]
        for _ in range(options.runs):
            for root, times in zip(roots, taken, strict=True):
                times.append(_seconds(root))
    few, many = (statistics.median(times) for times in taken)
    sys.stdout.write(
        f"{_FEW} records: {few:.2f} s; {options.records} records: {many:.2f} s (medians of {options.runs}, "
        f"whole processes); {many - few:.2f} s more, wanted: at most {_MORE} more and under {_ALL} in all\n"
    )
    return 0 if many - few <= _MORE and many < _ALL else 1


def _repository(root: Path, count: int) -> None:
    root.mkdir()
    files = write_records(root, count)
    write_reviews(root, files)
    _git(root, "init", "-q", "-b", "main")
    _commit(root, "Records")
    text = files[0].read_text(encoding="utf-8").replace(files[0].stem, _NEW)
    new = files[0].parents[1] / _NEW[:2] / f"{_NEW}.yaml"
    new.parent.mkdir(exist_ok=True)
    lines = [
        line for line in text.splitlines(keepends=True) if not line.startswith(("handle:", "account_id:"))
    ]
    new.write_text(lines[0] + "handle: quite_another\n" + "".join(lines[1:]), encoding="utf-8")
    _commit(root, "Propose one")
    # As in a clone, where files come packed.
    _git(root, "repack", "-a", "-d", "-q")


def _commit(root: Path, subject: str) -> None:
    _git(root, "add", "-A")
    _git(root, "-c", "user.name=bench", "-c", "user.email=bench@noreply.example", "commit", "-qm", subject)


def _git(root: Path, *arguments: str) -> None:
    dates = {"GIT_AUTHOR_DATE": _DATE, "GIT_COMMITTER_DATE": _DATE, "PATH": "/usr/bin:/bin"}
    subprocess.run(["git", "-c", "gc.auto=0", "-C", str(root), *arguments], check=True, env=dates)


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
