"""Every command in repositories that are damaged, cut short, odd or not there: an answer or one sentence, no fault."""

from __future__ import annotations

import re
import shutil
import socket
from typing import TYPE_CHECKING, Final

import pytest

from tests.acceptance.support import LATER, in_process
from tests.acceptance.support import git as run_git
from tests.instance import VERIFIED, write_instance

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

RECORD: Final = "7k3f9q2m4d1p"
AS_GIVEN: Final = ("--now", LATER)
COMMANDS: Final = {
    "add": (
        *(
            "add",
            "https://x.com/ferry_desk_7",
            "--category",
            "fraud",
            "--summary",
            "Sold tickets.",
            "--allow-email",
        ),
        *("--evidence-kind", "report", "--evidence-url", "https://news.example/f", "--sensitivity", "none"),
        *("--evidence-summary", "It names the account.", "--submitted-by", "contributor-x", *AS_GIVEN),
    ),
    "add-without": ("add", "https://x.com/ferry_desk_7"),
    "appeal-list": ("appeal", "list", *AS_GIVEN),
    "appeal-open": ("appeal", "open", RECORD, "--ground", "safety", *AS_GIVEN),
    "build": ("build", *AS_GIVEN),
    "build-strict": ("build", "--strict", *AS_GIVEN),
    "check": ("check", "--base", "HEAD~1", *AS_GIVEN),
    "check-since": ("check", "--since", "HEAD~1", *AS_GIVEN),
    "fmt": ("fmt", "--check"),
    "retract": ("retract", RECORD, "--reason", "out-of-scope", "--why", "x", "--unsigned", *AS_GIVEN),
    "review": ("review", RECORD, "--as", "reviewer-a", "--verdict", "reject", *AS_GIVEN),
    "review-queue": ("review", "--as", "reviewer-a", "--queue", *AS_GIVEN),
    "serve": ("serve", "--address", "127.0.0.1:{port}"),
    "status": ("status", RECORD),
    "sync": ("sync", "http://lists.example/", "mirror"),
    "tick": ("tick", *AS_GIVEN),
    "validate": ("validate",),
    "withhold": ("withhold", RECORD, "--by", "desk", *AS_GIVEN),
}
NO_GIT_NEEDED: Final = {
    "appeal-list",
    "appeal-open",
    "fmt",
    "retract",
    "review-queue",
    "validate",
    "withhold",
}
TIP_NEEDED: Final = {"build", "build-strict", "status"}
HISTORY_NEEDED: Final = {"check", "check-since", "tick"}
WORLDS: Final[dict[str, tuple[Callable[[Path, Path], object], str | None]]] = {}
"""By name how a world is made of a whole repository at a new place, and what those say there that need the history."""


def world(said: str | None) -> Callable[[Callable[[Path, Path], object]], Callable[[Path, Path], object]]:
    def enter(make: Callable[[Path, Path], object]) -> Callable[[Path, Path], object]:
        WORLDS[make.__name__.strip("_").replace("_", "-")] = (make, said)
        return make

    return enter


def git(root: Path, *arguments: str) -> str:
    return run_git(root, "-c", "protocol.file.allow=always", *arguments).strip()


def object_file(root: Path, revision: str) -> Path:
    name = git(root, "rev-parse", revision)
    return root / ".git/objects" / name[:2] / name[2:]


def copied(whole: Path, root: Path) -> Path:
    shutil.copytree(whole, root)
    return root


@world(None)
def _whole(whole: Path, root: Path) -> None:
    copied(whole, root)


@world(None)
def _detached(whole: Path, root: Path) -> None:
    git(copied(whole, root), "checkout", "-q", "--detach")


@world(None)
def _worktree(whole: Path, root: Path) -> None:
    git(copied(whole, root.with_name("main")), "worktree", "add", "-q", "--detach", str(root))


@world(None)
def _of_hash_sha256(whole: Path, root: Path) -> None:
    shutil.rmtree(copied(whole, root) / ".git")
    git(root, "init", "-q", "--object-format=sha256")
    git(root, "add", "-A")
    for subject in ("one", "two"):
        git(root, "commit", "-q", "--allow-empty", "-m", subject)


@world(r"is not in a git repository$")
def _no_git(whole: Path, root: Path) -> None:
    shutil.rmtree(copied(whole, root) / ".git")


@world(r"^there is no folder ")
def _nothing(_whole: Path, _root: Path) -> None:
    pass


@world(r"git cannot use the repository of .*: invalid gitfile format")
def _junk_for_a_repository(whole: Path, root: Path) -> None:
    shutil.rmtree(copied(whole, root) / ".git")
    (root / ".git").write_text("junk")


@world(r"git cannot use the repository of .*: not a git repository")
def _no_head(whole: Path, root: Path) -> None:
    (copied(whole, root) / ".git/HEAD").write_text("")


@world(r"git cannot use the repository of .*: bad config line")
def _broken_configuration(whole: Path, root: Path) -> None:
    (copied(whole, root) / ".git/config").write_text("[core")


@world(r"git cannot use the repository of .*: Expected git repo version")
def _of_the_future(whole: Path, root: Path) -> None:
    git(copied(whole, root), "config", "core.repositoryFormatVersion", "99")


@world(r"^the repository has no commit yet$|no such commit")
def _empty(whole: Path, root: Path) -> None:
    shutil.rmtree(copied(whole, root) / ".git")
    git(root, "init", "-q")


@world(r"^the repository has no commit yet$|no such commit")
def _unborn_branch(whole: Path, root: Path) -> None:
    git(copied(whole, root), "symbolic-ref", "HEAD", "refs/heads/unborn")


@world(r"^git rev-list failed: bad revision 'HEAD'$|no such commit")
def _broken_branch(whole: Path, root: Path) -> None:
    (copied(whole, root) / ".git/refs/heads/main").write_text("junk")


@world(r"^git (rev-list|rev-parse) failed: ")
def _head_is_lost(whole: Path, root: Path) -> None:
    object_file(copied(whole, root), "HEAD").unlink()


@world(r"^git (rev-list|rev-parse) failed: ")
def _head_is_cut(whole: Path, root: Path) -> None:
    file = object_file(copied(whole, root), "HEAD")
    file.chmod(0o644)
    file.write_bytes(b"")


@world(r"^git [a-z-]+ failed: |no such commit")
def _parent_is_lost(whole: Path, root: Path) -> None:
    object_file(copied(whole, root), "HEAD~1").unlink()


@world(r"^git [a-z-]+ failed: ")
def _tree_is_lost(whole: Path, root: Path) -> None:
    object_file(copied(whole, root), "HEAD:lists").unlink()


@world(r"^git [a-z-]+ failed: ")
def _whole_tree_is_lost(whole: Path, root: Path) -> None:
    object_file(copied(whole, root), "HEAD^{tree}").unlink()


@world(r"^git [a-z-]+ failed: ")
def _content_is_lost(whole: Path, root: Path) -> None:
    object_file(copied(whole, root), "HEAD:lists/instance.yaml").unlink()


@world(r"^git [a-z-]+ failed: ")
def _broken_index(whole: Path, root: Path) -> None:
    (copied(whole, root) / ".git/index").write_text("junk")


@world(r"^this is a shallow clone: ")
def _shallow(whole: Path, root: Path) -> None:
    git(whole, "clone", "-q", "--depth=1", f"file://{whole}", str(root))


@world(r"^this is a partial clone: ")
def _partial(whole: Path, root: Path) -> None:
    git(whole, "clone", "-q", "--filter=blob:none", "--no-checkout", f"file://{whole}", str(root))
    git(root, "read-tree", "HEAD")
    shutil.copytree(whole, root, ignore=shutil.ignore_patterns(".git"), dirs_exist_ok=True)


@world(None)
def _bare(whole: Path, root: Path) -> None:
    git(whole, "clone", "-q", "--bare", str(whole), str(root))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_instance(tmp_path_factory.mktemp("whole") / "repository")
    (root / "docs").mkdir()
    (root / "docs/about.md").write_text("# About\n")
    (root / "mkdocs.yml").write_text(
        "site_name: minimal\ntheme: {name: material}\nplugins: [search, handlelists]\n"
    )
    (root / ".gitignore").write_text("/site/\n")
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "uploadpack.allowFilter", "true")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    record = root / VERIFIED
    record.write_text(record.read_text().replace("summary: ", "summary: Said to be so. ", 1))
    git(root, "commit", "-qam", "two")
    return root


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A port where somebody listens and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def told(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one sentence of a command that could not do its work."""
    lines = done.stderr.splitlines()
    if lines[0].startswith("Error: "):  # MkDocs', of its own configuration
        return lines[0]
    assert lines[0].startswith("handlelists: "), done.stderr
    assert len(lines) == 1 or (len(lines) == 2 and lines[1].startswith("  ")), done.stderr
    return lines[0].removeprefix("handlelists: ")


@pytest.mark.large
@pytest.mark.parametrize("name", WORLDS)
def test_every_command_gives_an_answer_or_one_sentence(
    name: str, whole: Path, port: int, tmp_path: Path
) -> None:
    make, said = WORLDS[name]
    for command, arguments in COMMANDS.items():
        folder = tmp_path / command
        folder.mkdir()
        root = folder / "instance"
        make(whole, root)
        given = [argument.format(port=port) for argument in arguments]
        if command != "sync":
            given += ["--root", str(root)]
        done = in_process(*given, folder=folder)
        assert done.returncode in {0, 1, 2}, (command, done)
        assert ".site-" not in done.stderr
        if done.returncode == 2:
            sentence = told(done)
            assert said is None or command not in TIP_NEEDED or re.search(said, sentence), (command, sentence)
            assert ("--no-history" in done.stderr) <= (command in {"build", "status"}), done.stderr
        else:
            assert done.stdout, command
        if command in HISTORY_NEEDED:
            assert (done.returncode == 2) == (said is not None), (command, done)
            assert said is None or re.search(said, told(done)), (command, done)
        if command in NO_GIT_NEEDED and (root / "lists").is_dir():
            assert done.returncode != 2, (command, done.stderr)
