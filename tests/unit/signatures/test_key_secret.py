"""Secrets of keys: which are one and the same, and which anybody can work out."""

from __future__ import annotations

from itertools import combinations
from math import prod
from typing import TYPE_CHECKING, Final

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from site_builder.signatures.key_secret import have_one_secret, secret_of, weakness
from site_builder.signatures.public_key import PublicKey, public_key, string
from site_builder.signatures.review import check_signature
from site_builder.signatures.word import Verdict
from tests.keys import INSTANCE, key
from tests.unit.signatures import crafted, oracle
from tests.unit.signatures.crafted import LARGE, P, Q, R, ed25519_line, rsa_line

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIELD: Final = 2**255 - 19
_D: Final = -121665 * pow(121666, -1, _FIELD) % _FIELD
_SQRT: Final = pow(2, (_FIELD - 1) // 4, _FIELD)
_ED25519: Final = "ssh-ed25519", key("reviewer-a").blob[-32:]


def line(kind: str, *parts: bytes) -> str:
    return crafted.line(b"".join(map(string, (kind.encode(), *parts))))


def ec_line(secret: int, bits: int = 256, application: bytes | None = None) -> str:
    curve = {256: ec.SECP256R1(), 384: ec.SECP384R1(), 521: ec.SECP521R1()}[bits]
    point = ec.derive_private_key(secret, curve).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    name = f"nistp{bits}".encode()
    if application is None:
        return line(f"ecdsa-sha2-nistp{bits}", name, raw)
    return line("sk-ecdsa-sha2-nistp256@openssh.com", name, raw, application)


Point = tuple[int, int]


def _read(data: bytes) -> Point:
    """Return x and y of a point (RFC 8032, 5.1.3)."""
    y = int.from_bytes(data, "little") & (2**255 - 1)
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _FIELD) % _FIELD
    x = pow(square, (_FIELD + 3) // 8, _FIELD)
    x = x if x * x % _FIELD == square else x * _SQRT % _FIELD
    return (x if x % 2 == data[-1] >> 7 else _FIELD - x), y


def _add(one: Point, other: Point) -> Point:
    """Return the sum of two points (RFC 8032, 5.1.4, in affine coordinates)."""
    (x1, y1), (x2, y2) = one, other
    both = _D * x1 * x2 * y1 * y2
    return (
        (x1 * y2 + x2 * y1) * pow(1 + both, -1, _FIELD) % _FIELD,
        (y1 * y2 + x1 * x2) * pow(1 - both, -1, _FIELD) % _FIELD,
    )


def _write(point: Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


ORDER_8: Final = _read(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))
_A: Final = _read(_ED25519[1])
_SUMS: Final[list[Point]] = [_A]
for _ in range(7):
    _SUMS.append(_add(_SUMS[-1], ORDER_8))
_ORDER: Final = ec.SECP256R1().group_order
ALIKE: Final[dict[str, Sequence[str]]] = {
    "rsa": [rsa_line(P * Q), rsa_line(P * Q, 3), rsa_line(P * Q, 2**64 - 1)],
    "factor": [rsa_line(P * Q), rsa_line(P * R)],
    "three-factors": [rsa_line(P * Q), rsa_line(P * Q * R)],
    "ecdsa": [
        ec_line(7),
        ec_line(_ORDER - 7),
        ec_line(7, 256, b"ssh:"),
        ec_line(_ORDER - 7, 256, b"ssh:other"),
    ],
    "ecdsa-521": [ec_line(7, 521), ec_line(ec.SECP521R1().group_order - 7, 521)],
    "ed25519": [ed25519_line(_write(point)) for x, y in _SUMS for point in ((x, y), (_FIELD - x, y))],
    "sk-ed25519": [
        ed25519_line(_ED25519[1]),
        line("sk-ssh-ed25519@openssh.com", _ED25519[1], b"ssh:"),
        line("sk-ssh-ed25519@openssh.com", _write(_SUMS[3]), b"ssh:other"),
    ],
}
"""Keys with one secret: other exponents, a common prime, negatives, sums with points of small order, applications."""
APART: Final = [
    *(key(name).public for name in ("reviewer-a", "reviewer-b")),
    ed25519_line(_write(_add(_A, _A))),
    *(ec_line(secret, bits) for bits in (256, 384, 521) for secret in (7, 14)),
    *(rsa_line(modulus) for modulus in (P * Q, R * LARGE)),
]


@pytest.mark.parametrize("name", ALIKE)
def test_keys_with_one_secret_are_told(name: str) -> None:
    assert len(set(ALIKE[name])) == len(ALIKE[name])
    for one, other in combinations(ALIKE[name], 2):
        assert isinstance(public_key(one), PublicKey)
        assert have_one_secret(one, other)
        assert have_one_secret(other, one)


def test_keys_with_other_secrets_are_not() -> None:
    for one, other in combinations(APART, 2):
        assert not have_one_secret(one, other), (one, other)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.integers(0, 7))
def test_an_ed25519_key_has_its_own_secret(seed: bytes, another: bytes, small: int) -> None:
    raw, other = (
        ed25519.Ed25519PrivateKey.from_private_bytes(data).public_key().public_bytes_raw()
        for data in (seed, another)
    )
    point = _read(raw)
    for _ in range(small):
        point = _add(point, ORDER_8)
    mixed = ed25519_line(_write(point))
    assert have_one_secret(ed25519_line(raw), mixed)
    assert have_one_secret(ed25519_line(other), mixed) == (raw == other)


def weak(modulus: int) -> str | None:
    made = public_key(rsa_line(modulus))
    assert isinstance(made, PublicKey)
    return weakness(secret_of(made))


_PRIMES: Final = [n for n in range(2, 1500) if all(n % part for part in range(2, 39) if part < n)]
SMOOTH: Final = 57600 * prod(prime for prime in _PRIMES if prime < 739) + 1
"""A prime; what comes before it has small factors only."""


@pytest.mark.parametrize(
    ("modulus", "why"),
    [
        pytest.param(2 * LARGE, "small factor", id="even"),
        pytest.param(P * Q * 65521, "small factor", id="small"),
        pytest.param(prod(_PRIMES[1:]), "small factor", id="smooth"),
        pytest.param(LARGE, "prime", id="prime"),
        pytest.param(LARGE**2, "close together", id="square"),
        pytest.param(P * (P + 660), "close together", id="close"),
        pytest.param(P**3, "power", id="cube"),
        pytest.param(65537**128 * 65539, "easily found", id="larger"),
        pytest.param(SMOOTH * R, "easily found", id="smooth-before"),
    ],
)
def test_a_modulus_whose_factors_anybody_finds_is_weak(modulus: int, why: str) -> None:
    assert why in str(weak(modulus))


def test_one_that_takes_too_long_to_try_is_not_taken() -> None:
    assert "more than 8192 bits" in str(weak(P * Q * R * LARGE * LARGE * P * Q * R))


def test_a_modulus_of_two_large_primes_is_good() -> None:
    assert [weak(modulus) for modulus in (P * Q, P * R, Q * R, P * LARGE)] == [None] * 4
    made = rsa.generate_private_key(65537, 2048).public_key().public_numbers().n
    assert weak(made) is None


@pytest.mark.parametrize("exponent", [0, 1, 2, 65536, 2**64 + 1, P * Q, P * Q + 2, P * Q - 2])
def test_an_exponent_is_odd_and_of_at_most_64_bits(exponent: int) -> None:
    assert isinstance(public_key(rsa_line(P * Q, exponent)), str)


def test_other_kinds_are_not_tried() -> None:
    for text in (*ALIKE["ecdsa"], *ALIKE["ed25519"]):
        made = public_key(text)
        assert isinstance(made, PublicKey)
        assert weakness(secret_of(made)) is None


def test_a_curve_is_named_in_one_way() -> None:
    blob = crafted.ecdsa_maker(256).public
    point = blob[-65:]
    for kind, curve in (
        ("nistp256", b"nistp256"),
        ("ecdsa-sha2-nistp256", b"P-256"),
        ("ecdsa-sha2-", b"nistp256"),
    ):
        assert isinstance(public_key(line(kind, curve, point)), str)


@pytest.mark.parametrize("stolen", [0, 1])
def test_a_secret_is_stolen_in_every_key_that_has_it(stolen: int) -> None:
    maker = crafted.ecdsa_maker(256)
    point = maker.public[-65:]
    x, y = point[1:33], int.from_bytes(point[33:], "big")
    field = 2**256 - 2**224 + 2**192 + 2**96 - 1
    twin = line("ecdsa-sha2-nistp256", b"nistp256", b"\x04" + x + (field - y).to_bytes(32, "big"))
    signed = oracle.review(maker.armored())
    people = oracle.roster(crafted.line(maker.public))
    assert oracle.checked(signed, people).verdict is Verdict.VALID
    keys = people["reviewer-a"]["keys"]
    keys.append({"from": "2026-01-01", "key": twin})
    assert oracle.checked(signed, people).verdict is Verdict.VALID
    keys[stolen]["stolen"] = True
    assert check_signature(signed, people, INSTANCE).verdict is Verdict.KEY_STOLEN
    keys[stolen] = {"from": "2026-01-01", "key": key("reviewer-b").public, "stolen": True}
    assert (oracle.checked(signed, people).verdict is Verdict.VALID) == (stolen == 1)
