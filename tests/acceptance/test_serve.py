"""`handlelists serve`: the site while one works on it; a broken source keeps the last good one."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.support import NO_HISTORY, REPOSITORY
from tests.instance import write_instance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_instance(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_bytes((REPOSITORY / "tests/acceptance/minimal-mkdocs.yml").read_bytes())
    return tmp_path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running `handlelists serve`; its log is read line by line, which is what the test waits for."""

    def __init__(self, root: Path) -> None:
        self.process = subprocess.Popen(
            (
                sys.executable,
                "-u",
                "-m",
                "site_builder",
                "serve",
                *NO_HISTORY,
                "--address",
                f"127.0.0.1:{free_port()}",
            ),
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self.log: list[str] = []
        self.address = re.findall(r"http://127\.0\.0\.1:\d+/\S*", self.wait_for("Serving on"))[0]

    def wait_for(self, text: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.log.append(line)
            if text in line:
                return line
        raise AssertionError("".join(self.log))

    def page(self, path: str) -> str:
        with urllib.request.urlopen(f"{self.address}{path}", timeout=60) as answer:  # noqa: S310 - loopback
            return str(answer.read().decode())


@pytest.fixture
def server(root: Path) -> Iterator[Server]:
    running = Server(root)
    yield running
    running.process.terminate()
    running.process.communicate()
    assert "Traceback" not in "".join(running.log)
    assert not (root / "site").exists()


def test_a_change_is_shown_and_a_fault_keeps_the_last_good_site(server: Server, root: Path) -> None:
    assert "Harbour fraud" in server.page("lists/harbour/")
    source = root / "lists/harbour/list.yaml"
    good = source.read_text()
    source.write_text(good.replace("title: Harbour fraud", "title: Renamed harbour"))
    server.wait_for("Reloading")
    assert "Renamed harbour" in server.page("lists/harbour/")
    source.write_text(good + "nonsense: true\n")
    server.wait_for("schema-unknown-key")
    server.wait_for("last good site")
    assert "Renamed harbour" in server.page("lists/harbour/")
    source.write_text(good)
    server.wait_for("Reloading")
    server.wait_for("Reloading")
    assert "Harbour fraud" in server.page("lists/harbour/")
