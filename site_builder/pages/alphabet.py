"""A to Z: a list's records ordered by handle, cut into pages, and the letters that lead to them.

Pages are cut by content (`cutting`) and named by their first record, so that one record more changes a page or
two, and no address moves. From the home page every record is at most four clicks away, however many there are: its
list, its letter, its page, itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from site_builder.catalog.model import PublicRecord
from site_builder.cutting import Rises, cut
from site_builder.handles.fold import nfkc_casefold
from site_builder.history.model import RemovedRecord
from site_builder.ids import RECORD_ID_ALPHABET
from site_builder.model import PublicRow

_RISES: Final = Rises.about(128)
_BLOCKS: Final = 0x3000
"""From this code point on, scripts have too many characters for a page each."""
DIGITS: Final = "0-9"
OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class Part:
    """Records of one page, in order."""

    records: tuple[PublicRecord, ...]

    @property
    def first(self) -> str:
        """The id of the first record: the page's name."""
        return self.records[0].id


@dataclass(frozen=True, slots=True)
class Range:
    """The records of one part that share a letter: the part's number from 1, and the outermost handles."""

    part: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Records whose handles begin alike. `value` is its name in addresses, `title` its name for people."""

    value: str
    title: str
    count: int
    ranges: tuple[Range, ...]


def sorted_by(row: PublicRow) -> str:
    """Return what a record is sorted by: its handle, or its account id where it has none."""
    return row["handle"] if "handle" in row else row["account_id"]


def ordered(records: Sequence[PublicRecord]) -> list[PublicRecord]:
    """Return records by handle, or account id where there is none, case and width aside, then by platform and id."""
    return sorted(records, key=lambda record: (_folded(record), record.row["platform"], record.id))


def alphabetical(records: Sequence[PublicRecord]) -> tuple[Part, ...]:
    """Return the records in pages; one page where all fit, none without records."""
    inline = ordered(records)
    if len(inline) <= MAX_ROWS:
        return (Part(tuple(inline)),) if inline else ()
    return tuple(Part(tuple(piece)) for piece in cut(inline, lambda record: record.id, _RISES))


def letters(parts: Sequence[Part]) -> tuple[Letter, ...]:
    """Return the letters with which the handles of all parts begin, digits first, what is not a letter last."""
    found: dict[str, list[tuple[int, PublicRecord]]] = {}
    for number, part in enumerate(parts, 1):
        for record in part.records:
            found.setdefault(_initial(_folded(record)), []).append((number, record))
    return tuple(
        Letter(value, _title(value), len(found[value]), _ranges(found[value]))
        for value in sorted(found, key=lambda value: (value != DIGITS, value == OTHER, len(value) > 1, value))
    )


def whole_ranges(parts: Sequence[Part]) -> tuple[Range, ...]:
    """Return all of each part as a range."""
    return tuple(
        Range(number, sorted_by(part.records[0].row), sorted_by(part.records[-1].row))
        for number, part in enumerate(parts, 1)
    )


def _ranges(items: Sequence[tuple[int, PublicRecord]]) -> tuple[Range, ...]:
    outermost: dict[int, tuple[str, str]] = {}
    for number, record in items:
        name = sorted_by(record.row)
        outermost[number] = (outermost.get(number, (name, name))[0], name)
    return tuple(Range(number, first, last) for number, (first, last) in outermost.items())


def _folded(record: PublicRecord) -> str:
    return nfkc_casefold(sorted_by(record.row))


def _initial(folded: str) -> str:
    """Return the name of the group of a folded handle, fit for an address."""
    point = ord(folded[0]) if folded else 0
    if folded[:1].isascii():
        return DIGITS if folded[:1].isdigit() else folded[0] if folded[0].isalpha() else OTHER
    return f"u{point:04x}" if point < _BLOCKS else f"u{point >> 8:02x}00"


def _title(value: str) -> str:
    if value in {DIGITS, OTHER}:
        return "0 to 9" if value == DIGITS else "Other characters"
    if len(value) == 1:
        return value.upper()
    point = int(value[1:], 16)
    return chr(point) if point < _BLOCKS else f"{chr(point)} to {chr(point | 0xFF)}"


MAX_ROWS: Final = 200
"""Rows that a page holds, unless ids are so alike that `MAX_BITS` do not tell them apart."""
MAX_BITS: Final = 12
_BITS_EACH: Final = 5
_DIGITS: Final = 3


def parts(records: Sequence[RemovedRecord], limit: int = MAX_ROWS) -> tuple[tuple[RemovedRecord, ...], ...]:
    """Return the tombstones in a power of two of parts by the leading bits of their ids, ordered by id in each.

    Ids are random (Crockford base32), so that parts are of about one size, and one record more changes one part; all of
    them only when a part grows over the limit and each is cut in two.
    """
    bits = 0
    cut = _cut(records, bits)
    while bits < MAX_BITS and max(map(len, cut)) > limit:
        bits += 1
        cut = _cut(records, bits)
    return tuple(tuple(sorted(part, key=lambda tombstone: tombstone.id)) for part in cut)


def _cut(records: Sequence[RemovedRecord], bits: int) -> list[list[RemovedRecord]]:
    cut: list[list[RemovedRecord]] = [[] for _ in range(1 << bits)]
    for record in records:
        number = 0
        for digit in record.id[:_DIGITS]:
            number = number << _BITS_EACH | RECORD_ID_ALPHABET.index(digit)
        cut[number >> (_BITS_EACH * _DIGITS - bits)].append(record)
    return cut
