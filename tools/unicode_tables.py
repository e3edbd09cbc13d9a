"""Write the committed Unicode table, `site_builder/handles/data/unicode.json`, from Unicode's own files.

    python tools/unicode_tables.py [--ucd DIR] [--confusables FILE] [--check]

`--ucd` is a folder with UnicodeData.txt, DerivedCoreProperties.txt and DerivedNormalizationProps.txt of one
Unicode version (Debian: package `unicode-data`); `--confusables` is confusables.txt of UTS 39 of the same
version (it is part of ICU's source, `source/data/unidata/`). With `--check` nothing is written: the exit
status is 1 where the committed table is not what the files give. Without confusables.txt, `--check` leaves
out the `skeleton` section and says so.

The table holds only what changes a code point, and only what a decomposed string (NFD) can contain: every
reader decomposes first. The builder never runs this script.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TABLE = Path(__file__).resolve().parent.parent / "site_builder" / "handles" / "data" / "unicode.json"
ABOUT = (
    "Folding and look-alike characters; written by tools/unicode_tables.py, never by hand. Hexadecimal code "
    "points; first-last is a range. decompose: canonical mappings, one step. no_compose: "
    "Full_Composition_Exclusion. combining: class to code points. ignorable: Default_Ignorable_Code_Point. "
    "fold: NFKC_Casefold. skeleton: UTS 39 prototypes. fold and skeleton apply after canonical decomposition."
)
LICENCE = "Copyright 1991-2022 Unicode, Inc. Unicode License v3: see LICENSE-UNICODE.txt beside this file."

Mapping = dict[int, tuple[int, ...]]


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(description="Write the committed Unicode table.")
    parser.add_argument("--ucd", type=Path, default=Path("/usr/share/unicode"))
    parser.add_argument("--confusables", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    if options.confusables is None and not options.check:
        parser.error("--confusables is needed to write the table")
    table = build(options.ucd, options.confusables)
    if not options.check:
        TABLE.write_text(render(table), encoding="utf-8")
        return 0
    committed = TABLE.read_text(encoding="utf-8")
    if options.confusables is None:
        sys.stdout.write("without confusables.txt the skeleton section is not checked\n")
        table["skeleton"] = json.loads(committed)["skeleton"]
    if render(table) == committed:
        return 0
    sys.stdout.write(f"{TABLE.name} is not what these files give\n")
    return 1


def render(table: dict[str, Any]) -> str:
    """Return the file's text: one entry a line, so that a new Unicode version reads as a diff."""
    return json.dumps(table, ensure_ascii=True, indent=0) + "\n"


def build(ucd: Path, confusables: Path | None) -> dict[str, Any]:
    """Return the table as JSON values. Raises `ValueError` where the files are of different versions."""
    decompose, combining = _canonical(ucd / "UnicodeData.txt")
    properties = list(_fields(ucd / "DerivedCoreProperties.txt"))
    normalization = list(_fields(ucd / "DerivedNormalizationProps.txt"))
    ignorable = {
        point for points, kind in properties if kind[0] == "Default_Ignorable_Code_Point" for point in points
    }
    excluded = {
        point for points, kind in normalization if kind[0] == "Full_Composition_Exclusion" for point in points
    }
    fold = {
        point: _points(kind[1])
        for points, kind in normalization
        if kind[0] == "NFKC_CF"
        for point in points
        if point not in ignorable
    }
    return {
        "about": ABOUT,
        "licence": LICENCE,
        "unicode": _version(
            ucd / "DerivedNormalizationProps.txt", ucd / "DerivedCoreProperties.txt", confusables
        ),
        "decompose": _mapping(decompose),
        "no_compose": _ranges(excluded),
        "combining": {str(value): _ranges(combining[value]) for value in sorted(combining)},
        "ignorable": _ranges(ignorable),
        "fold": _mapping(_reachable(fold, decompose)),
        "skeleton": _mapping(_reachable(_prototypes(confusables), decompose)) if confusables else {},
    }


def _canonical(path: Path) -> tuple[Mapping, dict[int, set[int]]]:
    """Canonical decompositions of one step (field 5 without a tag) and combining classes (field 3)."""
    decompose: Mapping = {}
    combining: dict[int, set[int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split(";")
        point = int(fields[0], 16)
        if fields[5] and not fields[5].startswith("<"):
            decompose[point] = _points(fields[5])
        if fields[3] != "0":
            combining.setdefault(int(fields[3]), set()).add(point)
    return decompose, combining


def _prototypes(path: Path) -> Mapping:
    """Map each source of confusables.txt to its prototype."""
    return {point: _points(kind[0]) for points, kind in _fields(path) for point in points}


def _reachable(mapping: Mapping, decompose: Mapping) -> Mapping:
    """Leave out what decomposes (Hangul syllables included): no decomposed string contains it."""
    return {
        point: target
        for point, target in mapping.items()
        if point not in decompose and not 0xAC00 <= point <= 0xD7A3 and target != (point,)  # noqa: PLR2004 (Hangul)
    }


def _fields(path: Path) -> Iterator[tuple[range, list[str]]]:
    """Read a file of the form `points ; field ; ...  # comment` (UAX 44, 4.2)."""
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        data = line.split("#", 1)[0]
        if not data.strip():
            continue
        points, *fields = (field.strip() for field in data.split(";"))
        first, _, last = points.partition("..")
        yield range(int(first, 16), int(last or first, 16) + 1), fields


def _points(text: str) -> tuple[int, ...]:
    return tuple(int(point, 16) for point in text.split())


def _version(*paths: Path | None) -> str:
    """Return the Unicode version that all files name in their first lines."""
    found = set()
    for path in paths:
        if path is not None:
            with path.open(encoding="utf-8-sig") as file:
                head = "".join(file.readline() for _ in range(10))
            match = re.search(r"(?:^# \w+-|Version: )(\d+\.\d+\.\d+)", head)
            found.add(match[1] if match else f"{path.name} names no version")
    if len(found) != 1:
        message = f"files of different Unicode versions: {', '.join(sorted(found))}"
        raise ValueError(message)
    return found.pop()


def _mapping(mapping: Mapping) -> dict[str, str]:
    return {f"{point:04X}": " ".join(f"{to:04X}" for to in mapping[point]) for point in sorted(mapping)}


def _ranges(points: Iterable[int]) -> list[str]:
    runs: list[list[int]] = []
    for point in sorted(points):
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return [f"{first:04X}" if first == last else f"{first:04X}-{last:04X}" for first, last in runs]


if __name__ == "__main__":
    sys.exit(main())
