"""The Atom feed: the grammar of RFC 4287, and the same words as the JSON Feed. Readers are in `tests/interop/`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import example, given, settings
from lxml import etree

from tests.examples import examples
from tests.unit.feeds.feed_catalog import catalog, public_list
from tests.unit.feeds.feed_files import feed_files
from tests.unit.feeds.feed_history import happened, history
from tests.unit.feeds.feed_strategies import catalogs

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog

_GRAMMAR: Final = etree.RelaxNG(etree.parse(Path(__file__).parents[2] / "data" / "atom.rng"))
_NS: Final = "{http://www.w3.org/2005/Atom}"
_FILES: Final = dict(feed_files(catalog()))
_PATHS: Final = tuple(path for path in _FILES if path.endswith(".atom"))
# Written apart from the module: what XML 1.0 cannot carry, and the carriage return, which a parser makes a line feed.
_LOST: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def _titled(title: str) -> Catalog:
    told = history([happened("2026-03-01T00:00:00Z", "published", "7k3f9q2m4d1p", "harbour")])
    return catalog(public_list("harbour", [], title=title), changes=told)


@pytest.mark.parametrize("path", _PATHS)
def test_a_feed_follows_the_grammar_of_the_rfc(path: str) -> None:
    feed = etree.fromstring(_FILES[path])
    assert _GRAMMAR.validate(feed), _GRAMMAR.error_log
    # What the grammar leaves to Schematron: an author, and a link to the page where there is no content.
    assert feed.find(f"{_NS}author/{_NS}name").text == "Example lists"
    assert all(entry.find(f"{_NS}content").text for entry in feed.iter(f"{_NS}entry"))


@pytest.mark.parametrize(
    ("found", "made"),
    [
        (b"<title>", b"<subtitle/><title>"),
        (b"<updated>", b"<updated>x"),
        (b'rel="self"', b'ref="self"'),
        (b"</feed>", b"<id>urn:x</id></feed>"),
        (b"<category term=", b"<category title="),
    ],
)
def test_the_grammar_finds_what_is_wrong(found: bytes, made: bytes) -> None:
    broken = etree.fromstring(_FILES["feeds/v1/changes.atom"].replace(found, made, 1))
    assert not _GRAMMAR.validate(broken)


@settings(max_examples=examples(15))
@given(catalogs())
@example(_titled("</title><script>alert(1)</script> & \"'"))
@example(_titled("]]>\x00\x0b\x1b[31m\r\n\ufffe\u202e"))
def test_whatever_titles_hold_a_feed_is_valid_and_says_what_the_json_feed_says(published: Catalog) -> None:
    files = dict(feed_files(published))
    for path, data in files.items():
        if not path.endswith(".atom"):
            continue
        feed = etree.fromstring(data)
        assert _GRAMMAR.validate(feed), _GRAMMAR.error_log
        document = json.loads(files[path.replace(".atom", ".json")])
        assert feed.findtext(f"{_NS}title") == _LOST.sub("\ufffd", document["title"])
        assert feed.findtext(f"{_NS}subtitle") == document["description"]
        entries = list(feed.iter(f"{_NS}entry"))
        assert len(entries) == len(document["items"])
        for entry, item in zip(entries, document["items"], strict=True):
            assert _told(entry) == {
                name: _LOST.sub("\ufffd", value)
                for name, value in (
                    ("id", item["id"]),
                    ("title", item["title"]),
                    ("published", item["date_published"]),
                    ("updated", item["date_published"]),
                    ("link", item["url"]),
                    ("category", item["tags"][0]),
                    ("content", item["content_text"]),
                )
            }


def _told(entry: Any) -> dict[str, str]:
    shown = {"link": "href", "category": "term"}
    return {
        (name := child.tag.removeprefix(_NS)): child.get(shown[name]) if name in shown else child.text
        for child in entry
    }


def test_a_feed_is_as_old_as_its_newest_entry_and_one_without_entries_as_old_as_time() -> None:
    updated = {path: etree.fromstring(_FILES[path]).findtext(f"{_NS}updated") for path in _PATHS}
    assert updated == {
        "feeds/v1/changes.atom": "2026-03-09T00:00:01Z",
        "feeds/v1/lists/empty/changes.atom": "1970-01-01T00:00:00Z",
        "feeds/v1/lists/harbour/changes.atom": "2026-03-09T00:00:01Z",
        "feeds/v1/lists/pier/changes.atom": "2026-03-02T08:00:00Z",
        "feeds/v1/lists/quay/changes.atom": "2026-03-04T00:00:00Z",
    }


def test_every_feed_has_a_name_of_its_own_that_stays() -> None:
    ids = {etree.fromstring(_FILES[path]).findtext(f"{_NS}id") for path in _PATHS}
    assert len(ids) == len(_PATHS)
    assert "urn:uuid:0a7a576a-28a7-5573-8ede-7d721f740317" in ids
