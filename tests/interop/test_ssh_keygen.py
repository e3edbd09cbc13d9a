"""What ssh-keygen makes is taken, and on what it refuses the two agree."""

from __future__ import annotations

import random
import re
import subprocess
import textwrap
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import PublicFormat

from site_builder.signatures.review import NAMESPACE, kept
from site_builder.signatures.ssh_signature import read_signature
from site_builder.signatures.word import Verdict
from tests.acceptance.support import REPOSITORY
from tests.keys import key as made_key
from tests.keys import message
from tests.unit.signatures import crafted, oracle

if TYPE_CHECKING:
    from collections.abc import Callable
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
    assert _verdict(signature, oracle.public(key)) is Verdict.VALID


def _verdict(signature: str, public: str) -> Verdict:
    """Return what is said of a signature when it is filed."""
    return oracle.checked(kept(oracle.review(signature)), oracle.roster(public)).verdict


def test_what_is_filed_is_in_one_form_that_ssh_keygen_takes(key: Path, tmp_path: Path) -> None:
    """Of ECDSA signatures ssh-keygen writes either of two forms: which of them, no two runs need agree on."""
    public = oracle.public(key)
    for number in range(12):
        said = oracle.MESSAGE + str(number).encode()
        made = oracle.sign(key, said)
        filed = oracle.one_form(made)
        assert filed is not None
        assert oracle.one_form(filed) == filed
        assert oracle.verifies(tmp_path, public, filed, said)
        assert filed == made or "ecdsa" in public
        assert read_signature(filed) is not None
        assert (read_signature(made) is not None) == (filed == made)


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
    found = oracle.checked(
        kept(oracle.review(oracle.sign(key), **changed)), oracle.roster(oracle.public(key))
    )
    assert found.verdict is Verdict.MISMATCH


def test_a_signature_in_another_namespace_never_counts(key: Path) -> None:
    signature = oracle.sign(key, namespace="git")
    found = oracle.checked(kept(oracle.review(signature)), oracle.roster(oracle.public(key)))
    assert (found.verdict, found.detail) == (Verdict.OTHER_NAMESPACE, "git")


def test_a_key_counts_for_its_owner_and_on_its_days_only(key: Path) -> None:
    signature, public = oracle.sign(key), oracle.public(key)
    other = made_key("another").public
    as_other = oracle.checked(kept(oracle.review(signature)), oracle.roster(other, reviewer_b=public))
    assert (as_other.verdict, as_other.detail) == (Verdict.OTHER_REVIEWER, "reviewer-b")
    told = subprocess.run(("ssh-keygen", "-l", "-f", f"{key}.pub"), capture_output=True, check=True).stdout
    unknown = oracle.checked(kept(oracle.review(signature)), oracle.roster(other))
    assert (unknown.verdict, unknown.detail) == (Verdict.UNKNOWN_KEY, told.decode().split()[1])
    late = oracle.roster(public)
    late["reviewer-a"]["keys"][0]["from"] = "2026-06-02"
    early = oracle.roster(public)
    early["reviewer-a"]["keys"][0]["until"] = "2026-05-31"
    on_the_day = oracle.roster(public)
    on_the_day["reviewer-a"]["keys"][0] |= {"from": "2026-06-01", "until": "2026-06-01"}
    verdicts = [
        oracle.checked(kept(oracle.review(signature)), people).verdict for people in (late, early, on_the_day)
    ]
    assert verdicts == [Verdict.KEY_NOT_VALID, Verdict.KEY_NOT_VALID, Verdict.VALID]


@pytest.mark.parametrize("kind", crafted.MAKERS)
def test_the_two_agree_on_damaged_signatures(kind: str, tmp_path: Path) -> None:
    maker = crafted.MAKERS[kind]()
    signature, public = maker.sign(crafted.to_sign()), crafted.line(maker.public)
    whole = crafted.body(maker.public, signature)
    chosen = random.Random(kind)  # noqa: S311 - the same damage every time
    taken = 0
    for turn in range(30):
        place, flip = chosen.randrange(len(whole)), chosen.randrange(1, 256) if turn else 0
        damaged = crafted.armor(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
        ours = oracle.checked(oracle.review(damaged), oracle.roster(public)).verdict is Verdict.VALID
        assert ours == oracle.verifies(tmp_path, public, damaged), (place, flip)
        taken += ours
    assert taken == 1


@pytest.mark.parametrize("kind", crafted.MAKERS)
def test_the_two_agree_on_damaged_armor(kind: str, tmp_path: Path) -> None:
    maker = crafted.MAKERS[kind]()
    signature, public = maker.armored(), crafted.line(maker.public)
    chosen = random.Random(kind)  # noqa: S311 - the same damage every time
    for _ in range(15):
        place = chosen.randrange(len(signature))
        letter = chosen.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-\n ")
        damaged = signature[:place] + letter + signature[place + 1 :]
        ours = oracle.checked(oracle.review(damaged), oracle.roster(public)).verdict is Verdict.VALID
        # Ours is stricter about white space and about what follows; it never takes what ssh-keygen refuses.
        assert oracle.verifies(tmp_path, public, damaged) or not ours


def test_what_ssh_keygen_refuses_is_refused(tmp_path: Path) -> None:
    """Near misses: a compressed point, a reserved part, RSA with SHA-1."""
    good, reserved = crafted.ed25519_maker(), crafted.to_sign(reserved=b"tag")
    compressed = crafted.ecdsa_maker(256, PublicFormat.CompressedPoint)
    weak = crafted.rsa_maker("ssh-rsa")
    for public, text in (
        (good.public, crafted.armor(crafted.body(good.public, good.sign(reserved), reserved=b"tag"))),
        (compressed.public, compressed.armored()),
        (weak.public, weak.armored()),
    ):
        key = crafted.line(public)
        assert not oracle.verifies(tmp_path, key, text)
        assert oracle.checked(oracle.review(text), oracle.roster(key)).verdict is not Verdict.VALID


def test_the_keys_of_tests_sign_as_ssh_keygen_does(tmp_path: Path) -> None:
    made = made_key("reviewer-a")
    private = made.private_file(tmp_path)
    for hash_name in ("sha256", "sha512"):
        signature = made.sign(oracle.MESSAGE, algorithm=hash_name)
        assert oracle.verifies(tmp_path, made.public, signature)
        assert oracle.sign(private, hash_name=hash_name) == signature


@pytest.mark.parametrize("make", [crafted.sk_ed25519_maker, crafted.sk_ecdsa_maker])
@pytest.mark.parametrize("flags", [0x01, 0x05], ids=["touched", "touched, and a PIN was asked for"])
def test_the_two_agree_on_a_device_that_was_touched(
    make: Callable[[int], crafted.Maker], flags: int, tmp_path: Path
) -> None:
    maker = make(flags)
    key = crafted.line(maker.public)
    assert oracle.checked(oracle.review(maker.armored()), oracle.roster(key)).verdict is Verdict.VALID
    assert oracle.verifies(tmp_path, key, maker.armored())


def test_the_documented_commands_verify_the_documented_signature(tmp_path: Path) -> None:
    page = (REPOSITORY / "docs/reference/signatures.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    script = next(block for block in blocks if "-Y verify" in block)
    done = subprocess.run(
        ("sh", "-e"), input=textwrap.dedent(script), cwd=tmp_path, capture_output=True, text=True, check=True
    )
    (answer,) = re.findall(r"`(Good [^`]+)`", page)
    assert done.stdout.startswith(answer)
