"""The progress bar: only on a terminal, only after a second, gone at the end, and nothing else changes by it."""

from __future__ import annotations

import io
import itertools
import sys
from typing import TYPE_CHECKING

import pytest

from site_builder.cli import progress, run
from site_builder.progress import counted
from tests.acceptance.support import demonstration, git

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Screen(io.StringIO):
    """A terminal of 40 columns that shows what a person would see of one line."""

    def isatty(self) -> bool:
        return True

    def lines(self) -> Iterator[str]:
        """Yield what the line shows after each drawing."""
        cells: list[str] = []
        for part in self.getvalue().split("\r"):
            cells[: len(part)] = part
            yield "".join(cells).rstrip()


def on_screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Give the command a terminal. Not a fixture: what is captured is set up again between those and a test."""
    made = Screen()
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.setenv("COLUMNS", "40")
    return made


def seconds(monkeypatch: pytest.MonkeyPatch, *readings: float, then: float = 0.0) -> None:
    """Let the clock say these seconds, then go on in steps of `then` from the last."""
    following = itertools.count(readings[-1] + then, then)
    told = itertools.chain(readings, following)
    monkeypatch.setattr(progress, "clock", lambda: next(told))


def test_nothing_is_shown_in_the_first_second_and_the_line_is_empty_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = on_screen(monkeypatch)
    seconds(monkeypatch, 0.0, 0.99, 1.0, 1.05, 1.2, 1.3)
    with progress.progress_bar() as tell:
        tell("Reading files", 1, 8)
        assert screen.getvalue() == ""
        tell("Reading files", 2, 8)
        assert list(screen.lines())[-1] == "Reading files [#####               ] 2"
        tell("Reading files", 3, 8)
        assert "3 of" not in screen.getvalue()
        tell("Reading", 0, None)
        assert list(screen.lines())[-1] == "Reading ..."
        tell("Reading", 4, None)
        assert list(screen.lines())[-1] == "Reading 4"
        tell("Reading", 4, 4)
        assert list(screen.lines())[-1] == ""
    assert "\x1b" not in screen.getvalue()


def test_the_line_is_empty_whatever_ends_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = on_screen(monkeypatch)
    seconds(monkeypatch, 0.0, then=1.0)

    def interrupted() -> None:
        with progress.progress_bar() as tell:
            for number in counted(tell, "Reading \x1b[2J", range(9)):
                if number > 1:
                    raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert "Reading \\u001b[2J" in screen.getvalue()
    assert list(screen.lines())[-1] == ""


def test_nothing_is_shown_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    piped = io.StringIO()
    monkeypatch.setattr(sys, "stderr", piped)
    seconds(monkeypatch, 0.0, then=1.0)
    with progress.progress_bar() as tell:
        assert list(counted(tell, "Reading", range(3))) == [0, 1, 2]
        assert list(counted(tell, "Reading", iter("ab"))) == ["a", "b"]
    assert piped.getvalue() == ""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = demonstration(tmp_path_factory.mktemp("instance"))
    git(made, "init", "-q", "-b", "main")
    for day in ("2026-11-01", "2026-11-02"):
        (made / "docs/about.md").write_text(f"# About\n\n{day}\n")
        git(made, "add", "-A")
        git(made, "commit", "-qm", day, day=day)
    return made


COMMANDS = [
    (("validate",), {"Reading files", "Checking the rules"}),
    (("status", "@nwx_ferries"), {"Reading files", "Looking for the account"}),
    (("tick", "--now", "2026-11-03T00:00:00Z"), {"Reading the history"}),
    (("check", "--since", "HEAD~1", "--now", "2026-11-03T00:00:00Z"), {"Judging commits"}),
    (("check", "--base", "HEAD~1", "--now", "2026-11-03T00:00:00Z"), {"Reading files", "Judging the change"}),
    (("fmt", "--check"), {"Reading files"}),
    (("appeal", "list"), {"Reading files", "Deriving states"}),
    (
        ("build", "--now", "2026-11-03T00:00:00Z"),
        {
            *("Reading files", "Checking the rules", "Deriving states", "Reading the history"),
            *("Gathering what is public", "Drawing prose", "Writing files"),
        },
    ),
]


@pytest.mark.parametrize(("command", "stages"), COMMANDS, ids=[" ".join(command) for command, _ in COMMANDS])
def test_every_long_command_says_what_it_is_doing_and_its_output_stays_the_same(
    root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    stages: set[str],
) -> None:
    silently = at(root, command), capsys.readouterr().out
    screen = on_screen(monkeypatch)
    seconds(monkeypatch, 0.0, then=1.0)
    assert (at(root, command), capsys.readouterr().out) == silently
    shown = list(screen.lines())
    missing = {stage for stage in stages if not any(line.startswith(stage) for line in shown)}
    assert missing == set()
    assert shown[-1] == ""


def at(root: Path, command: tuple[str, ...]) -> int:
    return run([*command, "--root", str(root)])
