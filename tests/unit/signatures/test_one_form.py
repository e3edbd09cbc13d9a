"""One form: of a good signature nobody can make another that counts, and filing makes the one that does."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.signatures.public_key import Reader, mpint, string
from site_builder.signatures.review import kept
from site_builder.signatures.ssh_signature import read_signature
from site_builder.signatures.word import Verdict
from tests.unit.signatures import crafted, oracle
from tests.unit.signatures.oracle import one_form

if TYPE_CHECKING:
    from collections.abc import Callable

_ED25519_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_KINDS: Final = pytest.mark.parametrize("kind", crafted.MAKERS)
_HASHES: Final = pytest.mark.parametrize("hash_name", ["sha256", "sha512"])


def _verdict(maker: crafted.Maker, armored: str) -> Verdict:
    return oracle.checked(oracle.review(armored), oracle.roster(crafted.line(maker.public))).verdict


def _rewritten(armored: str, change: Callable[[bytes, bytes, bytes], bytes]) -> str:
    """Return an armored signature with its inner one (algorithm, value, rest) made another."""
    found = read_signature(armored)
    assert found is not None
    reader = Reader(found.signature)
    changed = change(reader.string(), reader.string(), reader.rest())
    return replace(found, signature=changed).armored


@_KINDS
@_HASHES
def test_the_form_of_ssh_keygen_is_the_one_that_is_kept(kind: str, hash_name: str) -> None:
    maker = crafted.MAKERS[kind]()
    good = maker.armored(hash_name=hash_name)
    assert _verdict(maker, good) is Verdict.VALID
    assert one_form(good) == good


@_KINDS
@_HASHES
@pytest.mark.parametrize(
    "wrapped",
    [
        lambda text: text.rstrip("\n"),
        lambda text: f"{text}\n",
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("-\n", "-\n\n", 1),
        lambda text: text.replace("\n", "\n ", 2),
        lambda text: text[:60] + "\n" + text[60:],
        lambda text: text[:100] + text[101:],
        lambda text: "\n".join(
            (
                "-----BEGIN SSH SIGNATURE-----",
                "".join(text.split("\n")[1:-2]),
                "-----END SSH SIGNATURE-----",
                "",
            )
        ),
    ],
    ids=["no end of line", "two", "Windows", "empty line", "indented", "short line", "long line", "one line"],
)
def test_another_armor_does_not_count_until_it_is_filed(
    kind: str, hash_name: str, wrapped: Callable[[str], str]
) -> None:
    maker = crafted.MAKERS[kind]()
    good = maker.armored(hash_name=hash_name)
    other = wrapped(good)
    assert other != good
    assert _verdict(maker, other) is Verdict.OTHER_FORM
    assert kept(oracle.review(other)) == oracle.review(good)


def test_bits_that_base64_leaves_over_are_zero() -> None:
    maker = crafted.ecdsa_maker(256)
    good = next(
        text
        for text in (maker.armored(str(number).encode()) for number in range(30))
        if text.split("\n")[-3].endswith("=")
    )
    last = good.split("\n")[-3].rstrip("=")[-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    place = good.rindex(f"{last}=")
    other = good[:place] + alphabet[alphabet.index(last) + 1] + good[place + 1 :]
    lines = ["".join(text.split("\n")[1:-2]) for text in (good, other)]
    assert base64.b64decode(lines[0]) == base64.b64decode(lines[1])
    assert read_signature(good) is not None
    assert read_signature(other) is None
    assert one_form(other) == good


@pytest.mark.parametrize("kind", [kind for kind in crafted.MAKERS if "ecdsa" in kind])
@_HASHES
def test_of_two_ecdsa_signatures_the_one_with_the_lesser_s_counts(kind: str, hash_name: str) -> None:
    maker = crafted.MAKERS[kind]()
    good = maker.armored(hash_name=hash_name)
    order = crafted.order(kind)

    def numbers(value: bytes) -> tuple[int, int]:
        reader = Reader(value)
        return reader.integer(), reader.integer()

    def other(algorithm: bytes, value: bytes, rest: bytes) -> bytes:
        first, second = numbers(value)
        return string(algorithm) + string(mpint(first) + mpint(order - second)) + rest

    def longer(algorithm: bytes, value: bytes, rest: bytes) -> bytes:
        first, second = (string(b"\0" + mpint(number)[4:]) for number in numbers(value))
        return string(algorithm) + string(first + second) + rest

    def more(algorithm: bytes, value: bytes, rest: bytes) -> bytes:
        first, second = numbers(value)
        return string(algorithm) + string(mpint(first) + mpint(second + order)) + rest

    for change in (other, longer):
        changed = _rewritten(good, change)
        assert _verdict(maker, changed) is Verdict.OTHER_FORM
        assert one_form(changed) == good
    assert _verdict(maker, _rewritten(good, more)) is not Verdict.VALID


@pytest.mark.parametrize("algorithm", ["rsa-sha2-256", "rsa-sha2-512"])
@_HASHES
def test_an_rsa_signature_is_as_long_as_the_modulus(algorithm: str, hash_name: str) -> None:
    maker = crafted.rsa_maker(algorithm)
    modulus = Reader(maker.public)
    modulus.string(), modulus.integer()
    size = modulus.integer()

    def value_of(armored: str) -> int:
        found = read_signature(armored)
        assert found is not None
        reader = Reader(found.signature)
        reader.string()
        return int.from_bytes(reader.string(), "big")

    tries = ((text, maker.armored(text, hash_name)) for text in (str(n).encode() for n in range(5000)))
    said, good = next((text, made) for text, made in tries if value_of(made) < 2**2040)
    for length in (255, 257, 300):
        changed = _rewritten(
            good,
            lambda name, value, rest: string(name) + string(value.lstrip(b"\0").rjust(length, b"\0")) + rest,  # noqa: B023
        )
        assert read_signature(changed) is None
        assert one_form(changed) == good, said
    beyond = _rewritten(
        good,
        lambda name, value, _: (
            string(name) + string((int.from_bytes(value, "big") + size).to_bytes(256, "big"))
        ),
    )
    assert _verdict(maker, maker.armored(hash_name=hash_name)) is Verdict.VALID
    assert _verdict(maker, beyond) is Verdict.MISMATCH


@pytest.mark.parametrize("kind", ["ed25519", "sk-ed25519"])
@_HASHES
def test_an_ed25519_signature_beyond_the_order_does_not_count(kind: str, hash_name: str) -> None:
    maker = crafted.MAKERS[kind]()

    def beyond(name: bytes, value: bytes, rest: bytes) -> bytes:
        second = int.from_bytes(value[32:], "little") + _ED25519_ORDER
        return string(name) + string(value[:32] + second.to_bytes(32, "little")) + rest

    good = maker.armored(hash_name=hash_name)
    assert _verdict(maker, _rewritten(good, beyond)) is Verdict.MISMATCH


@pytest.mark.parametrize("kind", ["sk-ed25519", "sk-ecdsa"])
def test_what_a_hardware_key_adds_has_one_form(kind: str) -> None:
    maker = crafted.MAKERS[kind]()
    for added in (b"", b"\x01", b"\x01" + bytes(5), b"\x05" + (7).to_bytes(4, "big"), b"\x01" + bytes(4)):

        def change(name: bytes, value: bytes, _: bytes, added: bytes = added) -> bytes:
            return string(name) + string(value) + added

        assert _verdict(maker, _rewritten(maker.armored(), change)) is Verdict.MISMATCH


@pytest.mark.parametrize("text", ["", "x", "-----BEGIN SSH SIGNATURE-----", "é" * 20])
def test_what_is_no_signature_is_left_as_it_is(text: str) -> None:
    assert kept(oracle.review(text)).signature == text
