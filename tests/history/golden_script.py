"""The golden repository: a short history with files of other times, as one stream that git can read."""

from __future__ import annotations

from typing import Final

from tests.history import chapters_files, chapters_old, chapters_records
from tests.history.script import START
from tests.history.teller import Step, Teller, instant
from tests.history.world import World

CHAPTERS: Final = (
    chapters_records.nameless,
    chapters_files.forges,
    chapters_old.other_shapes,
    chapters_old.golden_story,
    chapters_records.corrections,
    chapters_records.corrections_again,
    chapters_old.golden_files,
    chapters_old.purged,
    chapters_old.golden_end,
)


def golden_stream() -> tuple[bytes, list[Step]]:
    """Return the stream, and the steps of its first-parent line."""
    t = Teller(World(), instant(START))
    for chapter in (chapters_records.beginnings, *CHAPTERS):
        chapter(t)
    return t.stream.data, t.steps
