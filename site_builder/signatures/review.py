"""Reviews: what a reviewer signs, and whether one carries its reviewer's signature over exactly what it says.

The armored signatures are those that `ssh-keygen -Y sign` writes (SSHSIG: OpenSSH, PROTOCOL.sshsig), in one form each:
`kept` makes it when a review is filed, and everything else reads nothing but that. So nobody can make a second
signature of one without the key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Final

from site_builder.canonical import canonical
from site_builder.days import covers
from site_builder.model import Key, Review, ReviewerData
from site_builder.signatures.public_key import (
    PublicKey,
    Reader,
    Unreadable,
    fingerprint,
    made_by,
    one_value,
    public_key,
    read_key,
    string,
)

NAMESPACE: Final = "handlelists-review"
"""SSHSIG namespace: a signature made for git, mail or another tool never counts as a review."""


_SIGNED: Final = ("claim", "date", "number", "record", "reviewer", "verdict")


def review_message(review: Review, instance: str) -> bytes:
    """Return what is signed by a review's reviewer: RFC 8785 of `_SIGNED` and the instance's id, without a line feed.

    The claim's digest covers the list, so a signature for another list is one over another claim.
    """
    return canonical({"instance": instance, **{name: getattr(review, name) for name in _SIGNED}})


class Verdict(Enum):
    """The verdict on a review's signature."""

    VALID = "the signature is valid"
    UNSIGNED = "there is no signature"
    UNREADABLE = "the signature cannot be read"
    OTHER_FORM = "the signature is not in the one form that is kept"
    NO_INSTANCE = "signatures cannot be checked, because lists/instance.yaml cannot be read"
    OTHER_NAMESPACE = "the signature was made for another purpose"
    UNKNOWN_KEY = "the signature was made with a key that is not on the roster"
    OTHER_REVIEWER = "the signature was made with the key of another reviewer"
    KEY_NOT_VALID = "the signature was made with a key that was not valid on that day"
    KEY_STOLEN = "the signature was made with a key that is marked as stolen"
    MISMATCH = "the signature is for another claim, date, instance, number, record, reviewer or verdict"


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """A verdict, and what it is about: the namespace, the key's fingerprint, or the other reviewer's id."""

    verdict: Verdict
    detail: str = ""

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.verdict.value} ({self.detail})" if self.detail else self.verdict.value


def check_signature(
    review: Review, roster: Mapping[str, ReviewerData], instance: str | None
) -> SignatureCheck:
    """Return the verdict on a review's signature, by the keys of a roster, in the instance of this id. Never raises."""
    if review.signature is None:
        return SignatureCheck(Verdict.UNSIGNED)
    found = read_signature(review.signature)
    if found is None:
        return SignatureCheck(Verdict.UNREADABLE if kept(review) == review else Verdict.OTHER_FORM)
    if found.namespace != NAMESPACE:
        return SignatureCheck(Verdict.OTHER_NAMESPACE, found.namespace)
    day = None if review.stops else review.date
    fault = key_fault(fingerprint(found.key), review.reviewer, day, roster)
    if fault is not None or instance is None:
        return fault or SignatureCheck(Verdict.NO_INSTANCE)
    return SignatureCheck(Verdict.VALID if _says(found, review, instance) else Verdict.MISMATCH)


def key_fault(
    key: str, reviewer: str, day: str | None, roster: Mapping[str, ReviewerData]
) -> SignatureCheck | None:
    """Return why a key, given by its fingerprint, cannot sign for a reviewer on a day; None where it can.

    Without a day its days do not matter: a stop word needs a key that was ever in the reviewer's entry.
    """
    entry = roster.get(reviewer)
    keys = [known for known in entry.get("keys", ()) if _is(known, key)] if entry is not None else []
    if not keys:
        owner = next((name for name in sorted(roster) if _owns(roster[name], key)), None)
        if owner is not None:
            return SignatureCheck(Verdict.OTHER_REVIEWER, owner)
        return SignatureCheck(Verdict.UNKNOWN_KEY, key)
    if any(known.get("stolen") for known in keys):
        return SignatureCheck(Verdict.KEY_STOLEN, key)
    return None if day is None or covers(keys, day) else SignatureCheck(Verdict.KEY_NOT_VALID, key)


def _says(found: SshSignature, review: Review, instance: str) -> bool:
    try:
        said = review_message(review, instance)
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


def kept(review: Review) -> Review:
    """Return a review as it is filed: its signature in its one form, where it can be read; whether valid or not.

    Of ECDSA signatures OpenSSH itself writes the other form half of the time.
    """
    found = _any_form(review.signature or "")
    return review if found is None else replace(review, signature=found.armored)


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
