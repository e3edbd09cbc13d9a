"""The instant enters in one form, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.errors import UsageError
from site_builder.pipeline import BuildRequest, build_info, instant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"),
        ("2026-01-31", "2026-01-31T00:00:00Z"),
        ("2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00Z"),
        ("2026-01-31T12:00:00.9Z", "2026-01-31T12:00:00Z"),
    ],
)
def test_an_instant_has_one_form(text: str, expected: str) -> None:
    assert instant(text) == expected


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-02-30", "2026-01-31T12:00:00", "0001-01-01T00:00:00+23:00"]
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        instant(text)


def test_without_history_an_instant_is_needed_and_with_it_none_is_taken() -> None:
    with pytest.raises(UsageError, match="needs --as-of"):
        build_info(Path(), BuildRequest(history=False))
    with pytest.raises(UsageError, match="--as-of needs --no-history"):
        build_info(Path(), BuildRequest(as_of="2026-01-01"))
