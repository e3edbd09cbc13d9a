"""Public keys: which are taken, and what is said of the others."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from site_builder.signatures.public_key import PublicKey, fingerprint, public_key, string
from tests.keys import key
from tests.unit.signatures import crafted

if TYPE_CHECKING:
    from collections.abc import Callable


def _line(kind: str, *parts: bytes) -> str:
    blob = b"".join(map(string, (kind.encode(), *parts)))
    return f"{kind} {base64.b64encode(blob).decode('ascii')}"


_GOOD = key("reviewer-a")
_KIND, _, _DATA = _GOOD.public.partition(" ")


def test_a_good_key_is_read() -> None:
    made = public_key(_GOOD.public)
    assert isinstance(made, PublicKey)
    assert made.blob == _GOOD.blob
    assert fingerprint(made.blob).startswith("SHA256:")


def test_an_rsa_key_of_1024_bits_is_too_weak() -> None:
    weak = rsa.generate_private_key(65537, 1024).public_key()  # noqa: S505 - too weak on purpose
    line = weak.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode("ascii")
    assert public_key(line) == "an RSA key of 1024 bits; 2048 to 16384 are allowed"


@pytest.mark.parametrize("make", crafted.MAKERS.values(), ids=crafted.MAKERS)
def test_every_kind_is_read(make: Callable[[], crafted.Maker]) -> None:
    maker = make()
    made = public_key(crafted.line(maker.public))
    assert isinstance(made, PublicKey)
    assert made.blob == maker.public


def test_rsa_keys_have_2048_to_16384_bits() -> None:
    for bits, good in {2047: False, 2048: True, 16_384: True, 16_385: False}.items():
        modulus = crafted.number(2**bits - 1)[4:].removeprefix(b"\0")
        shortest = modulus if modulus[0] < 0x80 else b"\0" + modulus
        made = public_key(_line("ssh-rsa", b"\x01\x00\x01", shortest))
        assert isinstance(made, PublicKey) == good, made


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f"{_KIND} {_DATA[:-4]}", "incomplete or damaged"),
        (f"{_KIND} {_DATA[:-1]}", "base64"),
        (f"{_KIND} {_DATA}AAAA", "incomplete or damaged"),
        (f"{_KIND} {_DATA}\n", "base64"),
        (f"ssh-rsa {_DATA}", "holds ssh-ed25519"),
        (_line("ssh-ed25519", b"\x01" * 31), "its point or number is not one"),
        (_line("ssh-dss", b"\x01", b"\x01"), "keys of this type may not sign"),
        (_line("ecdsa-sha2-nistp256", b"nistp384", b"\x04" + b"\x01" * 64), "incomplete or damaged"),
        (_line("ecdsa-sha2-nistp256", b"nistp256", b"\x04" + b"\x01" * 64), "its point or number is not one"),
        (_line("ssh-rsa", b"\x03", b"\x80" + b"\x01" * 255), "incomplete or damaged"),
        (
            crafted.line(crafted.ecdsa_maker(256, PublicFormat.CompressedPoint).public),
            "its point or number is not one",
        ),
        (_line("ecdsa-sha2-nistp256", b"nistp256", b"\0"), "its point or number is not one"),
        (_line("ssh-ed25519", b"\x02" + bytes(31)), "its point or number is not one"),
        (_line("ssh-ed25519", b"\x01" + bytes(31)), "no secret"),
        (_line("sk-ssh-ed25519@openssh.com", b"\x01" + bytes(31), b"ssh:"), "no secret"),
        (_line("sk-ssh-ed25519@openssh.com", _GOOD.blob[-32:]), "incomplete or damaged"),
        (_line("ssh-rsa", b"\x01", b"\0" + b"\xff" * 256), "its point or number is not one"),
        ("", "base64"),
        ("ssh-ed25519 \ud800", "base64"),
        ("ssh-ed25519 ", "base64"),
    ],
)
def test_any_other_is_refused_with_a_reason(line: str, why: str) -> None:
    told = public_key(line)
    assert isinstance(told, str)
    assert why in told
