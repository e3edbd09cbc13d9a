"""Repositories from text: a `git fast-import` stream, written commit by commit and loaded in one process.

The same commits give the same bytes, and so the same object ids, on every machine.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BRANCH: Final = "refs/heads/main"
GIT_CONFIG: Final = Path(__file__).parents[1] / "gitconfig"
IDENTITY: Final = "T <t@handlelists.example>"


@dataclass(frozen=True)
class Link:
    """A symbolic link, or with `commit` a submodule, where a file could be."""

    target: str
    submodule: bool = False


Content = str | bytes | Link
Files = dict[str, Content]


@dataclass
class Stream:
    """A stream under construction. Commits are known by their marks, from 1."""

    parts: list[bytes] = field(default_factory=list)
    trees: dict[int, Files] = field(default_factory=dict)
    tips: dict[str, int] = field(default_factory=dict)
    continued: Files | None = None
    """All files at the tip of the branch main of a repository that the stream goes on with."""

    def commit(
        self,
        message: str,
        instant: datetime,
        files: Mapping[str, Content],
        *,
        parents: Sequence[int] | None = None,
        branch: str = BRANCH,
    ) -> int:
        """Add a commit whose whole tree is `files`; return its mark. Parents are the branch's tip unless given."""
        mark = len(self.trees) + 1
        if parents is None:
            parents = [self.tips[branch]] if branch in self.tips else []
        old = self.trees[parents[0]] if parents else self.continued or {}
        when = f"{int(instant.astimezone(UTC).timestamp())} +0000"
        lines = [f"commit {branch}\nmark :{mark}\nauthor {IDENTITY} {when}\ncommitter {IDENTITY} {when}\n"]
        lines.append(_data(message))
        lines += [f"{'merge' if index else 'from'} :{parent}\n" for index, parent in enumerate(parents)]
        if not parents and self.continued is not None:
            lines.append(f"from {BRANCH}^0\n")
        lines += [f"D {path}\n" for path in sorted(old.keys() - files.keys())]
        self.parts.append("".join(lines).encode())
        self.parts += [_modified(path, files[path]) for path in sorted(files) if files[path] != old.get(path)]
        self.parts.append(b"\n")
        self.trees[mark] = dict(files)
        self.tips[branch] = mark
        return mark

    @property
    def data(self) -> bytes:
        """The stream."""
        return b"".join((*self.parts, b"done\n"))


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"


def _modified(path: str, content: Content) -> bytes:
    if isinstance(content, Link) and content.submodule:
        return f"M 160000 {content.target} {path}\n".encode()
    mode = "120000" if isinstance(content, Link) else "100644"
    text = content.target if isinstance(content, Link) else content
    data = text.encode() if isinstance(text, str) else text
    return f"M {mode} inline {path}\ndata {len(data)}\n".encode() + data + b"\n"


def load(root: Path, data: bytes) -> Path:
    """Make a repository of a stream in the new folder `root`, HEAD at its branch main; return `root`."""
    run(root.parent, "init", "--quiet", "--initial-branch=main", str(root))
    run(root, "fast-import", "--quiet", "--done", "--date-format=raw", given=data)
    return root


def run(root: Path, *arguments: str, given: bytes = b"", when: datetime | None = None) -> str:
    """Run git in a folder with fixed identity and dates, and nobody's configuration; return what it printed."""
    environment = {
        "GIT_CONFIG_GLOBAL": str(GIT_CONFIG),
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_MERGE_AUTOEDIT": "no",
        "GIT_EDITOR": "true",
        "TZ": "UTC",
    }
    for role in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{role}_NAME": "T", f"GIT_{role}_EMAIL": "t@handlelists.example"}
        if when is not None:
            environment[f"GIT_{role}_DATE"] = f"{int(when.timestamp())} +0000"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ("git", "-C", str(root), *arguments),
        input=given,
        capture_output=True,
        env=inherited | environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()
