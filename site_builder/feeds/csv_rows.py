r"""The CSV form of a list: one flat line for each record, safe to open in a spreadsheet.

RFC 4180: UTF-8 without a byte-order mark, CRLF, a header line, double quotes where a cell needs them. Columns
are only added, at the end. The JSON feeds say everything; a line here says what an analyst filters and counts by.

Two things are done to a cell so that hostile text stays text (after OWASP, "CSV Injection"):

1. Characters that break lines or reorder what a reader sees become escapes: `\\`, `\n`, `\r`, `\t`, and `\uXXXX`
   for other controls, line separators, bidi controls and the byte-order mark. So a record is always one line.
2. Where a program might read a formula, an apostrophe is put before it: at the start of a cell, and after each
   semicolon (some spreadsheets split there whatever the file says), when what follows, white space and invisible
   characters aside, is one of = + - @ or their full-width forms, or when an apostrophe follows.

To undo it: drop an apostrophe at the start of a cell and after each semicolon, then replace the escapes.
"""

from __future__ import annotations

import csv
import re
from functools import partial
from typing import TYPE_CHECKING, Final

from site_builder import addresses
from site_builder.feeds.exporter import Export, Material

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from site_builder.feeds.lists import Row
    from site_builder.model import PublicRow, Tombstone

COLUMNS: Final = (
    "id",
    "list",
    "platform",
    "handle",
    "account_id",
    "state",
    "actionable",
    "example",
    "match_by",
    "match_value",
    "match_handle",
    "handle_seen",
    "valid_until",
    "categories",
    "summary",
    "basis",
    "sources",
    "affiliations",
    "confirms",
    "confirms_first",
    "confirms_newest",
    "appeal_opened",
    "appeal_due",
    "evidence",
    "evidence_kinds",
    "evidence_urls",
    "evidence_archived",
    "observed",
    "observed_state",
    "observed_followers",
    "created",
    "languages",
    "locations",
    "display_name",
    "links",
    "page",
    "reason",
    "effect",
    "first_public",
    "removed",
)
"""The header line. `docs/reference/feeds.md` says what each column holds."""

# Controls, Arabic letter mark, directional marks, line and paragraph separator, embeddings, overrides and isolates
# (Unicode Bidi_Control), byte-order mark; an own list, so that no release of Unicode changes a byte.
_ESCAPED: Final = re.compile("[\\\\\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_SHORT: Final = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_FORMULA: Final = re.compile(
    r"(?:^|(?<=;))(?='|[\s\u200b-\u200d\u2060\u00ad]*[=+\-@\uff1d\uff0b\uff0d\uff20])"
)


def guarded(value: str) -> str:
    """Return the cell for a value: escapes, then apostrophes; see the text of this module."""
    escaped = _ESCAPED.sub(lambda match: _SHORT.get(match[0], f"\\u{ord(match[0]):04x}"), value)
    return _FORMULA.sub("'", escaped)


def csv_files(material: Material) -> Iterator[Export]:
    """Yield `records.csv` of every list."""
    terms = material.catalog.vocabulary["evidence_kinds"]
    linked_kinds = tuple(sorted(kind for kind, term in terms.items() if term["link"]))
    for item in material.lists:
        yield Export(
            {"list": item.id}, (item.rows, linked_kinds), partial(csv_lines, item.entries, linked_kinds)
        )


def csv_lines(entries: Iterable[Row], linked_kinds: Collection[str]) -> Iterator[bytes]:
    """Yield the CSV of records and tombstones in the order given, line by line.

    `linked_kinds` are the kinds of evidence whose addresses may be shown as links (`link: true` in the
    vocabulary); addresses of other kinds, and of graphic items, are left to the JSON feeds, because spreadsheets
    turn every address into something to click on.
    """
    writer = csv.DictWriter(_Echo(), COLUMNS, restval="", extrasaction="raise", lineterminator="\r\n")
    yield writer.writeheader().encode()
    for entry in entries:
        cells = _removed(entry.row) if "removed" in entry.row else _listed(entry.row, linked_kinds)
        yield writer.writerow({column: guarded(value) for column, value in cells.items()}).encode()


class _Echo:
    """A file that keeps nothing: the writer returns what it writes."""

    def write(self, line: str) -> str:
        return line


def _every(row: PublicRow | Tombstone) -> dict[str, str]:
    """Return the values that every line has, by column, unguarded."""
    return {
        "id": row["id"],
        "list": row["list"],
        "state": row["state"],
        "actionable": _flag(row["actionable"]),
        "example": _flag(row["example"]),
        "page": addresses.record_page(row["list"], row["id"]),
    }


def _removed(row: Tombstone) -> dict[str, str]:
    """Return the values of a tombstone's line; platform and handle only where it names them."""
    return {
        **_every(row),
        "platform": row.get("platform", ""),
        "handle": row.get("handle", ""),
        "reason": row["reason"],
        "effect": row["effect"],
        "first_public": row["first_public"],
        "removed": row["removed"],
    }


def _listed(row: PublicRow, linked_kinds: Collection[str]) -> dict[str, str]:
    """Return a listing's values; a column without one may be missing. No id, code or address holds white space."""
    match = row["match"]
    by_id = match["by"] == "account_id"
    appeal = row.get("appeal", {})
    confirms = row["confirms"]
    shown = [
        item for item in row["evidence"] if item["kind"] in linked_kinds and item["sensitivity"] != "graphic"
    ]
    return {
        **_every(row),
        "platform": row["platform"],
        "handle": row["handle"],
        "account_id": row.get("account_id", ""),
        "match_by": match["by"],
        "match_value": match["account_id"] if by_id else match["handle"],
        "match_handle": match["handle"],
        "handle_seen": match.get("handle_seen", ""),
        "valid_until": row["valid_until"],
        "categories": " ".join(row["categories"]),
        "summary": row["summary"],
        "basis": " ".join(item["kind"] for item in row.get("basis", ())),
        "sources": " ".join(row.get("sources", ())),
        "affiliations": " ".join(row.get("affiliations", ())),
        "confirms": str(confirms["count"]),
        "confirms_first": confirms["first"],
        "confirms_newest": confirms["newest"],
        "appeal_opened": appeal.get("opened", ""),
        "appeal_due": appeal.get("due", ""),
        "evidence": str(len(row["evidence"])),
        "evidence_kinds": " ".join(sorted({item["kind"] for item in row["evidence"]})),
        "evidence_urls": " ".join(item["url"] for item in shown if "url" in item),
        "evidence_archived": " ".join(item["archived"] for item in shown if "archived" in item),
        **_observed(row),
        **_profile(row),
        "links": " ".join(f"{link['relation']}:{link['record']}" for link in row.get("links", ())),
    }


def _observed(row: PublicRow) -> dict[str, str]:
    """Return the columns of the newest observation, the last in file order where a day has several."""
    observations = row.get("observations", ())
    if not observations:
        return {}
    newest = max(enumerate(observations), key=lambda item: (item[1]["date"], item[0]))[1]
    return {
        "observed": newest["date"],
        "observed_state": newest["state"],
        "observed_followers": str(newest.get("followers", "")),
    }


def _profile(row: PublicRow) -> dict[str, str]:
    profile = row.get("profile", {})
    return {
        "created": profile.get("created", ""),
        "languages": " ".join(item["code"] for item in profile.get("languages", ())),
        "locations": " ".join(item["code"] for item in profile.get("locations", ())),
        "display_name": profile.get("display_name", ""),
    }


def _flag(value: object) -> str:
    return "true" if value else "false"
