"""What a browser needs of a site to find accounts: the index, and `index.json` as far as the finder reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder.addresses import CHUNK_LIST, INDEX
from site_builder.canonical import json_document
from site_builder.find import IndexTree, search_trees
from site_builder.pages.scripts import ENTRY, FOLDER, script_files
from tests.find.corpus import Corpus, corpus
from tests.unit.pages import page_site

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from site_builder.catalog.model import Catalog


LARGE: Final = 12_000
"""Accounts of the large index: as many levels as one of 46,000 has, made in a quarter of the time."""
MANY: Final = 46_000
"""Accounts among which a browser looks, and the bench asks what people type."""


@dataclass(frozen=True)
class LargeIndex:
    """The accounts that are in it, and its files."""

    accounts: Corpus
    search: Mapping[str, IndexTree]

    @classmethod
    def of(cls, accounts: Corpus) -> LargeIndex:
        """Make the index."""
        return cls(accounts, search_trees(accounts.catalog()))


def large_index(_folder: Path) -> LargeIndex:
    """Make the large index: for `once`, as it takes seconds."""
    return LargeIndex.of(corpus(LARGE))


def index_files(catalog: Catalog, search: Mapping[str, IndexTree]) -> dict[str, bytes]:
    """Return the files of a catalog's index and its `index.json` by path; no rows."""
    lists = [
        {"id": public.id, "title": public.data["title"], "example": public.example}
        for public in catalog.lists
    ]
    index = {
        "as_of": catalog.as_of,
        "instance": {"title": "Lists"},
        "lists": lists,
        "search": {name: tree.member for name, tree in search.items()},
    }
    files = {
        f"find/{name}/{sha256}.json": data
        for name, tree in search.items()
        for sha256, data in tree.files.items()
    }
    files |= {
        CHUNK_LIST.format(list=item["id"]): json_document({"chunks": [], "list": item["id"]})
        for item in lists
    }
    return files | {INDEX: json_document(index)}


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def large_site(root: Path, index: LargeIndex) -> Path:
    """Return a real site below `root` with this index, and with pages that are not of its accounts."""
    catalog = index.accounts.catalog()
    site = page_site.build(page_site.write_root(root), site_url="https://lists.example/")
    files = index_files(catalog, index.search)
    made, real = json.loads(files[INDEX]), json.loads((site / INDEX).read_bytes())
    lists = [{**real["lists"][0], **item} for item in made["lists"]]
    whole = {**real, **made, "instance": real["instance"], "lists": [*real["lists"], *lists]}
    (entry,) = (site / FOLDER).glob(f"*/{ENTRY}")
    write(entry.parent, dict(script_files(catalog.platforms, catalog.vocabulary)))
    write(site, {**files, INDEX: json_document(whole)})
    return site
