"""Reviews: what a reviewer signs, and whether one carries its reviewer's signature over exactly what it says.

The armored signatures are those that `ssh-keygen -Y sign` writes (SSHSIG: OpenSSH, PROTOCOL.sshsig).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from site_builder.canonical import canonical
from site_builder.days import covers
from site_builder.signatures.public_key import (
    PublicKey,
    Reader,
    Unreadable,
    fingerprint,
    made_by,
    public_key,
    read_key,
    string,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.model import Key, Review, ReviewerData

NAMESPACE: Final = "handlelists-review"
"""SSHSIG namespace: a signature made for git, mail or another tool never counts as a review."""


def message(*, claim: str, date: str, record: str, reviewer: str, verdict: str) -> bytes:
    """Return what is signed: the RFC 8785 form of the five members, without a line feed.

    The claim's digest covers the list, so a signature for another list is one over another claim.
    """
    return canonical(
        {"claim": claim, "date": date, "record": record, "reviewer": reviewer, "verdict": verdict}
    )


def review_message(review: Review) -> bytes:
    """Return what is signed by a review's reviewer."""
    names = ("claim", "date", "record", "reviewer", "verdict")
    return message(**{name: getattr(review, name) for name in names})


class Verdict(Enum):
    """The verdict on a review's signature."""

    VALID = "the signature is valid"
    UNSIGNED = "there is no signature"
    UNREADABLE = "the signature cannot be read"
    OTHER_NAMESPACE = "the signature was made for another purpose"
    UNKNOWN_KEY = "the signature was made with a key that is not on the roster"
    OTHER_REVIEWER = "the signature was made with the key of another reviewer"
    KEY_NOT_VALID = "the signature was made with a key that was not valid on that day"
    MISMATCH = "the signature is for another claim, record, reviewer, verdict or date"


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """A verdict, and what it is about: the namespace, the key's fingerprint, or the other reviewer's id."""

    verdict: Verdict
    detail: str = ""

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.verdict.value} ({self.detail})" if self.detail else self.verdict.value


def check_signature(review: Review, roster: Mapping[str, ReviewerData]) -> SignatureCheck:
    """Return the verdict on a review's signature, by the keys of a roster. Never raises."""
    if review.signature is None:
        return SignatureCheck(Verdict.UNSIGNED)
    found = read_signature(review.signature)
    if found is None:
        return SignatureCheck(Verdict.UNREADABLE)
    if found.namespace != NAMESPACE:
        return SignatureCheck(Verdict.OTHER_NAMESPACE, found.namespace)
    fault = key_fault(fingerprint(found.key), review.reviewer, review.date, roster)
    return fault or SignatureCheck(Verdict.VALID if _says(found, review) else Verdict.MISMATCH)


def key_fault(key: str, reviewer: str, day: str, roster: Mapping[str, ReviewerData]) -> SignatureCheck | None:
    """Return why a key, given by its fingerprint, cannot sign for a reviewer on a day; None where it can."""
    entry = roster.get(reviewer)
    keys = [known for known in entry.get("keys", ()) if _is(known, key)] if entry is not None else []
    if not keys:
        owner = next((name for name in sorted(roster) if _owns(roster[name], key)), None)
        if owner is not None:
            return SignatureCheck(Verdict.OTHER_REVIEWER, owner)
        return SignatureCheck(Verdict.UNKNOWN_KEY, key)
    return None if covers(keys, day) else SignatureCheck(Verdict.KEY_NOT_VALID, key)


def _says(found: SshSignature, review: Review) -> bool:
    try:
        said = review_message(review)
    except UnicodeEncodeError:  # a lone surrogate, which no message can hold
        return False
    return signed_by(found, said)


def _owns(entry: ReviewerData, key: str) -> bool:
    return any(_is(known, key) for known in entry.get("keys", ()))


def _is(key: Key, wanted: str) -> bool:
    known = public_key(key["key"])
    return isinstance(known, PublicKey) and fingerprint(known.blob) == wanted


_BEGIN: Final = "-----BEGIN SSH SIGNATURE-----"
_END: Final = "-----END SSH SIGNATURE-----"
_MAGIC: Final = b"SSHSIG"
_VERSION: Final = 1
_LONGEST: Final = 10_000
"""Characters of an armored signature; one by an RSA key of 16,384 bits has about 6,000. The schemas say the same."""
_HASHES: Final = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}


@dataclass(frozen=True, slots=True)
class SshSignature:
    """What an armored signature holds."""

    key: bytes
    """Wire form of the public key that it says made it."""
    namespace: str
    hash: str
    signature: bytes


@lru_cache(maxsize=65_536)
def read_signature(armored: str) -> SshSignature | None:
    """Return what an armored signature holds, None where it is not one."""
    if len(armored) > _LONGEST or not armored.isascii():
        return None
    lines = armored.rstrip("\n").split("\n")
    if lines[0] != _BEGIN or lines[-1] != _END:
        return None
    try:
        return _read(base64.b64decode("".join(lines[1:-1]), validate=True))
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
