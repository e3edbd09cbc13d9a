"""The JSON Feed as feed readers see it: two of them, which share no code."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import fastfeedparser
import pytest
import reader
from hypothesis import given, settings

from tests.unit.feeds.feed_catalog import catalog
from tests.unit.feeds.feed_files import feed_files
from tests.unit.feeds.feed_strategies import catalogs

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.catalog.model import Catalog

_PATHS = tuple(
    path for path, _ in feed_files(catalog()) if path.endswith("/changes.json") and "/schemas/" not in path
)


def _feed(path: str) -> tuple[bytes, dict[str, Any]]:
    data = dict(feed_files(catalog()))[path]
    return data, json.loads(data)


@pytest.mark.parametrize("path", _PATHS)
def test_reader_reads_every_item(path: str, tmp_path: Path) -> None:
    data, document = _feed(path)
    (tmp_path / "changes.json").write_bytes(data)
    with closing(reader.make_reader(":memory:", feed_root=str(tmp_path))) as library:
        library.add_feed("changes.json")
        library.update_feeds()
        feed = library.get_feed("changes.json")
        entries = {entry.id: entry for entry in library.get_entries()}
    assert feed.last_exception is None
    assert (feed.version, feed.title, feed.link) == ("json11", document["title"], document["home_page_url"])
    assert set(entries) == {item["id"] for item in document["items"]}
    for item in document["items"]:
        entry = entries[item["id"]]
        assert (entry.title, entry.link) == (item["title"], item["url"])
        assert [content.value for content in entry.content] == [item["content_text"]]
        assert entry.published is not None
        assert f"{entry.published:%Y-%m-%dT%H:%M:%SZ}" == item["date_published"]


@pytest.mark.parametrize("path", _PATHS)
def test_fastfeedparser_reads_every_item(path: str) -> None:
    data, document = _feed(path)
    parsed = fastfeedparser.parse(data)
    assert (parsed.feed.title, parsed.feed.link) == (document["title"], document["home_page_url"])
    assert [entry.id for entry in parsed.entries] == [item["id"] for item in document["items"]]
    for entry, item in zip(parsed.entries, document["items"], strict=True):
        assert (entry.title, entry.link) == (item["title"], item["url"])
        assert [tag["term"] for tag in entry.tags] == item["tags"]
        assert entry.content[0]["value"] == item["content_text"]


@settings(max_examples=30)
@given(catalogs())
def test_a_feed_is_as_json_feed_1_1_asks(published: Catalog) -> None:
    for path, data in feed_files(published):
        if not path.endswith("/changes.json") or "/schemas/" in path:
            continue
        feed = json.loads(data)
        site_url = published.instance["site_url"]
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"] == f"{site_url}{path}"
        assert feed["home_page_url"].startswith(site_url)
        assert feed["authors"] == [{"name": published.instance["title"], "url": site_url}]
        standard = {
            "authors",
            "description",
            "feed_url",
            "home_page_url",
            "items",
            "language",
            "title",
            "version",
        }
        assert {name for name in feed if not name.startswith("_")} == standard
        assert isinstance(feed["_handlelists"]["about"], str)
        ids = [item["id"] for item in feed["items"]]
        assert len(set(ids)) == len(ids)
        times = [item["date_published"] for item in feed["items"]]
        assert times == sorted(times, reverse=True)
        for item in feed["items"]:
            assert item["content_text"]
            assert item["url"].startswith(f"{site_url}lists/")
            assert {name for name in item if name.startswith("_")} == {"_handlelists"}
