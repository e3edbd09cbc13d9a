"""A repository that did not exist before, with a history that somebody made."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from site_builder.git.run import run


def create_repository(root: Path, stream: Iterable[bytes]) -> None:
    """Make a repository of an empty folder: its commits are what `git fast-import` reads, its work tree is `main`.

    Raises `RepositoryError` where git is missing or does not take it.
    """
    # With a HEAD the folder is a repository of its own, even inside another one.
    (root / ".git").mkdir()
    (root / ".git" / "HEAD").write_bytes(b"ref: refs/heads/main\n")
    run(root, "init", "--quiet", "--template=", more={"GIT_DIR": str(root.absolute() / ".git")})
    given = b"".join(stream).decode("utf-8", "surrogateescape")
    run(root, "fast-import", "--quiet", given=given)
    run(root, "read-tree", "-m", "-u", "HEAD")
    # They would say who ran this, and when.
    shutil.rmtree(root / ".git" / "logs", ignore_errors=True)
