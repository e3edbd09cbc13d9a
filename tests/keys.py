"""Keys of invented people, made from their names: the same on every machine, worth nothing anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from site_builder.signatures.review import NAMESPACE, check_signature
from site_builder.signatures.word import Verdict

INSTANCE: Final = "0b9bb5e4-6f1c-4c0a-9c1e-7d2f3a4b5c6d"
"""Id of the instances of tests: of the minimal one (`tests/cases/_base/`) and of the signed one."""

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from site_builder.model import Review, ReviewerData


@dataclass(frozen=True, slots=True)
class TestKey:
    """One Ed25519 key."""

    __test__ = False

    private: Ed25519PrivateKey

    @property
    def blob(self) -> bytes:
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return _string(b"ssh-ed25519") + _string(raw)

    @property
    def public(self) -> str:
        """Return the OpenSSH public key: type and base64, without a comment."""
        return f"ssh-ed25519 {base64.b64encode(self.blob).decode('ascii')}"

    def private_file(self, folder: Path, name: str = "id_ed25519") -> Path:
        """Write an OpenSSH private key and its .pub beside it; return the private one's path."""
        path = folder / name
        path.write_bytes(self.private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        path.chmod(0o600)
        path.with_name(f"{name}.pub").write_text(f"{self.public}\n", encoding="ascii")
        return path

    def sign(self, message: bytes, namespace: str = NAMESPACE, algorithm: str = "sha512") -> str:
        """Return an armored signature as `ssh-keygen -Y sign` makes it."""
        head = (namespace.encode(), b"", algorithm.encode())
        signed = b"".join(map(_string, (*head, hashlib.new(algorithm, message).digest())))
        value = _string(b"ssh-ed25519") + _string(self.private.sign(b"SSHSIG" + signed))
        parts = b"".join(map(_string, (self.blob, *head, value)))
        text = base64.b64encode(b"SSHSIG" + (1).to_bytes(4, "big") + parts).decode("ascii")
        lines = [text[start : start + 70] for start in range(0, len(text), 70)]
        return "\n".join(("-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""))


@cache
def key(name: str) -> TestKey:
    """Return the key of an invented person."""
    seed = hashlib.sha256(f"handlelists test key of {name}".encode()).digest()
    return TestKey(Ed25519PrivateKey.from_private_bytes(seed))


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def message(**said: str | int) -> bytes:
    """Return what a reviewer signs: claim, date, record, reviewer and verdict; the first word in the instance of tests.

    Of text without control characters and small numbers this is the RFC 8785 form.
    """
    whole = {"instance": INSTANCE, "number": 1} | said
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def verifies(review: Review, roster: Mapping[str, ReviewerData]) -> bool:
    """Return whether a review is signed by its reviewer, with a key that was valid on its date."""
    return check_signature(review, roster, INSTANCE).verdict is Verdict.VALID
