"""SSH signatures: armored, as `ssh-keygen -Y sign` writes them (SSHSIG: OpenSSH, PROTOCOL.sshsig), in one form each.

`one_form` makes it when something signed is filed, and everything else reads nothing but that. So nobody can make a
second signature of one without the key.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from site_builder.signatures.public_key import (
    PublicKey,
    Reader,
    Unreadable,
    made_by,
    one_value,
    read_key,
    string,
)

_BEGIN: Final = "-----BEGIN SSH SIGNATURE-----"
_END: Final = "-----END SSH SIGNATURE-----"
_MAGIC: Final = b"SSHSIG"
_VERSION: Final = 1
_LONGEST: Final = 10_000
"""Characters of an armored signature; one by an RSA key of 16,384 bits has about 6,000. The schemas say the same."""
_HASHES: Final = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}


_LINE: Final = 70
"""Characters of a line of base64, as ssh-keygen writes them."""


@dataclass(frozen=True, slots=True)
class SshSignature:
    """What an armored signature holds."""

    key: bytes
    """Wire form of the public key that it says made it."""
    namespace: str
    hash: str
    signature: bytes

    @property
    def armored(self) -> str:
        """Return it as it is kept, byte for byte as `ssh-keygen` writes what it holds."""
        parts = (self.key, self.namespace.encode("ascii"), b"", self.hash.encode("ascii"), self.signature)
        blob = _MAGIC + _VERSION.to_bytes(4, "big") + b"".join(map(string, parts))
        text = base64.b64encode(blob).decode("ascii")
        lines = [text[start : start + _LINE] for start in range(0, len(text), _LINE)]
        return "\n".join((_BEGIN, *lines, _END, ""))


@lru_cache(maxsize=65_536)
def read_signature(armored: str) -> SshSignature | None:
    """Return what an armored signature holds, None where it is not one in its one form."""
    found = _any_form(armored)
    return found if found is not None and found.armored == armored else None


def one_form(armored: str) -> str:
    """Return an armored signature as it is kept: in its one form, where it can be read; whether valid or not.

    Of ECDSA signatures OpenSSH itself writes the other form half of the time.
    """
    found = _any_form(armored)
    return armored if found is None else found.armored


@lru_cache(maxsize=65_536)
def _any_form(armored: str) -> SshSignature | None:
    if len(armored) > _LONGEST or not armored.isascii():
        return None
    text = " ".join(armored.split())
    if not (text.startswith(f"{_BEGIN} ") and text.endswith(f" {_END}")):
        return None
    try:
        found = _read(base64.b64decode("".join(text[len(_BEGIN) : -len(_END)].split()), validate=True))
        key = read_key(found.key)
        value = one_value(key, found.signature) if isinstance(key, PublicKey) else found.signature
        return replace(found, signature=value)
    except (binascii.Error, ValueError, Unreadable):
        return None


_RESULTS: Final[dict[bytes, bool]] = {}
"""What was found of each signature and message, by a digest of both. The history asks first, then the build: a bound
would forget the first answer before the second question where reviews are many."""


def signed_by(found: SshSignature, message: bytes) -> bool:
    """Return whether a signature is one over the message, by the key that it names. Worked out once a process."""
    parts = (found.key, found.namespace.encode(), found.hash.encode(), found.signature, message)
    name = hashlib.sha256(b"".join(string(part) for part in parts)).digest()
    if name not in _RESULTS:
        _RESULTS[name] = _signed_by(found, message)
    return _RESULTS[name]


def _signed_by(found: SshSignature, message: bytes) -> bool:
    key = read_key(found.key)
    if not isinstance(key, PublicKey):
        return False
    digest = _HASHES[found.hash](message).digest()
    parts = (found.namespace.encode("ascii"), b"", found.hash.encode("ascii"), digest)
    return made_by(key, found.signature, _MAGIC + b"".join(string(part) for part in parts))


def _read(blob: bytes) -> SshSignature:
    reader = Reader(blob)
    if reader.take(len(_MAGIC)) != _MAGIC or reader.number() != _VERSION:
        raise Unreadable
    key, namespace = reader.string(), reader.word()
    reserved, name, signature = reader.string(), reader.word(), reader.string()
    reader.end()
    # What is reserved is empty today. ssh-keygen ignores it, although it is not signed: anything could be put there.
    if reserved or not namespace or name not in _HASHES:
        raise Unreadable
    return SshSignature(key, namespace, name, signature)
