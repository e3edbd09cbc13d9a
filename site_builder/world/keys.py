"""Throw-away keys: the Ed25519 keys of invented people, each made from a text by a fixed rule.

The secret key is the SHA-256 of the text, so it is published with the text. Whoever reads it can sign as anybody: the
keys are worth nothing and only show how signed reviews look. Never put one on the roster of a real list.
"""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from site_builder.signatures.review import NAMESPACE


@dataclass(frozen=True, slots=True)
class ThrowAwayKey:
    """One Ed25519 key."""

    private: Ed25519PrivateKey

    @property
    def blob(self) -> bytes:
        """Return the public key's wire form."""
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return _string(b"ssh-ed25519") + _string(raw)

    @property
    def public(self) -> str:
        """Return the OpenSSH public key: type and base64, without a comment."""
        return f"ssh-ed25519 {base64.b64encode(self.blob).decode('ascii')}"

    @property
    def secret(self) -> str:
        """Return the OpenSSH private key, always the same bytes (PROTOCOL.key of OpenSSH; its check number is 0)."""
        raw = self.private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        public = self.blob[-len(raw) :]
        parts = b"".join(map(_string, (b"ssh-ed25519", public, raw + public, b"")))
        private = bytes(8) + parts
        private += bytes(range(1, 1 + -len(private) % 8))
        head = b"openssh-key-v1\0" + b"".join(map(_string, (b"none", b"none", b""))) + (1).to_bytes(4, "big")
        return _armored("OPENSSH PRIVATE KEY", head + _string(self.blob) + _string(private))

    def private_file(self, folder: Path, name: str = "id_ed25519") -> Path:
        """Write an OpenSSH private key and its .pub beside it; return the private one's path."""
        path = folder / name
        path.write_text(self.secret, encoding="ascii")
        path.chmod(0o600)
        path.with_name(f"{name}.pub").write_text(f"{self.public}\n", encoding="ascii")
        return path

    def sign(self, message: bytes, namespace: str = NAMESPACE, algorithm: str = "sha512") -> str:
        """Return an armored signature as `ssh-keygen -Y sign` makes it, in the one form that is kept."""
        head = (namespace.encode(), b"", algorithm.encode())
        signed = b"".join(map(_string, (*head, hashlib.new(algorithm, message).digest())))
        value = _string(b"ssh-ed25519") + _string(self.private.sign(b"SSHSIG" + signed))
        parts = b"".join(map(_string, (self.blob, *head, value)))
        return _armored("SSH SIGNATURE", b"SSHSIG" + (1).to_bytes(4, "big") + parts)


@cache
def made_from(text: str) -> ThrowAwayKey:
    """Return the key that a text stands for: the same on every machine."""
    return ThrowAwayKey(Ed25519PrivateKey.from_private_bytes(hashlib.sha256(text.encode()).digest()))


def _armored(name: str, data: bytes) -> str:
    text = base64.b64encode(data).decode("ascii")
    lines = [text[start : start + 70] for start in range(0, len(text), 70)]
    return "\n".join((f"-----BEGIN {name}-----", *lines, f"-----END {name}-----", ""))


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data
