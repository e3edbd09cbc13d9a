"""Accounts: each has a handle and a summary of its own, and what becomes of it is known in advance."""

from __future__ import annotations

import re

from site_builder.load.source_tree import platforms_with
from site_builder.world.accounts import Casting
from site_builder.world.dice import Die
from site_builder.world.script import script

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
    assert len({item.summary for item in made}) == len(made)
    assert sum(item.langs != ("en",) for item in made) > 20
    for item in made:
        platform = platforms.get(item.platform)
        assert platform is None or platform.valid_handle(item.handle) or item.nameless, item.handle
        assert not re.search(r"[{}#]", item.summary + item.seen + item.account_id)
        assert not re.search(r"\ba [aeiou]", item.summary)
        assert item.created < item.turns[-1][0] or len(item.turns) == 1


def test_what_a_platform_shows_changes_with_the_days() -> None:
    account = Casting(script(), "1").account("kelp-coin", DAY, 1)
    account.turns = [("2026-01-01", "active"), ("2026-02-01", "suspended"), ("2026-03-01", "active")]
    assert [account.shown(f"2026-0{month}-15") for month in (1, 2, 3)] == ["active", "suspended", "active"]
    account.created = "2026-01-01"
    account.is_older_than("2025-12-31", 30)
    assert (account.created, account.turns[0]) == ("2025-12-01", ("2025-12-01", "active"))


def test_another_handle_still_fits() -> None:
    casting = Casting(script(), "1")
    account = casting.account("kelp-coin", DAY, 1)
    account.platform, account.handle = "twitter", "nwx_fifteenchar"
    assert len(casting.another_handle(account, Die("x"))) == 15
    account.platform, account.handle = "mastodon", "a_b@relay.example"
    assert re.fullmatch(r"a_b[a-z]+@relay\.example", casting.another_handle(account, Die("x")))
