"""What a site weighs beside what its host takes: said near a limit, refused beyond it, and how little is left out."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder import resources
from site_builder.errors import file_size
from site_builder.hosting import HostLimits, TooHeavyError, Weight, smallest_cut

HOSTS: Final = resources.schema("instance")["properties"]["hosting"]["enum"]


def limits(**instance: Any) -> HostLimits:
    return HostLimits.of(instance)  # type: ignore[arg-type]  # nothing else is read


def test_an_instance_without_a_host_has_no_limits() -> None:
    assert not limits()
    assert limits().excess(Weight(10**15, 10**9)) == (0, 0)
    assert list(limits().near(Weight(10**15, 10**9))) == []


def test_limits_of_its_own_come_before_those_of_the_host() -> None:
    assert (limits(hosting="github-pages").bytes, limits(hosting="github-pages").files) == (10**9, None)
    assert limits(hosting="cloudflare-pages", max_files=100_000).files == 100_000
    assert limits(hosting="s3", max_site_bytes=5).bytes == 5
    assert [bool(limits(hosting=host)) for host in HOSTS] == [True, True, True, False, False, False]


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        (Weight(799_999_999, 79), []),
        (Weight(800_000_000, 79), ["the new site has 800.0 MB, 80 % of the 1.0 GB that github-pages takes"]),
        (Weight(1, 80), ["the new site has 80 files, 80 % of the 100 files that max_files allows"]),
        (Weight(10**9, 100), ["100 %", "100 %"]),
    ],
)
def test_a_limit_is_near_at_four_fifths(weight: Weight, said: list[str]) -> None:
    found = list(limits(hosting="github-pages", max_files=100).near(weight))
    assert len(found) == len(said)
    assert all(part in sentence for part, sentence in zip(said, found, strict=True))


def test_a_site_may_be_as_large_as_the_limit_and_no_larger() -> None:
    both = limits(max_site_bytes=100, max_files=10)
    assert both.excess(Weight(100, 10)) == (0, 0)
    assert both.excess(Weight(103, 9)) == (3, 0)
    assert both.excess(Weight(99, 11)) == (0, 1)


@pytest.mark.parametrize(
    ("trimmed", "way"),
    [(frozenset({"a"}), "Build it with --trim"), (None, "Nothing that can be left out makes it fit")],
)
def test_the_refusal_says_by_how_much_and_what_to_do(trimmed: frozenset[str] | None, way: str) -> None:
    error = TooHeavyError(limits(max_site_bytes=1000), Weight(1200, 3), trimmed)
    assert str(error) == "the new site has 1.2 kB, 120 % of the 1.0 kB that max_site_bytes allows"
    assert error.hint is not None
    assert error.hint.startswith(way)
    assert error.exit_status == 2


def test_the_largest_files_go_first_and_of_one_size_the_first_by_path() -> None:
    sizes = {"c": 5, "b": 5, "a": 1, "d": 9}
    assert smallest_cut(sizes, Weight(1, 0)) == frozenset("d")
    assert smallest_cut(sizes, Weight(10, 0)) == frozenset("db")
    assert smallest_cut(sizes, Weight(1, 3)) == frozenset("dbc")
    assert smallest_cut(sizes, Weight(21, 0)) is None
    assert smallest_cut({}, Weight(0, 0)) == frozenset()


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 50)), st.integers(0, 200))
def test_a_cut_saves_enough_and_would_not_without_its_smallest(sizes: dict[str, int], excess: int) -> None:
    cut = smallest_cut(sizes, Weight(excess, 0))
    if cut is None:
        assert sum(sizes.values()) < excess
        return
    saved = [sizes[path] for path in cut]
    assert sum(saved) >= excess
    assert not cut or sum(saved) - min(saved) < excess


def test_a_size_is_said_in_the_unit_that_fits() -> None:
    numbers = (1, 999, 1000, 71_449_999, 999_999_999, 1_300_000_000)
    assert [file_size(number) for number in numbers] == [
        "1 byte",
        "999 bytes",
        "1.0 kB",
        "71.4 MB",
        "999.9 MB",
        "1.3 GB",
    ]
