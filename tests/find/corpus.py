"""Accounts that do not exist, by the ten thousand, the same on every machine: for the index and its measurements.

Handles look like those that people choose: words and names in several languages and scripts, numbers, dots and
underscores, on the platforms that the package knows. Every name is made of syllables.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from site_builder.handles import Platforms
from site_builder.load.source_tree import packaged
from tests.unit.feeds.feed_catalog import catalog, public_list
from tests.unit.feeds.feed_history import tombstone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from site_builder.catalog.model import Catalog
    from site_builder.handles import Platform
    from site_builder.model import JsonObject

SEED: Final = 20260301
_ID: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_ONSETS: Final = (
    "b",
    "br",
    "d",
    "f",
    "g",
    "gr",
    "h",
    "k",
    "kr",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "st",
    "t",
    "v",
    "z",
    "sh",
)
_VOWELS: Final = ("a", "e", "i", "o", "u", "ei", "ou")
_CODAS: Final = ("", "", "", "n", "r", "l", "s", "rn", "k", "t", "m")
_TOPICS: Final = (
    "news",
    "daily",
    "press",
    "voice",
    "watch",
    "truth",
    "life",
    "city",
    "sport",
    "world",
    "media",
    "fans",
)
_CYRILLIC: Final = (
    "но",
    "во",
    "сти",
    "год",
    "род",
    "ве",
    "чер",
    "мир",
    "день",
    "свет",
    "год",
    "лос",
    "при",
    "мор",
    "ский",
)
_ARABIC: Final = ("اخبار", "الميناء", "صوت", "الشرق", "يوم", "مدينة", "عاجل", "نور", "البحر", "رياضة")
_ACCENTED: Final = ("é", "ü", "ñ", "ç", "ø", "ß", "í")
_STATES: Final = ("verified", "verified", "verified", "verified", "lapsed", "disputed")
_PLATFORMS: Final = (
    *(["twitter"] * 10),
    *(["telegram"] * 3),
    *(["facebook"] * 2),
    *(["instagram"] * 2),
    *(["youtube"] * 2),
    "tiktok",
    "mastodon",
    "bluesky",
    "reddit",
    "vk",
)


def platforms() -> Platforms:
    """Return the platforms of the package."""
    built, faults = Platforms.build(packaged("platforms"))
    assert not faults
    return built


@dataclass(frozen=True)
class Corpus:
    """Rows in the order in which they were made, and tombstones that name their account."""

    rows: tuple[JsonObject, ...]
    cleared: tuple[JsonObject, ...]

    def catalog(self, rows: Sequence[JsonObject] | None = None) -> Catalog:
        """Return a catalog of these rows, all of them unless told, on two lists."""
        chosen = self.rows if rows is None else rows
        lists = [
            public_list(
                name,
                [row for row in chosen if row["list"] == name],
                *(tombstone(row["id"], name, **row) for row in self.cleared if row["list"] == name),
            )
            for name in ("north", "south")
        ]
        made = catalog(*lists)
        object.__setattr__(made, "platforms", platforms())
        return made


def corpus(count: int, *, seed: int = SEED) -> Corpus:
    """Return `count` accounts, a few of them without a handle, and for every thousandth one that was cleared."""
    return _Maker(random.Random(seed)).corpus(count)  # noqa: S311 - the same accounts every time, no secrets


class _Maker:
    def __init__(self, chosen: random.Random) -> None:
        self.chosen = chosen
        self.platforms = platforms()
        self.words = [self._word() for _ in range(6000)]
        self.taken: set[tuple[str, str]] = set()
        self.ids: set[str] = set()

    def corpus(self, count: int) -> Corpus:
        rows = tuple(self._row() for _ in range(count))
        cleared = tuple(self._cleared() for _ in range(count // 1000))
        return Corpus(rows, cleared)

    def _word(self) -> str:
        pick = self.chosen.choice
        return "".join(
            pick(_ONSETS) + pick(_VOWELS) + pick(_CODAS) for _ in range(self.chosen.choice((1, 2, 2, 2, 3)))
        )

    def _id(self) -> str:
        while True:
            made = "".join(self.chosen.choices(_ID, k=12))
            if made not in self.ids:
                self.ids.add(made)
                return made

    def _shape(self) -> str:
        chosen, pick = self.chosen, self.chosen.choice
        first, second = pick(self.words), pick(self.words)
        match chosen.randrange(8):
            case 0:
                return f"{first}_{second}"
            case 1:
                return f"{first.capitalize()}{second.capitalize()}"
            case 2:
                return f"{first}{second}{chosen.randrange(10, 2030)}"
            case 3:
                return f"{first.capitalize()}_{pick(_TOPICS).capitalize()}"
            case 4:
                return f"{pick(_TOPICS)}{first}{second}"
            case 5:
                return f"{first}.{second}"
            case 6:
                return f"{first}{second[:3]}{chosen.randrange(100000)}"
        return f"the{first.capitalize()}{pick(_TOPICS)}"

    def _handle(self, platform: Platform) -> str:
        while True:
            text = self._shape()
            if platform.id == "mastodon":
                text = f"{text.replace('.', '_')}@{self.chosen.choice(('social', 'town', 'quay'))}.example"
            elif platform.id == "bluesky":
                text = f"{text.replace('_', '-')}.bsky.example"
            elif platform.id == "youtube" and self.chosen.random() < 0.3:
                text = "".join(self.chosen.choices(_CYRILLIC, k=4))
            else:
                text = text.replace(".", "_") if self.chosen.random() < 0.5 else text
            for form in (text, text.lower(), text.replace(".", "_"), text.replace(".", "_").lower()[:15]):
                if (
                    platform.valid_handle(form)
                    and (platform.id, form.lower().replace(".", "")) not in self.taken
                ):
                    self.taken.add((platform.id, form.lower().replace(".", "")))
                    return form

    def _name(self) -> str:
        pick = self.chosen.choice
        match self.chosen.randrange(4):
            case 0:
                return " ".join(self.chosen.choices(_ARABIC, k=3))
            case 1:
                return f"{''.join(self.chosen.choices(_CYRILLIC, k=3)).capitalize()} {pick(_TOPICS).capitalize()}"
            case 2:
                return f"{pick(self.words).capitalize()}{pick(_ACCENTED)} {pick(self.words).capitalize()}"
        return f"{pick(self.words).capitalize()} {pick(self.words).capitalize()} {pick(_TOPICS).capitalize()}"

    def _account_id(self, platform: Platform, handle: str) -> str | None:
        chosen = self.chosen
        if platform.id == "youtube":
            return "UC" + "".join(
                chosen.choices("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789_-", k=22)
            )
        if platform.id == "mastodon":
            user, _, host = handle.partition("@")
            return f"https://{host}/users/{user}"
        if platform.id == "bluesky":
            return "did:plc:" + "".join(chosen.choices("abcdefghijklmnopqrstuvwxyz234567", k=24))
        if platform.id == "reddit":
            return "t2_" + "".join(chosen.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=8))
        return str(
            chosen.randrange(10**8, 10**10) if chosen.random() < 0.6 else chosen.randrange(10**17, 10**18)
        )

    def _row(self) -> JsonObject:
        chosen = self.chosen
        platform = self.platforms[chosen.choice(_PLATFORMS)]
        handle = self._handle(platform)
        members: dict[str, Any] = {
            "id": self._id(),
            "list": chosen.choice(("north", "north", "south")),
            "platform": platform.id,
            "handle": handle,
            "state": chosen.choice(_STATES),
            "confirms": {"count": 2, "first": self._day()},
        }
        # By the id, which is random enough.
        number = int.from_bytes(members["id"].encode(), "big")
        members["categories"] = [
            ("fraud", "impersonation", "spam")[number % 3],
            *(("bots",) * (number % 5 == 0)),
        ]
        members["confirms"]["newest"] = f"2026-{number % 11 + 1:02}-{number % 28 + 1:02}"
        if chosen.random() < 0.9:
            members["account_id"] = self._account_id(platform, handle)
        if chosen.random() < 0.08:
            members["previous_handles"] = [{"handle": self._handle(platform)}]
        if chosen.random() < 0.3:
            members["profile"] = {"display_name": self._name()}
            if number % 2:
                members["profile"]["languages"] = [{"code": ("ar", "ru", "en")[number % 3]}]
        if number % 13 == 0 and "account_id" in members:
            del members["handle"]
        return members

    def _day(self) -> str:
        return f"202{self.chosen.randrange(3, 6)}-{self.chosen.randrange(1, 13):02}-{self.chosen.randrange(1, 29):02}"

    def _cleared(self) -> JsonObject:
        platform = self.platforms[self.chosen.choice(_PLATFORMS)]
        members = {
            "id": self._id(),
            "list": self.chosen.choice(("north", "south")),
            "platform": platform.id,
            "handle": self._handle(platform),
        }
        if int.from_bytes(members["id"].encode(), "big") % 3 == 0:
            members["account_id"] = str(self._account_id(platform, members.pop("handle")))
        return members
