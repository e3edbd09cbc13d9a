"""What a browser needs of a site to find accounts: the index, and `index.json` as far as the finder reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.publish.feed_file import json_document
from site_builder.publish.find import search_files
from site_builder.publish.index_feed import INDEX_PATH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from site_builder.catalog.model import Catalog


def index_files(catalog: Catalog) -> dict[str, bytes]:
    """Return the files by path."""
    search = search_files(catalog)
    lists = [
        {"id": public.id, "title": public.data["title"], "example": public.example}
        for public in catalog.lists
    ]
    index = {
        "as_of": catalog.as_of,
        "instance": {"title": "Lists"},
        "lists": lists,
        "search": search.member,
    }
    return {file.path: file.data for file in search.files} | {INDEX_PATH: json_document(index)}


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
