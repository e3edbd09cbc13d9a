"""Every address in the site leads somewhere: pages, fragments, assets, JSON. Read from the files, without a browser."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.unit.pages.parsed import parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.conftest import Served
    from tests.unit.pages.parsed import Parsed

BASE = "http://site.invalid/"
LETTER = re.compile(r"policy/#record=[0-9a-hjkmnp-tv-z]{12}&list=[a-z0-9-]+")
"""Where a record's page leads whoever was listed by mistake: the fragment is for the script, no place on the page."""


@pytest.fixture(scope="module")
def pages(served: Served) -> dict[str, Parsed]:
    """Every page by its address below the root."""
    found = sorted(served.folder.rglob("*.html"))
    return {
        path.relative_to(served.folder).as_posix().removesuffix("index.html"): parse(
            path.read_text(encoding="utf-8")
        )
        for path in found
    }


def addresses(page: Parsed) -> Iterator[str]:
    for tag, attributes in page.elements:
        if tag == "link" and attributes.get("rel") == "canonical":
            continue
        for name in ("href", "src", "data-src"):
            if name in attributes:
                yield attributes[name]


def names_a_place(address: str, pages: dict[str, Parsed]) -> bool:
    """Return whether what stands behind the `#` of an internal address, if anything does, is there."""
    target, _, fragment = address.removeprefix(BASE).partition("#")
    if LETTER.fullmatch(f"{unquote(target)}#{fragment}"):
        return True
    return not fragment or unquote(target) not in pages or unquote(fragment) in pages[unquote(target)].ids


def test_every_internal_address_resolves(served: Served, pages: dict[str, Parsed]) -> None:
    dead = set()
    count = 0
    for path, page in pages.items():
        for address in addresses(page):
            whole = urljoin(BASE + path, address)
            if not whole.startswith(BASE):
                continue
            count += 1
            parts = urlsplit(whole)
            target = unquote(parts.path.lstrip("/"))
            file = served.folder / (f"{target}index.html" if target.endswith("/") or not target else target)
            if not names_a_place(whole, pages) or not file.is_file():
                dead.add((path, address))
    assert count > 10_000
    assert not dead, sorted(dead)[:20]


def test_every_address_outside_is_plain_https_or_mail(pages: dict[str, Parsed]) -> None:
    schemes = {
        urlsplit(address).scheme
        for page in pages.values()
        for tag, attributes in page.elements
        if tag == "a"
        for address in [attributes.get("href", "")]
    }
    assert schemes <= {"", "https", "mailto"}


def test_every_page_can_be_reached_from_the_home_page(pages: dict[str, Parsed]) -> None:
    seen, waiting = {""}, [""]
    while waiting:
        path = waiting.pop()
        for address in pages[path].hrefs:
            target = urljoin(BASE + path, address).removeprefix(BASE).partition("#")[0]
            if target in pages and target not in seen:
                seen.add(target)
                waiting.append(target)
    assert set(pages) - seen == {"404.html"}


def test_every_record_is_at_most_four_clicks_from_the_home_page(pages: dict[str, Parsed]) -> None:
    clicks, edge = {"": 0}, [""]
    while edge:
        reached = []
        for path in edge:
            for address in pages[path].hrefs:
                target = urljoin(BASE + path, address).removeprefix(BASE).partition("#")[0]
                if target in pages and target not in clicks:
                    clicks[target] = clicks[path] + 1
                    reached.append(target)
        edge = reached
    records = [path for path in pages if re.fullmatch(r"lists/[a-z]+/[0-9a-z]{12}/", path)]
    assert len(records) > 400
    assert max(clicks[path] for path in records) <= 4


def test_every_file_that_the_index_names_is_there(served: Served) -> None:
    def paths(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("path"), str):
                yield value["path"]
            for item in value.values():
                yield from paths(item)
        elif isinstance(value, list):
            for item in value:
                yield from paths(item)

    index = json.loads((served.folder / "feeds/v1/index.json").read_text(encoding="utf-8"))
    named = list(paths(index))
    assert len(named) > 5
    assert not [path for path in named if not _exists(served.folder, path)]


def test_every_record_has_its_page_and_its_json_side_by_side(served: Served) -> None:
    rows = [
        json.loads(line)
        for file in sorted(served.folder.glob("feeds/v1/lists/*/records.ndjson"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    assert len(rows) == 455 + 4 + 230 + 2
    for row in rows:
        folder = served.folder / "lists" / row["list"] / row["id"]
        assert sorted(item.name for item in folder.iterdir()) == ["index.html", "record.json"]


def _exists(folder: Path, path: str) -> bool:
    return (folder / path.lstrip("/")).is_file() or (folder / "feeds/v1" / path).is_file()
