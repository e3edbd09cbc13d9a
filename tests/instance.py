"""The minimal valid instance, and other files laid over it: what a test of the tree starts from.

It is itself files, under `tests/cases/_base/`: a list `harbour` that is an example and waives signatures, with
two verified records and a proposed one, a roster of two, and a protected account. Its reviews hold the digests
of its records' claims: `tests/unit/validate/test_rule_cases.py` says so where they no longer fit.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

CASES: Final = Path(__file__).parent / "cases"
BASE: Final = CASES / "_base"
VERIFIED: Final = "lists/harbour/twitter/7k/7k3f9q2m4d1p.yaml"
LINKING: Final = "lists/harbour/mastodon/0a/0a1b2c3d4e5f.yaml"
PROPOSED: Final = "lists/harbour/telegram/9m/9m2x0r5t8v4w.yaml"


def withholding(record: str, end: str = "0a1b2c") -> str:
    """Return the path of a file that withholds a record."""
    return f"lists/withheld/{record}.{end}.yaml"


def write_instance(
    root: Path, *overlays: Path, files: Mapping[str, str | bytes | None] | None = None
) -> Path:
    """Write the minimal instance into `root`, lay folders and then single files over it; return `root`.

    `files` maps paths below `root` to content; None takes a file away.
    """
    for layer in (BASE, *overlays):
        ignored = shutil.ignore_patterns("case.yaml", "expected.json")
        shutil.copytree(layer, root, dirs_exist_ok=True, ignore=ignored)
    for path, content in (files or {}).items():
        target = root / path
        if content is None:
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return root
