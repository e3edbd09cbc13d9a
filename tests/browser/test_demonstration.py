"""The demonstration instance as a visitor sees it: every address resolves, and its pages are accessible.

It is built from a repository of its own, in which a record is taken back.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.acceptance.support import DAY, git, handlelists, whole_demonstration
from tests.browser.axe import check_dark_and_light, dark_on_a_phone
from tests.browser.conftest import serving
from tests.browser.test_crawl import BASE, addresses, names_a_place
from tests.unit.pages.parsed import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.conftest import Look, Served

pytestmark = pytest.mark.browser

TAKEN_BACK = "0wcjh95jm0p5"
PAGES = ("", "lists/northwind/", "reference/files/", "reference/rules/accounts/")
"""Kinds of pages that the hand-made site of `test_pages` lacks, or has with less on them."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = whole_demonstration(tmp_path_factory.mktemp("demonstration"))
    (root / ".gitignore").write_text("/site/\n")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message=First", day=DAY)
    record = root / f"lists/northwind/instagram/{TAKEN_BACK[:2]}/{TAKEN_BACK}.yaml"
    with record.open("a") as file:
        file.write(f"retractions:\n  - {{date: {DAY}, reason: mistaken-identity}}\n")
    git(root, "commit", "--quiet", "--all", "--message=Take it back (#2)", day=DAY)
    done = handlelists("build", root=root)
    assert done.returncode == 0, done.stderr
    with serving(root / "site") as site:
        yield site


def test_every_internal_address_of_every_page_resolves(demo: Served) -> None:
    pages = {
        path.relative_to(demo.folder).as_posix().removesuffix("index.html"): parse(
            path.read_text(encoding="utf-8")
        )
        for path in demo.folder.rglob("*.html")
    }
    dead = set()
    for path, page in pages.items():
        for address in addresses(page):
            parts = urlsplit(urljoin(BASE + path, address))
            if parts.netloc != urlsplit(BASE).netloc:
                continue
            target = unquote(parts.path.lstrip("/"))
            file = demo.folder / (f"{target}index.html" if target.endswith("/") or not target else target)
            if not file.is_file() or not names_a_place(urljoin(BASE + path, address), pages):
                dead.add((path, address))
    assert len(pages) > 200
    assert not dead, sorted(dead)[:20]


def test_every_file_that_the_index_names_is_there_with_its_hash(demo: Served) -> None:
    index = json.loads((demo.folder / "feeds/v1/index.json").read_text(encoding="utf-8"))
    named = [*index["files"], *(item for entry in index["lists"] for item in entry["files"])]
    named += events(demo, index["changes"]["last_page"])
    named += [
        {**chunk, "path": f"feeds/v1/lists/{entry['id']}/chunks/{chunk['sha256']}.json"}
        for entry in index["lists"]
        for chunk in json.loads((demo.folder / f"feeds/v1/lists/{entry['id']}/chunks.json").read_bytes())[
            "chunks"
        ]
    ]
    for item in named:
        data = (demo.folder / item["path"]).read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        assert (item.get("bytes", len(data)), item["sha256"]) == (len(data), digest), item["path"]
    feeds = {
        path.relative_to(demo.folder).as_posix()
        for path in (demo.folder / "feeds").rglob("*")
        if path.is_file()
    }
    assert feeds - {item["path"] for item in named} == {"feeds/v1/index.json"}


def events(demo: Served, last: dict[str, str]) -> Iterator[dict[str, str]]:
    """Yield every event page: the last as the index names it, each other as the one after it does."""
    page: dict[str, str] | None = last
    while page is not None:
        yield page
        content = json.loads((demo.folder / page["path"]).read_bytes())
        earlier = f"feeds/v1/changes/{content['page'] - 1}.json"
        page = {"path": earlier, "sha256": content["prev"]} if content["prev"] else None


def test_a_record_that_was_taken_back_is_gone_from_every_file_but_its_number(demo: Served) -> None:
    source = (
        demo.folder.parent / f"lists/northwind/instagram/{TAKEN_BACK[:2]}/{TAKEN_BACK}.yaml"
    ).read_text()
    values = re.findall(r'^(?:handle|account_id): "?([^"\n]+)"?$', source, re.MULTILINE)
    assert len(values) == 2
    commits = git(demo.folder.parent, "log", "--format=%H").split()
    for path in demo.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [value for value in values if value.encode() in data], path
    page = (demo.folder / f"lists/northwind/{TAKEN_BACK}/index.html").read_text(encoding="utf-8")
    assert "Mistaken identity" in page
    assert not [name for name in commits if name[:10] in page]


@dark_on_a_phone
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible(demo: Served, look: Look, path: str) -> None:
    look.page.goto(demo.url + path)
    check_dark_and_light(look.page)
