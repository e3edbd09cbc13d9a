"""Publications of one repository, one after the other: what was published stays true, what was removed is gone."""

from __future__ import annotations

import json
import re
import shutil
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.acceptance.support import DAY, demonstration, fingerprint, git, handlelists, process

if TYPE_CHECKING:
    from pathlib import Path


_SHORT = 6


def publish(root: Path, day: str, to: Path) -> Path:
    """Commit everything, build from a fresh clone, and move the site to `to`."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", f"On {day} (#9)", day=day)
    clone = to.with_suffix(".clone")
    git(root, "clone", "-q", str(root), str(clone))
    done = handlelists("build", "--strict", "--now", "2041-01-01", root=clone)
    assert done.returncode == 0, done.stderr
    shutil.move(clone / "site", to)
    return to


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """The demonstration; the same after a retraction; and after many records lapsed."""
    folder = tmp_path_factory.mktemp("sites")
    root = demonstration(folder / "demo")
    (root / ".gitignore").write_text("/site/\n/.site-*\n")
    git(root, "init", "-q", "-b", "main")
    first = publish(root, DAY, folder / "first")
    with record_file(root).open("a") as stream:
        stream.write("retractions:\n  - date: 2026-12-01\n    reason: mistaken-identity\n")
    second = publish(root, "2026-12-01", folder / "second")
    third = publish(root, "2040-01-01", folder / "third")
    return first, second, third


def record_file(root: Path) -> Path:
    (found,) = root.glob("lists/northwind/*/*/02xk8dg0kjpn.yaml")
    return found


def texts(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*(texts(part) for part in value.values()))
    if isinstance(value, list):
        return set().union(*(texts(part) for part in value))
    return {str(value)}


def pages(site: Path) -> list[bytes]:
    files = sorted((site / "feeds/v1/changes").glob("*.json"), key=lambda path: int(path.stem))
    assert [path.stem for path in files] == [str(number) for number in range(len(files))]
    return [path.read_bytes() for path in files]


def test_full_event_pages_stand_and_a_partial_one_is_the_beginning_of_the_next(
    sites: tuple[Path, Path, Path],
) -> None:
    told = [pages(site) for site in sites]
    assert len(told[0]) < len(told[2])
    for earlier, later in pairwise(told):
        assert earlier[:-1] == later[: len(earlier) - 1]
        old, new = (json.loads(side[len(earlier) - 1])["events"] for side in (earlier, later))
        assert len(old) <= len(new)
        assert new[: len(old)] == old
        assert earlier != later


def test_a_clone_without_any_cache_publishes_the_same_bytes(
    sites: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    clone = sites[2].with_suffix(".clone")
    again = tmp_path / "again"
    git(tmp_path, "clone", "-q", str(clone), str(again))
    assert process("build", "--strict", "--now", "2041-01-01", root=again).returncode == 0
    assert fingerprint(again / "site") == fingerprint(sites[2])


def test_no_value_of_a_removed_claim_is_anywhere_and_its_tombstone_and_event_are(
    sites: tuple[Path, Path, Path],
) -> None:
    first, second, _ = sites
    root = first.parent / "demo"
    path = record_file(root)
    others = "\n".join(
        file.read_text() for file in (root / "lists").rglob("*.*") if file != path and file.is_file()
    )
    own = {
        value
        for value in texts(yaml.safe_load(path.read_text()))
        if len(value) >= _SHORT and value not in others and value != "02xk8dg0kjpn"
    }
    before = b"\n".join(file.read_bytes() for file in sorted(first.rglob("*")) if file.is_file())
    after = b"\n".join(file.read_bytes() for file in sorted(second.rglob("*")) if file.is_file())
    published = {value for value in own if value.encode() in before}
    assert len(published) > 3, "the record was public before, with its values"
    assert {value for value in published if value.encode() in after} == set()
    folded = json.loads((first / f"lists/northwind/{path.stem}/record.json").read_text())["match"]["handle"]
    assert re.search(rf"(?<!\w){re.escape(folded)}(?!\w)".encode(), before)
    assert not re.search(rf"(?<!\w){re.escape(folded)}(?!\w)".encode(), after)
    row = json.loads((second / f"lists/northwind/{path.stem}/record.json").read_text())
    assert row["state"] == "retracted"
    assert row.keys().isdisjoint({"handle", "platform", "evidence", "summary"})
    events = [event for page in pages(second) for event in json.loads(page)["events"]]
    assert events[-1]["record"] == path.stem or path.stem in {event["record"] for event in events[-8:]}
    index = json.loads((second / "feeds/v1/index.json").read_text())
    assert index["changes"]["events"] == len(events)
