"""Hardware keys: what their devices sign, made here in software. The oracle is in `tests/interop/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.signatures.word import Verdict
from tests.unit.signatures import crafted, oracle

if TYPE_CHECKING:
    from collections.abc import Callable

_BOTH = pytest.mark.parametrize("make", [crafted.sk_ed25519_maker, crafted.sk_ecdsa_maker])


def _verdict(maker: crafted.Maker) -> Verdict:
    people = oracle.roster(crafted.line(maker.public))
    return oracle.checked(oracle.review(maker.armored()), people).verdict


@_BOTH
@pytest.mark.parametrize("flags", [0x01, 0x05], ids=["touched", "touched, and a PIN was asked for"])
def test_a_device_that_was_touched_counts(make: Callable[[int], crafted.Maker], flags: int) -> None:
    assert _verdict(make(flags)) is Verdict.VALID


@_BOTH
@pytest.mark.parametrize("flags", [0x00, 0x04], ids=["nothing", "a PIN alone"])
def test_a_device_that_nobody_touched_does_not_count(
    make: Callable[[int], crafted.Maker], flags: int
) -> None:
    assert _verdict(make(flags)) is Verdict.MISMATCH


@_BOTH
def test_what_a_device_signs_for_another_application_does_not_count(
    make: Callable[[int, bytes, bytes], crafted.Maker],
) -> None:
    ours, theirs = b"ssh:reviews", b"https://forge.example"
    assert _verdict(make(0x01, ours, ours)) is Verdict.VALID
    assert _verdict(make(0x01, theirs, ours)) is Verdict.MISMATCH
    assert _verdict(make(0x01, ours, theirs)) is Verdict.MISMATCH


@_BOTH
def test_flags_changed_after_signing_do_not_count(make: Callable[[int], crafted.Maker]) -> None:
    maker = make(0x00)
    signature = bytearray(maker.sign(crafted.to_sign()))
    signature[-5] = 0x01
    people = oracle.roster(crafted.line(maker.public))
    claimed = crafted.armor(crafted.body(maker.public, bytes(signature)))
    assert oracle.checked(oracle.review(claimed), people).verdict is Verdict.MISMATCH
