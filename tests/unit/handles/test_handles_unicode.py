from __future__ import annotations

import ctypes
import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given

from site_builder.handles.lookalike import skeleton
from site_builder.handles.unicode_table import unicode_table
from tests.unit.handles.handles_samples import any_text, mixed_text, no_deadline

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[3]
UCD = Path("/usr/share/unicode")
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
    assert skeleton(TABLE.nfd(text)) == skeleton(TABLE.nfc(text))


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


def test_the_table_regenerates_from_unicodes_files() -> None:
    if not (UCD / "UnicodeData.txt").is_file():
        pytest.skip("Unicode's data files are not installed (Debian: unicode-data)")
    version = (UCD / "DerivedNormalizationProps.txt").read_text(encoding="utf-8").split("\n", 1)[0]
    if f"-{TABLE.version}." not in version:
        pytest.skip(f"the installed data files are of another Unicode version: {version}")
    confusables = UCD / "security" / "confusables.txt"
    arguments = ["--confusables", str(confusables)] if confusables.is_file() else []
    result = subprocess.run(
        [sys.executable, ROOT / "tools" / "unicode_tables.py", "--check", "--ucd", UCD, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")


@cache
def icu() -> tuple[Callable[[str], str], Callable[[str], str]]:
    """ICU's skeleton and NFKC_Casefold, from the one version of it that has the table's Unicode version."""
    major = {"15.0.0": 72}.get(TABLE.version)
    try:
        spoof, common = ctypes.CDLL(f"libicui18n.so.{major}"), ctypes.CDLL(f"libicuuc.so.{major}")
    except OSError:
        pytest.skip(f"ICU {major}, which has Unicode {TABLE.version}, is not installed")
    # A function object is made anew by each look-up, so what is set on it lasts only as long as it is kept.
    open_checker = spoof[f"uspoof_open_{major}"]
    get_folder = common[f"unorm2_getNFKCCasefoldInstance_{major}"]
    open_checker.restype = get_folder.restype = ctypes.c_void_p
    status = ctypes.c_int(0)
    checker = ctypes.c_void_p(open_checker(ctypes.byref(status)))
    folder = ctypes.c_void_p(get_folder(ctypes.byref(status)))
    assert status.value <= 0

    def caller(function: Callable[..., int], *first: object) -> Callable[[str], str]:
        def call(text: str) -> str:
            source = text.encode("utf-16-le")
            target = ctypes.create_string_buffer(40 * len(source) + 80)
            size = function(
                *first,
                source,
                len(source) // 2,
                target,
                len(target) // 2,
                ctypes.byref(failure := ctypes.c_int(0)),
            )
            assert failure.value <= 0
            return target.raw[: 2 * size].decode("utf-16-le")

        return call

    return (
        caller(spoof[f"uspoof_getSkeleton_{major}"], checker, 0),
        caller(common[f"unorm2_normalize_{major}"], folder),
    )


def without_ignorable(text: str) -> str:
    """ICU 72 leaves default-ignorable characters in a skeleton; later versions of UTS 39 remove them, as we do."""
    return "".join(point for point in text if all(TABLE.skeleton(part) for part in TABLE.nfd(point)))


def test_every_code_point_folds_and_looks_as_in_icu() -> None:
    icu_skeleton, icu_fold = icu()
    # Left out are the long runs of one kind: ideographs, syllables, surrogates, private and empty planes.
    runs = (range(0x3400), range(0x4DC0, 0x4E10), range(0xA000, 0xAC10), range(0xD790, 0xD800))
    more = (range(0xF900, 0x18000), range(0x1AFF0, 0x20010), range(0x2F800, 0x2FA20), range(0xE0000, 0xE1000))
    points = [chr(point) for run in (*runs, *more) for point in run]
    assert [f"{ord(point):04X}" for point in points if icu_fold(point) != TABLE.nfkc_casefold(point)] == []
    visible = [point for point in points if without_ignorable(point)]
    assert len(visible) > 50_000
    assert [f"{ord(point):04X}" for point in visible if icu_skeleton(point) != skeleton(point)] == []


@given(mixed_text)
@no_deadline
def test_text_folds_and_looks_as_in_icu(text: str) -> None:
    icu_skeleton, icu_fold = icu()
    text = without_ignorable(text)
    assert skeleton(text) == icu_skeleton(text)
    # Where this mark is out of order, toNFKC_Casefold depends on how the text was composed; ours does not.
    assert "\u0345" in TABLE.nfd(text) or TABLE.nfkc_casefold(text) == icu_fold(text)


def test_the_table_is_not_read_before_it_is_needed() -> None:
    script = (
        "import site_builder.handles as handles\n"
        "from site_builder.handles.fold import nfkc_casefold\n"
        "from site_builder.handles.unicode_table import unicode_table\n"
        "nfkc_casefold('NorthWind')\n"
        "print(unicode_table.cache_info().currsize)\n"
        "nfkc_casefold('\\u00c9')\n"
        "handles.lookalike_keys('northwind')\n"
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
