"""Every address in a site leads somewhere: pages, fragments, assets, JSON. Read from the files, without a browser.

Two sites are crawled: that of the hand-made catalog, which has the strangest of everything, and that of a demonstration
with this repository's guides.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from site_builder.derive.state import derive_all
from site_builder.load.source_tree import load_tree
from site_builder.pipeline import working_tree
from tests.acceptance.support import git
from tests.unit.pages.parsed import parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.demo_site import DemoSite
    from tests.unit.pages.parsed import Parsed

BASE = "http://site.invalid/"
LETTER = re.compile(r"policy/#record=[0-9a-hjkmnp-tv-z]{12}&list=[a-z0-9-]+")
"""Where a record's page leads whoever was listed by mistake: the fragment is for the script, no place on the page."""


@pytest.fixture(scope="module", params=["served", "demo"], ids=["catalog", "demo"])
def site(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.getfixturevalue(request.param).folder
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Parsed]:
    """Every page by its address below the root."""
    return {
        path.relative_to(site).as_posix().removesuffix("index.html"): parse(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
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


def test_every_internal_address_resolves(site: Path, pages: dict[str, Parsed]) -> None:
    dead = set()
    count = 0
    for path, page in pages.items():
        for address in addresses(page):
            whole = urljoin(BASE + path, address)
            if not whole.startswith(BASE):
                continue
            count += 1
            target = unquote(urlsplit(whole).path.lstrip("/"))
            file = site / (f"{target}index.html" if target.endswith("/") or not target else target)
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


def clicks(pages: dict[str, Parsed]) -> dict[str, int]:
    """Return how many clicks away from the home page each page is that can be reached from it."""
    found, edge = {"": 0}, [""]
    for path in edge:
        for address in pages[path].hrefs:
            target = urljoin(BASE + path, address).removeprefix(BASE).partition("#")[0]
            if target in pages and target not in found:
                found[target] = found[path] + 1
                edge.append(target)
    return found


def test_every_page_can_be_reached_and_every_record_by_four_clicks(pages: dict[str, Parsed]) -> None:
    away = clicks(pages)
    assert pages.keys() - away.keys() == {"404.html"}
    records = [path for path in pages if re.fullmatch(r"lists/[a-z-]+/[0-9a-z]{12}/", path)]
    assert len(records) > 50
    assert max(away[path] for path in records) <= 4


def test_every_file_that_the_index_names_is_there_with_its_hash(site: Path) -> None:
    index = json.loads((site / "feeds/v1/index.json").read_text(encoding="utf-8"))
    named = [*index["files"], *(item for entry in index["lists"] for item in entry["files"])]
    named += events(site, index["changes"]["last_page"])
    named += [
        {**chunk, "path": f"feeds/v1/lists/{entry['id']}/chunks/{chunk['sha256']}.json"}
        for entry in index["lists"]
        for chunk in json.loads((site / f"feeds/v1/lists/{entry['id']}/chunks.json").read_bytes())["chunks"]
    ]
    for item in named:
        data = (site / item["path"]).read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        assert (item.get("bytes", len(data)), item["sha256"]) == (len(data), digest), item["path"]
    feeds = {path.relative_to(site).as_posix() for path in (site / "feeds").rglob("*") if path.is_file()}
    assert feeds - {item["path"] for item in named} == {"feeds/v1/index.json"}


def events(site: Path, last: dict[str, str]) -> Iterator[dict[str, str]]:
    """Yield every event page: the last as the index names it, each other as the one after it does."""
    page: dict[str, str] | None = last
    while page is not None:
        yield page
        content = json.loads((site / page["path"]).read_bytes())
        earlier = f"feeds/v1/changes/{content['page'] - 1}.json"
        page = {"path": earlier, "sha256": content["prev"]} if content["prev"] else None


def test_every_record_has_its_page_and_its_json_side_by_side(site: Path) -> None:
    rows = [
        json.loads(line)
        for file in sorted(site.glob("feeds/v1/lists/*/records.ndjson"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    counts = [item["counts"] for item in json.loads((site / "feeds/v1/index.json").read_bytes())["lists"]]
    assert len(rows) == sum(item["public"] + sum(item["removed"].values()) for item in counts)
    for row in rows:
        folder = site / "lists" / row["list"] / row["id"]
        assert sorted(item.name for item in folder.iterdir()) == ["index.html", "record.json"]


def test_of_an_account_that_is_not_listed_any_more_no_file_says_which_it_was(demo: DemoSite) -> None:
    tree = load_tree(working_tree(demo.root)).tree
    derived = derive_all(tree, demo.json("feeds/v1/index.json")["as_of"][:10])
    rows = {row["id"]: row for row in demo.rows()}
    shown = {str(row.get(name)) for row in rows.values() for name in ("handle", "account_id")}
    shown |= {item["handle"] for row in rows.values() for item in row.get("previous_handles", ())}
    gone = [item.record for item in derived if item.derived.state in ("retracted", "withheld")]
    hidden = {
        str(record.data[name]) for record in gone for name in ("handle", "account_id") if name in record.data
    } - shown
    assert len(hidden) > len(gone)
    for path in demo.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [value for value in hidden if value.encode() in data], path
    commits = git(demo.root, "log", "--format=%H").split()
    for record in gone:
        page = (demo.folder / f"lists/{record.list}/{record.id}/index.html").read_text(encoding="utf-8")
        assert not [name for name in commits if name[:10] in page], record.id
