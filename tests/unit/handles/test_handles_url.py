from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from site_builder.handles import Platforms, Reading, profile_url
from site_builder.handles.reader import read_text
from site_builder.handles.url import read_address
from site_builder.load.source_tree import packaged
from tests.reading.readings import vectors
from tests.unit.handles.handles_samples import (
    any_text,
    case_file,
    edited,
    no_deadline,
    platform_data,
    shipped,
)

CASES = case_file("profiles")
HANDLES = [
    (platform.id, handle)
    for platform in shipped()
    if platform.handle_url
    for handle in platform.definition["handle"]["examples"]
]
ADDRESSES = [
    (platform.id, text, said)
    for platform in shipped()
    for text, said in platform.definition["profile"]["addresses"].items()
]
IDS = [
    (platform.id, account_id)
    for platform in shipped()
    if platform.account_id_url and not platform.any_host
    for account_id in platform.definition["account_id"]["examples"]
]


@pytest.mark.parametrize(("platform_id", "text", "said"), ADDRESSES)
def test_an_address_of_a_platform_names_what_its_entry_says(platform_id: str, text: str, said: str) -> None:
    kind, _, value = said.partition(" ")
    found = read_text(shipped(), text)[0]
    if kind == "unreadable":
        assert found.reason == value
        assert value in packaged("vocabulary")["unreadable"]
    else:
        assert (found.platform, getattr(found, kind)) == (platform_id, value)


def test_no_reason_is_without_a_vector() -> None:
    shown = {said.removeprefix("unreadable ") for _, _, said in ADDRESSES if said.startswith("unreadable ")}
    shown |= {why for _, said in vectors() for why in re.findall("unreadable: ([a-z-]+)", said)}
    elsewhere = {
        "another-site",
        "no-name",
        "no-record",
        "too-long",
    }  # test_reader.py, tests/js/index/numbers.test.js
    assert sorted(shown | elsewhere) == sorted(packaged("vocabulary")["unreadable"])


@pytest.mark.parametrize(("platform", "handle", "account_id", "url"), CASES["written"])
def test_an_account_has_its_profile_url(
    platform: str, handle: str | None, account_id: str | None, url: str | None
) -> None:
    assert profile_url(shipped()[platform], handle, account_id) == url


@pytest.mark.parametrize(("platform_id", "handle"), HANDLES)
def test_the_url_of_an_example_leads_back_to_it(platform_id: str, handle: str) -> None:
    url = profile_url(shipped()[platform_id], handle, None)
    assert url is not None
    assert url.isascii()
    assert read_address(shipped(), url) == Reading("account", platform_id, handle)
    assert read_address(shipped(), url.removeprefix("https://") + "?lang=en#top") == Reading(
        "account", platform_id, handle
    )


@pytest.mark.parametrize(("platform_id", "account_id"), IDS)
def test_the_url_of_an_account_id_leads_back_to_it(platform_id: str, account_id: str) -> None:
    url = profile_url(shipped()[platform_id], None, account_id)
    assert url is not None
    assert read_address(shipped(), url) == Reading("account", platform_id, account_id=account_id)


@given(st.sampled_from(sorted({platform_id for platform_id, _ in HANDLES})), st.data())
@no_deadline
def test_the_url_of_any_handle_leads_back_to_it(platform_id: str, data: st.DataObject) -> None:
    platform = shipped()[platform_id]
    handle = data.draw(edited(platform.definition["handle"]["examples"]))
    url = profile_url(platform, handle, None)
    if not platform.valid_handle(handle):
        assert url is None
        return
    assert url is not None
    user, at, domain = handle.rpartition("@")  # a host has no case
    assert read_address(shipped(), url) == Reading(
        "account", platform_id, user + at + domain.lower() if at else handle
    )


_pasted = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "https://", "HTTP://", "//", "@", "acct:", "ftp://", "https://user:pass@"]),
    st.sampled_from(
        [
            "",
            "x.com",
            "T.me",
            "www.facebook.com",
            "northwind.example",
            "[::1]",
            "youtube.com:443",
            "\u017f.com",
        ]
    ),
    st.sampled_from(
        ["", "/", "/@", "/users/", "/i/user/", "/profile.php?id=", "/people/x/", "/%", "/%ff", "\\"]
    ),
    any_text,
)


@given(st.one_of(any_text, _pasted))
@example("https://x.com/%E2%80%AEabc")
@example("https://x.com/\udc80")
@example("https://[x.com/abc")
@example("a" + "@b.co" * 400)
@example("https://b.example/@a" + "@b.co" * 400)
@example("x.com/a?" + "&".join("=" * 300))
@no_deadline
def test_reading_never_raises_and_gives_only_what_the_platform_allows(text: str) -> None:
    parsed = read_address(shipped(), text)
    if parsed is None or parsed.kind != "account":
        return
    assert (parsed.handle is None) != (parsed.account_id is None)
    assert parsed.platform is not None
    platform = shipped()[parsed.platform]
    if parsed.handle is not None:
        earlier = platform.former is not None and platform.former.allows(parsed.handle)
        assert platform.valid_handle(parsed.handle) or earlier
    if parsed.account_id is not None:
        assert platform.valid_account_id(parsed.account_id)


@given(st.sampled_from(list(shipped())), st.one_of(st.none(), any_text), st.one_of(st.none(), any_text))
@no_deadline
def test_writing_never_raises_and_gives_only_plain_web_addresses(
    platform: object, handle: str | None, account_id: str | None
) -> None:
    url = profile_url(platform, handle, account_id)  # type: ignore[arg-type]  # sampled_from a sequence of platforms
    assert url is None or (url.startswith("https://") and url.isascii() and " " not in url)


def test_an_id_that_is_a_script_address_has_no_url() -> None:
    data = platform_data(
        account_id={"pattern": "[a-z:()]{1,40}", "examples": ["a"], "not_ids": ["1"]},
        profile={"account_id_url": "{account_id}"},
    )
    platforms, faults = Platforms.build({"harbour": data})
    assert faults == []
    assert profile_url(platforms["harbour"], None, "javascript:alert()") is None


def test_a_host_of_one_platform_is_never_read_as_another() -> None:
    # /@name on any other host is a fediverse account; on these it is nothing.
    for platform in shipped():
        for host in platform.hosts:
            found = read_address(shipped(), f"https://{host}/@northwind")
            assert found is not None
            assert found.platform == platform.id or found.reason == "no-account"


def test_a_wildcard_takes_exactly_one_segment() -> None:
    for path, handle in (
        ("people/North-Wind/900000000000001", None),
        ("people/900000000000001", "no-account"),
    ):
        found = read_address(shipped(), f"facebook.com/{path}")
        assert found is not None
        assert found.reason == handle
