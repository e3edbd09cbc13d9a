"""A platform that follows the lists with the programs of the guide for consumers, and sites that do not fit."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder.canonical import canonical
from tests.acceptance.publications import DISPUTED, ERASED, UNDONE, WITHDRAWN, WITHHELD
from tests.acceptance.support import REPOSITORY
from tests.guides import blocks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.acceptance.publications import Files, Publications
    from tests.unit.sync.feed_server import FeedServer

COPY: Final = "mirror.json"
LISTS: Final = ("ira-2018", "northwind")
RESTORED: Final = WITHHELD
UNDONE_HANDLE: Final = "Pamela_Moore13"
SERVED: Final = "http://127.0.0.1:8000"
_NAME: Final = re.compile(r"(?:#|//) ([\w.]+)(?:: .*)?\n")
RUN: Final = {
    "first.sh",
    "look.sh",
    "match.py",
    "mirror.mjs",
    "mirror.py",
    "next.sh",
    "queue_work.py",
    "sync.sh",
}
EFFECTS: Final = {
    DISPUTED: None,
    ERASED: "erase",
    UNDONE: "undo",
    WITHDRAWN: "stop-relying",
    WITHHELD: "stop-relying",
}


def programs() -> dict[str, str]:
    """Return the guide's programs by the name in their first line."""
    found = {}
    for block in blocks("docs/guides/consumers.md"):
        assert block.language in {"console", "js", "python", "sh"}
        named = _NAME.match(block.text)
        assert (named is None) == (block.language == "console"), block.text
        if named is not None:
            found[named[1]] = block.text
    return found


@dataclass(frozen=True)
class Consumer:
    """A folder with the guide's programs, and the server that they ask."""

    folder: Path
    server: FeedServer

    def run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the guide; those that take the address of the site get it first."""
        command = {".py": (sys.executable,), ".mjs": ("node",), ".sh": ("sh",)}[name[name.index(".") :]]
        address = (
            ()
            if name in {"first.sh", "look.sh", "match.py", "next.sh", "sync.sh", "follow.py"}
            else (self.server.url,)
        )
        return subprocess.run(
            (*command, name, *address, *arguments),
            cwd=self.folder,
            env={
                **os.environ,
                "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": str(REPOSITORY),
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def serve(self, files: Files) -> None:
        """Publish something else, and forget what was asked for."""
        self.server.files = dict(files)
        self.server.requests.clear()

    def rows(self, list_id: str) -> bytes:
        """Return a list's rows in the copy."""
        kept: dict[str, str] = json.loads((self.folder / COPY).read_bytes())["rows"]
        lines = [line for _, line in sorted(kept.items()) if json.loads(line)["list"] == list_id]
        return "".join(f"{line}\n" for line in lines).encode()


def well(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def record_path(record: str) -> str:
    list_id = "northwind" if record == ERASED else "ira-2018"
    return f"lists/{list_id}/{record}/record.json"


def _in_page(files: Files) -> str:
    """Return the path of the last event page."""
    index = json.loads(files["feeds/v1/index.json"])
    path: str = index["changes"]["last_page"]["path"]
    return path


def _without_history(files: Files) -> Files:
    index = json.loads(files["feeds/v1/index.json"])
    return {**files, "feeds/v1/index.json": json.dumps({**index, "history": False}).encode()}


def _pending(files: Files) -> Files:
    index = json.loads(files["feeds/v1/index.json"])
    return {**files, "feeds/v1/index.json": json.dumps({**index, "pending": 1}).encode()}


def _other_digest(files: Files) -> Files:
    index = json.loads(files["feeds/v1/index.json"])
    index["lists"][0]["digest"] = "0" * 64
    return {**files, "feeds/v1/index.json": json.dumps(index).encode()}


def _rewritten_event(files: Files) -> Files:
    """Return the site with another first event, and all that follows from it: rows, numbers and proofs fit."""
    made = dict(files)
    index = json.loads(files["feeds/v1/index.json"])
    before: str | None = None
    for number in range(index["changes"]["pages"]):
        path = f"feeds/v1/changes/{number}.json"
        page = json.loads(files[path])
        for event in page["events"]:
            if event["seq"] == 1:
                event["time"] = "2020-01-01T00:00:00Z"
        page["prev"] = before
        made[path] = canonical(page) + b"\n"
        before = hashlib.sha256(made[path]).hexdigest()
    index["changes"]["last_page"]["sha256"] = before
    return {**made, "feeds/v1/index.json": json.dumps(index).encode()}


BROKEN: Final[dict[str, Callable[[Publications], Files]]] = {
    "an older copy": lambda published: published.first,
    "a rewritten history": lambda published: published.rewritten,
    "a rewritten event": lambda published: _rewritten_event(published.third),
    "no history": lambda published: _without_history(published.third),
    "uncommitted work": lambda published: _pending(published.third),
    "a changed event page": lambda published: {
        **published.third,
        _in_page(published.third): published.third[_in_page(published.third)].replace(b"undo", b"keep"),
    },
    "a changed record": lambda published: {
        **published.third,
        record_path(RESTORED): published.third[record_path(RESTORED)].replace(b'"verified"', b'"disputed"'),
    },
    "a digest of other rows": lambda published: _other_digest(published.third),
}
