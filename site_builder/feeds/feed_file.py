"""A file of the feeds: its path, its bytes, and what `index.json` says about it.

Paths stand below the site root, POSIX, without a leading slash. This room writes JSON and knows hashes; it knows
no records and no lists.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from site_builder import addresses

if TYPE_CHECKING:
    from site_builder.model import JsonObject

ATOM: Final = "application/atom+xml"
CSV: Final = "text/csv"
JSON: Final = "application/json"
JSON_FEED: Final = "application/feed+json"
NDJSON: Final = "application/x-ndjson"
SCHEMA: Final = "application/schema+json"


def json_document(value: Any) -> bytes:
    """Return a JSON document for people and programs: UTF-8, members sorted, indented by two, a line feed at the end.

    Only what is JSON already may be in `value`: NaN and infinities raise `ValueError`.
    """
    text = json.dumps(value, allow_nan=False, ensure_ascii=False, indent=2, sort_keys=True)
    return f"{text}\n".encode()


@dataclass(frozen=True, slots=True)
class FeedFile:
    """One file of the feeds; `schema` is the name of the schema that it, or each line of it, follows."""

    path: str
    data: bytes
    media_type: str
    schema: str | None = None

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the whole file."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def entry(self) -> JsonObject:
        """What `index.json` says about the file: size in bytes and SHA-256 of the whole."""
        entry: JsonObject = {
            "bytes": len(self.data),
            "media_type": self.media_type,
            "path": self.path,
            "sha256": self.sha256,
        }
        if self.schema is not None:
            entry["schema"] = addresses.schema(self.schema)
        return entry
