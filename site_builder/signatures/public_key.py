"""Public keys: what a key of the roster is, and whether it made a signature (RFC 4253, 5656, 8332, 8709).

Hardware keys sign what OpenSSH's PROTOCOL.u2f says: the digest of the application's name, a byte of flags, a counter
and the digest of the message.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

_CURVES: Final[dict[str, tuple[ec.EllipticCurve, hashes.HashAlgorithm]]] = {
    "nistp256": (ec.SECP256R1(), hashes.SHA256()),
    "nistp384": (ec.SECP384R1(), hashes.SHA384()),
    "nistp521": (ec.SECP521R1(), hashes.SHA512()),
}
_RSA_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "rsa-sha2-256": hashes.SHA256(),
    "rsa-sha2-512": hashes.SHA512(),
}
_ORDERS: Final[dict[str, int]] = {
    "nistp256": 2**256 - 2**224 + 2**192 - 0x4319055258E8617B0C46353D039CDAAF,
    "nistp384": 2**384 - 0x389CB27E0BC8D220A7E5F24DB74F58851313E695333AD68D,
    "nistp521": 2**521 - 0x5AE79787C40D069948033FEB708F65A2FC44A36477663B851449048E16EC79BF7,
}
"""How many multiples the base point of each curve has (SEC 2, 2.4.2, 2.5.1, 2.6.1)."""
_RSA_BITS: Final = (2048, 16384)
_UNCOMPRESSED: Final = b"\x04"
_PRESENT: Final = 0x01
_ED25519: Final = "ssh-ed25519"
_RSA: Final = "ssh-rsa"
_SK_ED25519: Final = "sk-ssh-ed25519@openssh.com"
_SK_ECDSA: Final = "sk-ecdsa-sha2-nistp256@openssh.com"
_ECDSA: Final = {f"ecdsa-sha2-{curve}": curve for curve in _CURVES} | {_SK_ECDSA: "nistp256"}
_NO_POINT: Final = "its point or number is not one that its type allows"

_PRIME: Final = 2**255 - 19
_D: Final = -121665 * pow(121666, -1, _PRIME) % _PRIME
_POINT_LENGTH: Final = 32

_Key = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One public key that may sign reviews."""

    blob: bytes
    """Its wire form, by which two keys are the same."""
    algorithm: str
    curve: str
    application: bytes
    key: _Key


@lru_cache(maxsize=4096)
def fingerprint(blob: bytes) -> str:
    """Return the fingerprint of a key's wire form: `SHA256:` and unpadded base64."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode("ascii").rstrip("=")


def public_key(text: str) -> PublicKey | str:
    """Return the key that an OpenSSH line (type and base64) names, or why it cannot be used."""
    kind, _, rest = text.partition(" ")
    try:
        blob = base64.b64decode(rest, validate=True)
    except (binascii.Error, ValueError):
        return "its base64 is broken"
    if not blob or base64.b64encode(blob).decode("ascii") != rest:
        return "its base64 is not in the one form that OpenSSH writes"
    made = read_key(blob)
    if isinstance(made, PublicKey) and made.algorithm != kind:
        return f"it says {kind} but holds {made.algorithm}"
    return made


@lru_cache(maxsize=4096)
def read_key(blob: bytes) -> PublicKey | str:
    """Return the key in a wire form, or why it cannot be used."""
    try:
        return _read(blob)
    except Unreadable:
        return "it is incomplete or damaged"
    except (ValueError, UnsupportedAlgorithm):
        return _NO_POINT


def _read(blob: bytes) -> PublicKey | str:
    reader = Reader(blob)
    algorithm = reader.word()
    key: _Key
    curve, application = "", b""
    if algorithm in (_ED25519, _SK_ED25519):
        point = reader.string()
        if not is_point(point):
            return _NO_POINT
        if is_weak(point):
            return "anyone could sign for it: it has no secret"
        key = ed25519.Ed25519PublicKey.from_public_bytes(point)
    elif algorithm == _RSA:
        numbers = rsa.RSAPublicNumbers(reader.integer(), reader.integer())
        fault = _rsa_fault(numbers)
        if fault is not None:
            return fault
        key = numbers.public_key()
    elif algorithm in _ECDSA:
        curve, point = reader.word(), reader.string()
        if curve != _ECDSA[algorithm]:
            raise Unreadable
        # As OpenSSH does: a key has one form, or it could be on the roster twice.
        if not point.startswith(_UNCOMPRESSED):
            return _NO_POINT
        key = ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[curve][0], point)
    else:
        return "keys of this type may not sign reviews"
    if algorithm in (_SK_ED25519, _SK_ECDSA):
        application = reader.string()
    reader.end()
    return PublicKey(blob, algorithm, curve, application, key)


def _rsa_fault(numbers: rsa.RSAPublicNumbers) -> str | None:
    bits = numbers.n.bit_length()
    if not _RSA_BITS[0] <= bits <= _RSA_BITS[1]:
        return f"an RSA key of {bits} bits; {_RSA_BITS[0]} to {_RSA_BITS[1]} are allowed"
    return "its exponent has more than 64 bits" if numbers.e >> 64 else None


def one_value(key: PublicKey, signature: bytes) -> bytes:
    """Return a signature (SSH wire form: algorithm, then what it requires) in the one form that counts.

    Of ECDSA that is the lesser of s and n - s, and numbers as short as can be; of RSA as many bytes as the modulus. Of
    Ed25519 (s < L), and of what a hardware key adds, no other form verifies. Raises `Unreadable`.
    """
    reader = Reader(signature)
    algorithm, value = reader.string(), reader.string()
    if isinstance(key.key, rsa.RSAPublicKey):
        value = value.lstrip(b"\0").rjust((key.key.key_size + 7) // 8, b"\0")
    elif isinstance(key.key, ec.EllipticCurvePublicKey):
        inner = Reader(value)
        first, second = (int.from_bytes(inner.string(), "big") for _ in range(2))
        inner.end()
        value = mpint(first) + mpint(min(second, (_ORDERS[key.curve] - second) % _ORDERS[key.curve]))
    return string(algorithm) + string(value) + reader.rest()


def made_by(key: PublicKey, signature: bytes, signed: bytes) -> bool:
    """Return whether a key made a signature over some bytes; that it is in its one form is not looked at."""
    try:
        reader = Reader(signature)
        algorithm, value = reader.word(), reader.string()
        if key.algorithm in (_SK_ED25519, _SK_ECDSA):
            signed = _by_hardware(key, reader, signed)
        reader.end()
        verify = _verifier(key, algorithm, value)
        verify(signed)
    except (Unreadable, InvalidSignature, ValueError):
        return False
    return True


def _by_hardware(key: PublicKey, reader: Reader, signed: bytes) -> bytes:
    """Return what the device signed (PROTOCOL.u2f). Somebody has to have been there and touched it."""
    flags, counter = reader.take(1), reader.take(4)
    if not flags[0] & _PRESENT:
        raise Unreadable
    return hashlib.sha256(key.application).digest() + flags + counter + hashlib.sha256(signed).digest()


def _verifier(key: PublicKey, algorithm: str, value: bytes) -> Callable[[bytes], None]:
    """Return what verifies a signature value, and raises `InvalidSignature`."""
    inner = key.key
    if isinstance(inner, rsa.RSAPublicKey):
        # The key's own name, ssh-rsa, stands for SHA-1 and is not among them.
        if algorithm not in _RSA_HASHES:
            raise Unreadable
        scheme = _RSA_HASHES[algorithm]
        return lambda data: inner.verify(value, data, padding.PKCS1v15(), scheme)
    if algorithm != key.algorithm:
        raise Unreadable
    if isinstance(inner, ed25519.Ed25519PublicKey):
        return lambda data: inner.verify(value, data)
    reader = Reader(value)
    pair = encode_dss_signature(reader.integer(), reader.integer())
    reader.end()
    return lambda data: inner.verify(pair, data, ec.ECDSA(_CURVES[key.curve][1]))


# Ed25519 points (RFC 8032, 5.1). `cryptography` takes any 32 bytes for one.


def is_point(data: bytes) -> bool:
    """Return whether bytes are the one encoding of a point of the curve (RFC 8032, 5.1.3)."""
    y = _y(data)
    if len(data) != _POINT_LENGTH or y >= _PRIME:
        return False
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _PRIME) % _PRIME
    # Euler's criterion. The sign bit of x = 0 has to be clear.
    return pow(square, (_PRIME - 1) // 2, _PRIME) == 1 or (square == 0 and not data[-1] & 0x80)


def is_weak(data: bytes) -> bool:
    """Return whether a point has an order of at most 8: anyone can sign anything for such a key, without a secret."""
    return times_eight(data) == 1


def times_eight(data: bytes) -> int:
    """Return the y of eight times a point.

    It is doubled three times by y as a fraction alone: x² is (y² - 1) / (d·y² + 1), and twice the point has the y
    (y² + x²) / (2 + x² - y²).
    """
    top, bottom = _y(data), 1
    for _ in range(3):
        top, bottom = top * top, bottom * bottom
        x_top, x_bottom = (top - bottom) % _PRIME, (_D * top + bottom) % _PRIME
        here, there = top * x_bottom, bottom * x_top
        top, bottom = (here + there) % _PRIME, (2 * bottom * x_bottom + there - here) % _PRIME
    return top * pow(bottom, -1, _PRIME) % _PRIME


def _y(data: bytes) -> int:
    return int.from_bytes(data, "little") & (2**255 - 1)


_LENGTH: Final = 4


class Unreadable(Exception):  # noqa: N818 - an answer inside this package, not an error of anybody
    """The bytes are not what the format says."""


class Reader:
    """Reads one sequence of bytes from its beginning to its end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def take(self, count: int) -> bytes:
        """Return the next bytes. Raises `Unreadable` where there are not as many."""
        end = self._position + count
        if end > len(self._data):
            raise Unreadable
        taken = self._data[self._position : end]
        self._position = end
        return taken

    def number(self) -> int:
        """Return the next uint32."""
        return int.from_bytes(self.take(_LENGTH), "big")

    def string(self) -> bytes:
        """Return the next string: its length, then as many bytes."""
        return self.take(self.number())

    def integer(self) -> int:
        """Return the next mpint, which has to be positive and in its shortest form."""
        data = self.string()
        if not data or data[0] & 0x80 or (data[0] == 0 and data[1:2] < b"\x80"):
            raise Unreadable
        return int.from_bytes(data, "big")

    def word(self) -> str:
        """Return the next string as ASCII text."""
        try:
            return self.string().decode("ascii")
        except UnicodeDecodeError:
            raise Unreadable from None

    def rest(self) -> bytes:
        """Return everything that is left."""
        return self.take(len(self._data) - self._position)

    def end(self) -> None:
        """Raise `Unreadable` where anything is left."""
        if self._position != len(self._data):
            raise Unreadable


def string(data: bytes) -> bytes:
    """Return bytes as a string of the wire format."""
    return len(data).to_bytes(_LENGTH, "big") + data


def mpint(number: int) -> bytes:
    """Return a number, which is not negative, as a string of the wire format in its shortest form."""
    return string(number.to_bytes(number.bit_length() // 8 + 1, "big") if number else b"")
