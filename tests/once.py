"""What takes long to make is made once in a run of the tests, by whichever worker asks first, and only read then."""

from __future__ import annotations

import copyreg
import fcntl
import os
import pickle
import shutil
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Made = TypeVar("Made")


def _proxy(content: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(content)


# What is loaded from YAML cannot be changed, and pickle knows nothing of that type.
copyreg.pickle(MappingProxyType, lambda proxy: (_proxy, (dict(proxy),)))


class Once:
    """Makes things in a folder that all workers of a run share."""

    def __init__(self, shared: Path) -> None:
        self._shared = shared

    def __call__(self, name: str, make: Callable[[Path], Made]) -> Made:
        """Return what `make` returned for the empty folder of this name, whose files nobody changes afterwards.

        The value crosses processes, so it can be pickled. What `make` raises is raised; the next to ask tries again.
        """
        folder, value = self._shared / name, self._shared / f"{name}.pickle"
        with (self._shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not value.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                data = pickle.dumps(make(folder))
                value.write_bytes(data)
        made: Made = pickle.loads(value.read_bytes())  # noqa: S301 - written by this run
        return made


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """What this run shares: under xdist the folders of all workers are side by side."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "once"
    shared.mkdir(exist_ok=True)
    return Once(shared)
