"""The minimal valid instance, and other files laid over it: what a test of the tree starts from.

It is itself files, under `tests/cases/_base/`: a list `harbour` that is an example and waives signatures, with
two verified records and a proposed one, a roster of two, and a protected account. Its reviews hold the digests
of its records' claims: `tests/unit/validate/test_rule_cases.py` says so where they no longer fit.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from site_builder.fmt.edit import put_all
from site_builder.load.layout import FileKind
from site_builder.load.strict_yaml import load
from site_builder.record import context

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


def salt_of(record: str) -> str:
    """Return the salt of an invented record, made from its id."""
    return (record * 3)[:26]


def completed(value: dict[str, Any], listed: Any = None, named: Any = None) -> dict[str, Any]:
    """Return a record with a salt, and the context that it has where `listed` is list.yaml and `named` sources.yaml.

    Both are those of `harbour` where they are left out.
    """
    entries = {"affiliations": {}, "sources": {}, **(_of_harbour("sources") if named is None else named)}
    entries["categories"] = (_of_harbour("list") if listed is None else listed)["categories"]
    return {"salt": salt_of(value["id"]), **value, "context": context(value, entries)}


def completed_text(text: str, listed: Any = None, named: Any = None) -> str:
    """Return the file of a record with what `completed` adds to its value."""
    value: Any = load(text.encode(), "").value
    made = completed(value, listed, named)
    new = (((name,), made[name]) for name in ("salt", "context") if made[name])
    return put_all(FileKind.RECORD, text.encode(), new, "").decode()


def as_proposed(text: str) -> str:
    """Return a record's file without what `fmt` and `add` make: its id, salt and context."""
    return re.sub(r"^(?:id|salt): .*\n|^context:\n(?: .*\n)+", "", text, flags=re.MULTILINE)


def _of_harbour(name: str) -> Any:
    return load((BASE / f"lists/harbour/{name}.yaml").read_bytes(), "").value
