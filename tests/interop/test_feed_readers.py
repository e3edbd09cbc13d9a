"""The feeds as feed readers see them: three readers, which share no code."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

import fastfeedparser
import feedparser
import pytest
import reader

from tests.unit.feeds.feed_catalog import catalog
from tests.unit.feeds.feed_files import feed_files

if TYPE_CHECKING:
    from pathlib import Path

_FILES: Final = dict(feed_files(catalog()))
_JSON: Final = tuple(path for path in _FILES if path.endswith("/changes.json") and "/schemas/" not in path)
_ATOM: Final = tuple(path for path in _FILES if path.endswith(".atom"))


def _feed(path: str) -> tuple[bytes, dict[str, Any]]:
    return _FILES[path], json.loads(_FILES[path])


@pytest.mark.parametrize("path", _JSON)
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


@pytest.mark.parametrize("path", _JSON)
def test_fastfeedparser_reads_every_item(path: str) -> None:
    data, document = _feed(path)
    parsed = fastfeedparser.parse(data)
    assert (parsed.feed.title, parsed.feed.link) == (document["title"], document["home_page_url"])
    assert [entry.id for entry in parsed.entries] == [item["id"] for item in document["items"]]
    for entry, item in zip(parsed.entries, document["items"], strict=True):
        assert (entry.title, entry.link) == (item["title"], item["url"])
        assert [tag["term"] for tag in entry.tags] == item["tags"]
        assert entry.content[0]["value"] == item["content_text"]


@pytest.mark.parametrize("path", _ATOM)
def test_feedparser_reads_every_entry(path: str) -> None:
    parsed = feedparser.parse(_FILES[path])
    document = json.loads(_FILES[path.replace(".atom", ".json")])
    assert not parsed.bozo
    assert (parsed.version, parsed.feed.title) == ("atom10", document["title"])
    links = {link.rel: link.href for link in parsed.feed.links}
    assert links == {
        "self": document["feed_url"].replace(".json", ".atom"),
        "alternate": document["home_page_url"],
    }
    for entry, item in zip(parsed.entries, document["items"], strict=True):
        assert (entry.id, entry.title, entry.link) == (item["id"], item["title"], item["url"])
        assert entry.updated == entry.published == item["date_published"]
        assert entry.content[0].value == item["content_text"]
        assert entry.content[0].type == "text/plain"
