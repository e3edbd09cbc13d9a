"""The programs on a built site's own page for developers, run as they stand."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.publications import records
from tests.interop.consumer import BROKEN, EFFECTS, LISTS, Consumer, well

if TYPE_CHECKING:
    from tests.acceptance.publications import Publications


@pytest.fixture
def page(consumer: Consumer, published: Publications) -> dict[str, str]:
    """The programs on the built site's own page, by what they are about, with the address that is served here."""
    text = published.second["developers/index.html"].decode()
    blocks = [
        html.unescape(code)
        for code in re.findall(r"<pre tabindex=\"0\"><code>(.*?)</code></pre>", text, re.DOTALL)
    ]
    index = json.loads(published.second["feeds/v1/index.json"])
    site_url = index["instance"]["site_url"]
    assert sum(site_url in block for block in blocks) == 3
    return {
        name: block.replace(site_url, consumer.server.url)
        for block in blocks
        for name, mark in (("look", "| jq"), ("sync", "handlelists sync"), ("follow", "import hashlib"))
        if mark in block
    }


def test_the_pages_commands_work(consumer: Consumer, page: dict[str, str]) -> None:
    (consumer.folder / "look.sh").write_text(page["look"], encoding="utf-8")
    lists = json.loads(well(consumer.run("look.sh")))["lists"]
    assert [item["id"] for item in lists] == list(LISTS)
    (consumer.folder / "sync.sh").write_text(page["sync"], encoding="utf-8")
    well(consumer.run("sync.sh"))
    assert (consumer.folder / "mirror/current/view.ndjson").read_bytes() == b""


def test_the_pages_program_follows_what_is_published(
    consumer: Consumer, published: Publications, page: dict[str, str]
) -> None:
    (consumer.folder / "follow.py").write_text(page["follow"], encoding="utf-8")

    def follow() -> list[str]:
        return well(consumer.run("follow.py")).splitlines()

    assert follow() == []
    assert _followed(consumer) == {list_id: records(published.first, list_id) for list_id in LISTS}
    consumer.serve(published.second)
    assert {line.split()[2]: line.split()[3:] for line in follow()} == {
        record: [effect] if effect else [] for record, effect in EFFECTS.items()
    }
    assert _followed(consumer) == {list_id: records(published.second, list_id) for list_id in LISTS}
    consumer.serve(published.second)
    assert follow() == []
    assert consumer.server.requests == ["feeds/v1/index.json"]
    consumer.serve(published.renewed)
    follow()
    assert _followed(consumer) == {list_id: records(published.renewed, list_id) for list_id in LISTS}


@pytest.mark.parametrize("wrong", sorted(BROKEN.keys() - {"a digest of other rows"}))
def test_the_pages_program_refuses_what_does_not_fit(
    consumer: Consumer, published: Publications, page: dict[str, str], wrong: str
) -> None:
    (consumer.folder / "follow.py").write_text(page["follow"], encoding="utf-8")
    consumer.serve(published.second)
    well(consumer.run("follow.py"))
    before = _followed(consumer)
    consumer.serve(BROKEN[wrong](published))
    assert consumer.run("follow.py").returncode == 1
    assert _followed(consumer) == before


def _followed(consumer: Consumer) -> dict[str, bytes]:
    """Return the rows of each list in the copy of the page's program."""
    rows: dict[str, str] = json.loads((consumer.folder / "copy.json").read_bytes())["rows"]
    return {
        list_id: "".join(
            row for _, row in sorted(rows.items()) if json.loads(row)["list"] == list_id
        ).encode()
        for list_id in LISTS
    }
