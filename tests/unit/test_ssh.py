"""Signing: ssh-keygen does it, by a key in a file or in an agent, and what hinders it is said in a sentence."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from site_builder import ssh
from site_builder.errors import SigningError
from site_builder.signatures.review import NAMESPACE
from site_builder.signatures.word import Verdict
from tests.keys import key
from tests.unit.signatures import oracle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@oracle.needed
def test_a_private_key_in_a_file_signs(tmp_path: Path) -> None:
    made = key("reviewer-a")
    signature = ssh.sign(oracle.MESSAGE, made.private_file(tmp_path), NAMESPACE)
    # Ed25519 signatures are the same whoever makes them.
    assert signature == made.sign(oracle.MESSAGE)


@oracle.needed
def test_many_messages_are_signed_by_one_call_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = key("reviewer-a")
    secret = made.private_file(tmp_path)
    monkeypatch.chdir(tmp_path)
    messages = [f"message {number}".encode() for number in range(12)]
    signed = ssh.sign_all(messages, secret.relative_to(tmp_path), NAMESPACE)
    assert signed == tuple(map(made.sign, messages))
    (tmp_path / "none").write_text("no key")
    with pytest.raises(SigningError, match="did not sign"):
        ssh.sign_all(messages, tmp_path / "none", NAMESPACE)


@pytest.fixture(name="agent")
def an_agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Start an agent that holds a key of which only the public half is in a file; give that file."""
    private = oracle.generate(tmp_path, "-t", "ed25519")
    # It chooses the place of its socket itself: a path below tmp_path may be too long for one.
    told = subprocess.run(("ssh-agent", "-s"), capture_output=True, text=True, check=True).stdout
    values = dict(re.findall(r"^(SSH_[A-Z_]+)=([^;]+);", told, flags=re.MULTILINE))
    try:
        monkeypatch.setenv("SSH_AUTH_SOCK", values["SSH_AUTH_SOCK"])
        subprocess.run(("ssh-add", "-q", str(private)), check=True, capture_output=True)
        private.unlink()
        yield tmp_path / "key.pub"
    finally:
        os.kill(int(values["SSH_AGENT_PID"]), signal.SIGTERM)


@oracle.needed
def test_an_agent_signs_by_the_public_half(agent: Path) -> None:
    signature = ssh.sign(oracle.MESSAGE, agent, NAMESPACE)
    people = oracle.roster(oracle.public(agent.with_suffix("")))
    assert oracle.checked(oracle.review(signature), people).verdict is Verdict.VALID


@oracle.needed
def test_a_key_that_no_agent_holds_does_not_sign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    private = key("reviewer-a").private_file(tmp_path)
    private.unlink()
    public = private.with_name(f"{private.name}.pub")
    with pytest.raises(SigningError, match="did not sign"):
        ssh.sign(oracle.MESSAGE, public, NAMESPACE)
    assert capfd.readouterr().err


def test_a_key_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(SigningError, match="there is no key"):
        ssh.sign(b"", tmp_path / "nowhere", NAMESPACE)
    with pytest.raises(SigningError, match="there is no key"):
        ssh.sign(b"", tmp_path, NAMESPACE)


@oracle.needed
def test_what_ssh_keygen_says_reaches_the_user(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken"
    broken.write_text("no key at all", encoding="ascii")
    broken.chmod(0o600)
    with pytest.raises(SigningError, match="did not sign"):
        ssh.sign(b"", broken, NAMESPACE)
    assert "broken" in capfd.readouterr().err


def test_without_ssh_keygen_an_error_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = key("reviewer-a").private_file(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SigningError, match="not installed") as caught:
        ssh.sign(b"", made, NAMESPACE)
    assert caught.value.hint == "install OpenSSH"


def _stand_in(folder: Path, script: str) -> None:
    program = folder / "ssh-keygen"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    program.chmod(0o755)


def test_a_program_that_says_nothing_did_not_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = key("reviewer-a").private_file(tmp_path)
    _stand_in(tmp_path, "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SigningError, match="did not sign"):
        ssh.sign(b"message", made, NAMESPACE)


def test_line_ends_of_windows_are_not_part_of_a_signature(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = key("reviewer-a").private_file(tmp_path)
    armor = ssh.sign(b"message", made, NAMESPACE)
    (tmp_path / "armor").write_bytes(armor.replace("\n", "\r\n").encode())
    _stand_in(tmp_path, f"/bin/cat {tmp_path / 'armor'}")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ssh.sign(b"message", made, NAMESPACE) == armor


def test_the_message_goes_by_standard_input_and_no_shell_reads_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = key("reviewer-a").private_file(tmp_path, "a key; $(exit 1) 'of mine'")
    _stand_in(
        tmp_path,
        'echo "-----BEGIN SSH SIGNATURE-----"; for part in "$@"; do printf "%s\\n" "$part"; done; /bin/cat',
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    told = ssh.sign(b'{"message":1}', made, NAMESPACE).split("\n")
    assert told[1:] == ["-q", "-Y", "sign", "-n", "handlelists-review", "-f", str(made), '{"message":1}']
