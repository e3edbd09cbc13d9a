"""Parts: many tombstones cut into pages by the leading bits of their ids. Records have an alphabet: `alphabet`.

Ids are random (Crockford base32), so that parts are of about one size, and one record more changes one part; all
of them only when a part grows over the limit and each is cut in two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from site_builder.ids import RECORD_ID_ALPHABET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from site_builder.history.model import RemovedRecord

MAX_ROWS: Final = 200
"""Rows that a page holds, unless ids are so alike that `MAX_BITS` do not tell them apart."""
MAX_BITS: Final = 12
_BITS_EACH: Final = 5
_DIGITS: Final = 3


def parts(records: Sequence[RemovedRecord], limit: int = MAX_ROWS) -> tuple[tuple[RemovedRecord, ...], ...]:
    """Return the tombstones in a power of two of parts, ordered by id in each; one part where all fit."""
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
