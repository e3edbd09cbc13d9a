"""What a cell says exactly, and nothing else."""

from __future__ import annotations

import pytest

from site_builder.imports import cells


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019-01-02", "2019-01-02"),
        ("2019-01-02T23:30:00-05:00", "2019-01-03"),
        ("2019-01-02 10:00:00 UTC", "2019-01-02"),
        ("2019/1/2", "2019-01-02"),
        ("Wed Jan 07 04:38:02 +0000 2009", "2009-01-07"),
        ("19.03.2024", "2024-03-19"),
        ("03/14/2020", "2020-03-14"),
        ("14/03/2020", "2020-03-14"),
        ("03/03/2020", "2020-03-03"),
        ("1727865190", "2024-10-02"),
        ("1727865190000", "2024-10-02"),
        ("5 Mar 2020", "2020-03-05"),
        ("March 5, 2020", "2020-03-05"),
        # It may be two days, or is none.
        ("03/04/2020", None),
        ("October 2018", None),
        ("2020-02-30", None),
        ("31.02.2020", None),
        ("123456789", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2019-01-02T99:99:99+05:00", None),
        ("", None),
    ],
)
def test_a_day_is_one_that_the_cell_says_in_one_way(text: str, day: str | None) -> None:
    assert cells.day(text) == day


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("3 354 245", 3354245),
        ("3\u202f354\u202f245", 3354245),
        ("1,234", 1234),
        ("12.3K", None),
        ("1,23", None),
        ("-4", None),
        ("١٢", None),
    ],
)
def test_a_count_is_exact(text: str, number: int | None) -> None:
    assert cells.count(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [("en", "en"), ("en_gb", "en-GB"), ("English", "en"), ("zh-cn", "zh-CN"), ("xx", None), ("null", None)],
)
def test_a_language_is_a_tag(text: str, code: str | None) -> None:
    assert cells.language(text) == code


def test_a_country_is_one_and_a_place_in_it_is_not() -> None:
    found = [cells.country(text) for text in ("Germany", "de", "Harbour City, DE", "world")]
    assert found == ["DE", "DE", None, None]


def test_a_state_is_one_of_the_vocabularys_words() -> None:
    found = [cells.state(text) for text in ("Suspended", "TRUE", "live", "not_found", "perhaps")]
    assert found == ["suspended", "suspended", "active", "deleted", None]
