"""Which addresses are public web addresses, why others are not, and which may become links."""

from __future__ import annotations

import pytest

from site_builder.web_address import is_linkable, same_page, unsafe_url


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/",
        "http://NEWS.example",
        "https://news.example./a",
        "https://news.example:8443/?q=[a]&b=(c)#d",
        "https://a_b.news.example/",
        "https://xn--nrdwind-90a.example/%22",
        "https://news.example/@reader",
        "https://news.example/?to=https://reader:secret@192.0.2.7/",
        "https://192.0.2.7.news.example/",
        "https://localhost.example/",
        "https://news.xn--p1ai/",
    ],
)
def test_a_plain_public_address_is_safe(url: str) -> None:
    assert unsafe_url(url) is None
    assert is_linkable(url) is url.startswith("https:")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("javascript:alert(1)", "only http and https"),
        ("data:text/html,x", "only http and https"),
        ("//news.example/", "only http and https"),
        ("news.example", "only http and https"),
        ("ftp://news.example/", "only http and https"),
        ("https://reader:secret@news.example/", "user name or password"),
        ("https://@news.example/", "user name or password"),
        ("https://news.example@evil.example/", "user name or password"),
        ("https://192.0.2.7/", "numeric address"),
        ("https://[2001:db8::1]/", "numeric address"),
        ("https://2130706433/", "not a public host name"),
        ("https://127.1/", "not a public host name"),
        ("https://0x7f.0.0.0x1/", "not a public host name"),
        ("https://localhost/", "not a public host name"),
        ("https:///path", "not a public host name"),
        ("https://news..example/", "not a public host name"),
        ("https://-news.example/", "not a public host name"),
        ("https://news%2Eexample/", "not a public host name"),
        (f"https://{'a' * 64}.example/", "not a public host name"),
        ("https://printer.local/", "not on the public web"),
        ("https://printer.LOCAL./", "not on the public web"),
        ("https://a.home.arpa/", "not on the public web"),
        ("https://a.onion/", "not on the public web"),
        ("https://news.example:0/", "port 0"),
        ("https://news.example:70000/", "not a well-formed URL"),
        ("https://[::1/", "not a well-formed URL"),
        ("https://news.example\\@evil.example/", "the character \\"),
        ("https://news.example/<script>", "the character <"),
        ('https://news.example/"', 'the character "'),
        ("https://news.example/`", "the character `"),
        ("https://{host}.example/", "the character {"),
        ("https://news.example/a b", "the character  "),
        (" https://news.example/", "the character  "),
        ("https://news.example/\n", "the character \n"),
        ("https://news.example/\u202e", "the character \u202e"),
    ],
)
def test_any_other_address_is_refused_for_its_reason(url: str, why: str) -> None:
    found = unsafe_url(url)
    assert found is not None
    assert why in found
    assert not is_linkable(url)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://News.example", "https://news.example/#top", True),
        ("https://news.example/A?b#c", "https://news.example/A?b", True),
        ("https://news.example/A", "https://news.example/a", False),
        ("https://news.example/a", "http://news.example/a", False),
        ("https://news.example/a?b", "https://news.example/a", False),
        ("", "https://news.example/", False),
    ],
)
def test_addresses_of_one_page_are_known(one: str, other: str, *, same: bool) -> None:
    assert same_page(one, other) is same
    assert same_page(other, one) is same
