"""The files of one list: all its rows as JSON, as lines of JSON, and as CSV.

`records.json` also says what rows refer to: categories, sources, affiliations, and what a state rests on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from site_builder.publish.csv_rows import csv_file
from site_builder.publish.feed_file import CSV, JSON, NDJSON, ROOT, FeedFile, json_document
from site_builder.publish.feed_schemas import schema_path

if TYPE_CHECKING:
    from site_builder.catalog.model import PublicList
    from site_builder.model import JsonObject

_CATEGORY: Final = ("harm", "meaning", "title")
_CONTACTS: Final = ("appeals", "intake")
_POLICY: Final = ("appeal_days", "quorum", "recheck_after_days", "signatures")
_SOURCE: Final = ("archived", "date", "publisher", "sha256", "title", "url")
_AFFILIATION: Final = ("meaning", "source", "title")


def list_folder(list_id: str) -> str:
    """Return the folder of a list's feeds below the site root."""
    return f"{ROOT}lists/{list_id}/"


def record_path(list_id: str, record_id: str) -> str:
    """Return where a record's own JSON stands below the site root: beside its page."""
    return f"lists/{list_id}/{record_id}/record.json"


def list_files(public: PublicList, linked_kinds: frozenset[str]) -> tuple[FeedFile, ...]:
    """Return the feeds of one list, ordered by path; `linked_kinds` as in `csv_rows.csv_file`."""
    folder = list_folder(public.id)
    document = {"list": list_facts(public), "records": [record.row for record in public.records]}
    lines = b"".join(record.row_bytes for record in public.records)
    return (
        FeedFile(f"{folder}records.csv", csv_file(public.records, linked_kinds), CSV),
        FeedFile(f"{folder}records.json", json_document(document), JSON, schema_path("records")),
        FeedFile(f"{folder}records.ndjson", lines, NDJSON, schema_path("record")),
    )


def list_facts(public: PublicList) -> JsonObject:
    """Return the `list` member of `records.json`: named members only, so that nothing new in a source leaks."""
    data = public.data
    return {
        "affiliations": {
            name: _picked(dict(entry), _AFFILIATION) for name, entry in public.affiliations.items()
        },
        "categories": {name: _picked(dict(entry), _CATEGORY) for name, entry in data["categories"].items()},
        "contacts": _picked(dict(data["contacts"]), _CONTACTS),
        "controller": data["controller"],
        "example": public.example,
        "id": public.id,
        "legal_basis": data["legal_basis"],
        "license": data["license"],
        "policy": _picked(dict(data["policy"]), _POLICY),
        "scope": data["scope"],
        "sources": {name: _picked(dict(entry), _SOURCE) for name, entry in public.sources.items()},
        "title": data["title"],
    }


def _picked(entry: JsonObject, names: tuple[str, ...]) -> JsonObject:
    return {name: entry[name] for name in names if name in entry}
