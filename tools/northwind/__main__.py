"""The command: `python -m tools.northwind [--check] [--before] [--root DIR]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.northwind.tree import differences, write

_ROOT = Path(__file__).resolve().parent.parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Write the list, or with `--check` say whether it is what would be written; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.northwind", description="Write lists/northwind.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a file differs")
    parser.add_argument("--root", type=Path, default=_ROOT, help="folder that holds lists/")
    parser.add_argument("--before", action="store_true", help="as it was before anything was taken back")
    options = parser.parse_args(arguments)
    if options.check:
        paths = differences(options.root, before=options.before)
        for path in paths:
            sys.stderr.write(f"{path}: not what tools/northwind writes\n")
        return 1 if paths else 0
    write(options.root, before=options.before)
    return 0


if __name__ == "__main__":
    sys.exit(main())
