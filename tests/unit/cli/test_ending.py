"""Whatever ends a run has an exit status and one sentence, and a fault is never taken for an answer."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

import click
import pytest
from mkdocs.exceptions import Abort

from site_builder.cli import cli, run
from site_builder.cli.ending import Stopped, ended
from site_builder.errors import DefectError, OutputError, UsageError
from tests.acceptance.support import REPOSITORY, in_process
from tests.instance import write_instance

if TYPE_CHECKING:
    from pathlib import Path

NAME: Final = "ferry_desk_7"


ENDS: Final[list[tuple[BaseException, int, str]]] = [
    (UsageError("no\x1b such list", hint="name one"), 2, "handlelists: no\\u001b such list\n  name one\n"),
    (OutputError("the disk is gone"), 2, "handlelists: the disk is gone\n"),
    (DefectError("a.json breaks its schema"), 70, "handlelists: a.json breaks its schema\n  this is a fault"),
    (click.UsageError("no such option"), 2, "Error: no such option\n"),
    (Abort("Aborted with a BuildError!"), 2, "handlelists: Aborted"),
    (
        PermissionError(errno.EACCES, "Permission denied", "a\nb"),
        2,
        "handlelists: a\\u000ab: Permission denied\n",
    ),
    (OSError("odd"), 2, "handlelists: odd\n"),
    (
        PermissionError(13, "Permission denied", "/x/.site-ab12cd_4/site/a"),
        2,
        "handlelists: /x: Permission denied\n",
    ),
    (PermissionError(13, "No", "/x/.7k.yaml.ab12cd_4.handlelists-tmp"), 2, "handlelists: /x/7k.yaml: No\n"),
    (MemoryError(), 2, "handlelists: there is not enough memory\n"),
    (click.Abort(), 130, "handlelists: interrupted\n"),
    (KeyboardInterrupt(), 130, "handlelists: interrupted\n"),
    (Stopped(signal.SIGTERM), 143, "handlelists: stopped\n"),
    (IndexError(NAME), 70, "handlelists: IndexError, version"),
    (UnicodeEncodeError("utf-8", NAME, 0, 1, "no"), 70, "handlelists: UnicodeEncodeError, version"),
    (RecursionError(NAME), 70, "handlelists: RecursionError, version"),
    (SystemExit(1), 141, ""),
]


@pytest.mark.parametrize(("error", "status", "said"), ENDS, ids=[f"{error!r}"[:40] for error, _, _ in ENDS])
def test_every_end_has_a_status_and_a_sentence(
    error: BaseException,
    status: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("HANDLELISTS_DEBUG", raising=False)
    assert ended(error) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.lstrip("\n").startswith(said)
    assert NAME not in captured.err
    assert len(captured.err.splitlines()) <= 3


@pytest.mark.parametrize("name", sorted(cli.list_commands(click.Context(cli))))
def test_a_fault_in_any_command_is_no_answer(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: Any, **_options: Any) -> int:
        raise IndexError(NAME)

    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    monkeypatch.setattr(command, "invoke", fail)
    monkeypatch.delenv("HANDLELISTS_DEBUG", raising=False)
    required = {"status": ["x"], "retract": ["x"], "sync": ["x", "y"], "demo": ["x"], "appeal": ["list"]}
    required |= {"decide": ["release", "x", "--reason", "x"], "withhold": ["--by", "x"]}
    required |= {"observe": ["x", "--state", "active"], "import": ["x", "--source", "x"]}
    assert run([name, *required.get(name, ())]) == 70
    captured = capsys.readouterr()
    first, hint = captured.err.splitlines()
    assert first.startswith("handlelists: IndexError in site_builder/cli/__init__.py, line ")
    assert "report it: SECURITY.md" in hint
    assert "HANDLELISTS_DEBUG=1" in hint
    assert NAME not in captured.err
    monkeypatch.setenv("HANDLELISTS_DEBUG", "1")
    assert run([name, *required.get(name, ())]) == 70
    told = capsys.readouterr().err
    assert "Traceback" in told
    assert told.endswith(f"IndexError: {NAME}\n")


def test_a_sentence_that_cannot_be_printed_changes_no_status(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def write(self, _text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        def isatty(self) -> bool:
            return False

    monkeypatch.setattr(sys, "stderr", Full())
    monkeypatch.setattr(sys, "stdout", Full())
    for error, status, _ in ENDS:
        assert ended(error) == status


@pytest.mark.parametrize("command", ["validate", "status", "withhold", "fmt"])
def test_a_folder_may_have_any_name(command: str, tmp_path: Path) -> None:
    root = write_instance(tmp_path / os.fsdecode(b"caf\xe9"))
    more: dict[str, tuple[str, ...]] = {"status": ("7k3f9q2m4d1p", "--no-history", "--as-of", "2026-02-01")}
    more["withhold"] = ("7k3f9q2m4d1p", "--by", "desk", "--now", "2026-02-01")
    done = in_process(command, *more.get(command, ()), "--root", str(root), folder=tmp_path)
    assert done.returncode == 0, done


# Streams and signals, in a process


def process(
    root: Path, *arguments: str, shell: str = '"$@"', **more: Any
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ("bash", "-c", shell, "-", sys.executable, "-m", "site_builder", *arguments),
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        **more,
    )


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_instance(tmp_path_factory.mktemp("instance"))


@pytest.mark.parametrize(
    ("shell", "status", "said"),
    [
        ('"$@" > /dev/full', 2, "handlelists: standard output: No space left on device\n"),
        ('"$@" > /dev/full 2>&1', 2, ""),
        ('"$@" >&-', 0, ""),
        ('"$@" <&- >&- 2>&-', 0, ""),
        ('"$@" | true; exit ${PIPESTATUS[0]}', 141, ""),
    ],
)
def test_output_that_nobody_can_read_is_no_success_and_no_answer(
    instance: Path, shell: str, status: int, said: str
) -> None:
    done = process(instance, "validate", shell=shell)
    assert (done.returncode, done.stderr) == (status, said)


def test_arguments_are_utf_8_in_any_locale(tmp_path: Path) -> None:
    write_instance(tmp_path / "ünd")
    again = ("status", "@ü_desk", "--no-history", "--as-of", "2026-03-01", "--root", "ünd")
    done = process(tmp_path, *again, shell='PYTHONUTF8=0 LC_ALL=C "$@"')  # noqa: S604 - as above
    assert (done.returncode, done.stdout, done.stderr) == (1, "No record matches @ü_desk.\n", "")


_STOPPED: Final = """
import os, signal, sys
from site_builder import run
from site_builder.cli import main
from site_builder.write import files

number = getattr(signal, sys.argv.pop(1))
# Whoever runs the tests in the background, or under nohup, ignores some of them.
signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)

def stop(*_arguments):
    os.kill(os.getpid(), number)
    raise AssertionError("the signal did not come")

if sys.argv[1] == "build":
    write = run.write_files
    run.write_files = lambda folder, promises: (write(folder, list(promises)[:1]), stop())
else:
    os.fsync = stop
main()
"""


def _tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


_BUILD: Final = ("build", "--no-history", "--as-of", "2026-02-01")


@pytest.mark.large
@pytest.mark.parametrize(
    ("arguments", "number", "status"),
    [
        (_BUILD, "SIGTERM", 143),
        (_BUILD, "SIGHUP", 129),
        (_BUILD, "SIGINT", 130),
        (("withhold", "7k3f9q2m4d1p", "--by", "desk"), "SIGTERM", 143),
        (("retract", "7k3f9q2m4d1p", "--reason", "out-of-scope", "--why", "x", "--unsigned"), "SIGTERM", 143),
        (("fmt",), "SIGHUP", 129),
    ],
)
def test_a_signal_leaves_everything_as_it_was(
    arguments: tuple[str, ...], number: str, status: int, tmp_path: Path
) -> None:
    root = write_instance(tmp_path)
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_bytes((REPOSITORY / "tests/acceptance/minimal-mkdocs.yml").read_bytes())
    (root / "site").mkdir()
    (root / "site/index.html").write_text("the old site")
    (root / "site/.handlelists.json").write_text('{"files": ["index.html"]}')
    before = _tree(root)
    done = subprocess.run(
        (sys.executable, "-c", _STOPPED, number, *arguments),
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert (
        done.stderr.splitlines()[-1] == f"handlelists: {'interrupted' if number == 'SIGINT' else 'stopped'}"
    )
    assert _tree(root) == before
    assert not [path for path in root.rglob("*") if path.name.startswith(".site-")]


def test_a_signal_that_the_caller_ignores_stays_ignored(instance: Path) -> None:
    code = "import os; from site_builder.cli import ending; ending.prepare(); os.kill(os.getpid(), 1)"
    done = subprocess.run(
        ("bash", "-c", f"trap '' HUP; {sys.executable} -c '{code}'"),
        cwd=instance,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        check=False,
    )
    assert done.returncode == 0


# Places


def test_what_cannot_be_written_is_named_as_the_user_knows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_instance(tmp_path)

    def refuse(*_arguments: Any, prefix: str, dir: Path, suffix: str = "") -> Any:  # noqa: A002 - tempfile's word
        raise OSError(errno.EROFS, "Read-only file system", str(dir / f"{prefix}ab12cd_4{suffix}"))

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    monkeypatch.setattr("secrets.randbelow", lambda _: 0)
    (root / "mkdocs.yml").write_bytes((REPOSITORY / "tests/acceptance/minimal-mkdocs.yml").read_bytes())
    (root / "docs").mkdir()
    for arguments, place in (
        (("withhold", "7k3f9q2m4d1p", "--by", "desk"), root / "lists/withheld/7k3f9q2m4d1p.000000.yaml"),
        (("build", "--no-history", "--as-of", "2026-02-01"), root),
    ):
        done = in_process(*arguments, "--root", str(root), folder=root)
        assert (done.returncode, done.stderr) == (2, f"handlelists: {place}: Read-only file system\n")
