"""A site that does something wrong, and the mirror that must not change: what the tests of hostile servers share."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from site_builder.sync.options import CLOCK
from tests.unit.sync.feed_mirror import DEFAULT, QUICK, refusal
from tests.unit.sync.feed_site import (
    INDEX,
    World,
    record_id,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from site_builder.sync import SyncLimits, SyncOptions
    from site_builder.sync.options import Clock
    from tests.unit.sync.feed_server import FeedServer, Request

HASTY = replace(QUICK, read_seconds=0.2)
SMALL = replace(QUICK, index_bytes=50_000, page_bytes=50_000, record_bytes=50_000, run_bytes=200_000)
CHANGED = record_id(-1)
PAGE = "feeds/v1/changes/1.json"
RECORD = f"lists/harbour/{CHANGED}/record.json"
CHUNK = re.compile("feeds/v1/lists/harbour/chunks/[0-9a-f]{64}.json")
FILES = (INDEX, PAGE, RECORD)


class Site:
    """A mirror at one build, and a server at the next."""

    def __init__(self, server: FeedServer, begun: Begun, mirror: Path) -> None:
        self.server = server
        self.instance = deepcopy(begun.instance)
        self.mirror = mirror
        self.old = begun.old
        server.files = dict(begun.new)
        server.trick = None

    def trick(self, path: str | re.Pattern[str], answer: Callable[[Request], object]) -> None:
        """Let the server answer requests for a file in its own way."""

        def tricked(request: Request, asked: str) -> bool:
            if not re.fullmatch(path, asked):
                return False
            answer(request)
            return True

        self.server.trick = tricked

    def refused(
        self,
        code: str,
        limits: SyncLimits = QUICK,
        options: SyncOptions = DEFAULT,
        clock: Clock = CLOCK,
    ) -> str:
        return str(refusal(self.server, self.mirror, code, options, limits=limits, clock=clock))


@dataclass(frozen=True)
class Begun:
    """What each test begins with: one server and a mirror of a build, and the instance one change later."""

    server: FeedServer
    mirror: Path
    instance: World
    old: dict[str, bytes]
    new: dict[str, bytes]


def head(*lines: str) -> bytes:
    return "\r\n".join(("HTTP/1.1 200 OK", *lines, "", "")).encode()
