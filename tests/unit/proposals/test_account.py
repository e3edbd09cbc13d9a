"""What a person pastes is one account, of one platform, or it is refused in words."""

from __future__ import annotations

import pytest

from site_builder.errors import UsageError
from site_builder.handles import Platforms, Reading
from site_builder.load.source_tree import packaged
from site_builder.proposals.neighbours import candidates, read_account

PLATFORMS = Platforms.build(packaged("platforms"))[0]


@pytest.mark.parametrize(
    ("text", "platform", "expected"),
    [
        ("https://x.com/Nwx_Ferries?s=20", None, Reading("account", "twitter", handle="Nwx_Ferries")),
        ("twitter.com/nwx_ferries/status/1", None, Reading("account", "twitter", handle="nwx_ferries")),
        (" @nwx_ferries ", "twitter", Reading("account", "twitter", handle="nwx_ferries")),
        ("nwx_ferries", "x", Reading("account", "twitter", handle="nwx_ferries")),
        ("https://x.com/nwx_ferries", "twitter", Reading("account", "twitter", handle="nwx_ferries")),
        ("@desk@social.example", "mastodon", Reading("account", "mastodon", handle="desk@social.example")),
        (
            "acct:desk@social.example",
            "mastodon",
            Reading("account", "mastodon", handle="desk@social.example"),
        ),
        ("https://social.example/@desk", None, Reading("account", "mastodon", handle="desk@social.example")),
    ],
)
def test_an_account_is_read_by_the_platforms_rules(
    text: str, platform: str | None, expected: Reading
) -> None:
    assert read_account(PLATFORMS, text, platform) == expected


def test_an_address_with_an_account_id_gives_the_id_and_no_handle() -> None:
    text = "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv"
    assert read_account(PLATFORMS, text) == Reading(
        "account", "youtube", account_id="UCabcdefghijklmnopqrstuv"
    )


def test_an_account_id_that_is_no_handle_is_taken_for_what_it_is() -> None:
    name = "did:plc:abcdefghijklmnopqrstuvwx"
    assert read_account(PLATFORMS, name, "bluesky") == Reading("account", "bluesky", account_id=name)


def test_a_bare_handle_names_the_platforms_that_it_may_be_of() -> None:
    found = read_account(PLATFORMS, "nwx_ferries")
    assert (found.platform, found.handle) == (None, "nwx_ferries")
    assert {"twitter", "telegram"} <= set(candidates(PLATFORMS, found))
    assert "mastodon" not in candidates(PLATFORMS, found)


@pytest.mark.parametrize(
    ("text", "platform", "words"),
    [
        ("https://news.example/article", None, "is not a valid account of any platform"),
        ("two words", None, "is not a valid account of any platform"),
        ("", None, "is not a valid account of any platform"),
        ("@nwx_ferries - suspended", None, "cannot be read in full"),
        ("4224729994000000000", None, "cannot be read in full"),
        ("@nwx_ferries, @quay_news", None, "is more than one account"),
        ("quay-news", "twitter", r"is not a valid account of X \(Twitter\)"),
        ("https://t.me/nwx_ferries", "twitter", "address of an account of Telegram, not X"),
        ("nwx_ferries", "friendster", "there is no platform friendster; known are"),
    ],
)
def test_what_is_no_account_is_refused(text: str, platform: str | None, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read_account(PLATFORMS, text, platform)
