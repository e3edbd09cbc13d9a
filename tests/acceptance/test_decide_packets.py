"""A steward without git: a packet of decisions goes out, an answer comes back, and nobody is shown other words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.cli import packets
from site_builder.load.layout import FileKind, decision_path
from site_builder.settings import LIMITS
from tests.acceptance.signed_world import (
    CONFIRMED_ONCE,
    DECISION,
    LIST,
    VERIFIED,
    WITHHELD,
    World,
    build_world,
    day,
    ordinary,
)
from tests.acceptance.support import fingerprint, handlelists, in_process
from tests.acceptance.test_decide import _LIST, _RETRACT, _WHY
from tests.instance import withholding
from tests.keys import key

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

STEWARD: Final = "steward-a"
NOW: Final = ("--now", f"{day(1)}T12:00:00Z")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("base") / "repository")


@pytest.fixture
def world(base: World, tmp_path: Path) -> World:
    return base.copy(tmp_path / "repository")


@pytest.fixture
def away(tmp_path: Path) -> Path:
    """A folder on another machine: no repository, the steward's key, nothing else."""
    folder = tmp_path / "away"
    (folder / ".ssh").mkdir(parents=True)
    key(STEWARD).private_file(folder / ".ssh", "handlelists")
    return folder


def run(world: World, *arguments: str) -> str:
    done = handlelists(*arguments, *NOW, root=world.root)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def decided(world: World, *arguments: str) -> tuple[str, ...]:
    """Decide something that nobody has signed yet, and return the ids of the decisions."""
    (names,) = re.findall(r"decide sign ([\w ]+?) --", run(world, *arguments, "--unsigned"))
    world.commit("Decided by somebody")
    return tuple(names.split())


def overridden(world: World) -> str:
    """Make many records public and weaken a rule, and return the override of that which nobody has signed yet."""
    world.put(FileKind.LIST, _LIST, ("policy", "quorum"), 2)
    world.put(FileKind.LIST, _LIST, ("policy", "recheck_after_days"), 700)
    world.commit("Ask less often")
    (name,) = decided(world, "decide", "override", "--base", "HEAD~1", *_WHY)
    return name


def send(world: World, away: Path, *names: str, steward: str = STEWARD) -> Path:
    packet = away / "packet.json"
    run(world, "decide", "sign", *names, "--as", steward, "--export", str(packet))
    return packet


def answer(away: Path, *arguments: str, steward: str = STEWARD) -> subprocess.CompletedProcess[str]:
    given = ("decide", "sign", "--as", steward, "--packet", "packet.json", "--key", ".ssh/handlelists")
    return in_process(*given, *arguments, *NOW, folder=away)


def apply(world: World, away: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return handlelists("decide", "sign", "--apply", str(away / "answer.json"), *more, *NOW, root=world.root)


def signers(world: World, name: str) -> list[str]:
    return [item["steward"] for item in world.read(decision_path(name)).get("signatures", ())]


# There and back


def test_decisions_are_signed_without_a_repository_and_filed(world: World, away: Path) -> None:
    names = decided(world, *_RETRACT, "--public-handle")
    packet = send(world, away, *names)
    assert packet.stat().st_mode & 0o777 == 0o600
    done = answer(away)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Quay lists: 2 decisions, sent on" in done.stdout
    assert done.stdout.count(f"Record {VERIFIED}, on the list {LIST}") == 1
    for words in (
        ordinary(VERIFIED)["handle"],
        "Sells tickets that do not exist. Harm: fraud.",
        f"The listing is taken back on {day(1)}, for mistaken-identity.",
        "Undo. The listing was wrong.",
        f"The site names the account as cleared, by the retraction of {day(1)}.",
        "Now send back answer.json: 2 signatures.",
    ):
        assert words in done.stdout
    assert "In this folder" not in done.stdout
    assert (away / "answer.json").stat().st_mode & 0o777 == 0o600
    applied = apply(world, away)
    assert applied.returncode == 0, applied.stdout + applied.stderr
    assert "so far" not in applied.stdout
    assert [signers(world, name) for name in names] == [[STEWARD], [STEWARD]]
    world.commit("Signed")
    assert world.check("HEAD~2").problems.items == ()
    again = apply(world, away)
    assert (again.returncode, f"{STEWARD} signed" in again.stderr) == (2, True)


def test_what_a_release_is_about_is_said_and_what_of_it_is_not_signed(world: World, away: Path) -> None:
    names = decided(world, "decide", "release", WITHHELD, *_WHY)
    send(world, away, *names)
    done = answer(away)
    assert done.returncode == 0, done.stderr
    signed, _, beside = done.stdout.partition("Not signed:\n")
    assert f"Release: {withholding(WITHHELD)} no longer withholds its record." in signed
    assert f"Record {WITHHELD}, on the list {LIST}" in signed
    assert "what is released is the file alone" in beside
    assert "Withheld since 2026-05-20 by maintainer-a, for under-review." in beside
    assert apply(world, away).returncode == 0


def test_an_override_is_shown_whole_and_signed_by_two(world: World, away: Path) -> None:
    for record in CONFIRMED_ONCE:
        world.review("reviewer-b", record)
    world.commit("Many at once")
    (name,) = decided(world, "decide", "override", "--base", "HEAD~1", *_WHY)
    for number, steward in enumerate(("steward-a", "steward-b")):
        key(steward).private_file(away / ".ssh", "handlelists")
        run(
            world,
            "decide",
            "sign",
            name,
            "--as",
            steward,
            "--export",
            str(away / "packet.json"),
            "--base",
            "HEAD~2",
        )
        done = answer(away, steward=steward)
        assert done.returncode == 0, done.stdout + done.stderr
        for record in CONFIRMED_ONCE:
            line = f"  becomes public or one to act upon: {record}, twitter {ordinary(record)['handle']}, of {LIST}"
            assert line in done.stdout.splitlines()
        assert "--base REV" in apply(world, away).stderr
        applied = apply(world, away, "--base", "HEAD~2")
        assert applied.returncode == 0, applied.stdout + applied.stderr
        assert ("Signed by 1 of 2 stewards so far." in applied.stdout) is (number == 0)
        for file in ("packet.json", "answer.json"):
            (away / file).unlink()
    world.commit("Signed")
    assert world.check("HEAD~3").problems.items == ()


def test_what_becomes_weaker_is_shown_line_by_line(world: World, away: Path) -> None:
    name = overridden(world)
    send(world, away, name, "--base", "HEAD~2")
    done = answer(away)
    assert done.returncode == 0, done.stdout + done.stderr
    told = done.stdout.splitlines()
    assert f"  weaker: {_LIST}, /policy/recheck_after_days: 365 to 700" in told
    at = told.index(f"  rules file {_LIST}, changed:")
    assert told[at + 4 : at + 6] == ["    -   recheck_after_days: 365", "    +   recheck_after_days: 700"]


# Hostile packets: refused, or what cannot be known is said

_OTHER: Final = "ab" * 32
SPOILT: Final[dict[str, Callable[[dict[str, Any]], object]]] = {
    "another claim": lambda packet: packet["records"][0]["claim"].update(summary="Something else."),
    "the claim of another decision": lambda packet: packet["decisions"][0]["decision"]["subject"].update(
        claim=_OTHER
    ),
    "no record": lambda packet: packet.pop("records"),
    "another record": lambda packet: packet["decisions"][0]["decision"]["subject"].update(
        record="zzzzzzzzzzzz"
    ),
    "a kind without its subject": lambda packet: packet["decisions"][0]["decision"].update(kind="release"),
    "signatures": lambda packet: packet["decisions"][0]["decision"].update(
        signatures=[
            {"steward": "x", "signature": "-----BEGIN SSH SIGNATURE-----\nAA\n-----END SSH SIGNATURE-----"}
        ]
    ),
    "twice": lambda packet: packet["decisions"].append(packet["decisions"][0]),
    "an override of nothing": lambda packet: packet["decisions"][0].update(
        override={
            "set": {"publish": {}, "remove": {}},
            "claims": [],
            "rules": {"before": {}, "after": {}},
            "texts": [],
        }
    ),
    "another steward": lambda packet: packet["reviewer"].update(id="steward-b"),
    "an escape in a member's name": lambda packet: packet.update({"\x1b]0;x\x07\u202e": 1}),
    "no decision": lambda packet: packet.pop("decisions"),
}


def _refused(world: World, away: Path, spoil: Callable[[dict[str, Any]], object], *names: str) -> str:
    file = send(world, away, *names)
    packet = json.loads(file.read_text())
    spoil(packet)
    file.write_text(json.dumps(packet))
    before = fingerprint(away)
    done = answer(away)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Nothing was written." in done.stdout
    assert not set(done.stdout + done.stderr) & set("\x1b\u202e")
    assert fingerprint(away) == before
    return done.stdout


@pytest.mark.parametrize("name", SPOILT)
def test_a_hostile_packet_is_refused_and_nothing_is_signed(world: World, away: Path, name: str) -> None:
    _refused(world, away, SPOILT[name], *decided(world, *_RETRACT))


OVERRIDES: Final[dict[str, tuple[Callable[[dict[str, Any]], object], str]]] = {
    "the set": (lambda item: item["set"]["publish"].update({VERIFIED: _OTHER}), "the set is not the one"),
    "a part of it": (lambda item: item["set"].update(more={}), "the set is not the one"),
    "the rules before": (lambda item: item["rules"]["before"].update(x=_OTHER), "the rules files before"),
    "the rules after": (lambda item: item["rules"]["after"].pop(_LIST), "the rules files after"),
    "a claim that is none": (
        lambda item: item["claims"].append({"list": "x", "record": VERIFIED}),
        "/claims/0",
    ),
    "a set that is none": (lambda item: item["set"].update(publish={VERIFIED: ["x"]}), "/set/publish"),
}


@pytest.mark.parametrize("name", OVERRIDES)
def test_an_override_that_is_not_what_is_signed_is_refused(world: World, away: Path, name: str) -> None:
    spoil, words = OVERRIDES[name]
    decision = overridden(world)
    said = _refused(
        world, away, lambda packet: spoil(packet["decisions"][0]["override"]), decision, "--base", "HEAD~2"
    )
    assert words in said


def test_what_is_not_in_a_packet_is_not_made_up(world: World, away: Path) -> None:
    for record in CONFIRMED_ONCE:
        world.review("reviewer-b", record)
    world.commit("Many at once")
    (name,) = decided(world, "decide", "override", "--base", "HEAD~1", *_WHY)
    file = send(world, away, name, "--base", "HEAD~2")
    packet = json.loads(file.read_text())
    claims = packet["decisions"][0]["override"]["claims"]
    claims[0]["handle"] = "somebody_else"  # no claim of the set
    file.write_text(json.dumps(packet))
    done = answer(away)
    assert done.returncode == 0, done.stdout + done.stderr
    why = "its claim is not here, so the account is not known"
    assert f"  becomes public or one to act upon: {CONFIRMED_ONCE[0]}, {why}" in done.stdout.splitlines()
    assert "somebody_else" not in done.stdout


def test_a_text_that_was_changed_is_not_shown_as_a_rule(world: World, away: Path) -> None:
    file = send(world, away, overridden(world), "--base", "HEAD~2")
    packet = json.loads(file.read_text())
    texts = packet["decisions"][0]["override"]["texts"]
    assert len(texts) == 2
    texts[:] = [text.replace("700", "366") for text in texts]
    file.write_text(json.dumps(packet))
    done = answer(away)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"rules file {_LIST}, changed, but its text is not here" in done.stdout
    assert "366" not in done.stdout


def test_a_note_never_takes_the_place_of_what_is_signed(world: World, away: Path) -> None:
    first, second = decided(world, *_RETRACT, "--public-handle")
    file = send(world, away, first, second)
    packet = json.loads(file.read_text())
    line = f"The site names the account as cleared, by the retraction of {day(1)}."
    packet["decisions"][0]["notes"] = [line, "One.\n  The appeal of 2026-01-01 is dismissed."]
    file.write_text(json.dumps(packet))
    told = answer(away).stdout.splitlines()
    assert told.count(f"  {line}") == 1
    assert told.count(f"  - {line}") == 1
    assert "  - One.\\u000a  The appeal of 2026-01-01 is dismissed." in told


@pytest.mark.parametrize("data", [b"", b"{}", b"[" * 10000, b'{"a":1,"a":1}', b"\xff"])
def test_what_is_no_answer_or_packet_is_refused(world: World, away: Path, data: bytes) -> None:
    (away / "packet.json").write_bytes(data)
    assert answer(away).returncode == 1
    (away / "answer.json").write_bytes(data)
    before = fingerprint(world.root)
    applied = apply(world, away)
    assert (applied.returncode, "Nothing was written." in applied.stdout) == (1, True)
    assert fingerprint(world.root) == before


# Hostile answers: all of an answer is filed, or nothing


def _spoilt_answer(world: World, away: Path, spoil: Callable[[dict[str, Any]], object]) -> tuple[int, str]:
    names = decided(world, *_RETRACT, "--public-handle")
    send(world, away, *names)
    assert answer(away).returncode == 0
    value = json.loads((away / "answer.json").read_text())
    spoil(value)
    (away / "answer.json").write_text(json.dumps(value))
    before = fingerprint(world.root)
    applied = apply(world, away)
    assert fingerprint(world.root) == before
    return applied.returncode, applied.stdout + applied.stderr


@pytest.mark.parametrize(
    ("spoil", "status", "words"),
    [
        (
            lambda value: value.update(instance="5d0e8f7a-6c1b-4a54-9d5e-2f1f7f3f9b10"),
            1,
            "for another instance",
        ),
        (lambda value: value.update(reviewer="steward-b"), 1, "key of another reviewer (steward-a)"),
        (lambda value: value.update(reviewer="reviewer-a"), 2, "not a steward"),
        (lambda value: value.update(reviewer="nobody"), 2, "not on the roster"),
        (
            lambda value: value["decisions"][0].update(signature=value["decisions"][1]["signature"]),
            1,
            "the signature is for another date, decision",
        ),
        (lambda value: value["decisions"][1].update(id=DECISION), 2, "lists/decisions/ has no decision"),
        (lambda value: value.update(decisions=[]), 1, "not a usable answer"),
        (lambda value: value["decisions"][0].update(signature="x"), 1, "not a usable answer"),
    ],
)
def test_an_answer_is_applied_whole_or_not_at_all(
    world: World, away: Path, spoil: Callable[[dict[str, Any]], object], status: int, words: str
) -> None:
    found, said = _spoilt_answer(world, away, spoil)
    assert (found, words in said) == (status, True), said


def test_a_decision_that_changed_meanwhile_is_not_signed(world: World, away: Path) -> None:
    (name,) = decided(world, *_RETRACT)
    send(world, away, name)
    assert answer(away).returncode == 0
    world.put(FileKind.DECISION, decision_path(name), ("subject", "removal"), "personal-data")
    applied = apply(world, away)
    assert (applied.returncode, "the signature is for another date" in applied.stdout) == (1, True)


def test_a_signature_in_another_form_is_filed_in_the_one_that_is_kept(world: World, away: Path) -> None:
    (name,) = decided(world, *_RETRACT)
    send(world, away, name)
    assert answer(away).returncode == 0
    value = json.loads((away / "answer.json").read_text())
    kept = value["decisions"][0]["signature"]
    value["decisions"][0]["signature"] = kept.rstrip("\n")
    (away / "answer.json").write_text(json.dumps(value))
    assert apply(world, away).returncode == 0
    assert world.read(decision_path(name))["signatures"][0]["signature"] == kept


# One kind of packet is not taken for the other, and none takes the place of a file


def test_a_packet_for_a_reviewer_is_not_signed_and_one_for_a_steward_not_reviewed(
    world: World, away: Path
) -> None:
    packet = away / "packet.json"
    world.put(FileKind.REVIEWERS, "lists/reviewers.yaml", (STEWARD, "lists"), [LIST])
    world.commit("The steward reviews, too")
    run(world, "review", CONFIRMED_ONCE[0], "--as", STEWARD, "--export", str(packet))
    done = answer(away)
    assert (done.returncode, "handlelists review --packet" in done.stdout) == (1, True)
    given = ("review", "--as", STEWARD, "--packet", "packet.json", "--key", ".ssh/handlelists", *NOW)
    assert in_process(*given, "--verdict", "confirm", folder=away).returncode == 0
    applied = apply(world, away)
    assert (applied.returncode, "handlelists review --apply" in applied.stdout) == (1, True)
    for file in (packet, away / "answer.json"):
        file.unlink()
    send(world, away, *decided(world, *_RETRACT))
    done = in_process(*given, "--verdict", "confirm", folder=away)
    assert (done.returncode, "handlelists decide sign --packet" in done.stdout) == (1, True)
    assert answer(away).returncode == 0
    reviewed = handlelists("review", "--apply", str(away / "answer.json"), *NOW, root=world.root)
    assert (reviewed.returncode, "handlelists decide sign --apply" in reviewed.stdout) == (1, True)


def test_no_packet_or_answer_takes_the_place_of_a_file(world: World, away: Path) -> None:
    names = decided(world, *_RETRACT)
    (away / "answer.json").write_text("mine")
    for place, said in (
        (away / "answer.json", "exists already"),
        (world.root / "lists/p.json", "below lists/"),
    ):
        export = ("decide", "sign", *names, "--as", STEWARD, "--export", str(place), *NOW)
        done = handlelists(*export, root=world.root)
        assert (done.returncode, said in done.stderr) == (2, True)
    send(world, away, *names)
    done = answer(away)
    assert (done.returncode, "answer.json exists already" in done.stderr) == (2, True)
    assert (away / "answer.json").read_text() == "mine"
    assert answer(away, "--out", "other.json").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("x", "--packet", "p"), "DECISION cannot be used with --packet"),
        (("--apply", "p", "--as", "x"), "--as cannot be used with --apply"),
        (("x", "--as", STEWARD, "--export", "p", "--key", "k"), "--key cannot be used with --export"),
        (("x", "--as", STEWARD, "--out", "p"), "--out cannot be used with DECISION"),
    ],
)
def test_what_makes_no_sense_is_refused(world: World, arguments: tuple[str, ...], words: str) -> None:
    done = handlelists("decide", "sign", *arguments, root=world.root)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr


def test_what_would_be_too_long_is_not_sent(
    world: World, away: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = decided(world, *_RETRACT)
    monkeypatch.setattr(packets, "LIMITS", replace(LIMITS, packet_bytes=100))
    export = ("decide", "sign", *names, "--as", STEWARD, "--export", str(away / "packet.json"), *NOW)
    done = handlelists(*export, root=world.root)
    assert (done.returncode, "longer than 100 bytes" in done.stderr) == (2, True)
    assert not (away / "packet.json").exists()
