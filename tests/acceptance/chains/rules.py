"""Chains by which rules weaken in silence (6)."""

from __future__ import annotations

from tests.acceptance.chains.chain import PRESS, Steps, chain, protect
from tests.acceptance.signed_world import (
    VERIFIED,
    World,
    ordinary,
)


@chain(6, "protected-account", says="the protected account quay-times", hidden=(VERIFIED,), changed=(PRESS,))
def an_account_that_was_protected_while_it_was_withheld_is_released(world: World) -> Steps:
    world.withhold(VERIFIED)
    yield None
    protect(world, ordinary(VERIFIED)["handle"])
    yield None
    world.release(VERIFIED)
