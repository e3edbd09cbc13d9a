"""SSHSIG: exactly one armored signature is read, and nothing else."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from site_builder.signatures.public_key import string
from site_builder.signatures.ssh_signature import read_signature, signed_by
from site_builder.signatures.word import Verdict
from tests.unit.signatures import crafted, oracle

if TYPE_CHECKING:
    from collections.abc import Callable

_MAKER = crafted.ed25519_maker()
_SIGNATURE = _MAKER.sign(crafted.to_sign())
_BODY = crafted.body(_MAKER.public, _SIGNATURE)
_GOOD = crafted.armor(_BODY)


@pytest.mark.parametrize("maker", crafted.MAKERS.values(), ids=crafted.MAKERS)
def test_every_kind_of_key_signs(maker: Callable[[], crafted.Maker]) -> None:
    made = maker()
    people = oracle.roster(crafted.line(made.public))
    assert oracle.checked(oracle.review(made.armored()), people).verdict is Verdict.VALID
    other = made.armored(oracle.MESSAGE + b"\n")
    assert oracle.checked(oracle.review(other), people).verdict is Verdict.MISMATCH


def test_the_parts_are_read() -> None:
    found = read_signature(_GOOD)
    assert found is not None
    assert (found.key, found.namespace, found.hash) == (_MAKER.public, oracle.NAMESPACE, "sha512")
    assert found.signature == _SIGNATURE
    assert signed_by(found, oracle.MESSAGE)
    assert not signed_by(found, b"")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        _GOOD.rstrip("\n"),
        f"{_GOOD}\n",
        _GOOD.replace("\n", "\r\n"),
        f"\n{_GOOD}",
        f" {_GOOD}",
        f"{_GOOD}x",
        f"{_GOOD}{_GOOD}",
        _GOOD.replace("BEGIN SSH", "BEGIN PGP"),
        _GOOD.replace("-----END SSH SIGNATURE-----", ""),
        _GOOD.replace("A", "é", 1),
        _GOOD.replace("A", "-", 1),
        _GOOD.replace("U1NI", "U1N", 1),
        "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
        "-----BEGIN SSH SIGNATURE-----",
        crafted.armor(crafted.body(_MAKER.public, _SIGNATURE, namespace=b"n" * 9_000)),
    ],
)
def test_only_one_whole_armor_is_read(text: str) -> None:
    assert read_signature(_GOOD) is not None
    assert read_signature(text) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        _BODY[:-1],
        _BODY + b"\0",
        crafted.body(_MAKER.public, _SIGNATURE, magic=b"SSHSIH"),
        crafted.body(_MAKER.public, _SIGNATURE, version=0),
        crafted.body(_MAKER.public, _SIGNATURE, version=2),
        crafted.body(_MAKER.public, _SIGNATURE, namespace=b""),
        crafted.body(_MAKER.public, _SIGNATURE, namespace="é".encode()),
        crafted.body(_MAKER.public, _SIGNATURE, hash_name=b"sha1"),
        crafted.body(_MAKER.public, _SIGNATURE, hash_name=b"SHA512"),
        crafted.body(_MAKER.public, _SIGNATURE, reserved=b"x"),
        crafted.body(_MAKER.public, _MAKER.sign(crafted.to_sign(reserved=b"x")), reserved=b"x"),
        _BODY[:10] + (2**32 - 1).to_bytes(4, "big") + _BODY[14:],
    ],
    ids=[
        "nothing", "cut", "longer", "magic", "version 0", "version 2", "no namespace", "namespace", "sha1",
        "SHA512", "reserved", "reserved and signed", "length",
    ],
)  # fmt: skip
def test_only_the_format_itself_is_read(data: bytes) -> None:
    assert read_signature(crafted.armor(data)) is None


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"\0",
        string(b"ssh-ed25519"),
        string(b"ssh-ed25519") + string(b""),
        _SIGNATURE[:-1],
        _SIGNATURE + b"\0",
        string(b"ssh-rsa") + _SIGNATURE[15:],
        string(b"sk-ssh-ed25519@openssh.com") + _SIGNATURE[15:] + b"\x01" + bytes(4),
    ],
)
def test_the_signature_inside_is_read_as_strictly(signature: bytes) -> None:
    people = oracle.roster(crafted.line(_MAKER.public))
    text = crafted.armor(crafted.body(_MAKER.public, signature))
    assert oracle.checked(oracle.review(text), people).verdict in (Verdict.MISMATCH, Verdict.UNREADABLE)


def test_rsa_never_signs_with_sha1() -> None:
    for algorithm, expected in {
        "rsa-sha2-256": Verdict.VALID,
        "rsa-sha2-512": Verdict.VALID,
        "ssh-rsa": Verdict.MISMATCH,
    }.items():
        maker = crafted.rsa_maker(algorithm)
        people = oracle.roster(crafted.line(maker.public))
        assert oracle.checked(oracle.review(maker.armored()), people).verdict is expected


def test_the_message_is_hashed_by_the_hash_that_is_named() -> None:
    digest = hashlib.sha256(oracle.MESSAGE).digest()
    assert crafted.to_sign(hash_name="sha256").endswith(digest)
    people = oracle.roster(crafted.line(_MAKER.public))
    for hash_name, named in (("sha256", "sha256"), ("sha256", "sha512"), ("sha512", "sha256")):
        signature = _MAKER.sign(crafted.to_sign(hash_name=hash_name))
        text = crafted.armor(crafted.body(_MAKER.public, signature, hash_name=named.encode()))
        expected = Verdict.VALID if hash_name == named else Verdict.MISMATCH
        assert oracle.checked(oracle.review(text), people).verdict is expected
