"""Downloads: the files in which a list has all its rows, and which of them a publication does without, and why.

`records.ndjson` and the chunks are always there, and everything that a consumer proves a copy by. The others say the
same in another form. `records.json`, which nobody reads line by line, ends where a list has `MOST_ROWS`; and those of
`OPTIONAL` can be left out so that a site fits its host: the largest first. `index.json` says what is left out.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from site_builder import addresses
from site_builder.catalog.model import Catalog

MOST_ROWS: Final = 10_000
"""From so many rows on, tombstones included, a list has no `records.json`."""
FORMS: Final = {"records.json": "JSON", "records.ndjson": "NDJSON", "records.csv": "CSV"}
"""The files, each with what its form is called."""
OPTIONAL: Final = ("records.csv", "records.json")
"""Those that can be left out."""


def left_out(catalog: Catalog) -> Mapping[str, str]:
    """Return the paths of the files that are not published, sorted, each with why: `rows`, or `size` of the site."""
    long = {_path(name, "records.json"): "rows" for name, rows in _lengths(catalog) if rows >= MOST_ROWS}
    return dict(sorted({**dict.fromkeys(catalog.trimmed, "size"), **long}.items()))


def downloads(catalog: Catalog, list_id: str) -> Mapping[str, str]:
    """Return the names of a list's files that are published, each with its path below the site root."""
    gone = left_out(catalog)
    return {name: path for name in FORMS if (path := _path(list_id, name)) not in gone}


def optional(catalog: Catalog) -> frozenset[str]:
    """Return the paths of the files that are published and can be left out."""
    paths = {_path(list_id, name) for list_id, _ in _lengths(catalog) for name in OPTIONAL}
    return frozenset(paths - left_out(catalog).keys())


def _lengths(catalog: Catalog) -> Iterator[tuple[str, int]]:
    """Yield every list with its number of rows."""
    for public in catalog.lists:
        yield public.id, len(public.records) + len(public.removed)
    for deleted in catalog.deleted_lists:
        yield deleted.id, len(deleted.removed)


def _path(list_id: str, name: str) -> str:
    return addresses.list_feeds(list_id) + name
