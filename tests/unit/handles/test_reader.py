from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.handles import fold
from site_builder.handles.reader import MAX_LINE, read_in_full, read_text
from tests.reading.readings import LISTED, noisy, shown, vectors
from tests.unit.handles.handles_samples import any_text, no_deadline, shipped

VECTORS: Final = tuple(vectors())
PASTED: Final = next(
    (file for folder in Path(__file__).parents if (file := folder / "shared/cases/pasted.tsv").exists()), None
)


def test_every_vector_is_read_as_it_says() -> None:
    assert len(VECTORS) > 300
    assert [(text, shown(shipped(), text)) for text, _ in VECTORS] == list(VECTORS)


@pytest.mark.skipif(PASTED is None, reason="the texts of bug reports are not beside this checkout")
def test_what_people_pasted_in_bug_reports_is_read() -> None:
    assert PASTED is not None
    wrong = []
    for line in PASTED.read_text(encoding="utf-8").splitlines():
        text, tab, expected = line.partition("\t")
        if tab and not line.startswith("# ") and not _is_as(text, expected):
            wrong.append((text, expected, shown(shipped(), text)))
    assert wrong == []


def _is_as(text: str, expected: str) -> bool:
    """Compare with one line of the file; what it says of screens is for the tests of screens."""
    readings = read_text(shipped(), text)
    first = readings[0]
    exact = re.match(r"([a-z]+) (handle|id) ([^ ,]+)", expected)
    if exact:
        platform, kind, name = exact.groups()
        told = first.handle if kind == "handle" else first.account_id
        return first.platform == platform and fold(shipped()[platform], told or "") == fold(
            shipped()[platform], name
        )
    if expected.startswith(("any platform", "the same", "not listed")):
        return (
            first.kind == "account"
            and first.platform is None
            and (first.handle or "").startswith(("TEN_GOP", "TNGOP"))
        )
    if "typing" in expected:
        return True
    if "record" in expected:
        return first.kind == "record"
    if "operation" in expected or "suggestion" in expected:
        return first.kind == "name"
    if expected.startswith("two"):
        return [reading.handle for reading in readings] == ["TEN_GOP", "Jenn_Abrams"]
    # Several words may be the name of an operation: where none is called so, the answer is that they cannot be read.
    return not read_in_full(readings)


@pytest.mark.parametrize("seed", range(4))
def test_no_noise_around_a_handle_leaves_a_clean_answer_without_it(seed: int) -> None:
    """By hand with a hundred thousand texts; what is read in full and is no name gets a clean "not listed"."""
    chance = random.Random(seed)  # noqa: S311 - no secret depends on it
    swallowed = []
    for _ in range(500):
        handle = chance.choice(LISTED)
        text = noisy(handle, chance, elsewhere=False)
        readings = read_text(shipped(), text)
        same = {
            fold(shipped()["twitter"], reading.handle or "")
            for reading in readings
            if reading.platform in {None, "twitter"}
        }
        if read_in_full(readings) and fold(shipped()["twitter"], handle) not in same:
            swallowed.append((handle, text))
    assert swallowed == []


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("@TEN_GOP", True),
        ("7k3f9q2m4d1p", True),
        ("northwind#1234", True),
        ("TEN_GOP, Jenn_Abrams", True),
        ("Internet Research Agency", False),
        ("TEN_GOP, Internet Research Agency", False),
        ("@TEN_GOP - suspended", False),
        ("4224729994000000000", False),
        ("--", False),
        ("", False),
    ],
)
def test_only_what_is_an_account_or_a_record_is_read_in_full(text: str, full: bool) -> None:  # noqa: FBT001 - a case
    assert read_in_full(read_text(shipped(), text)) is full


@no_deadline
@given(
    any_text
    | st.text(
        alphabet="@#.,:;/\\-_ abX1é\u200e“”()[]<>\"'`|*~=&?%+\t\n🚩\u017f\u3002\uff0c\uff1a\uff20\ufffd",
        max_size=40,
    )
)
def test_any_text_is_read_and_every_reading_has_its_place(text: str) -> None:
    readings = read_text(shipped(), text)
    assert list(readings) == sorted(readings, key=lambda reading: reading.start)
    for reading in readings:
        assert 0 <= reading.start < reading.end <= len(text)
        assert (reading.reason is None) == (reading.kind != "unreadable")
        assert (reading.kind == "account") == ((reading.handle or reading.account_id) is not None)
    if re.search("[A-Za-z]", text):
        assert readings


def test_a_line_that_is_too_long_is_said_to_be_that() -> None:
    (reading,) = read_text(shipped(), "a" * (MAX_LINE + 1))
    assert (reading.kind, reading.reason, reading.end) == ("unreadable", "too-long", MAX_LINE + 1)
    assert read_text(shipped(), "@a1 " * 512)


@pytest.mark.parametrize(
    ("site", "kind"),
    [
        (None, "record"),
        ("https://lists.example/", "record"),
        ("http://www.lists.example/", "record"),
        ("https://lists.example/eu/", "unreadable"),
    ],
)
def test_a_records_address_counts_where_it_is_of_this_site(site: str | None, kind: str) -> None:
    (reading,) = read_text(shipped(), "https://Lists.example/lists/north/7k3f9q2m4d1p/", site)
    assert reading.kind == kind
