"""Laws 4, 5, 6, 10, 13 and 14 of any sequence of changes: whatever is accepted one by one does no harm together.

People act on an instance in memory, honest ones and others; after each change that `check` accepts an oracle that knows
what was really said looks at what the public sees. `python -m tests.world` does it longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from site_builder.world.dice import Die
from tests.examples import examples
from tests.world.base import built
from tests.world.machine import act
from tests.world.openings import STEPS, opened

if TYPE_CHECKING:
    from tests.world.town import Town


class _Drawn(Die):
    """A die that falls as the example says, so that a sequence that breaks a law is made short."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def below(self, limit: int) -> int:
        if limit < 1:
            raise LookupError("nothing to pick from")
        return self._data.draw(st.integers(0, limit - 1))


class Sequences(RuleBasedStateMachine):
    """Somebody proposes something, again and again."""

    town: Town

    @initialize(kind=st.sampled_from((0, *STEPS)))
    def begin(self, kind: int) -> None:
        self.town = opened(built(), kind) if kind else built()

    @rule(data=st.data())
    def somebody_acts(self, data: Any) -> None:
        act(self.town, _Drawn(data))


TestSequences = Sequences.TestCase
TestSequences.settings = settings(
    max_examples=examples(15),
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
