"""Words: whether what somebody says carries their signature, by a key of the roster, over exactly what is said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from site_builder.days import covers
from site_builder.model import Key, ReviewerData
from site_builder.signatures.key_secret import have_one_secret
from site_builder.signatures.public_key import PublicKey, fingerprint, public_key
from site_builder.signatures.ssh_signature import one_form, read_signature, signed_by


class Verdict(Enum):
    """The verdict on the signature of a review or a decision."""

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


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody on the roster says under a signature."""

    signer: str
    signature: str | None
    namespace: str
    message: Callable[[str], bytes]
    """Gives what is signed, in the instance of an id."""
    day: str | None
    """The day on which the key has to be valid (YYYY-MM-DD); None where it need only be in the signer's entry."""


def check_word(word: Word, roster: Mapping[str, ReviewerData], instance: str | None) -> SignatureCheck:
    """Return the verdict on a word's signature, by the keys of a roster, in the instance of this id. Never raises."""
    if word.signature is None:
        return SignatureCheck(Verdict.UNSIGNED)
    found = read_signature(word.signature)
    if found is None:
        other = one_form(word.signature) != word.signature
        return SignatureCheck(Verdict.OTHER_FORM if other else Verdict.UNREADABLE)
    if found.namespace != word.namespace:
        return SignatureCheck(Verdict.OTHER_NAMESPACE, found.namespace)
    fault = key_fault(fingerprint(found.key), word.signer, word.day, roster)
    if fault is not None or instance is None:
        return fault or SignatureCheck(Verdict.NO_INSTANCE)
    try:
        said = word.message(instance)
    except UnicodeEncodeError:  # a lone surrogate, which no message can hold
        return SignatureCheck(Verdict.MISMATCH)
    return SignatureCheck(Verdict.VALID if signed_by(found, said) else Verdict.MISMATCH)


def key_fault(
    key: str, reviewer: str, day: str | None, roster: Mapping[str, ReviewerData]
) -> SignatureCheck | None:
    """Return why a key, given by its fingerprint, cannot sign for a reviewer on a day; None where it can.

    Without a day its days do not matter: a stop word needs a key that was ever in the reviewer's entry.
    """
    entry = roster.get(reviewer)
    keys = [known for known in entry.get("keys", ()) if _is(known, key)] if entry is not None else []
    if entry is None or not keys:
        owner = next((name for name in sorted(roster) if _owns(roster[name], key)), None)
        if owner is not None:
            return SignatureCheck(Verdict.OTHER_REVIEWER, owner)
        return SignatureCheck(Verdict.UNKNOWN_KEY, key)
    if is_stolen(keys[0]["key"], entry):
        return SignatureCheck(Verdict.KEY_STOLEN, key)
    return None if day is None or covers(keys, day) else SignatureCheck(Verdict.KEY_NOT_VALID, key)


def is_stolen(key: str, entry: ReviewerData) -> bool:
    """Return whether the secret of a key, an OpenSSH line, is marked as stolen in any of an entry's keys."""
    return any(known.get("stolen") and have_one_secret(known["key"], key) for known in entry.get("keys", ()))


def _owns(entry: ReviewerData, key: str) -> bool:
    return any(_is(known, key) for known in entry.get("keys", ()))


def _is(key: Key, wanted: str) -> bool:
    known = public_key(key["key"])
    return isinstance(known, PublicKey) and fingerprint(known.blob) == wanted
