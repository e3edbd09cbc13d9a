"""Signs this repository's own lists: the roster's keys, and every review.

    python -m tools.sign [--check] [--root DIR]

`lists/reviewers.yaml` is written by hand but for `keys`: everybody gets the one key that `key` makes of their id,
from their first day. Each review gets its reviewer's signature on what it says. The keys are published and worth
nothing, so a folder with any list that is not an example is refused.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from site_builder.fmt.edit import put_all
from site_builder.load.files import WorkingTree
from site_builder.load.layout import FileKind
from site_builder.load.source_tree import REVIEWERS_FILE, load_tree
from site_builder.signatures.review import review_message
from site_builder.world.keys import ThrowAwayKey, made_from

if TYPE_CHECKING:
    from site_builder.fmt.edit import Path as Way

_ROOT: Final = Path(__file__).resolve().parent.parent


def key(name: str) -> ThrowAwayKey:
    """Return the key of somebody on this repository's own roster, by their id."""
    return made_from(f"handlelists demonstration key of {name}")


def signed_files(root: Path) -> dict[str, bytes]:
    """Return every file that is signed, as it has to be: its path below the root and its bytes.

    Raises `ValueError` where a list is not an example, or the instance cannot be read.
    """
    tree = load_tree(WorkingTree(root)).tree
    instance = tree.instance_id
    if instance is None or not all(item.example for item in tree.lists.values()):
        raise ValueError("only examples are signed with keys that everybody has")
    values: dict[str, list[tuple[Way, object]]] = defaultdict(list)
    for name, entry in tree.reviewers.items():
        keys = [{"key": key(name).public, "from": entry["active"][0]["from"]}]
        values[REVIEWERS_FILE].append(((name, "keys"), keys))
    for review in tree.reviews:
        index = int(review.pointer.rpartition("/")[2])
        made = key(review.reviewer).sign(review_message(review, instance))
        values[review.file].append(((review.record, index, "signature"), made))
    kinds = {REVIEWERS_FILE: FileKind.REVIEWERS}
    return {
        path: put_all(kinds.get(path, FileKind.REVIEWS), (root / path).read_bytes(), new, path)
        for path, new in sorted(values.items())
    }


def main(arguments: list[str] | None = None) -> int:
    """Sign, or with `--check` say whether anything would change; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.sign", description="Sign this repository's own lists."
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a file differs")
    parser.add_argument("--root", type=Path, default=_ROOT, help="folder that holds lists/")
    options = parser.parse_args(arguments)
    status = 0
    for path, data in signed_files(options.root).items():
        if data == (options.root / path).read_bytes():
            continue
        if options.check:
            sys.stderr.write(f"{path}: not what tools/sign.py writes\n")
            status = 1
        else:
            (options.root / path).write_bytes(data)
    return status


if __name__ == "__main__":
    sys.exit(main())
