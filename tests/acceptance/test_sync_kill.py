"""A sync that is killed at any moment leaves the mirror as it was or as it was going to be; the next run is fine."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.support import REPOSITORY
from tests.unit.sync.feed_mirror import run, state
from tests.unit.sync.feed_server import FeedServer, serving
from tests.unit.sync.feed_site import listing, record_id, world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUNS = {("first", "calls"): 15, ("first", "changes"): 15, ("update", "calls"): 35, ("update", "changes"): 35}
"""How often what is killed, 100 times together: the calls of a whole run, and the changes to the file system."""


class Killer:
    """The process that runs syncs and kills them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, server: FeedServer, folder: Path, of: str, fatal: int | None = None) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"url": server.url, "folder": str(folder), "of": of, "fatal": fatal}
        print(json.dumps(request), file=self._process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    with subprocess.Popen(
        (sys.executable, "-m", "tests.acceptance.sync_killed"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    ) as process:
        yield Killer(process)


def moments(count: int, of: int, seed: str) -> list[int]:
    """Draw so many moments, each from its own part of the span, so that none stays untried."""
    drawn = random.Random(seed)  # noqa: S311 - the same moments each time
    return [min(of - 1, int((part + drawn.random()) * of / count)) for part in range(count)]


def held(folder: Path) -> dict[str, bytes] | None:
    """Return every file of the state that stands; None if there is none."""
    if not (folder / "current").exists():
        assert not (folder / "current").is_symlink()
        return None
    current = folder / "current"
    return {
        path.relative_to(current).as_posix(): path.read_bytes()
        for path in current.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize(("what", "of"), RUNS)
def test_a_killed_run_leaves_a_whole_state(what: str, of: str, killer: Killer, tmp_path: Path) -> None:
    instance = world(60, lists=("harbour", "quay"))
    with serving(instance.build()) as server:
        start = tmp_path / "start"
        if what == "update":
            run(server, start)
            for record in sorted(instance.rows)[:3]:
                instance.put({**instance.rows[record], "summary": "Changed."})
            instance.remove(sorted(instance.rows)[5])
            instance.put(*(listing(record_id(-number), "quay") for number in range(20)))
            server.files = instance.build()
        whole = tmp_path / "whole"
        if start.exists():
            shutil.copytree(start, whole, symlinks=True)
        span = killer.run(server, whole, of)
        assert span["status"] == "updated"
        earlier, later = held(start), held(whole)
        assert earlier != later is not None
        seen = []
        for number, fatal in enumerate(moments(RUNS[what, of], span["moments"], f"{what} {of}")):
            folder = tmp_path / str(number)
            if start.exists():
                shutil.copytree(start, folder, symlinks=True)
            ended = killer.run(server, folder, of, fatal)
            # The number of calls differs a little from run to run: the last moments may come after the end.
            assert ended["status"] == "killed" or fatal > span["moments"] * 0.9, ended
            left = held(folder)
            assert left in (earlier, later)
            seen.append(left == later)
            run(server, folder)
            assert state(folder) == state(whole)
            assert len(list((folder / "generations").iterdir())) == 1
            shutil.rmtree(folder)
        if (what, of) == ("update", "changes"):
            assert set(seen) == {True, False}, "moments on both sides of the step were tried"
