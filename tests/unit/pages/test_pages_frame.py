from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from typing import Any

import pytest
from markupsafe import escape

from site_builder.pages.frame import EARLY
from site_builder.pages.page import Feed, Page
from tests.unit.pages.page_catalog import catalog
from tests.unit.pages.page_site import frame
from tests.unit.pages.parsed import parse


def fill(page: Page, *, indexable: bool = False, **modules: tuple[str, ...]) -> str:
    around = replace(frame(catalog(), "https://lists.example/", **modules), indexable=indexable)
    return b"".join(around.fill(page)).decode()


def a_page(title: str, description: str = "D", code: str = "B", **members: Any) -> Page:
    return Page("lists/a/", title, description, "block_code.html", {"code": code}, **members)


def test_a_page_is_put_into_the_frame() -> None:
    page = a_page("T")
    made = fill(page)
    site = catalog().instance["title"]
    assert f"<title>T &middot; {escape(site)}</title>" in made
    assert '<meta name="description" content="D">' in made
    assert '<link rel="canonical" href="https://lists.example/lists/a/">' in made
    assert f'tabindex="-1">\n{page.body}' in made
    assert '<a href="../../lists/" aria-current="true">Lists</a>' in made
    assert made.startswith("<!doctype html>\n")
    assert made.endswith("</html>\n")


def test_the_pieces_of_a_page_and_of_its_frame_take_turns() -> None:
    around = frame(catalog())
    one, other = around.fill(a_page("One")), around.fill(a_page("Other", code="C"))
    assert one[::2] == other[::2]
    assert one[1::2] != other[1::2]


def test_text_is_escaped_wherever_it_goes() -> None:
    made = fill(a_page("</title><script>", "'\"><script>"))
    assert made.count("<script") == 2
    assert "&lt;/title&gt;&lt;script&gt;" in made
    assert 'content="&#39;&#34;&gt;&lt;script&gt;"' in made


def test_the_policy_allows_the_one_inline_script_and_no_inline_style() -> None:
    made = fill(a_page("T"))
    digest = base64.b64encode(hashlib.sha256(EARLY.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', made)
    assert policy is not None
    assert f"script-src 'self' 'sha256-{digest}';" in policy[1]
    assert "style-src 'self';" in policy[1]
    assert "unsafe" not in policy[1]
    assert f"<script>{EARLY}</script>" in made


@pytest.mark.parametrize(
    ("instance", "page", "said"),
    [(True, True, "index"), (True, False, "noindex"), (False, True, "noindex"), (False, False, "noindex")],
)
def test_search_engines_are_let_in_where_the_instance_and_the_page_do(
    *, instance: bool, page: bool, said: str
) -> None:
    made = fill(a_page("T", indexable=page), indexable=instance)
    assert f'<meta name="robots" content="{said}">' in made


def test_a_lists_page_names_the_feeds_of_its_list() -> None:
    feed = Feed('T "><script>', "feeds/v1/a.json", "feeds/v1/a.atom")
    found = parse(fill(replace(a_page("T", feed=feed), path="lists/a/b/")))
    assert [item for item in found.all("link") if item.get("rel") == "alternate"] == [
        {"rel": "alternate", "type": kind, "title": feed.title, "href": f"../../../feeds/v1/a.{suffix}"}
        for kind, suffix in (("application/feed+json", "json"), ("application/atom+xml", "atom"))
    ]


def test_a_page_names_the_modules_of_what_it_has_and_each_once() -> None:
    page = Page("lists/a/", "T", "D", "block_check.html", {"platforms": ()})
    found = parse(
        fill(page, data_hl_check=("a.js", "b.js"), data_hl_root=("b.js", "c.js"), data_hl_copy=("d.js",))
    )
    assert [item["href"] for item in found.all("link") if item.get("rel") == "modulepreload"] == [
        "../../a.js",
        "../../b.js",
        "../../c.js",
    ]


def test_the_home_page_has_one_box_and_a_card_says_what_a_page_is() -> None:
    made = fill(a_page("T", card=("A listing", "See the evidence.")))
    assert made.count("data-hl-find=") == 1
    assert '<meta property="og:title" content="A listing">' in made
    home = fill(replace(a_page("T"), path=""))
    assert "data-hl-find=" not in home  # its body has it
    assert "og:title" not in home
