"""What an invented account looks like on each platform: where its posts stand and what its account id is.

Account ids have the form that the platform's ids have, and lie where the platform has given out none: numbers
far beyond the present ones, and names that spell out that they are examples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tools.northwind.dice import Die
    from tools.northwind.shape import Account

_DIGITS: Final = "0123456789"
_BASE32: Final = "abcdefghijklmnopqrstuvwxyz234567"

OPEN_SINCE: Final = {
    "bluesky": "2023-03-01",
    "discord": "2016-01-01",
    "facebook": "2010-01-01",
    "github": "2010-01-01",
    "instagram": "2012-01-01",
    "mastodon": "2017-01-01",
    "reddit": "2010-01-01",
    "telegram": "2013-09-01",
    "threads": "2023-07-10",
    "tiktok": "2018-01-01",
    "twitter": "2010-01-01",
    "vk": "2010-01-01",
    "youtube": "2010-01-01",
}
"""First day on which an account of the cast may be opened there."""

_HOSTS: Final = {
    "bluesky": "skyline.example",
    "discord": "rooms.example",
    "facebook": "pages.example",
    "github": "codeshelf.example",
    "instagram": "pictures.example",
    "reddit": "forum.example",
    "telegram": "channels.example",
    "threads": "strings.example",
    "tiktok": "clips.example",
    "twitter": "chirps.example",
    "vk": "walls.example",
    "youtube": "videos.example",
}
_ITEMS: Final = {"media": "media", "post": "posts"}


def evidence_url(account: Account, kind: str, die: Die) -> str:
    """Return where a post, a profile or media of the account stands: on a host of an invented mirror."""
    if account.platform == "mastodon":
        user, _, host = account.handle.partition("@")
        page = f"https://{host}/users/{user}"
    else:
        name = account.handle if account.handle.isascii() else f"channel-{die.text(_DIGITS, 4)}"
        page = f"https://{_HOSTS[account.platform]}/{name}"
    if kind not in _ITEMS:
        return (
            page if kind == "profile" else f"https://tribunal.varnbay.example/orders/{die.text(_DIGITS, 5)}"
        )
    return f"{page}/{_ITEMS[kind]}/{die.between(100, 9999)}"


def account_id(account: Account, die: Die) -> str:
    """Return an account id that the platform could have given out and has not."""
    platform = account.platform
    if account.nameless:
        return account.handle.removeprefix("id")
    if platform == "bluesky":
        return "did:plc:northwindexample" + die.text(_BASE32, 8)
    if platform == "mastodon":
        user, _, host = account.handle.partition("@")
        return f"https://{host}/users/{user}"
    if platform == "youtube":
        return "UCnorthwind-example-" + die.text(_DIGITS, 4)
    if platform == "reddit":
        return "t2_zzzznw" + die.text(_DIGITS, 7)
    if platform == "github":
        return "99" + die.text(_DIGITS, 10)
    if platform == "telegram":
        return "-100900000" + die.text(_DIGITS, 7)
    if platform == "vk":
        return "900000000" + die.text(_DIGITS, 7)
    return "90000000000" + die.text(_DIGITS, 8)
