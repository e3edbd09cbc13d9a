"""A site of two lists and its mirror; and for tests of hostile servers one server, whose mirror is copied for each."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.unit.sync.feed_mirror import run
from tests.unit.sync.feed_server import FeedServer, serving
from tests.unit.sync.feed_site import (
    World,
    listing,
    world,
)
from tests.unit.sync.hostile_site import CHANGED, Begun, Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="package")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begun]:
    instance = world(100)
    mirror = tmp_path_factory.mktemp("begun") / "mirror"
    with serving(instance.build()) as server:
        run(server, mirror)
        old = dict(server.files)
        instance.put(listing(CHANGED))
        yield Begun(server, mirror, instance, old, instance.build())


@pytest.fixture
def site(begun: Begun, tmp_path: Path) -> Site:
    shutil.copytree(begun.mirror, tmp_path / "mirror", symlinks=True)
    return Site(begun.server, begun, tmp_path / "mirror")


@pytest.fixture
def instance() -> World:
    return world(200, lists=("harbour", "quay"))


@pytest.fixture
def server(instance: World) -> Iterator[FeedServer]:
    with serving(instance.build()) as served:
        yield served


@pytest.fixture
def mirror(server: FeedServer, tmp_path: Path) -> Path:
    run(server, tmp_path / "mirror")
    return tmp_path / "mirror"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate that nobody vouches for, with its key."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    file = tmp_path / "own.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    )
    names = ("-addext", "subjectAltName=DNS:localhost,DNS:lists.example")
    key = tmp_path / "key.pem"
    subprocess.run((*command.split(), *names, "-keyout", key, "-out", file), capture_output=True, check=True)
    file.write_bytes(file.read_bytes() + key.read_bytes())
    return file
