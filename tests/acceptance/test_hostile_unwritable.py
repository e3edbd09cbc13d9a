"""What a sequence would need and nobody can write down: a schema, the loader, a packet or its answer refuses it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.canonical import canonical
from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, decision_path, review_path
from site_builder.problems import Severity
from site_builder.record import entry_digest
from site_builder.reviewing.packet import read_packet
from site_builder.rules import message
from site_builder.strict_json import Malformed
from tests.acceptance.signed_world import (
    CONFIRMED_ONCE,
    DAY,
    DECISION,
    LIST,
    PROPOSED,
    RETRACTED,
    VERIFIED,
    World,
    build_world,
    day,
)
from tests.acceptance.support import handlelists
from tests.keys import key
from tests.unit.signatures.crafted import ed25519_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HALF: Final = CONFIRMED_ONCE[0]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("base") / "repository")


@pytest.fixture
def world(base: World, tmp_path: Path) -> World:
    return base.copy(tmp_path / "repository")


# 1, 3, 5, 6: what no file may hold


def text(world: World, path: str, old: str, new: str) -> None:
    held = (world.root / path).read_text(encoding="utf-8")
    assert old in held
    world.write(path, held.replace(old, new, 1))


def said(world: World, **members: Any) -> None:
    """Add a word to those of a reviewer, with members that no command would write."""
    path = review_path(LIST, "reviewer-b", PROPOSED)
    word = {"claim": world.claim(PROPOSED), "date": DAY, "verdict": "confirm", "number": 1} | members
    world.write(path, emit(FileKind.REVIEWS, {PROPOSED: [word]}))


def bare(world: World, *names: str) -> None:
    """Write a next claim without some members."""
    path = world.next_claim(VERIFIED, "summary", value="Clearer words.")
    held = world.read(path)
    world.write(path, emit(FileKind.RECORD, {name: held[name] for name in held.keys() - {*names}}))


UNWRITABLE: Final[dict[str, tuple[str, Callable[[World], None]]]] = {
    "1: a claim replaces nothing": (
        "schema-value",
        lambda world: text(world, world.path(VERIFIED), "summary:", "replaces: null\nsummary:"),
    ),
    "1: a claim replaces two others": (
        "schema-type",
        lambda world: world.edit(VERIFIED, "replaces", value=["ab" * 32, "cd" * 32]),
    ),
    "1: the file of a record has its claim twice": (
        "yaml-duplicate-key",
        lambda world: text(world, world.path(VERIFIED), "summary:", "summary: Robbed passengers.\nsummary:"),
    ),
    "1: two documents, an old claim and a new one": (
        "yaml-document",
        lambda world: text(world, world.path(VERIFIED), "summary:", "---\nsummary:"),
    ),
    "2: a retraction covers nobody": (
        "schema-missing",
        lambda world: world.edit(RETRACTED, "retractions", 0, "covers", value=[]),
    ),
    "3: a retraction says whom it names": (
        "schema-unknown-key",
        lambda world: world.edit(RETRACTED, "retractions", 0, "handle", value="harbour_news"),
    ),
    "3: a retraction names another account": (
        "schema-type",
        lambda world: world.edit(RETRACTED, "retractions", 0, "public_handle", value="harbour_news"),
    ),
    "5: a word of a number that nobody can follow": (
        "schema-value",
        lambda world: said(world, number=1_000_000),
    ),
    "5: a word of a day that never comes": ("date-invalid", lambda world: said(world, date="2026-02-30")),
    "5: a word that says two things": (
        "yaml-duplicate-key",
        lambda world: text(
            world, review_path(LIST, "reviewer-a", HALF), "    verdict:", "    verdict: reject\n    verdict:"
        ),
    ),
    "5: a verdict that is none": ("schema-value", lambda world: said(world, verdict="confirmed")),
    "8: a next claim of no record": ("next-claim-member", lambda world: bare(world, "id", "salt")),
    "6: an override that is a release, too": (
        "schema-unknown-key",
        lambda world: world.decision(
            subject={
                "set": "ab" * 32,
                "rules": {"before": "ab" * 32, "after": "ab" * 32},
                "withholding": f"{VERIFIED}.0a1b2c.yaml",
            }
        ),
    ),
    "6: a decision of another kind": ("schema-value", lambda world: world.decision(kind="amnesty")),
    "6: a key that signs without a secret": (
        "roster-key-invalid",
        lambda world: world.add(
            FileKind.REVIEWERS,
            "lists/reviewers.yaml",
            ("reviewer-a", "keys"),
            {"key": ed25519_line(b"\x01" + bytes(31)), "from": DAY},
        ),
    ),
}


@pytest.mark.parametrize("name", UNWRITABLE)
def test_no_file_may_say_so(world: World, name: str) -> None:
    code, move = UNWRITABLE[name]
    move(world)
    world.commit(name)
    errors = {item.code for item in world.check().problems if item.severity is Severity.ERROR}
    assert code in errors


def test_a_decision_is_in_one_file_only(world: World) -> None:
    world.decision()
    path = decision_path(DECISION)
    (world.root / path).rename(world.root / path.replace("decisions/", "decisions/mine-"))
    world.commit("A decision under another name")
    told = [message(item) for item in world.check().problems if item.code == "file-unexpected"]
    assert "decisions belong in lists/decisions/<id>.yaml" in told[0]


# 4: packets that show other words


@pytest.fixture(scope="module")
def packet(base: World, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("packet") / "packet.json"
    done = review(base, HALF, "--export", str(file))
    assert done == "", done
    made: dict[str, Any] = json.loads(file.read_bytes())
    return made


def review(world: World, *arguments: str) -> str:
    given = ("review", *arguments, "--as", "reviewer-c", "--now", f"{day(1)}T12:00:00Z")
    done = handlelists(*given, root=world.root)
    return "" if done.returncode == 0 else done.stdout + done.stderr


OTHER_WORDS: Final[dict[str, tuple[str, str, str, str]]] = {
    "a source": ("sources", "ferry-report", "title", "A murder"),
    "the day of a source": ("sources", "ferry-report", "date", "2020-01-01"),
    "an affiliation": ("affiliations", "ticket-desk", "meaning", "Runs the army."),
    "what an affiliation rests on": ("affiliations", "ticket-desk", "source", "spare-report"),
    "a category": ("categories", "fraud", "meaning", "Kills people."),
    "the harm of a category": ("categories", "fraud", "harm", "other"),
}


@pytest.mark.parametrize("name", OTHER_WORDS)
def test_a_packet_shows_no_other_words_than_those_that_are_signed(packet: dict[str, Any], name: str) -> None:
    member, entry, field, value = OTHER_WORDS[name]
    forged = json.loads(json.dumps(packet))
    forged["records"][0][member][entry][field] = value
    with pytest.raises(Malformed, match=r"digest that the claim's context gives|missing, or not referred to"):
        read_packet(json.dumps(forged).encode())


@pytest.mark.parametrize("name", ["a source", "an affiliation", "a category"])
def test_a_packet_whose_words_fit_their_digests_gives_a_review_of_another_claim(
    world: World, packet: dict[str, Any], name: str, tmp_path: Path
) -> None:
    member, entry, field, value = OTHER_WORDS[name]
    forged = json.loads(json.dumps(packet))
    record = forged["records"][0]
    record[member][entry][field] = value
    kind = {"sources": "source", "affiliations": "affiliation", "categories": "category"}[member]
    record["claim"]["context"][member][entry] = entry_digest(kind, record[member][entry])
    record["digest"] = hashlib.sha256(canonical(record["claim"])).hexdigest()
    (tmp_path / "packet.json").write_text(json.dumps(forged))
    mine = str(key("reviewer-c").private_file(tmp_path, "reviewer-c"))
    files = ("--packet", str(tmp_path / "packet.json"), "--out", str(tmp_path / "answer.json"))
    assert review(world, *files, "--verdict", "confirm", "--key", mine) == ""
    done = handlelists("review", "--apply", str(tmp_path / "answer.json"), "--now", day(1), root=world.root)
    assert done.returncode == 1
    assert "Nothing was written." in done.stdout
    assert world.git("status", "--porcelain") == ""
