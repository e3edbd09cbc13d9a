"""`index.json` as a consumer reads it: what it needs, checked, whatever else is there.

No path that a server names is ever asked for: paths follow from the contract, and what the index says is held
against them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder import strict_json
from site_builder.strict_json import (
    EPOCH,
    SHA256,
    SLUG,
    an_object,
    demand,
    flag,
    instant,
    member,
    objects,
    text,
    whole,
)
from site_builder.sync.refusals import SyncRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.strict_json import JsonObject
    from site_builder.sync.options import SyncLimits

ROOT: Final = "feeds/v1/"
INDEX: Final = f"{ROOT}index.json"
PAGE_EVENTS: Final = 64
UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TEXT: Final = re.compile(r".*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ListRef:
    """One list, and the `chunks.json` that proves its rows."""

    id: str
    example: bool
    digest: str
    """Hash of `chunks.json`."""
    bytes: int
    """Its size."""


@dataclass(frozen=True, slots=True)
class Index:
    """What a run needs of `index.json`."""

    sha256: str
    instance: str
    epoch: str
    as_of: str
    events: int
    """Number of the last event; 0 if there is none."""
    last_event: str | None
    last_page: str | None
    """Hash of the last event page."""
    lists: Mapping[str, ListRef]


def page_path(number: int) -> str:
    """Return where an event page is below the site root."""
    return f"{ROOT}changes/{number}.json"


def chunks_path(list_id: str) -> str:
    """Return where a list's `chunks.json` is below the site root."""
    return f"{ROOT}lists/{list_id}/chunks.json"


def read_index(data: bytes, limits: SyncLimits) -> Index:
    """Return the index. Raises `Malformed`, and `SyncRefused` where nothing can be followed."""
    of = an_object(strict_json.parse(data, limits.json_depth), "the index")
    demand(text(of, "version", _TEXT) == "1", "version is not 1")
    if not flag(of, "history"):
        raise SyncRefused("The site publishes no history", code="no-history")
    if "pending" in of:
        raise SyncRefused("The site shows changes that are not committed", code="pending")
    changes = member(of, "changes")
    events = whole(changes, "events")
    lists = [_list(item) for item in objects(of, "lists")]
    made = Index(
        sha256=hashlib.sha256(data).hexdigest(),
        instance=text(member(of, "instance"), "id", UUID),
        epoch=text(of, "epoch", EPOCH),
        as_of=instant(of, "as_of"),
        events=events,
        last_event=text(changes, "last_event", SHA256) if events else None,
        last_page=_last_page(changes, events),
        lists={item.id: item for item in lists},
    )
    demand(len(made.lists) == len(lists), "a list occurs twice")
    demand(len(lists) <= limits.lists, f"there are more than {limits.lists} lists")
    demand(events <= limits.events, f"there are more than {limits.events} events")
    return made


def _last_page(changes: JsonObject, events: int) -> str | None:
    pages = whole(changes, "pages")
    demand(pages == -(-events // PAGE_EVENTS), "events and pages do not fit together")
    if events == 0:
        return None
    path, _, sha256 = _file(member(changes, "last_page"))
    demand(path == page_path(pages - 1), "last_page is another file")
    return sha256


def _list(of: JsonObject) -> ListRef:
    list_id, digest = text(of, "id", SLUG), text(of, "digest", SHA256)
    path = chunks_path(list_id)
    found = [_file(item) for item in objects(of, "files") if item.get("path") == path]
    hashes = [sha256 for _, _, sha256 in found]
    demand(hashes == [digest], f"digest and chunks.json of {list_id} do not fit together")
    return ListRef(list_id, flag(of, "example"), digest, found[0][1])


def _file(of: JsonObject) -> tuple[str, int, str]:
    """Return a file's path below the site root, its size and its hash."""
    return text(of, "path", _TEXT), whole(of, "bytes"), text(of, "sha256", SHA256)
