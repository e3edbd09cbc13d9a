"""What a record weighs on the site: the bytes of all files that one record more adds, a record with three events.

One record more is measured, not the share of each: scripts, fonts and prose are there for any number of records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES: Final = 28_000
"""Bytes that one record more may add: 46,000 records are then 1.3 GB. The bench holds it."""
MOST_BYTES_OF_FEW: Final = 42_000
"""The same where records are so few that no page of a list is full: a test of the suite holds it."""


def bytes_a_record(few: Path, many: Path, more: int) -> float:
    """Return what each of `more` records adds that one site has and the other has not."""
    return (_weight(many) - _weight(few)) / more


def _weight(site: Path) -> int:
    return sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
