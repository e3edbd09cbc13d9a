"""Continuity: what must hold before a build is published. It continues what was published, in order of time.

Everything here refuses, with an exception of `errors`, or says nothing. Dates and instants are arguments.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from site_builder import git
from site_builder.errors import OutputError, UsageError, quantity
from site_builder.load.files import SOURCE_FOLDER
from site_builder.settings import LIMITS
from site_builder.strict_json import (
    EPOCH,
    SHA256,
    Malformed,
    an_object,
    epoch_order,
    flag,
    instant,
    member,
    text,
    whole,
)

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.catalog.model import Catalog
    from site_builder.pipeline import BuildRequest
    from site_builder.strict_json import JsonObject

_BUILT_FROM: Final = (SOURCE_FOLDER, "docs", "mkdocs.yml")
_ANY: Final = re.compile(r".*", re.DOTALL)
_SHOWN: Final = 5


def refuse_future(root: Path, request: BuildRequest, now: str) -> None:
    """Raise `OutputError` where HEAD is later than `now`, beyond what clocks differ by."""
    if not request.history:
        return
    as_of = git.head(root).as_of
    if datetime.fromisoformat(as_of) > datetime.fromisoformat(now) + LIMITS.clock_skew:
        message = f"HEAD speaks for {as_of}, which is in the future (now: {now})"
        hint = "a commit on the first-parent line has a wrong date; every later build would inherit it"
        raise OutputError(message, hint=hint)


def refuse_uncommitted(root: Path, request: BuildRequest) -> None:
    """Raise `OutputError` where the site would be built from files that differ from HEAD."""
    if not request.history:
        raise UsageError("--strict compares with HEAD and cannot be used with --no-history")
    paths = git.uncommitted(root, *_BUILT_FROM)
    if paths:
        shown = ", ".join(paths[:_SHOWN]) + (", …" if len(paths) > _SHOWN else "")
        message = f"{quantity(len(paths), 'uncommitted file')}: {shown}"
        raise OutputError(message, hint="commit the work or undo it, or build without --strict")


def refuse_pending(catalog: Catalog) -> None:
    """Raise `OutputError` where the tree shows what HEAD does not: files that changed during the build."""
    if catalog.history is not None and catalog.history.pending:
        records = ", ".join(change.record for change in catalog.history.pending[:_SHOWN])
        message = f"the files of the instance differ from HEAD in records {records}"
        raise OutputError(message, hint="did files change during the build? Build again")


def pending_note(catalog: Catalog) -> str | None:
    """Return what a terminal says of uncommitted work, None where there is none."""
    history = catalog.history
    if history is None or not (history.pending or history.uncommitted):
        return None
    changes, files = len(history.pending), len(history.uncommitted)
    return (
        f"pending: {quantity(files, 'uncommitted file')} below {SOURCE_FOLDER}/, "
        f"{quantity(changes, 'public change')} outside the history; do not publish this build"
    )


def refuse_break(catalog: Catalog, index: Any) -> None:
    """Raise `OutputError` unless the catalog's events continue those of a published `index.json`.

    The digest of the last published event stands for all before it. A raised epoch ends the comparison.
    """
    history = catalog.history
    if history is None:
        raise UsageError("--previous compares change histories and cannot be used with --no-history")
    try:
        instance, epoch, as_of, count, digest = _published(an_object(index, "the index"))
    except Malformed as error:
        raise OutputError(f"index.json of the previous site cannot be used: {error}") from None
    if instance != catalog.instance["id"]:
        message = "the previous site is another instance's"
        raise OutputError(message, hint="`id` in lists/instance.yaml never changes")
    old, new = epoch_order(epoch), epoch_order(history.epoch)
    if new > old:
        return
    if new < old:
        raise OutputError(f"epoch {history.epoch} is before the published {epoch}")
    mine = history.events[count - 1].digest if 0 < count <= len(history.events) else None
    if count > len(history.events) or mine != digest:
        message = f"the history does not begin with {quantity(count, 'event')} as published: the branch was rewritten"
        hint = "publish the line of commits that was published, or raise `epoch` in lists/instance.yaml"
        raise OutputError(message, hint=hint)
    if as_of > catalog.as_of:
        message = f"the published site speaks for {as_of}, later than {catalog.as_of}"
        raise OutputError(message, hint="publish the line of commits that was published")


def _published(index: JsonObject) -> tuple[str, str, str, int, str | None]:
    """Return instance, epoch, instant, number of events and digest of the last one. Raises `Malformed`."""
    if not flag(index, "history"):
        raise OutputError("the previous site has no change history to continue")
    changes = member(index, "changes")
    last = text(changes, "last_event", SHA256) if "last_event" in changes else None
    instance = text(member(index, "instance"), "id", _ANY)
    return instance, text(index, "epoch", EPOCH), instant(index, "as_of"), whole(changes, "events"), last
