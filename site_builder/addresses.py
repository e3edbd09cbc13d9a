"""Addresses: where everything that is published is found, below the site root.

Pages are folders with a slash at their end; files have their names. All are POSIX, without a leading slash. List ids
are slugs and record ids are Crockford base32, so that every address is plain ASCII. `browse`, `operations`, `removed`
and `sources` cannot be a record's id, which has 12 characters, and neither can a facet's name.
"""

from typing import Final

LISTS: Final = "lists/"
CHANGES: Final = "changes/"
LATELY: Final = f"{CHANGES}30-days/"
"""Changes of the last 30 days."""
DEVELOPERS: Final = "developers/"
POLICY: Final = "policy/"
REVIEWERS: Final = "reviewers/"
STATISTICS: Final = "statistics/"
FEEDS: Final = "feeds/v1/"
"""Version 1 of the feeds."""
INDEX: Final = f"{FEEDS}index.json"
OPENAPI: Final = f"{FEEDS}openapi.json"
PLATFORMS: Final = f"{FEEDS}platforms.json"
EVENT_PAGE: Final = f"{FEEDS}changes/{{page}}.json"
"""By its number, from 0."""
CHUNK_LIST: Final = f"{FEEDS}lists/{{list}}/chunks.json"
CHUNK: Final = f"{FEEDS}lists/{{list}}/chunks/{{sha256}}.json"
FOUND: Final = "find/%s/{sha256}.json"
"""A file of the index of accounts: of the tree of that name."""
ASSETS: Final = "assets/handlelists/"
SITEMAP: Final = "sitemap.xml"


def list_page(list_id: str) -> str:
    """Return the address of a list."""
    return f"{LISTS}{list_id}/"


def record_page(list_id: str, record_id: str) -> str:
    """Return the address of a record, or of what is left of it."""
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


def operations_page(list_id: str) -> str:
    """Return the address of the overview of the operations and the documents that a list's records name."""
    return f"{LISTS}{list_id}/operations/"


def facet_folder(facet: str) -> str:
    """Return the folder, below a list's page, of the pages of records that share a value."""
    return {"operation": "operations", "source": "sources"}.get(facet, f"browse/{facet}")


def facet_page(list_id: str, facet: str, value: str, first: str | None = None) -> str:
    """Return the address of a list's records that share a value: of the part that a record begins, else the first."""
    whole = f"{LISTS}{list_id}/{facet_folder(facet)}/{value}/"
    return whole if first is None else f"{whole}{first}/"


def data_file(list_id: str, digest: str) -> str:
    """Return the address of a file that the list's page reads to filter and sort, by its SHA-256."""
    return f"{LISTS}{list_id}/browse/data/{digest}.json"


def policy(language: str) -> str:
    """Return the address of the policy in a language: English has no folder of its own."""
    return POLICY if language == "en" else f"{language}/{POLICY}"


def removed_page(list_id: str, part: int) -> str:
    """Return the address of a part, from 1, of what a list says about its removed records."""
    first = f"{LISTS}{list_id}/removed/"
    return first if part == 1 else f"{first}{part}/"


def deleted_page(list_id: str, part: int) -> str:
    """Return the address of a part, from 1, of a deleted list: the first is where the list was."""
    return list_page(list_id) if part == 1 else removed_page(list_id, part)


def month_changes(month: str, part: int | None = None) -> str:
    """Return the address of the changes of a month (`2026-11`), or of an older part of them, from 1, the oldest."""
    whole = f"{CHANGES}{month}/"
    return whole if part is None else f"{whole}{part}/"


def list_changes(list_id: str) -> str:
    """Return the address of the changes of a list: the page of all, filtered where scripts run."""
    return f"{CHANGES}?list={list_id}"


def changes_data(digest: str) -> str:
    """Return the address of a file that the page of changes reads to filter, by its SHA-256."""
    return f"{CHANGES}data/{digest}.json"


def list_feeds(list_id: str | None) -> str:
    """Return the folder of a list's feeds, of the site's own for None."""
    return FEEDS if list_id is None else f"{FEEDS}lists/{list_id}/"


def recent_changes(list_id: str | None) -> str:
    """Return the address of the recent changes of a list, of the whole site for None, without the ending."""
    return f"{list_feeds(list_id)}changes"


def schema(name: str) -> str:
    """Return the address of the published form of a schema of the feeds."""
    return f"{FEEDS}schemas/{name}.schema.json"


def base(site_url: str) -> str:
    """Return the path of the site root on its host, such as `/` or `/lists/`, of its address, which ends in a slash."""
    return f"/{site_url.partition('//')[2].partition('/')[2]}"


def root(path: str) -> str:
    """Return the relative address of the site root as seen from a page, `./` on the home page."""
    return "../" * path.count("/") or "./"
