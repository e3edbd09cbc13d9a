"""The CSV form of a list: one flat line for each record, safe to open in a spreadsheet.

RFC 4180: UTF-8 without a byte-order mark, CRLF, a header line, double quotes where a cell needs them. Columns
are only added, at the end. The JSON feeds say everything; a line here says what an analyst filters and counts by.

What is done to its cells is said in `csv_cells`.
"""

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, partial
from operator import itemgetter
from typing import Any, Final

from site_builder import addresses
from site_builder.csv_cells import guarded
from site_builder.feeds.exporter import Export, Material
from site_builder.feeds.lists import Row
from site_builder.model import JsonObject

COLUMNS: Final = {
    "id": "id",
    "list": "list",
    "platform": "platform",
    "handle": "handle",
    "account_id": "account_id",
    "state": "state",
    "actionable": "actionable",
    "example": "example",
    "match_by": "match.by",
    "match_key": "match.key",
    "match_handle": "match.handle",
    "handle_seen": "match.handle_seen",
    "valid_until": "valid_until",
    "categories": "categories[]",
    "summary": "summary",
    "basis": "basis[].kind",
    "sources": "sources[]",
    "affiliations": "affiliations[]",
    "confirms": "confirms.count",
    "confirms_first": "confirms.first",
    "confirms_newest": "confirms.newest",
    "appeal_opened": "appeal.opened",
    "appeal_due": "appeal.due",
    "evidence": "_count",
    "evidence_kinds": "_kinds[]",
    "evidence_urls": "_shown[].url",
    "evidence_archived": "_shown[].archived",
    "observed": "_newest.date",
    "observed_state": "_newest.state",
    "observed_followers": "_newest.followers",
    "created": "profile.created",
    "languages": "profile.languages[].code",
    "locations": "profile.locations[].code",
    "display_name": "profile.display_name",
    "links": "_links[]",
    "page": "_page",
    "reason": "reason",
    "effect": "effect",
    "first_public": "first_public",
    "removed": "removed",
    "salt": "salt",
}
"""The header line, and where each column's values are in a row: `[]` is each item; names with `_` are of `_worked_out`.

`docs/reference/feeds.md` says what each column holds.
"""

_PLACES: Final = {column: (path, re.split(r"\W", path)[0]) for column, path in COLUMNS.items()}


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
        row = {**entry.row, **_worked_out(entry.row, linked_kinds)}
        cells = {
            column: guarded(" ".join(values_at(row, path)))
            for column, (path, top) in _PLACES.items()
            if top in row
        }
        yield writer.writerow(cells).encode()


class _Echo:
    """A file that keeps nothing: the writer returns what it writes."""

    def write(self, line: str) -> str:
        return line


def values_at(row: Any, path: str) -> list[str]:
    """Return the values at a path such as `basis[].kind`, in order. No id, code or address holds white space."""
    values = [row]
    for name, many in _steps(path):
        values = [value[name] for value in values if name in value]
        if many:
            values = [item for value in values for item in value]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in values]


@cache
def _steps(path: str) -> tuple[tuple[str, bool], ...]:
    return tuple((step.removesuffix("[]"), step.endswith("[]")) for step in path.split("."))


def _worked_out(row: Any, linked_kinds: Collection[str]) -> JsonObject:
    """Return what a line says of a row, a listing's or a tombstone's, and the row does not in so many words."""
    made: JsonObject = {"_page": addresses.record_page(row["list"], row["id"])}
    if "match" in row:
        evidence = row["evidence"]
        made |= {
            "_count": len(evidence),
            "_kinds": sorted({item["kind"] for item in evidence}),
            "_shown": [
                item for item in evidence if item["kind"] in linked_kinds and item["sensitivity"] != "graphic"
            ],
            "_links": [f"{link['relation']}:{link['record']}" for link in row.get("links", ())],
        }
    if row.get("observations"):
        # The newest, the last in file order where a day has several.
        made["_newest"] = max(reversed(row["observations"]), key=itemgetter("date"))
    return made
