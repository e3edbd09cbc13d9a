"""454 accounts of a public reconstruction, as drafts: each is accepted or refused for a reason one agrees with.

Later reporting found ordinary people among them, so nothing of them may be public: they are proposals.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.support import NO_HISTORY, REPOSITORY, demonstration, handlelists

if TYPE_CHECKING:
    from pathlib import Path

USERS = REPOSITORY.parent / "shared" / "data" / "nbc-ira-users.csv"

pytestmark = [
    pytest.mark.skipif(not USERS.is_file(), reason="the reconstruction is not beside this repository"),
]


def rows() -> list[dict[str, str]]:
    with USERS.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def draft(row: dict[str, str], *, free_text: bool) -> dict[str, Any]:
    """Return what an importer would propose of a row; with `free_text` also what it should not copy."""
    profile: dict[str, Any] = {}
    if row["name"].strip():
        profile["display_name"] = row["name"].strip()
    if row["created_at"]:
        created = datetime.strptime(row["created_at"], "%a %b %d %H:%M:%S %z %Y")
        profile["created"] = created.date().isoformat()
    if row["lang"]:
        profile["languages"] = [{"code": row["lang"], "inferred": "metadata"}]
    text = "Named in a reconstruction of accounts that the platform tied to one operator."
    if free_text:
        text = " ".join((text, row["location"], row["description"])).strip()
    made: dict[str, Any] = {
        "handle": row["screen_name"],
        "platform": "twitter",
        "categories": ["state-operated"],
        "summary": text,
        "submitted_by": ["importer"],
        "evidence": [
            {
                "id": "e1",
                "kind": "dataset",
                "sensitivity": "none",
                "url": "https://datasets.example/users.csv",
                "captured": "2018-02-14",
                "summary": "A row of the reconstruction.",
            }
        ],
    }
    if row["id"]:
        made["account_id"] = row["id"]
    return made | ({"profile": profile} if profile else {})


def proposals(tmp_path: Path, *, free_text: bool) -> Path:
    root = demonstration(tmp_path / "instance")
    folder = root / "lists/import"
    folder.mkdir()
    text = (root / "lists/ira-2018/list.yaml").read_text()
    (folder / "list.yaml").write_text(text)
    for number, row in enumerate(rows()):
        content = json.dumps(draft(row, free_text=free_text), ensure_ascii=False)
        (folder / f"draft-{number:03}.yaml").write_text(content + "\n", encoding="utf-8")
    return root


def refusals(root: Path) -> dict[str, list[dict[str, Any]]]:
    report = json.loads(handlelists("validate", "--format", "json", root=root).stdout)
    found: dict[str, list[dict[str, Any]]] = {}
    for problem in report["problems"]:
        if problem["severity"] == "error" and problem["file"].startswith("lists/import/"):
            found.setdefault(problem["file"], []).append(problem)
    return found


@pytest.mark.parametrize("free_text", [False, True], ids=["as-an-importer-would", "with-all-free-text"])
def test_each_is_accepted_or_refused_for_a_good_reason_and_none_is_public(
    tmp_path: Path, *, free_text: bool
) -> None:
    root = proposals(tmp_path, free_text=free_text)
    formatted = handlelists("fmt", root=root)
    assert formatted.returncode in (0, 1), formatted.stderr
    refused = refusals(root)
    codes = Counter(problem["code"] for problems in refused.values() for problem in problems)
    expected = {
        # The reconstruction names an account twice, and has rows without a handle.
        "duplicate-handle",
        "duplicate-account",
        "schema-value",
        # The list has this account already as TEN_GOP's look-alike, or it is near a protected one.
        "protected-lookalike",
        "text-email",
        "text-invisible",
        "text-bidi",
        "handle-syntax",
        "record-draft",
    }
    assert set(codes) <= expected, codes
    for file in refused:
        (root / file).unlink()
    accepted = list((root / "lists/import/twitter").rglob("*.yaml"))
    assert len(accepted) + len(refused) == len(rows())
    assert len(accepted) > 430
    assert handlelists("fmt", "--check", root=root).returncode == 0
    built = handlelists("build", *NO_HISTORY, root=root)
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr
    published = b"".join(path.read_bytes() for path in (root / "site").rglob("*") if path.is_file())
    for path in accepted:
        assert path.stem.encode() not in published
    example = {"TEN_GOP", "Jenn_Abrams", "Pamela_Moore13", "America_1st_", "March_for_Trump"}
    public = published.decode("utf-8", "replace")
    for row in rows():
        if row["screen_name"] and row["screen_name"] not in example:
            assert f">{row['screen_name']}<" not in public
            assert f'"{row["screen_name"]}"' not in public
