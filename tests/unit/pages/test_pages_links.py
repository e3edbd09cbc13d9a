from __future__ import annotations

import json

import pytest

from site_builder import addresses
from site_builder.feeds.feed_schemas import check_json
from site_builder.pages import site
from site_builder.pages.blocks import sample
from site_builder.pages.links import Address, address, contact, contact_text, filled
from site_builder.wording.words import Words, languages
from tests.unit.pages.page_catalog import catalog


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example/",
        "https://",
        "https://user@a.example/",
        "https://[::1/",
        " https://a.example",
    ],
)
def test_only_plain_https_addresses_become_links(url: str) -> None:
    assert address(url, linkable=True) == Address(url, linked=False)


def test_an_address_is_a_link_only_where_its_kind_may_be() -> None:
    assert address("https://a.example/", linkable=True) == Address("https://a.example/", linked=True)
    assert address("https://a.example/", linkable=False) == Address("https://a.example/", linked=False)
    assert address(None, linkable=True) is None


@pytest.mark.parametrize(
    ("target", "href"),
    [
        ("mailto:a@b.example", "mailto:a@b.example?subject=Re%3A%20%261"),
        ("mailto:a@b.example?cc=c@d.example", "mailto:a@b.example?cc=c@d.example&subject=Re%3A%20%261"),
        ("https://a.example/form#top", "https://a.example/form?subject=Re%3A%20%261#top"),
        ("javascript:alert(1)", None),
        ("http://a.example/", None),
    ],
)
def test_a_contact_carries_its_subject(target: str, href: str | None) -> None:
    assert contact(target, subject="Re: &1") == href


def test_a_contact_reads_as_an_address() -> None:
    assert contact_text("mailto:a@b.example?cc=c@d.example") == "a@b.example"
    assert contact_text("https://a.example/form") == "https://a.example/form"


def test_a_source_needs_a_template_and_a_path() -> None:
    assert (
        filled("https://f.example/{path}?x", "path", "lists/a b.yaml", safe="/")
        == "https://f.example/lists/a%20b.yaml?x"
    )
    assert filled(None, "path", "lists/a.yaml", safe="/") is None
    assert filled("https://f.example/{path}", "path", None, safe="/") is None
    assert filled("javascript:{path}", "path", "x", safe="/") is None


def test_paths_know_their_way_to_the_root() -> None:
    assert [addresses.root(path) for path in ("", "lists/", "lists/a/b/")] == ["./", "../", "../../../"]


def test_the_sample_row_is_one_that_a_feed_could_hold_and_nobody_may_act_on() -> None:
    check_json("sample", sample().encode(), "record")
    row = json.loads(sample())
    assert (row["actionable"], row["example"]) == (False, True)


def test_unknown_words_stay_as_they_are() -> None:
    words = Words(catalog())
    assert words.language("xx-Latn") == "xx-Latn"
    assert words.language("pt-BR") == "Portuguese (pt-BR)"
    assert words.platform("nowhere") == "nowhere"
    assert words.term("states", "new").title == "new"
    assert list(languages()) == sorted(languages())


def test_a_sitemap_names_every_page_in_order() -> None:
    (made,) = site.sitemap("https://a.example/&/", ["lists/", ""])
    assert made.path == "sitemap.xml"
    assert b"".join(made.make()).count(b"<loc>") == 2
    assert b"<loc>https://a.example/&amp;/</loc>" in b"".join(made.make())


def test_a_long_sitemap_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "MAX_URLS", 2)
    files = {
        made.path: b"".join(made.make()) for made in site.sitemap("https://a.example/", ["a/", "b/", "c/"])
    }
    assert list(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert files["sitemap.xml"].count(b"<sitemap>") == 2


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://a.example", True),
        ("https://a.example/b?c#d@e", True),
        ("https://a.example?u:p@b", True),
        ("https://a.example/[", True),
        ("https://[::1]/", False),
        ("https://[::1/", False),
        ("https://u@a.example/", False),
        ("https://u:p@a.example/", False),
        ("https:///a", False),
        ("https://:443/", False),
        ("https://a.example/ b", False),
        ("https://a.example/\u202e", False),
        ("https://a\u2100b.example/", False),
        ("http://a.example/", False),
    ],
)
def test_only_https_addresses_of_a_host_become_links(url: str, *, linked: bool) -> None:
    assert address(url, linkable=True) == Address(url, linked)
