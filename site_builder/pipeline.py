"""The pipeline: load, validate, derive, catalog. What is published from there is for the publishers.

Everything that the core takes from outside enters here: the folder, and the instant that a build speaks for.
"""

import contextlib
import gc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from site_builder import __version__, git
from site_builder.catalog.model import BuildInfo, Catalog, build_catalog
from site_builder.days import fresh_until, refresh_due
from site_builder.derive.state import derive_all
from site_builder.errors import UsageError
from site_builder.history.model import RecordChange, Revision
from site_builder.history.reader import ContentReader, StateView
from site_builder.history.step import step
from site_builder.history.walk import Walked, publish_tree, walk
from site_builder.load.files import SOURCE_FOLDER, WorkingTree
from site_builder.load.parsed import Contents
from site_builder.load.source_tree import Loading, load_tree, packaged
from site_builder.problems import Problems
from site_builder.progress import Progress, counted, silent
from site_builder.validate.checks import validate


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """How to build: with git's history (the default), or without it for a given instant (RFC 3339)."""

    history: bool = True
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a build has before it publishes: the catalog, or None where problems forbid one."""

    catalog: Catalog | None
    problems: Problems
    loading: Loading

    def trimmed(self, paths: frozenset[str]) -> "Prepared":
        """Return the same without these files, which can be left out: see `downloads`."""
        return replace(self, catalog=self.catalog and replace(self.catalog, trimmed=paths))


def prepare(root: Path, request: BuildRequest, tell: Progress = silent) -> Prepared:
    """Load, validate, derive and catalog the instance at `root`; `tell` hears how far that is.

    Raises `HandlelistsError` for what is wrong outside the data.
    """
    info = build_info(root, request)
    contents = Contents()
    loading = load_tree(working_tree(root, tell), contents)
    problems = validate(loading, tell=tell)
    instance = loading.tree.instance
    if problems.errors or instance is None:
        return Prepared(None, problems, loading)
    derived = derive_all(loading.tree, info.as_of[:10], tell)
    walked = read_history(root, contents, tell) if request.history else None
    tell("Gathering what is public", 0, None)
    uncommitted = git.uncommitted(root, SOURCE_FOLDER) if request.history else ()
    published = publish_tree(walked, loading.tree, derived, info.as_of, uncommitted)
    catalog = build_catalog(loading.tree, instance, derived, published, info)
    return Prepared(catalog, problems, loading)


def working_tree(root: Path, tell: Progress = silent) -> WorkingTree:
    """Return the source files of a folder. Raises `InstanceError` where git left some of them out of it."""
    git.refuse_left_out(root, SOURCE_FOLDER)
    return WorkingTree(root, tell)


def read_history(root: Path, contents: Contents | None = None, tell: Progress = silent) -> Walked:
    """Return the history of HEAD's first-parent line, for the instance at `root`; `contents` are not parsed again.

    Raises `RepositoryError` where git cannot give it.
    """
    with _history(root, contents, tell) as (revisions, reader):
        return walk(revisions, reader)


class Tick(NamedTuple):
    """When HEAD needs an empty commit after it, and what that changes."""

    as_of: str
    fresh_until: str
    next: str
    """The first day that needs one: something public changes, or half of the days of freshness are over."""
    changes: tuple[RecordChange, ...]
    """What one changes that is made now or, where none is due yet, on that day."""


def read_tick(root: Path, now: str, tell: Progress = silent) -> Tick:
    """Return when time has to move on. Raises `RepositoryError` where git cannot give the history."""
    with _history(root, None, tell) as (revisions, reader):
        walked = walk(revisions, reader)
        as_of, instance = walked.state.time, StateView(walked.state, reader).instance
        refresh = refresh_due(as_of, instance)
        day = min(walked.due or refresh, refresh)
        moved = Revision("", max(now, f"{day}T00:00:00Z"), "", ())
        return Tick(as_of, fresh_until(as_of, instance), day, step(walked.state, moved, reader)[1])


@contextlib.contextmanager
def _history(
    root: Path, contents: Contents | None, tell: Progress
) -> Iterator[tuple[Iterator[Revision], ContentReader]]:
    with git.Blobs(root) as blobs, collector_off():
        revisions = counted(tell, "Reading the history", git.revisions(root))
        yield revisions, ContentReader(blobs, packaged("vocabulary"), packaged("platforms"), contents)


@contextlib.contextmanager
def collector_off() -> Iterator[None]:
    """Keep the cyclic garbage collector still: a build makes many objects, keeps them, and makes few cycles.

    Going through all of them again and again took a third of the time of a walk.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def build_info(root: Path, request: BuildRequest) -> BuildInfo:
    """Return the instant and commit of a build.

    Raises `RepositoryError` where history is asked for and cannot be had, `UsageError` where options clash.
    """
    if request.history:
        if request.as_of is not None:
            raise UsageError("--as-of needs --no-history; with history the instant comes from HEAD")
        head = git.head(root)
        return BuildInfo(head.as_of, head.commit, __version__)
    if request.as_of is None:
        raise UsageError("--no-history needs --as-of INSTANT, such as --as-of 2026-01-31T12:00:00Z")
    return BuildInfo(instant(request.as_of), None, __version__)


def instant(text: str) -> str:
    """Return an instant in its one form (RFC 3339, UTC, seconds, Z); a bare day is its first second.

    Raises `UsageError` for anything else, and for an instant without a time zone.
    """
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not an instant such as 2026-01-31T12:00:00Z") from None
    if parsed.tzinfo is None:
        if len(text) != len("2026-01-31"):
            raise UsageError(f"{text!r} has no time zone; end it with Z")
        parsed = parsed.replace(tzinfo=UTC)
    try:
        # What compares with it is a day later.
        utc = parsed.astimezone(UTC) + timedelta(days=1) - timedelta(days=1)
    except OverflowError:
        raise UsageError(f"{text!r} is outside the calendar") from None
    return utc.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
