"""Keys of the tests' invented people, made from their names: the same on every machine, worth nothing anywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from site_builder.signatures.review import check_signature
from site_builder.signatures.word import Verdict
from site_builder.world.keys import ThrowAwayKey, made_from

INSTANCE: Final = "0b9bb5e4-6f1c-4c0a-9c1e-7d2f3a4b5c6d"
"""Id of the instances of tests: of the minimal one (`tests/cases/_base/`) and of the signed one."""

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.model import Review, ReviewerData


def key(name: str) -> ThrowAwayKey:
    """Return the key of an invented person."""
    return made_from(f"handlelists test key of {name}")


def message(**said: str | int) -> bytes:
    """Return what a reviewer signs: claim, date, record, reviewer and verdict; the first word in the instance of tests.

    Of text without control characters and small numbers this is the RFC 8785 form.
    """
    whole = {"instance": INSTANCE, "number": 1} | said
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def verifies(review: Review, roster: Mapping[str, ReviewerData]) -> bool:
    """Return whether a review is signed by its reviewer, with a key that was valid on its date."""
    return check_signature(review, roster, INSTANCE).verdict is Verdict.VALID
