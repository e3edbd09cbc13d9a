"""Signatures: whether a review was signed by its reviewer, and over exactly this claim and verdict. Pure."""

from __future__ import annotations

from site_builder.signatures.review import (
    NAMESPACE,
    SignatureCheck,
    Verdict,
    check_signature,
    message,
    verifies,
)

__all__ = ["NAMESPACE", "SignatureCheck", "Verdict", "check_signature", "message", "verifies"]
