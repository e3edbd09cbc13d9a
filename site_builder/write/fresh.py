"""A folder that was not there before: made beside its place, and moved there when it is whole."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from site_builder.errors import OutputError


@contextlib.contextmanager
def fresh_folder(final: Path) -> Iterator[Path]:
    """Give an empty folder to write into; when the block is left it is at `final`, or gone where the block raised.

    Raises `OutputError` where something other than an empty folder is at `final`, or it cannot be written.
    """
    hint = "name another folder"
    try:
        if final.is_symlink():
            raise OutputError(f"{final} is a symbolic link", hint=hint)
        if final.exists() and (not final.is_dir() or any(final.iterdir())):
            raise OutputError(f"{final} is there already and is not an empty folder", hint=hint)
        final = final.absolute()
        final.parent.mkdir(parents=True, exist_ok=True)
        holder = Path(tempfile.mkdtemp(prefix=f".{final.name}-", dir=final.parent))
    except OSError as error:
        raise OutputError(f"{final} cannot be written: {error.strerror}") from error
    try:
        made = holder / "made"
        made.mkdir()
        yield made
        if final.exists() and final.samefile("."):
            # A shell that is in it would be in none if it were replaced.
            for item in made.iterdir():
                item.rename(final / item.name)
            return
        if final.exists():
            final.rmdir()
        made.rename(final)
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(holder)
