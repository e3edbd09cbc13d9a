"""Laws of the history, over random edits: the oracle's events, replay, and that a longer history only appends."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import Phase, event, example, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.history.actual import actual
from tests.history.compare import assert_same, replayed
from tests.history.moves import JUMPS, OFTEN, Move, Turn, play, small_world
from tests.history.oracle import oracle
from tests.history.stream import load, run
from tests.history.teller import Teller, instant

if TYPE_CHECKING:
    import pytest

moves = st.builds(
    Move,
    name=st.sampled_from(OFTEN),
    record=st.integers(0, 3),
    reviewer=st.integers(0, 2),
    number=st.integers(0, 11),
)
turns = st.builds(
    Turn,
    moves=st.lists(moves, min_size=0, max_size=3).map(tuple),
    jump=st.sampled_from(JUMPS),
    landing=st.sampled_from(("plain", "plain", "squash", "merge")),
)

OF_EVERYTHING = [
    Turn(()),
    Turn((Move("retract", 1, 0, 0),)),
    Turn((Move("delete", 5, 0, 0), Move("move", 2, 1, 0)), landing="merge"),
    Turn((Move("return"),), jump=24 * 370),
    Turn((Move("break", 1, 1, 4),), jump=-30),
    Turn((Move("mend"),)),
]


@settings(max_examples=examples(60), phases=set(Phase) - {Phase.explain})
@given(told=st.lists(turns, min_size=3, max_size=14), shorter=st.integers(1, 13))
@example(told=OF_EVERYTHING, shorter=3)
def test_the_history_of_any_edits_is_the_oracles_and_only_ever_appends(
    told: list[Turn], shorter: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with tempfile.TemporaryDirectory(dir=tmp_path_factory.getbasetemp()) as folder:
        root = Path(folder) / "repository"
        t = Teller(small_world(), instant("2026-02-01T12:00"))
        play(t, told, first=1)
        load(root, t.stream.data)
        events, entries = actual(root)
        for kind in {item["kind"] for item in events}:
            event(str(kind))
        assert_same((events, entries), oracle(root))
        assert replayed(events) == entries
        back = len(told) - 1 - shorter % len(told)
        run(root, "update-ref", "HEAD", f"HEAD~{back}")
        earlier, _ = actual(root)
        assert events[: len(earlier)] == earlier
