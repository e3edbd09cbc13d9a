"""Columns: what the page of a long list reads, as needed, to combine filters and to sort.

Records are listed A to Z, in the pieces that are pages too. A column says of each record which value it has, so that a
choice among 100,000 records reads a column for each facet that is chosen, and then only the pieces of rows that are
shown. Files are JSON, named by their SHA-256, and reached from the list's page, which names the first:

- the first: `{"columns": {facet: sha256}, "pieces": [[folded handle of the first row, rows, sha256], …]}`;
- a column: `{"codes": [index into values, for each record], "values": [values separated by spaces, …]}`, sorted;
- a piece: `{"rows": [[handle, id, platform, state, [category, …], day of the newest confirmation], …]}`; of an account
  without a handle its id, and `account_id` after all.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from site_builder import addresses
from site_builder.canonical import canonical
from site_builder.catalog.model import PublicList
from site_builder.handles.fold import nfkc_casefold
from site_builder.model import JsonObject, PublicRow
from site_builder.pages.alphabet import alphabetical, sorted_by
from site_builder.pages.facets import row_groups


def add_file(files: dict[str, bytes], address: Callable[[str], str], value: Any) -> str:
    """Add a JSON file whose path follows from its digest to `files`, and return the digest."""
    data = canonical(value) + b"\n"
    digest = hashlib.sha256(data).hexdigest()
    files[address(digest)] = data
    return digest


def columns(public: PublicList) -> tuple[str, dict[str, bytes]]:
    """Return the columns and rows of a list's records: the path of the first file, and all by path below the root."""
    files: dict[str, bytes] = {}
    add = partial(add_file, files, partial(addresses.data_file, public.id))
    parts = alphabetical(public.records)
    groups = [row_groups(record) for part in parts for record in part.records]
    names = groups[0] if groups else ()
    first = add(
        {
            "columns": {name: add(column([values[name] for values in groups])) for name in names},
            "pieces": [
                [
                    nfkc_casefold(sorted_by(part.records[0].row)),
                    len(part.records),
                    add({"rows": [_row(record.row) for record in part.records]}),
                ]
                for part in parts
            ],
        }
    )
    return addresses.data_file(public.id, first), files


def column(items: Sequence[str]) -> JsonObject:
    """Return a column of what each record or change has."""
    values = sorted(set(items))
    codes = {value: code for code, value in enumerate(values)}
    return {"codes": [codes[item] for item in items], "values": values}


def _row(row: PublicRow) -> list[Any]:
    return [
        sorted_by(row),
        row["id"],
        row["platform"],
        row["state"],
        row["categories"],
        row["confirms"]["newest"],
        *([] if "handle" in row else ["account_id"]),
    ]
