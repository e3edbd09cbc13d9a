"""Signatures and keys put together by hand, so that any part of them can be wrong."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from site_builder.signatures.public_key import string
from tests.unit.signatures import oracle

if TYPE_CHECKING:
    from collections.abc import Callable

P: Final = (3 << 1022) + 1037
Q: Final = (7 << 1021) + 309
R: Final = (15 << 1020) + 1627
LARGE: Final = (3 << 2046) + 439
"""Primes, the last of 2048 bits."""
APPLICATION: Final = b"ssh:"
_ORDERS: Final = {
    "256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "384": int("F" * 48 + "C7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973", 16),
    "521": int("1" + "F" * 65 + "A51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409", 16),
}


def number(value: int) -> bytes:
    """Return a positive number as an mpint (RFC 4251)."""
    return string(value.to_bytes(value.bit_length() // 8 + 1, "big"))


def line(blob: bytes) -> str:
    """Return a key's wire form as an OpenSSH public key."""
    length = int.from_bytes(blob[:4], "big")
    return f"{blob[4 : 4 + length].decode('ascii')} {base64.b64encode(blob).decode('ascii')}"


def rsa_line(modulus: int, exponent: int = 65537) -> str:
    return line(string(b"ssh-rsa") + number(exponent) + number(modulus))


def ed25519_line(raw: bytes) -> str:
    return line(string(b"ssh-ed25519") + string(raw))


def to_sign(
    message: bytes = oracle.MESSAGE,
    *,
    hash_name: str = "sha512",
    reserved: bytes = b"",
    namespace: str = oracle.NAMESPACE,
) -> bytes:
    """Return what SSHSIG signs."""
    digest = hashlib.new(hash_name, message).digest()
    parts = (namespace.encode(), reserved, hash_name.encode(), digest)
    return b"SSHSIG" + b"".join(map(string, parts))


def armor(data: bytes) -> str:
    text = base64.b64encode(data).decode("ascii")
    lines = [text[start : start + 70] for start in range(0, len(text), 70)]
    return "\n".join(("-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""))


def body(  # noqa: PLR0913 - the format has these parts
    public: bytes,
    signature: bytes,
    *,
    namespace: bytes = oracle.NAMESPACE.encode(),
    reserved: bytes = b"",
    hash_name: bytes = b"sha512",
    magic: bytes = b"SSHSIG",
    version: int = 1,
) -> bytes:
    """Return an SSHSIG before it is armored."""
    parts = (public, namespace, reserved, hash_name, signature)
    return magic + version.to_bytes(4, "big") + b"".join(map(string, parts))


@dataclass(frozen=True)
class Maker:
    """A key in software: its wire form, and how it signs; the result is a signature's wire form."""

    public: bytes
    sign: Callable[[bytes], bytes]

    def armored(
        self, message: bytes = oracle.MESSAGE, hash_name: str = "sha512", namespace: str = oracle.NAMESPACE
    ) -> str:
        signature = self.sign(to_sign(message, hash_name=hash_name, namespace=namespace))
        name = namespace.encode()
        return armor(body(self.public, signature, namespace=name, hash_name=hash_name.encode()))


def ecdsa_value(private: ec.EllipticCurvePrivateKey, data: bytes, scheme: hashes.HashAlgorithm) -> bytes:
    """Return the signature of the two that has the lesser s."""
    first, second = decode_dss_signature(private.sign(data, ec.ECDSA(scheme)))
    second = min(second, private.curve.group_order - second)
    return string(number(first) + number(second))


@cache
def ed25519_maker() -> Maker:
    private = ed25519.Ed25519PrivateKey.from_private_bytes(b"m" * 32)
    kind = string(b"ssh-ed25519")
    raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Maker(kind + string(raw), lambda data: kind + string(private.sign(data)))


@cache
def ecdsa_maker(bits: int, form: PublicFormat = PublicFormat.UncompressedPoint) -> Maker:
    curve, scheme = {
        256: (ec.SECP256R1(), hashes.SHA256()),
        384: (ec.SECP384R1(), hashes.SHA384()),
        521: (ec.SECP521R1(), hashes.SHA512()),
    }[bits]
    private = ec.derive_private_key(0x1234567, curve)
    kind = string(f"ecdsa-sha2-nistp{bits}".encode())
    point = private.public_key().public_bytes(Encoding.X962, form)
    public = kind + string(f"nistp{bits}".encode()) + string(point)
    return Maker(public, lambda data: kind + ecdsa_value(private, data, scheme))


@cache
def _rsa_private() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def rsa_maker(algorithm: str) -> Maker:
    private = _rsa_private()
    scheme = {
        "ssh-rsa": hashes.SHA1(),  # noqa: S303 - what must never count
        "rsa-sha2-256": hashes.SHA256(),
        "rsa-sha2-512": hashes.SHA512(),
    }[algorithm]
    numbers = private.public_key().public_numbers()
    public = string(b"ssh-rsa") + number(numbers.e) + number(numbers.n)
    head = string(algorithm.encode())
    return Maker(public, lambda data: head + string(private.sign(data, padding.PKCS1v15(), scheme)))


def _device(data: bytes, flags: int, application: bytes) -> tuple[bytes, bytes]:
    """Return what a hardware key signs (PROTOCOL.u2f), and the flags and counter that go with the signature."""
    tail = bytes([flags]) + (7).to_bytes(4, "big")
    return hashlib.sha256(application).digest() + tail + hashlib.sha256(data).digest(), tail


def sk_ed25519_maker(flags: int, application: bytes = APPLICATION, named: bytes = APPLICATION) -> Maker:
    """Return a hardware key in software; `application` is what it signs for, `named` what its key says."""
    private = ed25519.Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    kind = string(b"sk-ssh-ed25519@openssh.com")
    raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(data: bytes) -> bytes:
        signed, tail = _device(data, flags, application)
        return kind + string(private.sign(signed)) + tail

    return Maker(kind + string(raw) + string(named), sign)


def sk_ecdsa_maker(flags: int, application: bytes = APPLICATION, named: bytes = APPLICATION) -> Maker:
    """Return a hardware key in software; `application` is what it signs for, `named` what its key says."""
    private = ec.derive_private_key(0x1234567, ec.SECP256R1())
    kind = string(b"sk-ecdsa-sha2-nistp256@openssh.com")
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def sign(data: bytes) -> bytes:
        signed, tail = _device(data, flags, application)
        return kind + ecdsa_value(private, signed, hashes.SHA256()) + tail

    return Maker(kind + string(b"nistp256") + string(point) + string(named), sign)


MAKERS: Final[dict[str, Callable[[], Maker]]] = {
    "ed25519": ed25519_maker,
    "ecdsa-256": lambda: ecdsa_maker(256),
    "ecdsa-384": lambda: ecdsa_maker(384),
    "ecdsa-521": lambda: ecdsa_maker(521),
    "rsa-sha2-256": lambda: rsa_maker("rsa-sha2-256"),
    "rsa-sha2-512": lambda: rsa_maker("rsa-sha2-512"),
    "sk-ed25519": lambda: sk_ed25519_maker(0x01),
    "sk-ecdsa": lambda: sk_ecdsa_maker(0x01),
}
"""A key of every kind that may sign."""


def order(kind: str) -> int:
    """Return how many multiples the base point of an ECDSA key's curve has."""
    return _ORDERS.get(kind.rpartition("-")[2], _ORDERS["256"])
