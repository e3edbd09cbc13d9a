"""The table of Unicode against ICU and against Unicode's own files, where Debian's packages have its version."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from site_builder.handles.unicode_table import unicode_table
from tests.acceptance.support import REPOSITORY
from tests.unit.handles.handles_samples import mixed_text, no_deadline

if TYPE_CHECKING:
    from collections.abc import Callable

UCD = Path("/usr/share/unicode")
TABLE = unicode_table()


def test_the_table_regenerates_from_unicodes_files() -> None:
    if not (UCD / "UnicodeData.txt").is_file():
        pytest.skip("Unicode's data files are not installed (Debian: unicode-data)")
    version = (UCD / "DerivedNormalizationProps.txt").read_text(encoding="utf-8").split("\n", 1)[0]
    if f"-{TABLE.version}." not in version:
        pytest.skip(f"the installed data files are of another Unicode version: {version}")
    confusables = UCD / "security" / "confusables.txt"
    arguments = ["--confusables", str(confusables)] if confusables.is_file() else []
    result = subprocess.run(
        [sys.executable, REPOSITORY / "tools" / "unicode_tables.py", "--check", "--ucd", UCD, *arguments],
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
    assert [f"{ord(point):04X}" for point in visible if icu_skeleton(point) != TABLE.skeleton(point)] == []


@given(mixed_text)
@no_deadline
def test_text_folds_and_looks_as_in_icu(text: str) -> None:
    icu_skeleton, icu_fold = icu()
    text = without_ignorable(text)
    assert TABLE.skeleton(text) == icu_skeleton(text)
    # Where this mark is out of order, toNFKC_Casefold depends on how the text was composed; ours does not.
    assert "\u0345" in TABLE.nfd(text) or TABLE.nfkc_casefold(text) == icu_fold(text)
