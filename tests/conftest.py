"""What all tests share: golden files, what is made once in a run, and how Hypothesis runs.

A golden file under `tests/golden/` holds output that was once read and found right. After a change that is meant
to change it: run `python -m pytest --update-golden` on the tests concerned, then read the difference in git before
committing it. Nothing else writes golden files.
"""

from __future__ import annotations

import gc
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, settings
from jinja2 import BytecodeCache, Environment, FileSystemLoader
from mkdocs.theme import Theme

from site_builder.load import parsed
from tests.once import once

__all__ = ["once"]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType

    from jinja2.bccache import Bucket

_FOLDER: Final = Path(__file__).parent / "golden"
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own in it
_ENOUGH: Final = 2 * 2**30

# No test depends on the clock: a busy machine is no fault.
settings.register_profile(
    "usual", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50
)
settings.register_profile("fast", settings.get_profile("usual"), max_examples=10)
settings.register_profile("long", settings.get_profile("usual"), max_examples=500)  # by hand: `make search`
settings.load_profile("usual")


@pytest.fixture(scope="session", autouse=True)
def _no_disk_is_waited_for() -> Iterator[None]:
    """No test takes the power away."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _descriptor: None)
        yield


class _Compiled(BytecodeCache):
    """The theme's templates, compiled once in a process."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give back what was compiled from the same text."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._code[bucket.key, bucket.checksum] = bucket.code


class _Unhidden(FileSystemLoader):
    """The theme's files without Material's 14,000 icons: MkDocs asks for all and leaves out what a dot hides."""

    def list_templates(self) -> list[str]:
        """Return the names of the files in no hidden folder."""
        found = set()
        for top in self.searchpath:
            for folder, folders, names in os.walk(top):
                folders[:] = [name for name in folders if not name.startswith(".")]
                found |= {(Path(folder) / name).relative_to(top).as_posix() for name in names}
        return sorted(found)


@pytest.fixture(scope="session", autouse=True)
def _themes_are_read_once() -> Iterator[None]:
    """More than half of what a small site takes to build; `handlelists build` in a process does without."""
    compiled, made = _Compiled(), Theme.get_env

    def get_env(theme: Theme) -> Environment:
        env = made(theme)
        env.loader, env.bytecode_cache = _Unhidden(theme.dirs), compiled
        return env

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Theme, "get_env", get_env)
        yield


@pytest.fixture(scope="session", autouse=True)
def _contents_are_parsed_once() -> Iterator[None]:
    """Tests read the same few files thousands of times; whoever reads any file in a process does without."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsed, "_value", lru_cache(16_384)(parsed._value))  # noqa: SLF001 - what is known of a content
        yield


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests' many small files in memory where there is enough of it, unless a place was chosen."""
    if config.option.basetemp is None and _MEMORY.is_dir():
        state = os.statvfs(_MEMORY)
        if state.f_bavail * state.f_frsize > _ENOUGH and not state.f_flag & os.ST_NOEXEC:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


def pytest_collection_finish() -> None:
    """Let the collector pass over thousands of tests and their modules: a tenth of a worker's time went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files instead of comparing"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """Return `golden(path below tests/golden, bytes)`: fails where the file is missing or differs."""
    update: bool = request.config.getoption("--update-golden")

    def compare(path: str, data: bytes) -> None:
        file = _FOLDER / path
        if update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        assert file.is_file(), f"no golden file {path}: see tests/conftest.py"
        expected = file.read_bytes()
        # Text first: pytest shows which line differs. Bytes too: line ends count.
        assert data.decode() == expected.decode(), f"not as tests/golden/{path}: see tests/conftest.py"
        assert data == expected

    return compare
