from __future__ import annotations

import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path

from hypothesis import example, given

from site_builder.handles.unicode_table import unicode_table
from tests.unit.handles.handles_samples import any_text, mixed_text, no_deadline

ROOT = Path(__file__).resolve().parents[3]
TABLE = unicode_table()


@cache
def known() -> frozenset[str]:
    """Code points that Python's own tables and the committed one both have, so that the two can be compared."""
    newer = tuple(map(int, unicodedata.unidata_version.split("."))) > tuple(
        map(int, TABLE.version.split("."))
    )
    oracle = unicodedata.ucd_3_2_0 if newer else unicodedata
    points = (chr(point) for point in range(0x110000))
    return frozenset(point for point in points if oracle.category(point) not in {"Cn", "Cs", "Co"})


def only_known(text: str) -> str:
    return "".join(character for character in text if character in known())


def test_every_assigned_code_point_normalises_as_in_python() -> None:
    wrong = [
        f"{ord(point):04X}"
        for point in sorted(known())
        if TABLE.nfd(point) != unicodedata.normalize("NFD", point)
        or TABLE.nfc(point) != unicodedata.normalize("NFC", point)
    ]
    assert wrong == []


@given(mixed_text)
@example("\u1100\u1161\u11a8\u11a8")
@example("\uac00\u11a8\u11a7")
@example("a\u0315\u0300\u05ae\u0062\u0301")
@example("\u0b47\u0300\u0b3e")
@example("\u0301\u0308e\u0301\u0323")
@no_deadline
def test_text_normalises_as_in_python(text: str) -> None:
    text = only_known(text)
    assert TABLE.nfd(text) == unicodedata.normalize("NFD", text)
    assert TABLE.nfc(text) == unicodedata.normalize("NFC", text)


@given(any_text)
@example("\udc80e\u0301")
@no_deadline
def test_any_text_normalises_to_something_stable(text: str) -> None:
    assert TABLE.nfd(TABLE.nfc(text)) == TABLE.nfd(text)
    assert TABLE.nfc(TABLE.nfd(text)) == TABLE.nfc(text)


@given(mixed_text)
@no_deadline
def test_folding_does_not_care_how_the_text_was_composed(text: str) -> None:
    assert TABLE.nfkc_casefold(TABLE.nfd(text)) == TABLE.nfkc_casefold(TABLE.nfc(text))
    assert TABLE.skeleton(TABLE.nfd(text)) == TABLE.skeleton(TABLE.nfc(text))


def test_a_lone_code_point_folds_as_the_unicode_standard_defines_it() -> None:
    def reference(point: str) -> str:
        before = None
        while point != before:
            before, point = (
                point,
                unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", point).casefold()),
            )
        return point

    invisible = {point for point in known() if not TABLE.nfkc_casefold(point)}
    assert {"\u00ad", "\u200b", "\u3164", "\ufe0f"} <= invisible
    compared = [
        point for point in known() - invisible if invisible.isdisjoint(unicodedata.normalize("NFKC", point))
    ]
    assert [
        f"{ord(point):04X}" for point in sorted(compared) if TABLE.nfkc_casefold(point) != reference(point)
    ] == []


def test_the_table_is_not_read_before_it_is_needed() -> None:
    script = (
        "from site_builder.handles.lookalike import lookalike_keys\n"
        "from site_builder.handles.fold import nfkc_casefold\n"
        "from site_builder.handles.unicode_table import unicode_table\n"
        "nfkc_casefold('NorthWind')\n"
        "print(unicode_table.cache_info().currsize)\n"
        "nfkc_casefold('\\u00c9')\n"
        "lookalike_keys('northwind')\n"
        "print(unicode_table.cache_info().misses)\n"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["0", "1"]


def test_the_table_says_where_it_comes_from() -> None:
    folder = ROOT / "site_builder" / "handles" / "data"
    licence = (folder / "LICENSE-UNICODE.txt").read_text(encoding="utf-8")
    assert licence.startswith("UNICODE LICENSE V3")
    assert "LICENSE-UNICODE.txt" in (folder / "unicode.json").read_text(encoding="utf-8")[:1000]
    assert TABLE.version == "15.0.0"
