"""The page about sync lists what there is: refusals, limits, files, members; and its example runs."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from site_builder.sync import LIMITS, REFUSALS, MirrorRow, SyncLimits, SyncOptions, SyncResult
from tests.unit.sync.feed_mirror import run
from tests.unit.sync.feed_server import serving
from tests.unit.sync.feed_site import world

PAGE = (Path(__file__).parents[3] / "docs/reference/sync.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def first_cells(text: str) -> list[str]:
    """Return the names in the first cells of the rows of tables."""
    cells = re.findall(r"^\| (`.+?) \|", text, flags=re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def names(of: type) -> set[str]:
    return {field.name for field in dataclasses.fields(of)}


def test_every_refusal_is_there_with_its_exit_status() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d) \|", section("Refusals"), flags=re.MULTILINE)
    assert len(rows) == len(REFUSALS)
    assert {code: int(status) for code, status in rows} == {
        code: refusal.exit_status for code, refusal in REFUSALS.items()
    }


def test_every_limit_is_there_with_its_value() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| (\d+) \|", section("Limits"), flags=re.MULTILINE)
    assert [name for name, _ in rows] == [field.name for field in dataclasses.fields(SyncLimits)]
    assert all(float(value) == getattr(LIMITS, name) for name, value in rows)


@pytest.mark.parametrize("of", [SyncOptions, SyncResult])
def test_every_member_is_there(of: type) -> None:
    tables = re.findall(rf"^`{of.__name__}`.*:\n\n((?:\|.*\n)+)", section("From Python"), flags=re.MULTILINE)
    (table,) = tables
    assert set(first_cells(table)) == names(of)


def test_every_member_of_a_row_is_there() -> None:
    told = set(re.findall(r"`([a-z_0-9]+)`", section("From Python").rsplit("`read_rows(file)`", 1)[1]))
    assert names(MirrorRow) | {"sha256", "value"} <= told


def test_every_file_of_a_mirror_is_there(tmp_path: Path) -> None:
    shown = world(3)
    shown.lists["sample"] = True
    with serving(shown.build()) as server:
        run(server, tmp_path)
    tree = section("What it leaves").split("```")[1]
    told = {line.split()[0] for line in tree.splitlines()[1:] if line.strip()}
    found = {
        re.sub("harbour|sample", "<list>", path.relative_to(tmp_path / "current").as_posix())
        for path in (tmp_path / "current").rglob("*")
        if path.is_file()
    }
    assert told == found | {"DIR/", "current", "generations/<name>/", "lock"}
    assert {path.name for path in tmp_path.iterdir()} == {"current", "generations", "lock"}


def test_the_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    monkeypatch.chdir(tmp_path)
    with serving(world(3).build()) as server:
        exec(code.replace("https://lists.example/", server.url), {})  # noqa: S102 - it is ours
        exec(code.replace("https://lists.example/", server.url), {})  # noqa: S102 - as above
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in told if line.startswith(("updated", "nothing-new"))] == [
        "updated",
        "nothing-new",
    ]
    assert len(told) == 8
