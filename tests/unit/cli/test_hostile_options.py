"""Every argument and option of every command, given what nobody means: an answer or a sentence, no fault."""

from __future__ import annotations

import ast
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import pytest

from site_builder.cli import cli
from site_builder.sync.options import Clock
from tests.acceptance.support import git, in_process
from tests.instance import write_instance
from tests.source import nodes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE: Final = Path(__file__).resolve().parents[3] / "site_builder"
BAD: Final = os.fsdecode(b"caf\xe9")
RECORD: Final = "7k3f9q2m4d1p"
TEXTS: Final = (BAD, "9999-12-31T23:59:59Z", "0001-01-01", "127.0.0.1:99999", "~nobody/x", "x" * 5000, "")
_WHY: Final = ("--as", "reviewer-a", "--reason", "x")
USES: Final = (
    ("add", "https://x.com/ferry_desk_7", "--allow-email"),
    ("appeal", "decide", RECORD, "--outcome", "upheld", *_WHY, "--unsigned"),
    ("appeal", "list"),
    ("appeal", "open", RECORD, "--ground", "safety"),
    ("build", "--previous", "nowhere"),
    ("capture", "lists/reviewers.yaml", "--record", RECORD, "--evidence", "e1", "--store", "../store"),
    ("check", "--base", "HEAD~1"),
    ("decide", "override", "--base", "HEAD~1", *_WHY),
    ("decide", "release", RECORD, "--reason", "x", "--unsigned"),
    ("decide", "sign", RECORD, "--as", "reviewer-a"),
    ("decide", "sign", "--packet", "nothing", "--as", "reviewer-a"),
    ("decide", "sign", "--apply", "nothing"),
    ("decide", "sign", RECORD, "--as", "reviewer-a", "--export", "packet.json"),
    ("demo", "mirror", "--records", "30", "--years", "1", "--until", "2012-01-01"),
    ("fmt",),
    ("import", "mkdocs.yml", "--source", "ferry-report", "--submitted-by", "contributor-x"),
    ("observe", "--state", "active", RECORD),
    ("promote", RECORD),
    ("retract", RECORD, "--reason", "out-of-scope", "--why", "x", "--unsigned"),
    ("review", RECORD, "--as", "reviewer-a", "--verdict", "reject"),
    ("serve", "--address", "127.0.0.1:1", "--root", "nowhere"),
    ("similar", RECORD),
    ("status", RECORD),
    ("sync", "http://lists.example/", "mirror"),
    ("tick",),
    ("validate",),
    ("withhold", RECORD, "--by", "desk"),
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_instance(tmp_path_factory.mktemp("instance"))
    git(root, "init", "-q")
    for subject in ("one", "two"):
        git(root, "add", "-A")
        git(root, "commit", "-q", "--allow-empty", "-m", subject)
    (root / "loop").symlink_to("loop")
    return root


def _given(use: tuple[str, ...]) -> Iterator[tuple[click.Parameter, list[str]]]:
    """Yield each parameter of a use's command with the command line in which a hostile value takes its place."""
    command = cli.get_command(click.Context(cli), use[0])
    for part in use[1:]:
        command = getattr(command, "commands", {}).get(part, command)
    assert command is not None
    for parameter in command.params:
        paths = isinstance(parameter.type, click.Path)
        if getattr(parameter, "is_flag", False) or isinstance(parameter.type, click.Choice | click.IntRange):
            continue
        for value in ("loop/a", BAD, "x" * 5000) if paths else TEXTS:
            if isinstance(parameter, click.Option):
                yield parameter, [*use, f"{parameter.opts[0]}={value}"]
            else:
                stood = {"folder": "mirror", "url": "http://lists.example/", "account": use[-1]}
                old = stood.get(str(parameter.name), RECORD) if use[0] != "add" else use[1]
                yield parameter, [value if part == old else part for part in use]


@pytest.mark.parametrize(
    "use", USES, ids=lambda use: "-".join(use[:2] if use[0] in {"appeal", "decide"} else use[:1])
)
def test_no_value_of_an_option_is_a_fault(
    use: tuple[str, ...], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clock, "wait", lambda _clock, _seconds: None)
    for parameter, arguments in _given(use):
        done = in_process(*arguments, folder=root)
        bad = not isinstance(parameter.type, click.Path) and any(part.endswith(BAD) for part in arguments)
        assert done.returncode in ({2} if bad else {0, 1, 2}), (arguments, done)
        assert not bad or "caf\\udce9" in done.stderr


def test_every_command_is_used() -> None:
    assert {use[0] for use in USES} == set(cli.list_commands(click.Context(cli)))


def test_paths_are_resolved_in_a_way_that_raises_nothing_else_than_errors_of_the_system() -> None:
    """`Path.resolve` and `Path.expanduser` raise `RuntimeError` for links that turn in a circle, and for strangers."""
    users = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for node in nodes_of(path)
        if isinstance(node, ast.Attribute) and node.attr in ("resolve", "expanduser")
        if ast.unparse(node.value) not in ("git", "os.path")
    }
    assert users == {"resources.py"}
