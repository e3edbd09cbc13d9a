"""Run one sync and kill it at a chosen moment, over and over: started by test_sync_kill.py as a process of its own.

It has no threads, so it may fork: what is imported once serves all runs. A moment is the number of a call, of Python
or of C, that the run is about to make, or of a change to the file system: the same moments in every run of the test.
Reads requests from standard input, one JSON object a line, and answers each with a line: how many moments a run has,
and how it ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from site_builder.sync import SyncRefused, sync
from tests.unit.sync.feed_mirror import NOW, QUICK

_CHANGES = frozenset(
    {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate", "shutil.rmtree"}
)


class _Moments:
    """Counts, and kills at one of them."""

    def __init__(self, fatal: int | None) -> None:
        self.count = 0
        self._fatal = fatal

    def reached(self) -> None:
        if self.count == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1

    def call(self, _frame: Any, event: str, _argument: Any) -> None:
        if event in ("call", "c_call"):
            self.reached()

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _CHANGES or (
            event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_WRONLY
        ):
            self.reached()


def _child(request: dict[str, Any], out: int) -> None:
    moments = _Moments(request["fatal"])
    if request["of"] == "calls":
        sys.setprofile(moments.call)
    elif request["of"] == "changes":
        sys.addaudithook(moments.audit)
    status = "refused"
    try:
        status = sync(request["url"], Path(request["folder"]), now=NOW, limits=QUICK).status
    except SyncRefused as refused:
        status = refused.code
    finally:
        sys.setprofile(None)
        os.write(out, json.dumps({"moments": moments.count, "status": status}).encode())
        os._exit(0)


def _run(request: dict[str, Any]) -> dict[str, Any]:
    back, out = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(back)
        _child(request, out)
    os.close(out)
    with os.fdopen(back, "rb") as told:
        text = told.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return {"status": "killed" if os.WTERMSIG(status) == signal.SIGKILL else "died"}
    answer: dict[str, Any] = json.loads(text)
    return answer


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run(json.loads(line))) + "\n")
        sys.stdout.flush()
