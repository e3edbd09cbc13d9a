"""Where pages stand: addresses below the site root, each a folder with a slash at its end.

List ids are slugs and record ids are Crockford base32, so that every address is plain ASCII. `browse` can be no
record's id, which has 12 characters, and a number can be no facet's name.
"""

from __future__ import annotations

from typing import Final

HOME: Final = ""
LISTS: Final = "lists/"
STATISTICS: Final = "statistics/"
POLICY: Final = "policy/"
CONTRIBUTE: Final = "contribute/"
DEVELOPERS: Final = "developers/"

RECORD_DEPTH: Final = 3
"""Folders between the site root and a record's page."""
SHELL_DEPTHS: Final = (3, 4, 5, 6)
"""Depths of all pages that are drawn into a shell: records, and the further pages of a list."""


def list_page(list_id: str) -> str:
    """Return the address of a list."""
    return f"{LISTS}{list_id}/"


def record_page(list_id: str, record_id: str) -> str:
    """Return the address of a record; its `record.json` stands in the same folder."""
    return f"{LISTS}{list_id}/{record_id}/"


def browse_page(list_id: str, part: int) -> str:
    """Return the address of a part of a list's records, from 1; the first stands on the list's own page."""
    return list_page(list_id) if part == 1 else f"{LISTS}{list_id}/browse/{part}/"


def facet_page(list_id: str, facet: str, value: str, part: int) -> str:
    """Return the address of a part, from 1, of the records of a list that share a value."""
    first = f"{LISTS}{list_id}/browse/{facet}/{value}/"
    return first if part == 1 else f"{first}{part}/"


def depth(path: str) -> int:
    """Return how many folders stand between the site root and the page."""
    return path.count("/")


def root(path: str) -> str:
    """Return the relative address of the site root as seen from the page, `./` on the home page."""
    return "../" * depth(path) or "./"
