"""What an instance's own files cannot keep, and what was copied into them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from site_builder.load.source_tree import load_tree
from site_builder.rules import message
from site_builder.validate.checks import validate
from tests.instance import VERIFIED
from tests.keys import key
from tests.property.source_trees import MemorySource, base_files
from tests.unit.signatures.crafted import LARGE, ed25519_line, rsa_line

ROOT: Final = Path(__file__).parents[3]
LIST: Final = "lists/harbour/list.yaml"
ROSTER: Final = "lists/reviewers.yaml"
INSTANCE: Final = "lists/instance.yaml"


def _found(changes: dict[str, tuple[str, str]], today: str | None = "2026-06-01") -> dict[str, list[str]]:
    """Return the messages, by code, after a text was replaced by another in each of some files."""
    files = dict(base_files())
    for file, (old, new) in changes.items():
        assert old in files[file].decode()
        files[file] = files[file].decode().replace(old, new).encode()
    found: dict[str, list[str]] = {}
    for item in validate(load_tree(MemorySource(files)), today):
        found.setdefault(item.code, []).append(message(item))
    return found


def test_every_id_that_the_project_prints_is_known() -> None:
    printed = set()
    for path in [
        *ROOT.glob("*.md"),
        *(
            path
            for top in ("contrib", "docs", "lists", "schemas", "site_builder")
            for path in (ROOT / top).rglob("*.*")
        ),
    ]:
        if path.suffix in {".md", ".yaml", ".yml", ".json", ".py", ".html", ".j2", ".sh", ".js"}:
            printed |= set(
                re.findall(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", path.read_text("utf-8"))
            )
    assert len(printed) > 1
    for name in printed:
        changes = {INSTANCE: ("0b9bb5e4-6f1c-4c0a-9c1e-7d2f3a4b5c6d", name), LIST: ("example: true\n", "")}
        assert "instance-id-copied" in _found(changes), name


@pytest.mark.parametrize(
    ("today", "count"),
    [(None, None), ("2026-05-31", None), ("2026-06-01", "1 reviewer"), ("2025-12-31", "0 reviewers")],
)
def test_a_quorum_needs_reviewers_who_are_active(today: str | None, count: str | None) -> None:
    until = (
        "reviewer-b:\n  lists: [harbour]\n  active: [{from: 2026-01-01}]",
        "reviewer-b:\n  lists: [harbour]\n  active: [{from: 2026-01-01, until: 2026-05-31}]",
    )
    found = _found({ROSTER: until}, today).get("quorum-out-of-reach", [])
    assert [text.split(" can ")[0] for text in found] == (
        [f"2 confirmations needed, but only {count}"] if count else []
    )


def _negative(name: str) -> str:
    """Return the key whose point is the negative of somebody's."""
    raw = key(name).blob[-32:]
    return ed25519_line(raw[:-1] + bytes([raw[-1] ^ 0x80]))


@pytest.mark.parametrize(
    ("mark", "more", "reached"),
    [
        ("", "", True),
        (", stolen: true", "", False),
        ("", f", {{key: {_negative('reviewer-b')}, from: 2026-01-01, stolen: true}}", False),
        ("", f", {{key: {_negative('reviewer-c')}, from: 2026-01-01, stolen: true}}", True),
    ],
)
def test_a_stolen_key_confirms_nothing(mark: str, more: str, reached: bool) -> None:  # noqa: FBT001 - a column
    people = ""
    for name in ("reviewer-a", "reviewer-b"):
        stolen, others = (mark, more) if name == "reviewer-b" else ("", "")
        entry = f"  keys: [{{key: {key(name).public}, from: 2026-01-01{stolen}}}{others}]\n"
        people += f"{name}:\n  lists: [harbour]\n  active: [{{from: 2026-01-01}}]\n{entry}"
    files = base_files() | {ROSTER: people.encode()}
    files[LIST] = files[LIST].replace(b"signatures: waived", b"signatures: required")
    codes = {item.code for item in validate(load_tree(MemorySource(files)))}
    assert ("quorum-out-of-reach" not in codes) == reached


@pytest.mark.parametrize(
    ("changed", "found"), [(None, True), ((ROSTER,), True), ((), False), ((LIST,), False)]
)
def test_weak_keys_are_looked_for_where_the_roster_may_be_new(
    changed: tuple[str, ...] | None,
    found: bool,  # noqa: FBT001 - a column
) -> None:
    people = f"reviewer-a:\n  keys: [{{key: {rsa_line(LARGE)}, from: 2026-01-01}}]\n"
    people += "  lists: [harbour]\n  active: [{from: 2026-01-01}]\n"
    loading = load_tree(MemorySource(base_files() | {ROSTER: people.encode()}))
    assert ("roster-key-invalid" in {item.code for item in validate(loading, changed=changed)}) == found


def test_a_record_that_its_reviewers_wrote_waits_for_others_unless_it_was_confirmed() -> None:
    wrote = ("[contributor-a]", "[contributor-a, reviewer-b]")
    assert "quorum-out-of-reach" in _found({VERIFIED: wrote})
    # reviewer-b has left, having confirmed it; another came
    stays = "reviewer-b:\n  lists: [harbour]\n  active: [{from: 2026-01-01"
    leaves = f"{stays}, until: 2026-05-31}}]\nreviewer-c:\n  lists: [harbour]\n  active: [{{from: 2026-05-01"
    left = (stays, leaves)
    assert "quorum-out-of-reach" not in _found({ROSTER: left})


def test_without_a_day_nothing_is_in_the_future() -> None:
    later = {VERIFIED: ("date: 2026-01-10, state", "date: 2206-01-10, state")}
    assert "date-future" in _found(later)
    assert "date-future" not in _found(later, None)


def test_a_list_that_demands_ids_says_that_a_platform_has_none() -> None:
    files = dict(base_files())
    platform = "{pattern: '[a-z_]{1,30}', syntax: a-z, examples: [a], not_handles: [A]}"
    files["lists/platforms.yaml"] = f"skiff:\n  name: Skiff\n  handle: {platform}\n".encode()
    files[LIST] = files[LIST].replace(b"require_account_id: false", b"require_account_id: true")
    telegram = next(path for path in files if "/telegram/" in path)
    files[telegram.replace("telegram", "skiff")] = files.pop(telegram).replace(b"telegram", b"skiff")
    (found,) = (
        message(item) for item in validate(load_tree(MemorySource(files))) if "/skiff/" in item.place.file
    )
    assert found.endswith("its platform has none, so it belongs on another list")
