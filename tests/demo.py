"""A small demonstration, written into a folder: an instance with years of history for whoever needs one to read.

demo = once("demo", write_demo)     # 60 records, two years: about two seconds, once in a run of the tests
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from site_builder.git import create_repository
from site_builder.world.demo import make_demo

if TYPE_CHECKING:
    from pathlib import Path


class WrittenDemo(NamedTuple):
    """Where it is, its first and last commit, and its last day."""

    root: Path
    first: str
    tip: str
    last_day: str


def write_demo(root: Path, *, seed: str = "1", years: int = 2, records: int = 60) -> WrittenDemo:
    """Write a demonstration into an empty folder."""
    made = make_demo(seed, years, records)
    create_repository(root, made.repository.fast_import(made.tip))
    return WrittenDemo(root, made.repository.line(made.tip)[-1], made.tip, made.last)
