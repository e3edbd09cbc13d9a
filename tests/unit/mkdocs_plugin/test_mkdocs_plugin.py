"""The frame around everything, drawn by the real MkDocs and Material."""

from __future__ import annotations

import json
import logging
import os
import re
from typing import TYPE_CHECKING

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from site_builder import addresses, feeds, run
from site_builder.errors import OutputError
from site_builder.mkdocs_plugin import HandlelistsPlugin
from site_builder.pipeline import BuildRequest, Prepared
from site_builder.problems import Place, Problems
from site_builder.promises import Promise
from site_builder.rules import problem
from tests.unit.pages.page_catalog import (
    ATTACKS,
    FULL,
    HOSTILE_ID,
    LIST,
    SCRIPT,
    catalog,
    without_history,
)
from tests.unit.pages.page_history import CLEARED, DELETED_LIST, RETRACTED
from tests.unit.pages.page_site import SMALLEST, build, second_part, write_root
from tests.unit.pages.parsed import Parsed, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from site_builder.catalog.model import Catalog

pytestmark = pytest.mark.large

RECORD = f"lists/{LIST}/{FULL}/index.html"
PAGES = (
    "index.html",
    "404.html",
    "lists/index.html",
    f"lists/{LIST}/index.html",
    RECORD,
    f"lists/{LIST}/{HOSTILE_ID}/index.html",
    f"lists/long/browse/{second_part()}/index.html",
    "lists/long/browse/platform/chirp/index.html",
    f"lists/long/browse/platform/chirp/{second_part('chirp')}/index.html",
    "lists/long/browse/letter/b/index.html",
    "check/index.html",
    f"lists/{LIST}/{RETRACTED}/index.html",
    f"lists/{LIST}/{CLEARED}/index.html",
    f"lists/{LIST}/removed/index.html",
    f"lists/{DELETED_LIST}/index.html",
    "changes/index.html",
    "changes/30-days/index.html",
    "changes/2025-02/index.html",
    "statistics/index.html",
    "policy/index.html",
    "contribute/index.html",
    "developers/index.html",
    "about/index.html",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_root(tmp_path_factory.mktemp("instance"), about="# About us\n\nA word of our own.\n")
    return build(root, catalog())


@pytest.fixture(autouse=True)
def _environment() -> Iterator[None]:
    before = dict(os.environ)
    yield
    assert {name: os.environ.get(name) for name in ("SOURCE_DATE_EPOCH",)} == {
        name: before.get(name) for name in ("SOURCE_DATE_EPOCH",)
    }


def read(site: Path, path: str) -> str:
    return (site / path).read_text(encoding="utf-8")


def page(site: Path, path: str) -> Parsed:
    return parse(read(site, path))


def files(site: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(site)): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()
    }


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_frame_of_our_own(site: Path, path: str) -> None:
    made = page(site, path)
    metas = {item.get("name"): item.get("content", "") for item in made.all("meta")}
    assert metas["robots"] == "noindex"
    assert metas["viewport"] == "width=device-width,initial-scale=1"
    assert "generator" not in metas
    assert len(made.all("h1")) == 1
    assert (
        len([item for item in made.all("title") if "id" not in item]) == 1
    )  # charts have their own, with ids
    assert len(made.ids) == len(set(made.ids))


@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_anybody_else_for_anything(site: Path, path: str) -> None:
    made = page(site, path)
    asked = [item.get("src", "") for tag, item in made.elements if "src" in item]
    asked += [
        item["href"] for item in made.all("link") if item.get("rel") != "canonical" and "hreflang" not in item
    ]
    assert asked
    assert not [url for url in asked if re.match(r"(?i)[a-z]+:|//", url)]
    policy = next(item["content"] for item in made.all("meta") if item.get("http-equiv"))
    assert "default-src 'none'" in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_an_inline_handler_or_a_script_link(site: Path, path: str) -> None:
    made = page(site, path)
    assert not [name for _, item in made.elements for name in item if name.startswith("on")]
    assert not [href for href in made.hrefs if href.lower().startswith(("javascript", "data"))]


@pytest.mark.parametrize("path", PAGES)
def test_the_instances_own_words_stay_text_in_the_theme(site: Path, path: str) -> None:
    html = read(site, path)
    assert "alert(1)" in html
    assert SCRIPT not in html
    assert "<img src=x" not in html
    assert "<base" not in html
    assert not re.search(r"hl[0-9a-f]{64}(title|description|canonical)", html)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_record_shows_its_text_in_its_frame(site: Path, attack: str) -> None:
    assert page(site, f"lists/{LIST}/{HOSTILE_ID}/index.html").text.count(attack) >= 10


def test_title_description_and_address_of_a_record_are_its_own(site: Path) -> None:
    made = page(site, RECORD)
    html = read(site, RECORD)
    assert "<title>Harbour_News on Chirp" in html
    metas = {item.get("name"): item.get("content", "") for item in made.all("meta")}
    assert metas["description"].startswith("Harbour_News on Chirp, list Harbour <script>")
    (canonical,) = [item["href"] for item in made.all("link") if item.get("rel") == "canonical"]
    assert canonical == f"https://lists.example/sub/path/lists/{LIST}/{FULL}/"


def test_a_records_page_names_no_instant_commit_version_and_no_other_list(site: Path) -> None:
    html = read(site, RECORD)
    published = catalog()
    for word in (
        published.as_of[:10],
        published.commit or "",
        "0.0.0",
        "mkdocs-1",
        "The empty list",
        "About us",
    ):
        assert word not in html


@pytest.mark.parametrize("path", PAGES)
def test_prose_names_the_sites_feeds_and_a_lists_own_pages_those_of_the_list(site: Path, path: str) -> None:
    links = [item for item in page(site, path).all("link") if "alternate" in item["rel"] and "type" in item]
    root, wanted = addresses.root(path), []
    if path.count("/") < 2 and path != "404.html":
        wanted = [f"{root}feeds/v1/changes"]
    elif path.startswith("lists/") and (path.endswith("/removed/index.html") or path.count("/") == 2):
        wanted = [f"{root}feeds/v1/lists/{path.split('/')[1]}/changes"]
    types = [("json", "application/feed+json"), ("atom", "application/atom+xml")]
    assert [(item["type"], item["href"]) for item in links] == [
        (media_type, f"{feed}.{suffix}") for feed in wanted for suffix, media_type in types
    ]


def test_work_that_is_not_committed_is_told_on_pages_of_the_build_and_not_on_records(site: Path) -> None:
    notice = "This build shows 2 uncommitted changes that are not part of the published history."
    told = {path for path in PAGES if notice in page(site, path).text}
    wanted = {path for path in PAGES if path.count("/") < 2 or path == f"lists/{LIST}/index.html"}
    assert told == wanted - {"404.html"}


def test_without_a_history_pages_name_no_feeds_and_the_changes_say_so(tmp_path: Path) -> None:
    site = build(write_root(tmp_path), without_history())
    for path in ("index.html", "changes/index.html", f"lists/{LIST}/index.html", RECORD):
        made = page(site, path)
        assert not [item for item in made.all("link") if "alternate" in item["rel"].split()]
        assert "uncommitted" not in made.text
    assert "This build has no change history" in read(site, "changes/index.html")
    assert [path.name for path in (site / "changes").iterdir()] == ["index.html"]


def test_navigation_names_the_parts_of_the_site_and_the_instances_own(site: Path) -> None:
    made = page(site, "policy/index.html")
    for href in (
        "../",
        "../lists/",
        "../changes/",
        "../statistics/",
        "../developers/",
        "../contribute/",
        "../about/",
    ):
        assert href in made.hrefs


def test_record_pages_mark_the_lists_as_their_place(site: Path) -> None:
    assert '<a href="../../../lists/" aria-current="true">' in read(site, RECORD)


def test_pages_of_changes_mark_the_changes_as_their_place(site: Path) -> None:
    html = read(site, "changes/2025-02/index.html")
    assert '<a href="../../changes/" aria-current="true">' in html


def test_search_knows_prose_and_nothing_of_the_lists(site: Path) -> None:
    index = json.loads(read(site, "search/search_index.json"))
    places = {item["location"].partition("#")[0] for item in index["docs"]}
    assert places == {"about/", "check/", "contribute/", "developers/", "policy/"}
    assert "Harbour_News" not in json.dumps(index)


def test_nothing_is_dated_and_no_sitemap_lists_pages_that_are_not_for_indexing(site: Path) -> None:
    assert not list(site.glob("sitemap*"))
    assert not list(site.rglob("*.gz"))


def test_an_indexable_instance_says_so_and_has_a_sitemap(tmp_path: Path) -> None:
    site = build(write_root(tmp_path), catalog(indexable=True))
    assert '<meta name="robots" content="index">' in read(site, RECORD)
    sitemap = read(site, "sitemap.xml")
    assert f"<loc>https://lists.example/sub/path/lists/{LIST}/{FULL}/</loc>" in sitemap
    assert "<loc>https://lists.example/sub/path/</loc>" in sitemap
    assert "lastmod" not in sitemap
    assert "<loc>https://lists.example/sub/path/changes/2025-02/</loc>" in sitemap
    left = (f"lists/{LIST}/{RETRACTED}/", f"lists/{LIST}/removed/", f"lists/{DELETED_LIST}/")
    for path in left:
        assert f"/{path}</loc>" not in sitemap
        assert '<meta name="robots" content="noindex">' in read(site, f"{path}index.html")


def test_two_builds_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    again = build(write_root(tmp_path, about="# About us\n\nA word of our own.\n"), catalog())
    assert files(again) == files(site)


def test_an_instance_replaces_the_prose_it_writes_itself(tmp_path: Path) -> None:
    own = "# Our own policy\n\n<!-- handlelists:contacts -->\n"
    site = build(write_root(tmp_path, policy=own))
    made = page(site, "policy/index.html")
    assert "Our own policy" in made.text
    assert "https://lists.example/contact" in made.text
    assert "Listed by mistake? {" not in made.text


def test_the_instances_navigation_follows_the_sites_own(tmp_path: Path) -> None:
    config = SMALLEST + "nav: [{Handbook: [about.md]}]\n"
    site = build(write_root(tmp_path, config, about="# About us\n"))
    html = read(site, "index.html")
    assert html.index("Policy") < html.index("Handbook")
    assert "About us" not in read(site, RECORD)
    assert "Handbook" in read(site, RECORD)


def test_the_source_is_linked_only_where_it_is_public(site: Path, tmp_path: Path) -> None:
    assert "https://forge.example/lists" in page(site, "index.html").hrefs
    private = build(write_root(tmp_path), source_public=False)
    assert "forge.example" not in read(private, "index.html")


def test_settings_that_would_ask_others_are_taken_back(tmp_path: Path) -> None:
    config = SMALLEST + (
        "repo_url: https://github.com/a/b\nextra: {analytics: {provider: google, property: G-1}}\n"
    )
    config = config.replace(
        "{name: material}", "{name: material, font: {text: Roboto}, features: [navigation.instant]}"
    )
    html = read(build(write_root(tmp_path, config)), "index.html")
    for word in ("github.com", "googletagmanager", "fonts.googleapis", "navigation.instant"):
        assert word not in html


def test_a_failure_while_writing_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_root(tmp_path)
    before = files(build(root))

    def fail(*_inputs: object) -> Iterator[Promise]:
        yield Promise("feeds/v1/half.json", (), lambda: (b"{}",))
        message = "broken"
        raise OutputError(message, hint="Mend it.")

    monkeypatch.setattr(feeds, "publish", fail)
    with pytest.raises(OutputError, match=r"^broken$"):
        build(root)
    assert files(root / "site") == before
    assert not list(root.glob(".site-*"))


def test_a_warning_in_strict_mode_leaves_the_old_site(tmp_path: Path) -> None:
    root = write_root(tmp_path)
    before = files(build(root))
    write_root(root, SMALLEST + "strict: true\nnav: [nowhere.md]\n")
    with pytest.raises(Abort):
        build(root)
    assert files(root / "site") == before
    assert not list(root.glob(".site-*"))


def prepared(published: Catalog | None) -> Prepared:
    problems = (
        Problems() if published else Problems.of([problem("file-missing", Place("lists/a"), file="lists/a")])
    )
    return Prepared(published, problems, None)  # type: ignore[arg-type]  # nothing here reads the sources


def test_while_serving_a_problem_keeps_the_last_good_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    write_root(tmp_path)
    results = [prepared(catalog()), prepared(None), prepared(catalog(title="Mended"))]
    asked = []

    def prepare(root: Path, request: BuildRequest) -> Prepared:
        asked.append((root, request))
        return results.pop(0)

    monkeypatch.setattr(run, "prepare", prepare)
    monkeypatch.setattr(run, "print_report", lambda *_: None)
    monkeypatch.setattr(HandlelistsPlugin, "request", BuildRequest(history=False, as_of="2026-01-01"))
    names = []
    config = load_config(str(tmp_path / "mkdocs.yml"), site_dir=str(tmp_path / "served"))
    config.plugins.on_startup(command="serve", dirty=False)
    for _ in range(3):
        config = load_config(str(tmp_path / "mkdocs.yml"), site_dir=str(tmp_path / "served"))
        with caplog.at_level(logging.ERROR):
            names.append(str(config.plugins.on_config(config).site_name))
    config.plugins.on_shutdown()
    assert names[0] == names[1] != names[2] == "Mended"
    assert "The last good site stays." in caplog.text
    assert asked == [(tmp_path, BuildRequest(history=False, as_of="2026-01-01"))] * 3
    assert not list(tmp_path.glob(".site-*"))


def test_without_a_good_site_before_a_problem_ends_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_root(tmp_path)
    monkeypatch.setattr(run, "prepare", lambda *_: prepared(None))
    monkeypatch.setattr(run, "print_report", lambda *_: None)
    config = load_config(str(tmp_path / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    with pytest.raises(Abort) as stop:
        config.plugins.on_config(config)
    assert stop.value.code == 1
