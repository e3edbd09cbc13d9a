"""The demonstration instance as a visitor sees it: every address resolves, and its pages are accessible."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.acceptance.support import NO_HISTORY, demonstration, handlelists
from tests.browser.conftest import serving
from tests.browser.test_crawl import BASE, addresses
from tests.browser.test_pages import AXE
from tests.unit.publish.parsed import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.browser.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = (
    "",
    "lists/northwind/",
    "lists/ira-2018/7k3f9q2m4d1p/",
    "statistics/",
    "policy/",
    "developers/",
    "contribute/",
    "reference/files/",
    "reference/rules/protected-lookalike/",
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    root = demonstration(tmp_path_factory.mktemp("demonstration"))
    done = handlelists("build", *NO_HISTORY, root=root)
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
            missing = parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids
            if not file.is_file() or missing:
                dead.add((path, address))
    assert len(pages) > 200
    assert not dead, sorted(dead)[:20]


def test_every_file_that_the_index_names_is_there_with_its_hash(demo: Served) -> None:
    index = json.loads((demo.folder / "feeds/v1/index.json").read_text(encoding="utf-8"))
    named = [*index["files"], *(item for entry in index["lists"] for item in entry["files"])]
    for item in named:
        data = (demo.folder / item["path"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (item["bytes"], item["sha256"]), item["path"]
    feeds = {
        path.relative_to(demo.folder).as_posix()
        for path in (demo.folder / "feeds").rglob("*")
        if path.is_file()
    }
    assert feeds - {item["path"] for item in named} == {"feeds/v1/index.json"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible(demo: Served, browser: Browser, scheme: str) -> None:
    if not AXE.is_file():
        pytest.skip(f"{AXE} is missing: npm ci")
    grave = []
    for width in (390, 1280):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
        page = context.new_page()
        for path in PAGES:
            page.goto(demo.url + path)
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found = page.evaluate("axe.run({resultTypes: ['violations']})")
            grave += [
                (path, width, item["id"], item["nodes"][0]["html"][:200])
                for item in found["violations"]
                if item["impact"] in {"serious", "critical"}
            ]
        context.close()
    assert not grave
