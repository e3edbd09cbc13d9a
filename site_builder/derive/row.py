"""Rows: what a public record looks like in every feed.

A row is made from a list of members that may be published, never by taking members away.
"""

from collections.abc import Collection, Container
from typing import Any, Final, Protocol

from site_builder.canonical import canonical
from site_builder.derive.state import DerivedRecord
from site_builder.handles import fold
from site_builder.handles.fold import Folding
from site_builder.model import JsonObject, Listed, Match, Profile, PublicRow, RecordData, Tombstone
from site_builder.record import handle_seen


class Foldings(Protocol):
    """How each platform folds, by its id."""

    def __getitem__(self, platform: str, /) -> Folding:
        """Return how one platform folds."""


_PUBLISHED: Final = sorted(Listed.__annotations__.keys() - {"id", "links", "profile"})
_UNPUBLISHED: Final = frozenset({"origin"})
"""Members of evidence that stay in the source."""
_PROFILE: Final = ("created", "languages")


def row(
    item: DerivedRecord, platforms: Foldings, public: Container[str], vocabulary: JsonObject
) -> PublicRow:
    """Return the row of a public record. `public` holds the ids of all public records."""
    data: Any = item.record.data
    derived = item.derived
    made: Any = {name: data[name] for name in _PUBLISHED if name in data}
    made["evidence"] = [
        {name: value for name, value in part.items() if name not in _UNPUBLISHED} for part in data["evidence"]
    ]
    profile = _profile(item.record.data.get("profile", {}), item.account_list.data.get("publish_profile", ()))
    links = [link for link in item.record.data.get("links", ()) if link["record"] in public]
    if profile:
        made["profile"] = profile
    if links:
        made["links"] = links
    if derived.appeal is not None:
        made["appeal"] = {"opened": derived.appeal["opened"], "due": derived.appeal["due"]}
    made |= {
        "id": item.record.id,
        "list": item.record.list,
        "state": derived.state,
        "actionable": is_actionable(item, vocabulary),
        "example": item.account_list.example,
        "confirms": {
            "count": len(derived.confirms),
            "first": derived.confirms[0].date,
            "newest": derived.confirms[-1].date,
        },
        "match": _match(item.record.data, platforms, vocabulary),
        "valid_until": derived.valid_until,
    }
    finished: PublicRow = made
    return finished


def is_actionable(item: DerivedRecord, vocabulary: JsonObject) -> bool:
    """Return whether consumers may act on a record: it is verified, not on an example, and nobody else has its name."""
    verified = item.derived.state == "verified" and not item.account_list.example
    if not verified:
        return False
    return not is_taken_over(item.record.data, item.derived.confirms[-1].date, vocabulary)


def row_bytes(made: PublicRow | Tombstone) -> bytes:
    """Return the row's RFC 8785 form and a line feed: a line of records.ndjson, and record.json."""
    return canonical(made) + b"\n"


def _profile(profile: Profile, publish: Collection[str]) -> JsonObject:
    allowed = (*_PROFILE, *publish)
    return {name: value for name, value in profile.items() if name in allowed}


def is_taken_over(data: RecordData, newest: str, vocabulary: JsonObject) -> bool:
    """Return whether the handle by which an account is matched may be somebody else's since the newest confirm."""
    states = vocabulary["observation_states"]
    return "account_id" not in data and any(
        observed["date"] > newest and not states.get(observed["state"], {}).get("present", True)
        for observed in data.get("observations", ())
    )


def _match(data: RecordData, platforms: Foldings, vocabulary: JsonObject) -> Match:
    """Return how a consumer finds the account: by its id where that is known, else by its folded handle.

    `key` says the same in one text to join on. `handle_seen` is the newest day on which the source shows the account
    under its handle, where it has one.
    """
    folded = fold(platforms[data["platform"]], data["handle"]) if "handle" in data else None
    made: Match = {"by": "handle", "key": f"{data['platform']}:handle:{folded}"}
    if "account_id" in data:
        key = f"{data['platform']}:id:{data['account_id']}"
        made = {"by": "account_id", "account_id": data["account_id"], "key": key}
    if folded is None:
        return made
    made["handle"] = folded
    seen = handle_seen(data, vocabulary["observation_states"])
    if seen is not None:
        made["handle_seen"] = seen
    return made
