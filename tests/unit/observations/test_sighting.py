"""What a row says is read in full, or refused with a code and a reason that is safe to print."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest

from site_builder.load.source_tree import packaged, platforms_with
from site_builder.observations.sighting import Look, Sighting, SightingRefusal, read_sighting

PLATFORMS: Final = platforms_with(None)[0]
STATES: Final = packaged("vocabulary")["observation_states"]
ROW: Final = Sighting("1", "twitter", "quay_news", "900000000000000001", "active", "2026-05-01")


def read(**more: Any) -> Look | SightingRefusal:
    return read_sighting(replace(ROW, **more), PLATFORMS, STATES, "2026-06-01")


def test_a_row_is_read() -> None:
    found = read(platform="X", handle=" @Quay_News ", state="Suspended", counts={"followers": 0})
    assert isinstance(found, Look)
    assert (found.platform.id, found.handle, found.names.folded) == ("twitter", "Quay_News", "quay_news")
    assert found.seen == {"date": "2026-05-01", "state": "suspended", "followers": 0}
    assert found.account == "@Quay_News on X (Twitter)"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"handle": None, "account_id": " "}, "account-missing"),
        ({"platform": "no such"}, "platform-unknown"),
        ({"platform": None}, "platform-missing"),
        ({"handle": "quay news"}, "handle-invalid"),
        ({"account_id": "9.00E+17"}, "account-id-invalid"),
        ({"state": None}, "state-unknown"),
        ({"state": "404"}, "state-unknown"),
        ({"day": None}, "date-invalid"),
        ({"day": "2026-02-30"}, "date-invalid"),
        ({"day": "2026-06-02"}, "date-future"),
        ({"counts": {"posts": -1}}, "count-invalid"),
        ({"counts": {"posts": 2**53}}, "count-invalid"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(more: dict[str, Any], code: str) -> None:
    found = read(**more)
    assert isinstance(found, SightingRefusal)
    assert (found.place, found.code) == ("1", code)


def test_a_platform_is_known_where_only_one_has_such_accounts() -> None:
    found = read(platform=None, handle="tickets@social.example", account_id=None)
    assert isinstance(found, Look)
    assert found.platform.id == "mastodon"


@pytest.mark.parametrize("field", ["platform", "handle", "account_id", "state", "day"])
def test_what_a_reason_quotes_is_short_and_safe(field: str) -> None:
    found = read(**{field: "\x1b[2J\u202e" + "x" * 100_000})
    assert isinstance(found, SightingRefusal)
    assert found.why.isprintable()
    assert len(found.why) < 300
