"""What the oracle makes of old files: the parts of docs/reference/history.md, "Reading old files".

A file is read if the strict loader takes it and nothing that is known in it has a shape other than today's;
members that are not known, and words of the vocabulary that are not, do no harm.
"""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from site_builder.handles import Platforms
from site_builder.load import layout
from site_builder.load.layout import FileKind, Spot, named_record
from site_builder.load.parsed import claim_digest
from site_builder.load.source_tree import packaged
from site_builder.load.strict_yaml import load
from site_builder.load.typed import shape
from site_builder.model import AccountList, Record, Review
from site_builder.settings import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.problems import Fault

Content = dict[str, Any]
"""A typed file; of a record also `_claim`, the digest of its claim."""

spot = cache(layout.spot)

_READ: Final = (
    FileKind.INSTANCE,
    FileKind.REVIEWERS,
    FileKind.WITHHELD,
    FileKind.PLATFORMS,
    FileKind.PURGED,
    FileKind.LIST,
    FileKind.REVIEWS,
    FileKind.RECORD,
)
_WITHHOLDING: Final = re.compile(
    "lists/withheld/[0-9abcdefghjkmnpqrstvwxyz]{12}[.][0-9abcdefghjkmnpqrstvwxyz]{6}[.]yaml"
)
_NEEDED: Final = {
    FileKind.INSTANCE: ("/id", "/source_public"),
    FileKind.LIST: ("/policy/quorum", "/policy/signatures", "/policy/recheck_after_days"),
}
"""What the history needs of files that hold much else, by pointer."""
_USED: Final = {
    FileKind.INSTANCE: (),
    FileKind.LIST: ("/example", "/publish_profile", "/policy/withhold_on", "/policy/handle_days"),
}
"""What it uses if it is there."""
_HARMLESS: Final = re.compile(r"/retractions/[0-9]+/reason|/appeals/[0-9]+/ground")
"""Words of which tomorrow's vocabulary has more: the page says what one that is not known means."""


def read(path: str, data: bytes) -> Content | None:
    """Return a file's content; None where it cannot be read or means nothing to the history."""
    place = spot(path)
    if not isinstance(place, Spot) or place.kind not in _READ:
        return None
    limit = LIMITS.record_bytes if place.kind is FileKind.RECORD else LIMITS.file_bytes
    loaded = load(data, path) if len(data) <= limit else None
    if loaded is None or loaded.value is None or loaded.problems:
        return None
    if place.kind is FileKind.WITHHELD:
        return _withholding(loaded.value) if _WITHHOLDING.fullmatch(path) else None
    kind = shape(place.kind.schema)
    typed: Any = kind.typed(loaded.value)
    if not all(harmless(place.kind, fault) for fault in kind.faults(typed)):
        return None
    if not all(has(typed, pointer) for pointer in _NEEDED.get(place.kind, ())):
        return None
    if place.kind is FileKind.RECORD:
        if typed.get("id") is None or typed["id"] != named_record(path):
            return None
        raw: Any = loaded.value
        return {**typed, "_claim": claim_digest(place.list, typed["id"], raw)}
    if place.kind is FileKind.REVIEWS and not all(
        _day(item["date"]) for each in typed.values() for item in each
    ):
        return None
    return dict(typed)


def _withholding(value: Any) -> Content | None:
    """Return a withholding's day and reason; None where it does not give both; the reason is a code."""
    if not isinstance(value, dict):
        return None
    since, reason = value.get("since"), value.get("reason")
    if not isinstance(since, str) or not isinstance(reason, str):
        return None
    used = packaged("vocabulary")["removal_reasons"].get(reason, {}).get("used_by", ())
    return {"since": since, "reason": reason} if "withheld" in used else None


def harmless(kind: FileKind, fault: Fault) -> bool:
    """Return whether a file can be read in spite of what today's schema has against it."""
    if fault.code == "schema-unknown-key":
        return True
    if kind in _NEEDED:
        at = f"{fault.pointer}/"
        return fault.code == "schema-missing" or not at.startswith(
            tuple(f"{used}/" for used in (*_NEEDED[kind], *_USED[kind]))
        )
    return fault.code == "schema-value" and _HARMLESS.fullmatch(fault.pointer) is not None


def has(typed: Any, pointer: str) -> bool:
    """Return whether a value has a member at a pointer."""
    for name in pointer.split("/")[1:]:
        if not isinstance(typed, dict) or name not in typed:
            return False
        typed = typed[name]
    return True


def record_of(path: str, content: Content) -> Record | None:
    """Return a file as a record, if it is one."""
    place = spot(path)
    if not isinstance(place, Spot) or place.kind is not FileKind.RECORD:
        return None
    data: Any = {name: value for name, value in content.items() if name != "_claim"}
    return Record(list=place.list, id=content["id"], file=path, data=data, claim=content["_claim"])


def list_of(path: str, content: Content) -> AccountList | None:
    """Return a file as a list, if it is a list.yaml."""
    place = spot(path)
    if not isinstance(place, Spot) or place.kind is not FileKind.LIST:
        return None
    data: Any = content
    return AccountList(place.list, path, data, MappingProxyType({}), MappingProxyType({}))


def reviews_of(path: str, content: Content) -> Iterator[Review]:
    """Yield the reviews of a file, if it holds any, in its order."""
    place = spot(path)
    if not isinstance(place, Spot) or place.kind is not FileKind.REVIEWS:
        return
    for record, reviews in content.items():
        for index, item in enumerate(reviews):
            yield Review(
                reviewer=place.reviewer,
                list=place.list,
                record=record,
                claim=item["claim"],
                date=item["date"],
                verdict=item["verdict"],
                number=item["number"],
                signature=item.get("signature"),
                file=path,
                pointer=f"/{record}/{index}",
            )


class _Reasons(dict[str, Any]):
    """The vocabulary's reasons; one that it does not know has the mildest effect."""

    def __missing__(self, reason: str) -> dict[str, str]:
        return {"effect": "stop-relying"}


@cache
def lenient_words() -> dict[str, Any]:
    """Return the vocabulary, with an answer for words that it does not have."""
    words = packaged("vocabulary")
    return {**words, "removal_reasons": _Reasons(words["removal_reasons"])}


class _Exact:
    """A platform that nobody defines: every character of its handles counts."""

    fold_steps = ()
    domain_ids = ()


class _AllPlatforms:
    def __init__(self, known: Platforms) -> None:
        self._known = known

    def get(self, platform: str) -> Any:
        return self._known.get(platform) or _Exact()

    __getitem__ = get


def lenient_platforms(extra: Content | None) -> Any:
    """Return the platforms of an instance whose platforms.yaml is `extra`, with an answer for any other."""
    return _all_platforms(json.dumps(extra, default=dict))


@cache
def _all_platforms(extra: str) -> _AllPlatforms:
    return _AllPlatforms(Platforms.build(packaged("platforms"), json.loads(extra))[0])


def _day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
