"""Hardware keys: what their devices sign, made here in software, with ssh-keygen as the oracle."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from site_builder.signatures import NAMESPACE, Verdict, check_signature
from site_builder.signatures.wire import string
from tests.unit.signatures import oracle

if TYPE_CHECKING:
    from pathlib import Path

_APPLICATION = b"ssh:"


def _number(value: int) -> bytes:
    data = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return string(data)


def _signed(flags: int) -> tuple[bytes, bytes]:
    """Return what SSHSIG signs, and what the device makes of it."""
    digest = hashlib.sha512(oracle.MESSAGE).digest()
    blob = b"SSHSIG" + b"".join(map(string, (NAMESPACE.encode(), b"", b"sha512", digest)))
    tail = bytes([flags]) + (7).to_bytes(4, "big")
    return tail, hashlib.sha256(_APPLICATION).digest() + tail + hashlib.sha256(blob).digest()


def _armored(public: bytes, signature: bytes) -> str:
    parts = (public, NAMESPACE.encode(), b"", b"sha512", signature)
    blob = b"SSHSIG" + (1).to_bytes(4, "big") + b"".join(map(string, parts))
    text = base64.b64encode(blob).decode("ascii")
    lines = [text[start : start + 70] for start in range(0, len(text), 70)]
    return "\n".join(("-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""))


def _ed25519(flags: int) -> tuple[str, str]:
    private = ed25519.Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    kind = b"sk-ssh-ed25519@openssh.com"
    raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    public = b"".join(map(string, (kind, raw, _APPLICATION)))
    tail, device = _signed(flags)
    return _line(kind, public), _armored(public, string(kind) + string(private.sign(device)) + tail)


def _ecdsa(flags: int) -> tuple[str, str]:
    private = ec.derive_private_key(0x1234567, ec.SECP256R1())
    kind = b"sk-ecdsa-sha2-nistp256@openssh.com"
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    public = b"".join(map(string, (kind, b"nistp256", point, _APPLICATION)))
    tail, device = _signed(flags)
    first, second = decode_dss_signature(private.sign(device, ec.ECDSA(hashes.SHA256())))
    value = string(_number(first) + _number(second))
    return _line(kind, public), _armored(public, string(kind) + value + tail)


def _line(kind: bytes, public: bytes) -> str:
    return f"{kind.decode()} {base64.b64encode(public).decode('ascii')}"


@oracle.needed
@pytest.mark.parametrize("make", [_ed25519, _ecdsa])
def test_a_touched_device_signs_and_the_oracle_agrees(make: type, tmp_path: Path) -> None:
    key, signature = make(0x01)
    assert check_signature(oracle.review(signature), oracle.roster(key)).verdict is Verdict.VALID
    assert oracle.verifies(tmp_path, key, signature)


@pytest.mark.parametrize("make", [_ed25519, _ecdsa])
def test_a_device_that_nobody_touched_does_not_count(make: type) -> None:
    key, signature = make(0x00)
    assert check_signature(oracle.review(signature), oracle.roster(key)).verdict is Verdict.MISMATCH
