"""Blocks: what the builder puts into prose pages."""

from __future__ import annotations

import re

import pytest

from site_builder.errors import UsageError, quantity
from site_builder.pages import blocks, site
from site_builder.resources import package_path
from site_builder.wording.words import Words
from tests.unit.pages.page_catalog import SCRIPT, catalog
from tests.unit.pages.parsed import parse


def test_blocks_are_put_where_prose_asks_for_them_and_nowhere_else() -> None:
    words = Words(catalog())
    html = blocks.fill("<p>a</p><!-- handlelists:lists -->", "", words)
    page = parse(html)
    assert "./lists/harbour/" in page.hrefs
    # The scope of a list holds the mark of a block: it is text there, and is not filled.
    assert page.text.count("<!-- handlelists:lists -->") == 2
    assert len(page.all("h3")) == 3


@pytest.mark.parametrize(
    "mark",
    [
        *(
            "handlelists:lsts",
            "handlelists:Lists",
            "handlelist:feed",
            "handle-lists:x",
            "handlelists:say nothing",
        ),
        *("handlelists:say lists", "handlelists: again", "handlelists:", "handlelists:list s"),
    ],
)
def test_a_mark_that_is_not_known_is_not_left_out_in_silence(mark: str) -> None:
    with pytest.raises(UsageError, match=rf"^docs/a\.md: <!-- {mark} --> is not a known mark"):
        blocks.fill(f"<p>a</p><!-- {mark} -->", "", Words(catalog()), "docs/a.md")


@pytest.mark.parametrize("name", ["title", "feeds", "samples", "states", "repository"])
def test_every_block_is_made_and_holds_no_markup_of_the_data(name: str) -> None:
    page = parse(blocks.fill(f"<!-- handlelists:{name} -->", "policy/", Words(catalog())))
    assert page.elements
    assert not {"script", "img", "base"} & {tag for tag, _ in page.elements}


def test_a_private_source_is_not_linked() -> None:
    page = parse(blocks.fill("<!-- handlelists:repository -->", "", Words(catalog(source_public=False))))
    assert not page.hrefs
    assert "not public" in page.text


def test_the_title_block_shows_the_instance() -> None:
    page = parse(blocks.fill("<!-- handlelists:title -->", "", Words(catalog())))
    assert f"Lists & {SCRIPT}" in page.text


def test_numbers_and_nouns_agree() -> None:
    assert [quantity(number, "record") for number in (0, 1, 2000)] == [
        "0 records",
        "1 record",
        "2,000 records",
    ]


def test_people_are_never_told_that_an_account_is_verified() -> None:
    """Under an account's name that word says that it is genuine. It is a code of the feeds."""
    states = catalog().vocabulary["states"].values()
    prose = [
        path.read_text("utf-8") for path in package_path("prose").rglob("*.md") if path.stem != "developers"
    ]
    pages = [
        re.sub(r'"[^"]*"|<code[^>]*>[^<]*</code>', "", str(page.body)) for page in site.list_pages(catalog())
    ]
    said = [*prose, *pages, *(state["title"] for state in states)]
    assert not [text for text in said if re.search(r"(?<![\w-])verified\b", text, re.IGNORECASE)]
