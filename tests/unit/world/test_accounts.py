"""Accounts: each has a handle and a summary of its own, and a life that is known in advance."""

from __future__ import annotations

import re

import pytest

from site_builder.load.source_tree import platforms_with
from site_builder.world.accounts import Account, Casting
from site_builder.world.dice import Die
from site_builder.world.script import Told, script

DAY = "2026-05-01"


def test_no_two_are_alike_and_each_fits_its_platform() -> None:
    texts = script()
    casting = Casting(texts, "1")
    platforms, _ = platforms_with(None)
    made = [
        casting.account(name, DAY, number)
        for name in ("mirror-harbour", "kelp-coin", "second-tide", "northwind-desk")
        for number in range(30)
    ]
    assert len({(item.platform, item.handle) for item in made}) == len(made)
    assert len({item.told.summary for item in made}) == len(made)
    assert sum(item.told.langs != ("en",) for item in made) > 20
    for item in made:
        platform = platforms.get(item.platform)
        assert platform is None or platform.valid_handle(item.handle) or item.told.nameless, item.handle
        assert not re.search(r"[{}#]", item.told.summary + item.told.seen + item.account_id)
        assert not re.search(r"\ba [aeiou]", item.told.summary)
        casting.live(item, DAY)
        assert item.turns == sorted(item.turns)
        assert item.turns[0][0] < "2026-03-01"


@pytest.fixture
def account() -> Account:
    made = Account("kelp-coin", "twitter", "nwx_a", "1", Told("Sold it.", "Offer."), peak=1000, pace=100)
    made.turns = [("2026-01-01", "active"), ("2026-02-01", "suspended"), ("2026-03-01", "active")]
    return made


def test_what_a_platform_shows_changes_with_the_days(account: Account) -> None:
    days = [f"2026-0{month}-15" for month in (1, 2, 3)]
    assert [account.shown(day) for day in days] == ["active", "suspended", "active"]
    assert [account.gone(day) for day in days] == ["", "2026-02-01", ""]
    account.end("2026-02-10", "deleted")
    assert account.turns[1:] == [("2026-02-01", "suspended"), ("2026-02-10", "deleted")]


def test_numbers_follow_from_the_days_on_which_it_was_there(account: Account) -> None:
    assert account.size("2026-01-01") == {"followers": 107, "posts": 1}
    assert account.size("2026-01-31") == {"followers": 188, "posts": 31}
    assert account.size("2026-02-01") == account.size("2026-02-20") == {"followers": 191, "posts": 32}
    assert account.size("2026-03-01") == {"followers": 135, "posts": 32}
    account.pace = 0
    assert account.size("2026-03-02") == {"followers": 137}


def test_what_was_named_by_a_document_was_there_before_it() -> None:
    texts = script()
    casting = Casting(texts, "1")
    paper, closed = texts.documents["mirror-disclosure"], 0
    for number in range(60):
        account = casting.account("mirror-harbour", DAY, number)
        account.papers = {"mirror-disclosure": ("2026-04-01", paper)}
        casting.live(account, DAY)
        assert account.turns[0][0] < "2026-02-02"
        closed += account.shown("2026-04-01") == "suspended"
    assert 60 * paper.closes / 200 < closed < 60 * paper.closes / 50
    account = casting.account("mirror-harbour", DAY, 60)
    casting.live(account, DAY, "2026-04-20")
    assert account.turns[0] == ("2026-04-20", "active")


@pytest.mark.parametrize("platform", ["twitter", "facebook", "bluesky", "reddit", "quayside"])
def test_another_handle_fits_too(platform: str) -> None:
    texts = script()
    casting = Casting(texts, "1")
    platforms, _ = platforms_with(None)
    account = casting.account("kelp-coin", DAY, 1, platform)
    old = account.handle
    casting.rename(account, "2026-04-01", Die("x"))
    assert account.earlier == [{"handle": old, "until": "2026-04-01"}]
    assert account.handle != old
    assert account.handle in account.page
    assert len(account.handle) <= texts.venues[platform].longest
    assert platform not in platforms or platforms[platform].valid_handle(account.handle)
