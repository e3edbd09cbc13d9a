"""What ssh-keygen makes is taken, and on what it refuses the two agree."""

from __future__ import annotations

import os
import random
import subprocess
from typing import TYPE_CHECKING

import pytest

from site_builder import ssh
from site_builder.errors import SigningError
from site_builder.signatures import NAMESPACE, Verdict, check_signature, message
from tests.keys import key as made_key
from tests.unit.signatures import oracle

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = oracle.needed
_KEYS = {
    "ed25519": ("-t", "ed25519"),
    "ecdsa-256": ("-t", "ecdsa", "-b", "256"),
    "ecdsa-384": ("-t", "ecdsa", "-b", "384"),
    "ecdsa-521": ("-t", "ecdsa", "-b", "521"),
    "rsa-2048": ("-t", "rsa", "-b", "2048"),
    "rsa-3072": ("-t", "rsa", "-b", "3072"),
}


@pytest.fixture(scope="module", params=_KEYS, name="key")
def every_kind_of_key(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return oracle.generate(tmp_path_factory.mktemp("keys"), *_KEYS[request.param])


def test_the_message_is_the_canonical_form() -> None:
    said = {"claim": oracle.CLAIM, "date": "2026-06-01", "record": "7k3f9q2m4d1p"}
    assert message(**said, reviewer="reviewer-a", verdict="confirm") == oracle.MESSAGE
    assert NAMESPACE == oracle.NAMESPACE


@pytest.mark.parametrize("hash_name", ["sha256", "sha512"])
def test_what_ssh_keygen_signs_is_valid(key: Path, hash_name: str) -> None:
    signature = oracle.sign(key, hash_name=hash_name)
    found = check_signature(oracle.review(signature), oracle.roster(oracle.public(key)))
    assert found.verdict is Verdict.VALID


@pytest.mark.parametrize(
    "changed",
    [
        {"claim": "0" * 64},
        {"date": "2026-06-02"},
        {"record": "7k3f9q2m4d1q"},
        {"verdict": "reject"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_signature_for_anything_else_never_counts(key: Path, changed: dict[str, str]) -> None:
    found = check_signature(oracle.review(oracle.sign(key), **changed), oracle.roster(oracle.public(key)))
    assert found.verdict is Verdict.MISMATCH


def test_a_signature_in_another_namespace_never_counts(key: Path) -> None:
    signature = oracle.sign(key, namespace="git")
    found = check_signature(oracle.review(signature), oracle.roster(oracle.public(key)))
    assert (found.verdict, found.detail) == (Verdict.OTHER_NAMESPACE, "git")


def test_a_key_counts_for_its_owner_and_on_its_days_only(key: Path) -> None:
    signature, public = oracle.sign(key), oracle.public(key)
    other = made_key("another").public
    as_other = check_signature(oracle.review(signature), oracle.roster(other, reviewer_b=public))
    assert (as_other.verdict, as_other.detail) == (Verdict.OTHER_REVIEWER, "reviewer-b")
    told = subprocess.run(("ssh-keygen", "-l", "-f", f"{key}.pub"), capture_output=True, check=True).stdout
    unknown = check_signature(oracle.review(signature), oracle.roster(other))
    assert (unknown.verdict, unknown.detail) == (Verdict.UNKNOWN_KEY, told.decode().split()[1])
    late = oracle.roster(public)
    late["reviewer-a"]["keys"][0]["from"] = "2026-06-02"
    early = oracle.roster(public)
    early["reviewer-a"]["keys"][0]["until"] = "2026-05-31"
    on_the_day = oracle.roster(public)
    on_the_day["reviewer-a"]["keys"][0] |= {"from": "2026-06-01", "until": "2026-06-01"}
    verdicts = [
        check_signature(oracle.review(signature), people).verdict for people in (late, early, on_the_day)
    ]
    assert verdicts == [Verdict.KEY_NOT_VALID, Verdict.KEY_NOT_VALID, Verdict.VALID]


def test_the_two_agree_on_damaged_signatures(key: Path, tmp_path: Path) -> None:
    chosen = random.Random(7)  # noqa: S311 - the same damage every time
    signature, public = oracle.sign(key), oracle.public(key)
    for _ in range(25):
        place = chosen.randrange(30, len(signature) - 40)
        letter = chosen.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\n ")
        damaged = signature[:place] + letter + signature[place + 1 :]
        ours = check_signature(oracle.review(damaged), oracle.roster(public)).verdict is Verdict.VALID
        theirs = oracle.verifies(tmp_path, public, damaged)
        # Ours may be stricter about white space; it never takes what ssh-keygen refuses.
        assert theirs or not ours
        if damaged == signature:
            assert ours


def test_the_keys_of_tests_sign_as_ssh_keygen_does(tmp_path: Path) -> None:
    made = made_key("reviewer-a")
    assert oracle.verifies(tmp_path, made.public, made.sign(oracle.MESSAGE))
    assert ssh.sign(oracle.MESSAGE, made.private_file(tmp_path)) == made.sign(oracle.MESSAGE)


def test_an_agent_signs_by_the_public_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private = oracle.generate(tmp_path, "-t", "ed25519")
    # A path that is short enough for a socket.
    started = subprocess.run(("ssh-agent", "-s"), capture_output=True, check=True).stdout.decode()
    values = dict(
        part.split("=", 1) for part in started.split("; ") if "=" in part for part in [part.split("\n")[-1]]
    )
    try:
        monkeypatch.setenv("SSH_AUTH_SOCK", values["SSH_AUTH_SOCK"])
        subprocess.run(("ssh-add", "-q", str(private)), check=True, capture_output=True)
        public = oracle.public(private)
        private.unlink()
        signature = ssh.sign(oracle.MESSAGE, tmp_path / "key.pub")
    finally:
        os.kill(int(values["SSH_AGENT_PID"]), 15)
    assert check_signature(oracle.review(signature), oracle.roster(public)).verdict is Verdict.VALID


def test_a_key_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(SigningError, match="no key"):
        ssh.sign(b"", tmp_path / "nowhere")
    (tmp_path / "broken").write_text("no key at all", encoding="ascii")
    (tmp_path / "broken").chmod(0o600)
    with pytest.raises(SigningError, match="did not sign"):
        ssh.sign(b"", tmp_path / "broken")


def test_without_ssh_keygen_an_error_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = made_key("reviewer-a").private_file(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SigningError, match="not installed"):
        ssh.sign(b"", made)
