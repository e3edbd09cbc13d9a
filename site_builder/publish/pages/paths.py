"""Where pages stand: addresses below the site root, each a folder with a slash at its end.

List ids are slugs and record ids are Crockford base32, so that every address is plain ASCII. `browse` and `removed`
can be no record's id, which has 12 characters, and neither can a facet's name.
"""

from __future__ import annotations

from typing import Final

HOME: Final = ""
LISTS: Final = "lists/"
CHANGES: Final = "changes/"
STATISTICS: Final = "statistics/"
POLICY: Final = "policy/"
CONTRIBUTE: Final = "contribute/"
DEVELOPERS: Final = "developers/"

RECORD_DEPTH: Final = 3
"""Folders between the site root and a record's page."""
FRAMES: Final = (
    *((CHANGES, depth) for depth in (3, 4)),
    *((LISTS, depth) for depth in (2, 3, 4, 5, 6)),
)
"""Part of the site and depth of all pages that are drawn into a shell: one shell for each."""


def list_page(list_id: str) -> str:
    """Return the address of a list."""
    return f"{LISTS}{list_id}/"


def record_page(list_id: str, record_id: str) -> str:
    """Return the address of a record; its `record.json` stands in the same folder."""
    return f"{LISTS}{list_id}/{record_id}/"


def appeal(list_id: str, record_id: str) -> str:
    """Return the address of the way off a list with a record's number filled in, behind the `#`: no server sees it."""
    return f"{POLICY}#record={record_id}&list={list_id}"


def browse_page(list_id: str, first: str) -> str:
    """Return the address of a further part of a list's records, by the id of its first; the first is the list's own."""
    return f"{LISTS}{list_id}/browse/{first}/"


def letter_page(list_id: str, letter: str) -> str:
    """Return the address of the parts of a list whose handles begin alike."""
    return f"{LISTS}{list_id}/browse/letter/{letter}/"


def facet_page(list_id: str, facet: str, value: str, first: str | None = None) -> str:
    """Return the address of a list's records that share a value: of the part that a record begins, else the first."""
    whole = f"{LISTS}{list_id}/browse/{facet}/{value}/"
    return whole if first is None else f"{whole}{first}/"


def data_file(list_id: str, digest: str) -> str:
    """Return the address of a file that the list's page reads to filter and sort, by its SHA-256."""
    return f"{LISTS}{list_id}/browse/data/{digest}.json"


def removed_page(list_id: str, part: int) -> str:
    """Return the address of a part, from 1, of what a list says about its removed records."""
    first = f"{LISTS}{list_id}/removed/"
    return first if part == 1 else f"{first}{part}/"


def deleted_page(list_id: str, part: int) -> str:
    """Return the address of a part, from 1, of a deleted list: the first stands where the list did."""
    return list_page(list_id) if part == 1 else removed_page(list_id, part)


def changes_page(part: int) -> str:
    """Return the address of an older part of the changes, from 1, the oldest."""
    return f"{CHANGES}page/{part}/"


def changes_by(facet: str, value: str) -> str:
    """Return the address of the newest changes that share a value."""
    return f"{CHANGES}{facet}/{value}/"


def changes_by_page(facet: str, value: str, part: int) -> str:
    """Return the address of an older part, from 1, of the changes that share a value."""
    return f"{changes_by(facet, value)}{part}/"


def frame(path: str) -> tuple[str, int]:
    """Return the part of the site where a page stands, and its depth: see `FRAMES`."""
    return f"{path.partition('/')[0]}/", depth(path)


def depth(path: str) -> int:
    """Return how many folders stand between the site root and the page."""
    return path.count("/")


def root(path: str) -> str:
    """Return the relative address of the site root as seen from the page, `./` on the home page."""
    return "../" * depth(path) or "./"
