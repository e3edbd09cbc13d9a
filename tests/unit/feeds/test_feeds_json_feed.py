"""The JSON Feed follows its standard. Readers are in `tests/interop/`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given, settings

from tests.examples import examples
from tests.unit.feeds.feed_files import feed_files
from tests.unit.feeds.feed_strategies import catalogs

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog


@settings(max_examples=examples(15))
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
