"""Writing one source file: whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.settings import TEMPORARY

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def placed(path: Path) -> Iterator[None]:
    """Let an `OSError` that names no place, such as that of a full disk, name the one that is written."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def write_atomic(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Replace the file at `path` by `content` in one step, keeping its permissions; folders are made as needed.

    `mode` are the permissions of a new file.
    Raises `OSError` where it cannot be written; the file that was there is then as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=TEMPORARY, dir=path.parent)
    temporary = Path(name)
    try:
        with placed(path), os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode if path.exists() else mode)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
