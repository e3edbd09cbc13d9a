"""Contents of a repository's files, by object id."""

from __future__ import annotations

import subprocess
from typing import IO, TYPE_CHECKING, Final, Self

from site_builder.errors import RepositoryError
from site_builder.git.run import TIMEOUT_SECONDS, command, environment, no_git, run_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_HEADER_WORDS: Final = len(("object id", "type", "size"))
_CHUNK: Final = 1 << 20
_AT_ONCE: Final = 2048


class Blobs:
    """The contents of a repository's files by object id: one `git cat-file --batch` for all of them.

    A context manager; `read` may be called inside it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Do nothing yet: the process starts with the first read."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        process = self._process
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.wait(TIMEOUT_SECONDS)

    def read(self, blob: str, limit: int) -> bytes:
        """Return at most `limit` bytes of an object.

        Raises `RepositoryError` where the repository does not hold it (a partial clone, or damage).
        """
        given, told = self._pipes()
        try:
            given.write(f"{blob}\n".encode("ascii"))
            given.flush()
            header = told.readline().split()
        except OSError:
            header = []
        if len(header) != _HEADER_WORDS:
            message = f"git does not hold object {blob[:40]}"
            hint = "this may be a partial clone: fetch without --filter, or run `git fetch --refetch`"
            raise RepositoryError(message, hint=hint)
        size = int(header[2])
        data = told.read(min(size, limit))
        rest = size + 1 - len(data)
        while rest > 0:
            rest -= len(told.read(min(rest, _CHUNK))) or rest
        return data

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - arguments are ours; no shell
                    (*command(self._root), "cat-file", "--batch"),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=environment(),
                )
            except FileNotFoundError as error:
                raise no_git() from error
        given, told = self._process.stdin, self._process.stdout
        if given is None or told is None:  # pragma: no cover - both are asked for above
            message = "git cat-file cannot be talked to"
            raise RepositoryError(message)
        return given, told


def read_many(root: Path, blobs: Sequence[str]) -> Iterator[bytes]:
    """Yield the whole contents of objects, in the order asked for: for files whose size was bounded before.

    Raises `RepositoryError` where the repository does not hold one.
    """
    for start in range(0, len(blobs), _AT_ONCE):
        asked = blobs[start : start + _AT_ONCE]
        told = run_bytes(
            root, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in asked).encode("ascii")
        )
        position = 0
        for blob in asked:
            end = told.find(b"\n", position)
            header = told[position:end].split()
            if end < 0 or len(header) != _HEADER_WORDS:
                message = f"git does not hold object {blob[:40]}"
                raise RepositoryError(message)
            size = int(header[2])
            yield told[end + 1 : end + 1 + size]
            position = end + 1 + size + 1
