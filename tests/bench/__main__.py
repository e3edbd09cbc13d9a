"""`python -m tests.bench`: how many times as fast is `handlelists validate` as `check-jsonschema`?

Both read the same record files, each in one process, in turn; only the ratio counts. check-jsonschema checks each
file against the record's schema, and nothing else. `handlelists validate` does that and everything else that it
does: strictness of the YAML, places, references, duplicates, protected accounts, dates, addresses and text.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from site_builder import resources
from tests.bench.worlds import ManyRecords

_WANTED: Final = 5.0
_BIN: Final = Path(sys.executable).parent


def main() -> int:
    """Measure, print the ratios, and return 1 where the median is below five."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=10_000, help="how many records (default: 10,000)")
    parser.add_argument("--runs", type=int, default=3, help="how often each side runs (default: 3)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="handlelists-bench-") as folder:
        root = Path(folder)
        world = ManyRecords()
        files = world.add(options.records)
        world.commit()
        world.write(root)
        ours = [str(_BIN / "handlelists"), "validate", "--root", folder]
        schema = resources.schemas_path() / "record.schema.json"
        # One process reads all files: a list of 10,000 paths is well within what a command line holds.
        peer = [str(_BIN / "check-jsonschema"), "--schemafile", str(schema)]
        peer += files
        _say(
            f"{len(files)} records; handlelists validate beside check-jsonschema, {options.runs} runs of each"
        )
        ratios = []
        for run in range(1, options.runs + 1):
            ratio = _seconds(peer, root) / _seconds(ours, root)
            ratios.append(ratio)
            _say(f"  run {run}: {ratio:.1f} times as fast")
    median = statistics.median(ratios)
    _say(f"min {min(ratios):.1f}, median {median:.1f}; wanted: at least {_WANTED:.0f}")
    return 0 if median >= _WANTED else 1


def _seconds(command: list[str], root: Path) -> float:
    """Run a command that must find nothing wrong; return the processor time that it took.

    A busy machine stretches the time on the wall of one side or the other, but hardly this.
    """
    before = os.times()
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    after = os.times()
    if done.returncode != 0:
        sys.exit(f"{command[0]} found fault with the files:\n{(done.stdout + done.stderr).decode()[:2000]}")
    return after.children_user + after.children_system - before.children_user - before.children_system


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
