"""Contents of a repository's files, by object id."""

import contextlib
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Final, Self

from site_builder.errors import RepositoryError
from site_builder.git.run import command, environment, failed

_HEADER_WORDS: Final = len(("object id", "type", "size"))
_CHUNK: Final = 1 << 20
_AT_ONCE: Final = 512
_SPACE: Final = 1 << 26
"""Bytes that the answers to questions asked at once may take, and those that are held: 64 MiB."""


class Blobs:
    """The contents of a repository's files by object id: one `git cat-file --batch` for all of them.

    A context manager; `read` may be called inside it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None
        self._held: dict[str, bytes] = {}
        self._space = _SPACE

    def __enter__(self) -> Self:
        """Do nothing yet: the process starts with the first read."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        process = self._process
        if process is None:
            return
        process.kill()  # it only reads
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # a question that git did not take any more
                if pipe is not None:
                    pipe.close()
        process.wait()

    def read(self, blob: str, limit: int) -> bytes:
        """Return at most `limit` bytes of an object. Raises `RepositoryError` as `read_many` does."""
        held = self._held.get(blob)
        return next(self.read_many((blob,), limit)) if held is None else held[:limit]

    def hold(self, blobs: Iterable[str], limit: int) -> None:
        """Read objects and hold them for `read`, as far as there is space and each is shorter than `limit` bytes.

        To ask for one by one takes longer than to read it. What the repository does not hold is left out.
        """
        wanted = [blob for blob in dict.fromkeys(blobs) if blob not in self._held]
        for blob, data in self._answered(wanted, limit):
            if self._space <= 0:
                return
            if data is not None and len(data) < limit:
                self._held[blob] = data
                self._space -= len(data)

    def read_many(self, blobs: Sequence[str], limit: int) -> Iterator[bytes]:
        """Yield at most `limit` bytes of each object, in the order asked for.

        Raises `RepositoryError` where the repository does not hold one (a partial clone, or damage).
        """
        for blob, data in self._answered(blobs, limit):
            if data is None:
                raise self._absent(blob)
            yield data

    def _answered(self, blobs: Sequence[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        step = max(1, min(_AT_ONCE, _SPACE // limit))
        for start in range(0, len(blobs), step):
            some = blobs[start : start + step]
            yield from zip(some, self._answers(some, limit), strict=True)

    def _answers(self, blobs: Sequence[str], limit: int) -> list[bytes | None]:
        """Ask for some objects at once: few enough that git takes all questions before anybody reads an answer.

        All answers are read, whichever is missing: the next question has its own.
        """
        given, told = self._pipes()
        try:
            given.write("".join(f"{blob}\n" for blob in blobs).encode("ascii"))
            given.flush()
            return [self._answer(told, limit) for _ in blobs]
        except OSError:
            raise self._absent(blobs[0]) from None

    def _absent(self, blob: str) -> RepositoryError:
        return failed(self._root, "cat-file", f"object {blob} is missing")

    def _answer(self, told: IO[bytes], limit: int) -> bytes | None:
        header = told.readline().split()
        if len(header) != _HEADER_WORDS:
            return None
        size = int(header[2])
        if size <= limit:
            return told.read(size + 1)[:size]
        data = told.read(limit)
        rest = size + 1 - limit
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
                raise RepositoryError("git is not installed", hint="install git") from error
        given, told = self._process.stdin, self._process.stdout
        if given is None or told is None:  # pragma: no cover - both are asked for above
            raise RepositoryError("git cat-file does not answer")
        return given, told
