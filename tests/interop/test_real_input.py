"""454 accounts of a public reconstruction, imported: all rows are accounted for, none is public or says too much.

Later reporting found ordinary people among them, so nothing of them may be public: they are proposals.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest

from tests.acceptance.support import NO_HISTORY, REPOSITORY, demonstration, handlelists

if TYPE_CHECKING:
    from pathlib import Path

USERS: Final = REPOSITORY.parent / "shared" / "data" / "nbc-ira-users.csv"
HERE: Final = {"TEN_GOP", "Jenn_Abrams", "Pamela_Moore13", "America_1st_", "March_for_Trump"}
"""What the example list names already; the reconstruction has four of them."""

pytestmark = [
    pytest.mark.skipif(not USERS.is_file(), reason="the reconstruction is not beside this repository"),
]


def rows() -> list[dict[str, str]]:
    with USERS.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_row_is_accounted_for_none_is_public_and_nothing_private_is_kept(tmp_path: Path) -> None:
    root = demonstration(tmp_path / "instance")
    before = set(root.rglob("*.yaml"))
    options = ("--list", "ira-2018", "--source", "nbc-2018", "--category", "state-operated")
    fixed = ("--submitted-by", "importer", "--allow-email", "--format", "json")
    done = handlelists("import", str(USERS), *options, *fixed, root=root)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)["rows"]
    assert Counter(row["outcome"] for row in said) == {"created": len(rows()) - 4, "listed": 4}
    assert {row["account"].split()[0] for row in said if row["outcome"] == "listed"} < HERE
    new = sorted(set(root.rglob("*.yaml")) - before)
    assert len(new) == len(rows()) - 4
    kept = "\n".join(path.read_text(encoding="utf-8") for path in new)
    names = {row["screen_name"].casefold() for row in rows()}
    private = {row[name].strip() for row in rows() for name in ("description", "location", "name")}
    # A name or a place may be a part of somebody's handle.
    found = [
        text for text in private if len(text) > 3 and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", kept)
    ]
    assert [text for text in found if text.casefold() not in names] == []
    assert handlelists("validate", root=root).returncode == 0
    assert handlelists("fmt", "--check", root=root).returncode == 0
    built = handlelists("build", *NO_HISTORY, root=root)
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr
    published = b"".join(path.read_bytes() for path in (root / "site").rglob("*") if path.is_file())
    assert [path for path in new if path.stem.encode() in published] == []
    public = published.decode("utf-8", "replace")
    for row in rows():
        if row["screen_name"] not in HERE:
            assert f">{row['screen_name']}<" not in public
            assert f'"{row["screen_name"]}"' not in public
