"""Ed25519 points: which 32 bytes are one, and for which anyone could sign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.signatures.public_key import is_point, is_weak
from tests.keys import key

_PRIME = 2**255 - 19

# The points of small order, as libsodium refuses them.
_SMALL = (
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
)


@pytest.mark.parametrize("name", ["reviewer-a", "reviewer-b", "reviewer-c"])
def test_a_key_is_a_point_of_full_order(name: str) -> None:
    raw = key(name).blob[-32:]
    assert is_point(raw)
    assert not is_weak(raw)


@pytest.mark.parametrize("text", _SMALL)
def test_points_of_small_order_are_weak_with_either_sign(text: str) -> None:
    raw = bytes.fromhex(text)
    assert is_point(raw)
    assert is_weak(raw)
    assert is_weak(raw[:-1] + bytes([raw[-1] | 0x80]))


def test_a_point_has_one_encoding() -> None:
    assert not is_point((_PRIME + 1).to_bytes(32, "little"))
    assert not is_point(b"\x01" + bytes(30) + b"\x80")
    assert not is_point(b"\x02" + bytes(31))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_point_has_32_bytes(length: int) -> None:
    assert not is_point(b"\x01".ljust(length, b"\0")[:length])


@given(st.integers(2, _PRIME - 2), st.booleans())
def test_a_point_is_one_whose_x_can_be_found(y: int, sign: bool) -> None:  # noqa: FBT001 - drawn
    d = -121665 * pow(121666, -1, _PRIME)
    square = (y * y - 1) * pow(d * y * y + 1, -1, _PRIME) % _PRIME
    x = pow(square, (_PRIME + 3) // 8, _PRIME)
    roots = {x, x * pow(2, (_PRIME - 1) // 4, _PRIME) % _PRIME}  # RFC 8032, 5.1.3
    found = any(root * root % _PRIME == square for root in roots)
    assert is_point((y | (sign << 255)).to_bytes(32, "little")) == found
