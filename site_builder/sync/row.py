"""Rows as a consumer holds them: the bytes as received, and beside them what choosing and comparing need."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import rfc8785

from site_builder import strict_json
from site_builder.strict_json import JsonObject, Malformed, an_object, demand, flag, text

REMOVED: Final = ("retracted", "withdrawn", "withheld")
"""States of a removed record: its row is a tombstone."""
STATES: Final = ("disputed", "lapsed", "verified", *REMOVED)
"""The states that this release knows. A row in any other is not actionable."""

_ANY: Final = re.compile(r".+", re.DOTALL)
_DEPTH: Final = 32


@dataclass(frozen=True, slots=True)
class MirrorRow:
    """One record or tombstone."""

    id: str
    list: str
    line: bytes
    """RFC 8785 form and a line feed: the line of `records.ndjson`."""
    state: str
    actionable: bool
    """Whether one may act on it: the publisher says so, the state is verified, and it is not an example."""
    example: bool
    platform: str | None
    """None for a tombstone that does not name the account."""
    handle: str | None
    handle_folded: str | None
    account_id: str | None
    categories: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the line: the `sha256` of the record's newest event."""
        return hashlib.sha256(self.line).hexdigest()

    @property
    def account(self) -> tuple[str, str | None, str | None]:
        """Which account it is about: record, platform, and account id, else folded handle."""
        return self.id, self.platform, self.account_id or self.handle_folded or self.handle

    @property
    def value(self) -> JsonObject:
        """The row as JSON values, parsed again at each call."""
        return an_object(strict_json.parse(self.line, _DEPTH), "a row")


def canonical(value: Any) -> bytes:
    """Return the RFC 8785 form of a JSON value. Raises `Malformed` where it has none."""
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError:
        raise Malformed("no canonical form") from None


def make_row(value: Any, line: bytes | None = None) -> MirrorRow:
    """Return the row of a JSON value; its canonical bytes are made where `line` does not give them.

    Raises `Malformed`.
    """
    of = an_object(value, "a row")
    state, example = text(of, "state", strict_json.SLUG), flag(of, "example")
    match = an_object(of.get("match", {}), "match")
    categories = of.get("categories", [])
    demand(
        isinstance(categories, list) and all(isinstance(item, str) for item in categories),
        "categories are not strings",
    )
    return MirrorRow(
        id=text(of, "id", strict_json.RECORD_ID),
        list=text(of, "list", strict_json.SLUG),
        line=canonical(of) + b"\n" if line is None else line,
        state=state,
        actionable=flag(of, "actionable") and state == "verified" and not example,
        example=example,
        platform=_optional(of, "platform"),
        handle=_optional(of, "handle"),
        handle_folded=_optional(match, "handle"),
        account_id=_optional(of, "account_id"),
        categories=tuple(categories),
    )


def read_row(line: bytes) -> MirrorRow:
    """Return the row of one line, line feed included. Raises `Malformed` where it is not in canonical form."""
    row = make_row(strict_json.parse(line, _DEPTH))
    demand(row.line == line, "not in canonical form")
    return row


def own_row(line: bytes) -> MirrorRow:
    """Return the row of a line that was proved when it was written. Raises `Malformed` where it is not one."""
    try:
        return make_row(json.loads(line), line)
    except (ValueError, RecursionError):
        raise Malformed("not a row that was written here") from None


def read_rows(file: Path) -> Iterator[MirrorRow]:
    """Yield the rows of a mirror's `records.ndjson` or `view.ndjson`, in the order of the file.

    Raises `OSError` where it cannot be read and `ValueError` where it is not such a file.
    """
    with file.open("rb") as lines:
        for line in lines:
            yield own_row(line)


def _optional(of: JsonObject, name: str) -> str | None:
    return text(of, name, _ANY) if name in of else None
