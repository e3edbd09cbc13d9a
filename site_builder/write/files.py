"""Writing files: a source file whole or not at all, or moved to where nothing is; published ones each path once.

Symbolic links are refused, never followed.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from site_builder.errors import DefectError, OutputError
from site_builder.promises import Promise
from site_builder.settings import TEMPORARY
from site_builder.write.atomic import refuse_special


@contextlib.contextmanager
def placed(path: Path) -> Iterator[None]:
    """Let an `OSError` that names no place, such as that of a full disk, name the one that is written."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def write_atomic(path: Path, content: bytes | Iterable[bytes], *, mode: int = 0o644) -> None:
    """Replace the file at `path` by `content` in one step, keeping its permissions; folders are made as needed.

    Content in pieces is written as it comes, and not at all where an exception ends it. `mode` are the permissions of
    a new file.
    Raises `OSError` where it cannot be written, and `OutputError` for a device or pipe; what was there is then as it
    was.
    """
    refuse_special(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=TEMPORARY, dir=path.parent)
    temporary = Path(name)
    try:
        with placed(path), os.fdopen(descriptor, "wb") as file:
            file.writelines((content,) if isinstance(content, bytes) else content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode if path.exists() else mode)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def write_together(root: Path, contents: Mapping[str, bytes | None]) -> None:
    """Write files in the order given, None for one that goes: all of them or, where one fails, none.

    Paths are POSIX paths below `root`. Raises `OutputError` where a path leads through a symbolic link, and as
    `write_atomic` does.
    """
    gone = []
    with contextlib.ExitStack() as undo:
        for path, content in contents.items():
            target = root / path
            if content is None:
                # Set aside, whatever it is, where nothing takes it for a source.
                aside = target.with_name(f".{target.name}{TEMPORARY}")
                target.replace(aside)
                undo.callback(_put_back, target, aside)
                gone.append(aside)
                continue
            refuse_links(root, path)
            undo.callback(_put_back, target, target.read_bytes() if target.exists() else None)
            write_atomic(target, content)
        undo.pop_all()
    for aside in gone:
        aside.unlink()


def write_new(root: Path, contents: Mapping[str, bytes]) -> None:
    """Write many files, each whole or not at all, as far as this process goes: the disk has them after `os.sync`.

    Paths are POSIX paths below `root`. Raises as `write_together` does; what was written stays.
    """
    for folder in sorted({path.rpartition("/")[0] for path in contents}):
        refuse_links(root, folder)
        (root / folder).mkdir(parents=True, exist_ok=True)
    for path, content in contents.items():
        target = os.path.join(root, path)  # noqa: PTH118 - as much time as all the rest, by Path
        if os.path.lexists(target):
            refuse_links(root, path)
            refuse_special(Path(target))
        folder, _, name = target.rpartition("/")
        temporary = f"{folder}/.{name}{TEMPORARY}"
        try:
            with placed(Path(target)), open(temporary, "xb") as file:  # noqa: PTH123 - as above
                file.write(content)
            os.replace(temporary, target)  # noqa: PTH105 - as above
        except BaseException:
            _drop(temporary)
            raise


def _drop(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)  # noqa: PTH108 - as above


def _put_back(target: Path, old: bytes | Path | None) -> None:
    with contextlib.suppress(OSError):  # what was wrong first is said
        if isinstance(old, Path):
            old.replace(target)
        elif old is None:
            target.unlink(missing_ok=True)
        elif target.read_bytes() != old:
            write_atomic(target, old)


def move_new(root: Path, old: str, new: str) -> None:
    """Move a file to a path where nothing is, making its folders. Both are POSIX paths below `root`.

    Raises `OutputError` where something is at `new`, or where a folder on the way is a symbolic link, and
    `OSError`; the file is then where it was.
    """
    target = root / new
    refuse_links(root, new.rpartition("/")[0])
    target.parent.mkdir(parents=True, exist_ok=True)
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
    return OutputError(f"{new} exists already; nothing is overwritten")


def refuse_links(root: Path, path: str) -> None:
    """Raise `OutputError` where a POSIX path below `root` leads through a symbolic link, or is one."""
    target = root
    for part in path.split("/"):
        target /= part
        if target.is_symlink():
            raise OutputError(f"{target} is a symbolic link; nothing is written through it")


def write_files(folder: Path, promises: Iterable[Promise]) -> None:
    """Make promised files below `folder`, one after the other.

    Raises `DefectError` for a path that leads elsewhere or that is there already: two publishers that both think
    a path is theirs are a defect, and the later one must not win in silence.
    """
    made = {folder}
    for promise in promises:
        path = promise.path
        if any(part in ("", ".", "..") for part in path.split("/")) or "\\" in path or "\0" in path:
            raise DefectError(f"{path!r} is not a valid path for a published file")
        target = folder / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        try:
            with placed(target), target.open("xb") as file:
                file.writelines(promise.make())
        except FileExistsError:
            raise DefectError(f"two parts of the builder both publish {path}") from None
