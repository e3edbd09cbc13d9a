"""`python -m tests.world`: many sequences of changes by hand, and what happens where a rule is missing.

    python -m tests.world [--sequences 2000] [--steps 20] [--seed TEXT] [--opening N]
    python -m tests.world --without N [--sequences 200]

The first begins as each of the openings in turn, or with none, and succeeds where no law is broken. The second takes
rule N of `openings.EDITS` out of a copy, begins each sequence as that kind does, and succeeds where one is.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from site_builder.world.dice import Die
from tests.world.base import built
from tests.world.branch import emergency
from tests.world.machine import act
from tests.world.openings import EDITS, STEPS, opened
from tests.world.town import BrokenLawError
from tools.mutants import copied


def search(sequences: int, steps: int, seed: str, opening: int | None) -> int:
    """Run sequences until a law is broken; print what was done then. Return how many were run, negative at a break."""
    begun, judged, accepted = time.process_time(), 0, 0
    for number in range(sequences):
        die, town = Die(seed, number), built()
        begins = number % (len(STEPS) + 1) if opening is None else opening
        if begins:
            opened(town, begins)
        try:
            for _ in range(steps):
                done = act(town, die)
                judged += done is not None
                accepted += done is not None and not done[1]
            emergency(town, die)  # law 13: whatever all of that has left
        except BrokenLawError as broken:
            sys.stdout.write(f"seed {seed}, sequence {number}:\n{broken}\n")
            return -number - 1
    seconds = time.process_time() - begun
    each = 1000 * seconds / max(judged, 1)
    sys.stdout.write(
        f"seed {seed}: {sequences} sequences, {judged} changes, {accepted} accepted, no law broken; "
        f"{seconds:.0f} s of processor time, {each:.1f} ms a change\n"
    )
    return sequences


def without(number: int, sequences: int, steps: int, seed: str) -> int:
    """Search where a rule is missing; return the exit status: 0 where a law was broken."""
    file, old, new = EDITS[number]
    with tempfile.TemporaryDirectory(prefix="handlelists-world-") as folder:
        root = copied(Path(folder) / "tree")
        path = root / "site_builder" / file
        text = path.read_text(encoding="utf-8")
        if old not in text:
            raise AssertionError(f"{file} does not have {old!r}")
        path.write_text(text.replace(old, new), encoding="utf-8")
        options = (
            "--opening",
            str(number),
            "--sequences",
            str(sequences),
            "--steps",
            str(steps),
            "--seed",
            seed,
        )
        done = subprocess.run([sys.executable, "-m", "tests.world", *options], cwd=root, check=False)
    return 1 - done.returncode


def main() -> int:
    """Read the options; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.world", description=(__doc__ or "").split("\n", 1)[0]
    )
    parser.add_argument("--sequences", type=int)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--opening", type=int, choices=sorted(EDITS))
    parser.add_argument("--without", type=int, choices=sorted(EDITS))
    options = parser.parse_args()
    if options.without is not None:
        return without(options.without, options.sequences or 200, options.steps, options.seed)
    return search(options.sequences or 2000, options.steps, options.seed, options.opening) < 0


if __name__ == "__main__":
    sys.exit(main())
