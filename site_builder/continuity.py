"""Continuity: what must hold before a build is published. It continues what was published, in order of time.

What was published is said by the site's index, in a folder or on the web. Everything here refuses, with an exception
of `errors`, or says nothing. Dates and instants are arguments.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from site_builder import git, strict_json
from site_builder.catalog.model import Catalog
from site_builder.errors import OutputError, UsageError, quantity
from site_builder.history.pages import last_page
from site_builder.load.files import SOURCE_FOLDER
from site_builder.pipeline import BuildRequest
from site_builder.settings import LIMITS
from site_builder.strict_json import JsonObject
from site_builder.sync.http import Http, NotModified, NotThere, TooLong, base_address
from site_builder.sync.index import INDEX
from site_builder.sync.options import CLOCK
from site_builder.sync.options import LIMITS as SYNC_LIMITS
from site_builder.sync.proxies import proxy_for

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


def refuse_break(catalog: Catalog, index: Any) -> None:
    """Raise `OutputError` unless the catalog's events continue those of a published `index.json`.

    The digest of the last published page stands for all events. A raised epoch ends the comparison.
    """
    history = catalog.history
    if history is None:
        raise UsageError("--previous compares change histories and cannot be used with --no-history")
    try:
        instance, epoch, as_of, count, digest = _published(strict_json.an_object(index, "the index"))
    except strict_json.Malformed as error:
        raise OutputError(f"index.json of the previous site cannot be used: {error}") from None
    if instance != catalog.instance["id"]:
        message = "the previous site is another instance's"
        raise OutputError(message, hint="`id` in lists/instance.yaml never changes")
    old, new = strict_json.epoch_order(epoch), strict_json.epoch_order(history.epoch)
    if new > old:
        return
    if new < old:
        raise OutputError(f"epoch {history.epoch} is before the published {epoch}")
    mine = last_page(history.events[:count])
    if count > len(history.events) or mine != digest:
        message = f"the history does not begin with {quantity(count, 'event')} as published: the branch was rewritten"
        hint = "publish the line of commits that was published, or raise `epoch` in lists/instance.yaml"
        raise OutputError(message, hint=hint)
    if as_of > catalog.as_of:
        message = f"the published site speaks for {as_of}, later than {catalog.as_of}"
        raise OutputError(message, hint="publish the line of commits that was published")


def _published(index: JsonObject) -> tuple[str, str, str, int, str | None]:
    """Return instance, epoch, instant, number of events and digest of the last one. Raises `Malformed`."""
    if not strict_json.flag(index, "history"):
        raise OutputError("the previous site has no change history to continue")
    changes = strict_json.member(index, "changes")
    page = strict_json.member(changes, "last_page") if "last_page" in changes else None
    last = strict_json.text(page, "sha256", strict_json.SHA256) if page is not None else None
    instance = strict_json.text(strict_json.member(index, "instance"), "id", _ANY)
    return (
        instance,
        strict_json.text(index, "epoch", strict_json.EPOCH),
        strict_json.instant(index, "as_of"),
        strict_json.whole(changes, "events"),
        last,
    )


_NOT_FOUND: Final = 404


class NothingPublished(OutputError):  # noqa: N818 - what is the case, and often as it should be
    """There is certainly no index: the server answers 404, or the folder has no such file."""

    def __init__(self, place: str, why: str) -> None:
        message = f"nothing is published at {place} yet ({INDEX}: {why})"
        super().__init__(message, hint="if this is the first publication, add --first")


def published_index(place: str, environment: Mapping[str, str] = MappingProxyType({})) -> Any:
    """Return `feeds/v1/index.json` of a published site: a folder, or the address of its root.

    `environment` holds what names proxies. Raises `NothingPublished` where there is none, `OutputError` where it cannot
    be read, `SyncRefused` where the server does not answer as it should: the last two say nothing about whether
    something is published.
    """
    # Of any scheme, however it is written: what is meant for an address is never taken for a folder.
    if ":/" in place:
        data = _fetched(place, environment)
    else:
        try:
            with (Path(place) / INDEX).open("rb") as stream:
                data = stream.read(SYNC_LIMITS.index_bytes + 1)
        except FileNotFoundError:
            if not Path(place).is_dir():  # a slip in the name, or an address without its scheme
                hint = "name the folder that holds the site, or an address that begins with https://"
                raise OutputError(f"there is no folder {place}", hint=hint) from None
            raise NothingPublished(place, "no such file") from None
        except OSError as error:
            raise OutputError(f"{INDEX} in {place} cannot be read ({error.strerror})") from error
    if len(data) > SYNC_LIMITS.index_bytes:
        raise OutputError(f"{INDEX} of {place} is larger than {SYNC_LIMITS.index_bytes} bytes")
    try:
        return strict_json.parse(data, SYNC_LIMITS.json_depth)
    except strict_json.Malformed as error:
        raise OutputError(f"{INDEX} of {place}: {error}") from None


def _fetched(address: str, environment: Mapping[str, str]) -> bytes:
    """Return the index of a site on the web, fetched as `sync` does; of one that is too long, too many bytes."""
    base = base_address(address, allow_http=False)
    with Http(base, SYNC_LIMITS, CLOCK, proxy_for(base, environment)) as http:
        try:
            return http.get(INDEX, SYNC_LIMITS.index_bytes).body
        except NotThere as answer:
            if answer.status == _NOT_FOUND:
                raise NothingPublished(address, str(_NOT_FOUND)) from None
            raise OutputError(f"{INDEX} is gone from {address}: the server answers {answer.status}") from None
        except NotModified:
            raise OutputError(
                f"{INDEX} at {address}: the server answers 304, which was not asked for"
            ) from None
        except TooLong:
            return bytes(SYNC_LIMITS.index_bytes + 1)
