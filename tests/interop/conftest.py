"""A consumer of what the demonstration publishes; and the programs of others that these tests need."""

from __future__ import annotations

import shutil
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.publications import publications
from tests.interop.consumer import SERVED, Consumer, programs
from tests.unit.sync.feed_server import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.acceptance.publications import Publications
    from tests.once import Once


@pytest.fixture(scope="session")
def published(once: Once) -> Publications:
    return once("publications", publications)


@pytest.fixture
def consumer(tmp_path: Path, published: Publications) -> Iterator[Consumer]:
    """A consumer of the first publication."""
    if not all(map(shutil.which, ("curl", "jq", "node", "sha256sum"))):
        pytest.skip("needs curl, jq, node, sha256sum")
    with serving(published.first) as server:
        for name, code in programs().items():
            (tmp_path / name).write_text(code.replace(SERVED, server.url.rstrip("/")), encoding="utf-8")
        command = tmp_path / "bin/handlelists"
        command.parent.mkdir()
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m site_builder "$@"\n', encoding="utf-8")
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
        yield Consumer(tmp_path, server)
