"""Moving one source file to a place where nothing is yet. Symbolic links are refused, never followed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from site_builder.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path


def move_new(root: Path, old: str, new: str) -> None:
    """Move a file to a path where nothing is, making its folders. Both are POSIX paths below `root`.

    Raises `OutputError` where something is at `new`, or where a folder on the way is a symbolic link, and
    `OSError`; the file is then where it was.
    """
    target = root / new
    _make_folders(root, new)
    try:
        # A hard link fails where the name is taken; a rename would silently replace what is there.
        os.link(root / old, target, follow_symlinks=False)
    except FileExistsError:
        raise _taken(new) from None
    except OSError:  # a file system without hard links
        if os.path.lexists(target):
            raise _taken(new) from None
        (root / old).rename(target)
    else:
        (root / old).unlink()


def _taken(new: str) -> OutputError:
    return OutputError(f"{new} is there already; nothing is overwritten")


def _make_folders(root: Path, path: str) -> None:
    folder = root
    for part in path.split("/")[:-1]:
        folder /= part
        if folder.is_symlink():
            raise OutputError(f"{folder} is a symbolic link; nothing is written through it")
        folder.mkdir(exist_ok=True)
