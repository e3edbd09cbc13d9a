"""`ssh-keygen` as the oracle: it makes keys, signs, and says whether a signature is valid."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.model import Review
from site_builder.signatures.review import check_signature, kept
from tests.keys import INSTANCE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from site_builder.model import ReviewerData
    from site_builder.signatures.word import SignatureCheck

NAMESPACE = "handlelists-review"
CLAIM = "3f0c9a5be1d24c7788aa0b6f1e2d3c4b5a69788796a5b4c3d2e1f00112233445"
MESSAGE = (
    f'{{"claim":"{CLAIM}","date":"2026-06-01","instance":"0b9bb5e4-6f1c-4c0a-9c1e-7d2f3a4b5c6d","number":1,'
    '"record":"7k3f9q2m4d1p","reviewer":"reviewer-a","verdict":"confirm"}'
).encode()

needed = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")


def generate(folder: Path, *options: str, name: str = "key") -> Path:
    path = folder / name
    subprocess.run(("ssh-keygen", "-q", "-N", "", "-C", "", *options, "-f", str(path)), check=True)
    return path


def public(path: Path) -> str:
    kind, data, *_ = path.with_name(f"{path.name}.pub").read_text(encoding="ascii").split()
    return f"{kind} {data}"


def sign(path: Path, message: bytes = MESSAGE, namespace: str = NAMESPACE, hash_name: str = "sha512") -> str:
    command = (
        "ssh-keygen",
        "-q",
        "-Y",
        "sign",
        "-n",
        namespace,
        "-O",
        f"hashalg={hash_name}",
        "-f",
        str(path),
    )
    return subprocess.run(command, input=message, capture_output=True, check=True).stdout.decode("ascii")


def verifies(
    folder: Path, key: str, signature: str, message: bytes = MESSAGE, namespace: str = NAMESPACE
) -> bool:
    """Return what `ssh-keygen -Y verify` says."""
    allowed, armored = folder / "allowed", folder / "signature"
    allowed.write_text(f"reviewer-a {key}\n", encoding="ascii")
    armored.write_text(signature, encoding="utf-8")
    command = (
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        str(allowed),
        "-I",
        "reviewer-a",
        "-n",
        namespace,
        "-s",
        str(armored),
    )
    return subprocess.run(command, input=message, capture_output=True, check=False).returncode == 0


def checked(review: Review, people: Mapping[str, ReviewerData]) -> SignatureCheck:
    """Return what is said of a review's signature in the instance of tests."""
    return check_signature(review, people, INSTANCE)


def one_form(signature: str) -> str | None:
    """Return a signature as it is filed."""
    return kept(review(signature)).signature


def review(signature: str | None, **changed: Any) -> Review:
    """Return the review that `MESSAGE` is about, with some of it changed."""
    said: dict[str, Any] = {
        "reviewer": "reviewer-a",
        "list": "quay",
        "record": "7k3f9q2m4d1p",
        "claim": CLAIM,
        "date": "2026-06-01",
        "verdict": "confirm",
        "number": 1,
    } | changed
    return Review(**said, signature=signature, file="lists/quay/reviews/reviewer-a/7k.yaml", pointer="")


def roster(key: str, **others: str) -> dict[str, ReviewerData]:
    """Return a roster in which reviewer-a has a key, and others theirs."""
    keys = {"reviewer-a": key} | {name.replace("_", "-"): text for name, text in others.items()}
    return {
        name: {
            "lists": ["quay"],
            "active": [{"from": "2026-01-01"}],
            "keys": [{"from": "2026-01-01", "key": text}],
        }
        for name, text in keys.items()
    }
