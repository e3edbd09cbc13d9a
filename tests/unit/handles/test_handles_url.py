from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from site_builder.handles import ParsedProfile, Platforms, fold, parse_profile, profile_url
from site_builder.handles.url import MAX_TEXT, NoAccount, read_profile
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
PASTED: Final = next(
    (file for folder in Path(__file__).parents if (file := folder / "shared/cases/pasted.tsv").exists()), None
)
"""What people paste, kept beside the project: the lines that are one clean address or word are read here."""
NOISE: Final = re.compile(
    r"[<(#\u201c\u200e\u2022-]|1\.|.*(?:hxxp|web\.archive\.org|//l\.facebook)|(?!@TEN_GOP@).*TEN_GOP"
)
"""What the lines begin with that hold more than one clean address or word."""
IDS = [
    (platform.id, account_id)
    for platform in shipped()
    if platform.account_id_url and not platform.any_host
    for account_id in platform.definition["account_id"]["examples"]
]


@pytest.mark.parametrize(("text", "platform", "handle", "account_id"), CASES["read"])
def test_a_pasted_text_names_an_account(
    text: str, platform: str | None, handle: str | None, account_id: str | None
) -> None:
    assert parse_profile(shipped(), text) == ParsedProfile(platform, handle, account_id)


@pytest.mark.parametrize(("text", "why"), CASES["not_read"])
def test_a_pasted_text_names_no_account(text: str, why: str) -> None:
    assert parse_profile(shipped(), text) is None, why


@pytest.mark.parametrize(("text", "platform", "why"), CASES["unreadable"])
def test_a_pasted_text_says_why_it_names_no_account(text: str, platform: str | None, why: str) -> None:
    assert read_profile(shipped(), text) == NoAccount(platform, why)


@pytest.mark.parametrize(("platform_id", "text", "said"), ADDRESSES)
def test_an_address_of_a_platform_names_what_its_entry_says(platform_id: str, text: str, said: str) -> None:
    kind, _, value = said.partition(" ")
    found = read_profile(shipped(), text)
    if kind == "unreadable":
        assert isinstance(found, NoAccount)
        assert found.why == value
        assert value in packaged("vocabulary")["unreadable"]
    else:
        assert found == ParsedProfile(platform_id, **{kind: value})


@pytest.mark.skipif(PASTED is None, reason="no folder above this one has shared/cases/pasted.tsv")
def test_what_people_paste_is_read_where_it_is_one_clean_address_or_word() -> None:
    assert PASTED is not None
    lines = [line for line in PASTED.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    wrong, checked = [], 0
    for text, said in (line.split("\t") for line in lines):
        words = said.replace(",", "").split()
        if NOISE.match(text):
            continue
        found = read_profile(shipped(), text)
        if len(words) > 2 and words[1] in {"handle", "id"} and words[0] in shipped():
            platform = shipped()[words[0]]
            same = isinstance(found, ParsedProfile) and found.platform == platform.id
            if words[1] == "id":
                same = same and found.account_id == words[2]  # type: ignore[union-attr]  # same says so
            else:
                same = same and fold(platform, found.handle or "") == fold(platform, words[2])  # type: ignore[union-attr]  # so here
        elif words[0].rstrip(":") == "unreadable":
            same = not isinstance(found, ParsedProfile)
        else:
            continue
        checked += 1
        wrong += [] if same else [(text, said, found)]
    assert wrong == []
    assert checked > 50


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
    assert parse_profile(shipped(), url) == ParsedProfile(platform_id, handle=handle)
    assert parse_profile(shipped(), url.removeprefix("https://") + "?lang=en#top") == ParsedProfile(
        platform_id, handle=handle
    )


@pytest.mark.parametrize(("platform_id", "account_id"), IDS)
def test_the_url_of_an_account_id_leads_back_to_it(platform_id: str, account_id: str) -> None:
    url = profile_url(shipped()[platform_id], None, account_id)
    assert url is not None
    assert parse_profile(shipped(), url) == ParsedProfile(platform_id, account_id=account_id)


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
    assert parse_profile(shipped(), url) == ParsedProfile(
        platform_id, user + at + domain.lower() if at else handle
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
    parsed = parse_profile(shipped(), text)
    if parsed is None:
        return
    assert (parsed.handle is None) != (parsed.account_id is None)
    if parsed.platform is None:
        assert parsed.handle is not None
        return
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


def test_a_long_text_is_no_profile() -> None:
    assert parse_profile(shipped(), "https://x.com/northwind?" + "a" * (MAX_TEXT - 24)) is not None
    assert parse_profile(shipped(), "https://x.com/northwind?" + "a" * (MAX_TEXT - 23)) is None


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
            found = read_profile(shipped(), f"https://{host}/@northwind")
            assert found is not None
            assert found.platform == platform.id


def test_a_wildcard_takes_exactly_one_segment() -> None:
    assert parse_profile(shipped(), "facebook.com/people/North-Wind/900000000000001") is not None
    assert parse_profile(shipped(), "facebook.com/people/900000000000001") is None
