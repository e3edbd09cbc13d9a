"""Nothing in a checkout's configuration runs a program, or changes what is read of the repository."""

from __future__ import annotations

import ast
import os
import shutil
import struct
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder import git
from site_builder.errors import RepositoryError
from tests.acceptance.support import git as real_git
from tests.source import nodes_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.once import Once

PACKAGE: Final = Path(git.__file__).parent
SAFE: Final = {
    "cat-file": "with --batch, and never with --filters or --textconv: bytes as they are stored",
    "config": "one setting at a time: the user's own address and key",
    "diff-tree": "with --raw: names of objects",
    "ls-files": "with --stage: what the index says of files, for a hint that nothing depends on",
    "hash-object": "of nothing, for the name of the empty tree",
    "ls-tree": "names of objects",
    "merge-base": "names of objects",
    "rev-list": "names of objects, dates and subjects",
    "rev-parse": "where things are",
    "symbolic-ref": "with --quiet: the branch that HEAD names",
}
"""Commands that look at no file of the work tree and write nothing."""
WRITING: Final = {
    "commit-tree": "without -S: nothing signs",
    "hash-object": "with -w and --stdin: bytes as they are given",
    "mktree": "names of objects",
    "read-tree": "with every filter of the settings set to nothing",
    "update-index": "with --refresh, and likewise",
    "update-ref": "of HEAD alone; no hook runs",
    "var": "who makes a commit",
}
"""Commands of `commit`, which is asked for a commit by its user."""
CREATING: Final = {
    "fast-import": "objects and a branch, from what it is given",
    "init": "without a template: no hooks",
    "read-tree": "into a folder that has nothing but what was just made",
}
"""Commands of `create`, in a repository that did not exist before and has no settings."""

HOSTILE: Final = {
    "filters": '[filter "bad"]\nclean = {run}\nsmudge = {run}\nrequired = true',
    "a filter process": '[filter "bad"]\nprocess = {run}\nrequired = true',
    "a driver's conversion": '[diff "bad"]\ntextconv = {run}\ncachetextconv = true',
    "a driver's command": '[diff "bad"]\ncommand = {run}\n[diff]\nexternal = {run}',
    "a driver that cannot be": '[diff "bad"]\nxfuncname = "["\nbinary = true\nwordRegex = "["',
    "a merge driver": '[merge "bad"]\ndriver = {run}',
    "file system monitor": "[core]\nfsmonitor = {run}",
    "hooks": "[core]\nhooksPath = {folder}",
    "pagers": "[core]\npager = {run}\n[pager]\nrev-list = {run}\ngrep = {run}\nls-tree = true\ncat-file = {run}",
    "editors": "[core]\neditor = {run}\n[sequence]\neditor = {run}",
    "ways to other machines": "[core]\nsshCommand = {run}\ngitProxy = {run}\naskPass = {run}",
    "credentials": '[credential]\nhelper = "!{run}"\nuseHttpPath = true',
    "signatures": '[gpg]\nformat = ssh\nprogram = {run}\n[gpg "ssh"]\nprogram = {run}\n[log]\nshowSignature = true',
    "aliases": '[alias]\nrev-list = "!{run}"\nls-tree = "!{run}"\ngrep = "!{run}"\nstatus = "!{run}"',
    "what serves others": "[uploadpack]\npackObjectsHook = {run}\n[core]\nalternateRefsCommand = {run}",
    "what others are asked by": '[remote "origin"]\nurl = .\nuploadpack = {run}\nreceivepack = {run}\nvcs = bad',
    "every protocol": '[protocol]\nallow = always\n[protocol "ext"]\nallow = always',
    "a promisor": '[remote "origin"]\nurl = "ext::{run}"\npromisor = true\n[extensions]\npartialClone = origin\n'
    '[core]\nrepositoryFormatVersion = 1\n[protocol "ext"]\nallow = always',
    "traces": "[trace2]\nnormalTarget = {made}\neventTarget = {made}\nperfTarget = {made}",
    "another file": "[include]\npath = {other}",
    "another file, sometimes": '[includeIf "gitdir:/**"]\npath = {other}',
    "a file for the work tree": "[core]\nrepositoryFormatVersion = 1\n[extensions]\nworktreeConfig = true",
    "attributes": "[core]\nattributesFile = {attributes}",
    "what to ignore": "[core]\nexcludesFile = {everything}\n[status]\nshowUntrackedFiles = no",
    "line ends": "[core]\nautocrlf = true\neol = crlf\nsafecrlf = true",
    "line ends of input": "[core]\nautocrlf = input\nsafecrlf = true",
    "another work tree": "[core]\nworktree = {folder}",
    "no work tree": "[core]\nbare = true",
    "part of the work tree": "[core]\nsparseCheckout = true\nsparseCheckoutCone = true\n[index]\nsparse = true",
    "names": "[core]\nignoreCase = true\nprecomposeUnicode = true\nquotePath = false\nprotectHFS = true",
    "modes": "[core]\nfileMode = true\nsymlinks = false\ntrustctime = false\ncheckStat = minimal",
    "short names": "[core]\nabbrev = 4\ncommentChar = c\nwarnAmbiguousRefs = true",
    "caches": "[core]\nuntrackedCache = true\nmultiPackIndex = true\ncommitGraph = true\n[feature]\nmanyFiles = true",
    "large files": "[core]\nbigFileThreshold = 1\npackedGitLimit = 4096\nstreamingThreshold = 1",
    "replacing": "[core]\nuseReplaceRefs = true\nnotesRef = refs/notes/x",
    "colours": "[color]\nui = always\ngrep = always\ndiff = always\nbranch = always\n[column]\nui = always",
    "the look of differences": "[diff]\nrenames = copies\nnoprefix = true\nrelative = true\nignoreSubmodules = all\n"
    "algorithm = patience\nsuppressBlankEmpty = true\norderFile = {order}\nsubmodule = log",
    "the look of logs": "[log]\nmailmap = true\ndate = relative\ndecorate = full\n[format]\npretty = full",
    "encodings": "[i18n]\nlogOutputEncoding = UTF-16\ncommitEncoding = ISO-8859-7",
    "threads": "[grep]\nthreads = 1000000\n[pack]\nthreads = 1000000\n[index]\nthreads = 1000000",
    "submodules": '[submodule]\nrecurse = true\n[submodule "x"]\nupdate = "!{run}"\nactive = true\nurl = .',
}
"""What a `.git/config` may say; each names a program or would change an answer of some command of git."""


@pytest.fixture(scope="module")
def clean(once: Once) -> Path:
    """A repository with names, a link and a merge, each file of which is under every attribute."""

    def make(folder: Path) -> str:
        root = folder / "checkout"
        (root / "in/lists").mkdir(parents=True)
        real_git(folder, "init", "-q", "-b", "main", str(root))
        (root / ".gitattributes").write_text(
            "* filter=bad diff=bad merge=bad ident text=auto\n*.u working-tree-encoding=UTF-16\n"
        )
        (root / ".mailmap").write_text("Other <other@handlelists.example> <t@handlelists.example>\n")
        for day, files in (
            ("01", {"a.yaml": "one: $Id$\n", "ü b": "two\r\n"}),
            ("02", {"a.yaml": "one: 2\n"}),
        ):
            for name, text in files.items():
                (root / "in/lists" / name).write_bytes(text.encode())
            real_git(root, "add", "-A", day=f"2026-01-{day}")
            real_git(root, "commit", "-q", "-m", f"ü {day}", day=f"2026-01-{day}")
        real_git(root, "checkout", "-q", "-b", "side", "HEAD~1")
        (root / "in/lists/link").symlink_to("a.yaml")
        (root / "in/lists/c.u").write_text("one: 3\n")
        real_git(root, "-c", "core.attributesFile=", "add", "in/lists/link")
        real_git(root, "commit", "-q", "-m", "side", day="2026-01-03")
        real_git(root, "checkout", "-q", "main")
        real_git(root, "merge", "-q", "--no-ff", "-m", "merge", "side", day="2026-01-04")
        (root / "in/lists/c.u").unlink()
        (root / "in/lists/new").write_text("new\n")
        (root / "in/lists/a.yaml").write_text("one: 3\n")
        return str(root)

    return Path(once("hostile-checkout", make))


def answers(top: Path) -> dict[str, Any]:
    """Return everything that is asked of a repository."""
    root = top / "in"
    head = git.head(root)
    base = git.resolve(root, "HEAD~1")
    listing = git.listing(root, head.commit)
    with git.Blobs(root) as blobs:
        contents = list(blobs.read_many([blob.object for blob in listing.values()], 1000))
    return {
        "ancestor": (git.is_ancestor(root, base, head.commit), git.is_ancestor(root, head.commit, base)),
        "as of": git.as_of(root, head.commit),
        "changes": git.changes(root, base, head.commit),
        "contents": contents,
        "first parents": git.first_parents(root, git.resolve(root, "HEAD~2"), head.commit),
        "head": head,
        "listing": dict(listing),
        "revisions": git.revisions(root),
        "times": git.times(root, base, head.commit),
        "uncommitted": git.uncommitted(root, "lists", "none"),
    }


@pytest.fixture(scope="module")
def honest(clean: Path) -> dict[str, Any]:
    return answers(clean)


@pytest.fixture
def checkout(clean: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(clean, tmp_path / "checkout", symlinks=True))


def hostile(folder: Path, settings: str) -> tuple[str, Path]:
    """Return settings with their names of programs and files filled in, and the file that a program would make."""
    made = folder / "made"
    hooks = folder / "hooks"
    hooks.mkdir()
    program = f"#!/bin/sh\ntouch '{made}'\ncat\n"
    names = (
        "run",
        "post-index-change",
        "reference-transaction",
        "post-checkout",
        "pre-auto-gc",
        "fsmonitor-watchman",
    )
    for name in names:
        (hooks / name).write_text(program)
        (hooks / name).chmod(0o755)
    texts = {
        "attributes": "* -text filter=bad diff=bad\n",
        "everything": "*\n",
        "order": "*/z\n*/link\n",
        "other": f'[core]\nfsmonitor = {hooks / "run"}\n[filter "bad"]\nclean = {hooks / "run"}\n',
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    places = {"run": hooks / "run", "folder": hooks, "made": made, **{name: folder / name for name in texts}}
    return settings.format_map(places) + "\n", made


def test_what_is_asked_is_there(honest: dict[str, Any]) -> None:
    assert all(honest.values())
    assert honest["uncommitted"] == ("lists/a.yaml", "lists/new")
    assert len(honest["revisions"]) == 3


@pytest.mark.parametrize("name", HOSTILE)
def test_no_setting_runs_or_changes_anything(
    name: str, checkout: Path, honest: dict[str, Any], tmp_path: Path
) -> None:
    settings, made = hostile(tmp_path, HOSTILE[name])
    for file in ("config", "config.worktree"):
        with (checkout / ".git" / file).open("a") as stream:
            stream.write(settings)
    assert answers(checkout) == honest
    assert not made.exists()


def _grafts(top: Path) -> None:
    (top / ".git/info").mkdir(exist_ok=True)
    (top / ".git/info/grafts").write_text(f"{real_git(top, 'rev-parse', 'HEAD').strip()}\n")


def _replacement(top: Path) -> None:
    real_git(top, "replace", "HEAD", "HEAD~2")


def _false_graph(top: Path) -> None:
    """Let the commit graph say that HEAD has no parent."""
    real_git(top, "commit-graph", "write", "--reachable")
    file = top / ".git/objects/info/commit-graph"
    data = bytearray(file.read_bytes())
    chunks = {}
    for at in range(8, 8 + 12 * data[6], 12):
        chunks[bytes(data[at : at + 4])] = struct.unpack(">Q", data[at + 4 : at + 12])[0]
    head = bytes.fromhex(real_git(top, "rev-parse", "HEAD").strip())
    position = (data.index(head, chunks[b"OIDL"]) - chunks[b"OIDL"]) // 20
    parents = chunks[b"CDAT"] + position * 36 + 20
    data[parents : parents + 8] = struct.pack(">II", 0x70000000, 0x70000000)
    file.chmod(0o644)
    file.write_bytes(data)


def _hooks(top: Path) -> None:
    folder = top / ".git/hooks"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(top.parent / "hooks", folder)


def _index_that_hides(top: Path) -> None:
    real_git(top, "update-index", "--assume-unchanged", "in/lists/a.yaml")


def _index_that_skips(top: Path) -> None:
    real_git(top, "update-index", "--skip-worktree", "in/lists/a.yaml")


def _index_with_intent(top: Path) -> None:
    real_git(top, "add", "-N", "in/lists/new")


def _exclusion(top: Path) -> None:
    (top / ".git/info").mkdir(exist_ok=True)
    (top / ".git/info/exclude").write_text("*\n")


def _attributes(top: Path) -> None:
    (top / ".git/info").mkdir(exist_ok=True)
    (top / ".git/info/attributes").write_text("* filter=bad diff=bad -text\n")


@pytest.mark.parametrize(
    "change",
    [
        *(_grafts, _replacement, _false_graph, _hooks, _exclusion, _attributes),
        *(_index_that_hides, _index_that_skips, _index_with_intent),
    ],
    ids=lambda change: change.__name__,
)
def test_no_file_beside_it_does_either(
    change: Callable[[Path], None], checkout: Path, honest: dict[str, Any], tmp_path: Path
) -> None:
    settings, made = hostile(tmp_path, HOSTILE["filters"])
    change(checkout)
    with (checkout / ".git/config").open("a") as stream:
        stream.write(settings)
    assert answers(checkout) == honest
    assert not made.exists()


def test_no_variable_of_the_environment_does_either(
    checkout: Path, honest: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, made = hostile(tmp_path, HOSTILE["file system monitor"])
    program = str(tmp_path / "hooks/run")
    (tmp_path / "elsewhere").write_text(settings)
    for name in ("DIR", "WORK_TREE", "INDEX_FILE", "OBJECT_DIRECTORY", "NAMESPACE", "COMMON_DIR", "PREFIX"):
        monkeypatch.setenv(f"GIT_{name}", str(tmp_path / "none"))
    for name in ("EXTERNAL_DIFF", "PAGER", "EDITOR", "SSH", "SSH_COMMAND", "ASKPASS", "PROXY_COMMAND"):
        monkeypatch.setenv(f"GIT_{name}", program)
    others = {
        "CEILING_DIRECTORIES": str(checkout),
        "CONFIG_COUNT": "1",
        "CONFIG_GLOBAL": str(tmp_path / "elsewhere"),
        "CONFIG_KEY_0": "core.fsmonitor",
        "CONFIG_VALUE_0": program,
        "GLOB_PATHSPECS": "1",
        "GRAFT_FILE": str(tmp_path / "elsewhere"),
        "ICASE_PATHSPECS": "1",
        "LITERAL_PATHSPECS": "1",
        "REPLACE_REF_BASE": "refs/heads/",
        "SHALLOW_FILE": str(tmp_path / "elsewhere"),
        "TRACE": str(made),
        "TRACE2": str(made),
    }
    for name, value in others.items():
        monkeypatch.setenv(f"GIT_{name}", value)
    assert answers(checkout) == honest
    assert not made.exists()


def test_what_is_missing_is_not_fetched(checkout: Path, tmp_path: Path) -> None:
    settings, made = hostile(tmp_path, HOSTILE["a promisor"])
    with (checkout / ".git/config").open("a") as stream:
        stream.write(settings)
    missing = real_git(checkout, "rev-parse", "HEAD:in/lists/a.yaml").strip()
    (checkout / ".git/objects" / missing[:2] / missing[2:]).unlink()
    with git.Blobs(checkout) as blobs, pytest.raises(RepositoryError, match="partial clone"):
        blobs.read(missing, 10)
    assert not made.exists()


def test_only_commands_that_read_objects_are_run() -> None:
    run = {
        file.name: {
            part.value for node in nodes_of(file) for part in _command(node) if isinstance(part, ast.Constant)
        }
        for file in PACKAGE.glob("*.py")
    }
    assert run.pop("commit.py") == WRITING.keys() | {"config", "ls-tree"}
    assert run.pop("create.py") == CREATING.keys()
    assert set().union(*run.values()) == SAFE.keys()


def _command(node: ast.AST) -> list[ast.expr]:
    """Return the subcommand that a call of `run`, or a tuple that begins with `command(...)`, names."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "run":
        return node.args[1:2]
    if isinstance(node, ast.Tuple) and len(node.elts) > 1 and isinstance(node.elts[0], ast.Starred):
        return node.elts[1:2]
    return []


def test_a_real_git_would_run_the_program(checkout: Path, tmp_path: Path) -> None:
    """The cases are worth something: git itself does what is kept from it here."""
    settings, made = hostile(tmp_path, HOSTILE["filters"])
    with (checkout / ".git/config").open("a") as stream:
        stream.write(settings)
    subprocess.run(
        ("git", "-C", checkout, "status", "--porcelain"), capture_output=True, check=False, env=os.environ
    )
    assert made.exists()
