"""What all tests share: golden files, what is made once in a run, and how Hypothesis runs.

A golden file under `tests/golden/` holds output that was once read and found right. After a change that is meant
to change it: run `python -m pytest --update-golden` on the tests concerned, then read the difference in git before
committing it. Nothing else writes golden files.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, settings

from tests.once import once

__all__ = ["once"]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FOLDER: Final = Path(__file__).parent / "golden"
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own in it
_ENOUGH: Final = 2 * 2**30

# No test depends on the clock: a busy machine is no fault.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fast", settings.get_profile("untimed"), max_examples=10)
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _no_disk_is_waited_for() -> Iterator[None]:
    """No test takes the power away."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _descriptor: None)
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
