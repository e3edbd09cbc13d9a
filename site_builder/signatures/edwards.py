"""Ed25519 points (RFC 8032 section 5.1): whether 32 bytes can be somebody's key. `cryptography` takes any 32."""

from __future__ import annotations

from typing import Final

_PRIME: Final = 2**255 - 19
_D: Final = -121665 * pow(121666, -1, _PRIME) % _PRIME
_LENGTH: Final = 32


def is_point(data: bytes) -> bool:
    """Return whether bytes are the one encoding of a point of the curve (RFC 8032, 5.1.3)."""
    y = _y(data)
    if len(data) != _LENGTH or y >= _PRIME:
        return False
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _PRIME) % _PRIME
    # Euler's criterion. The sign bit of x = 0 has to be clear.
    return pow(square, (_PRIME - 1) // 2, _PRIME) == 1 or (square == 0 and not data[-1] & 0x80)


def is_weak(data: bytes) -> bool:
    """Return whether a point has an order of at most 8: anyone can sign anything for such a key, without a secret.

    Order 1 and 2: y = ±1. Order 4: y = 0. Order 8: doubled it has y = 0, which is d·y⁴ + 2·y² = 1.
    """
    square = _y(data) ** 2
    return _y(data) * (square - 1) * (_D * square * square + 2 * square - 1) % _PRIME == 0


def _y(data: bytes) -> int:
    return int.from_bytes(data, "little") & (2**255 - 1)
