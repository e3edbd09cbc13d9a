"""A reviewer without git: a packet goes out, an answer comes back, by the command and by hand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder import resources
from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import load_tree
from tests.acceptance.signed_world import CONFIRMED_ONCE, build_world
from tests.acceptance.support import REPOSITORY, fingerprint, handlelists
from tests.acceptance.terminal import Terminal
from tests.keys import INSTANCE, key, message, verifies
from tests.unit.reviewing.desks import NEW, OLD, edit, write_desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

REVIEWER: Final = "reviewer-c"
AS: Final = ("--as", REVIEWER, "--now", "2026-02-01")
PAGE: Final = REPOSITORY / "docs" / "reference" / "packets.md"
MINE: Final = "lists/harbour/reviews/reviewer-c/9m.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_desk(tmp_path / "tree", signed=True)


@pytest.fixture
def away(tmp_path: Path) -> Path:
    """A folder on another machine: no repository, the reviewer's key, nothing else."""
    folder = tmp_path / "away"
    (folder / ".ssh").mkdir(parents=True)
    key(REVIEWER).private_file(folder / ".ssh", "handlelists")
    return folder


def send(root: Path, away: Path, *arguments: str) -> Path:
    packet = away / "packet.json"
    done = handlelists("review", *AS, *arguments, "--export", str(packet), root=root)
    assert done.returncode == 0, done.stderr
    return packet


def answer(away: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    given = ("review", *AS, "--packet", "packet.json", "--key", ".ssh/handlelists", *arguments)
    return handlelists(*given, root=away)


def apply(root: Path, file: Path, now: str = "2026-02-01") -> subprocess.CompletedProcess[str]:
    return handlelists("review", "--apply", str(file), "--now", now, root=root)


def filed(root: Path) -> list[tuple[str, str]]:
    tree = load_tree(WorkingTree(root)).tree
    mine = (item for item in tree.reviews if item.reviewer == REVIEWER)
    return [(item.record, item.verdict) for item in mine if verifies(item, tree.reviewers)]


# There and back


def test_a_packet_is_answered_without_a_repository_and_filed(root: Path, away: Path) -> None:
    packet = send(root, away, "--queue")
    assert packet.stat().st_mode & 0o777 == 0o600
    for record, verdict in ((NEW, "confirm"), (OLD, "reject"), (NEW, "reject")):
        done = answer(away, record, "--verdict", verdict)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "send back answer.json: 2 reviews" in done.stdout
    assert (away / "answer.json").stat().st_mode & 0o777 == 0o600
    applied = apply(root, away / "answer.json")
    assert applied.returncode == 0, applied.stdout
    assert f"reject of record {OLD}, claim" in applied.stdout
    assert MINE in applied.stdout
    assert filed(root) == [(OLD, "reject"), (NEW, "reject")]
    # The answer may have been sent before its reviewer changed their mind: that word has a number of its own.
    reviews = load_tree(WorkingTree(root)).tree.reviews
    assert {item.record: item.number for item in reviews if item.reviewer == REVIEWER} == {OLD: 1, NEW: 2}
    assert handlelists("validate", root=root).returncode == 0
    assert (
        handlelists("fmt", "--check", str(root / "lists/harbour/reviews/reviewer-c"), root=root).returncode
        == 0
    )
    again = apply(root, away / "answer.json")
    assert (again.returncode, again.stdout.count("filed already")) == (1, 2)


def test_a_packet_is_reviewed_at_a_terminal_and_taken_up_again_later(root: Path, away: Path) -> None:
    send(root, away, "--queue")
    arguments = ("review", *AS, "--packet", "packet.json", "--key", ".ssh/handlelists", "--out", "mine.json")
    with Terminal(*arguments, cwd=away) as terminal:
        terminal.expect("Harbour lists: 3 records, sent on 2026-02-01")
        terminal.expect("3 records to go")
        terminal.expect("q quit")
        terminal.press("c")
        terminal.expect("y yes")
        terminal.press("y")
        terminal.expect("2 records to go")
        terminal.expect("q quit")
        terminal.press("q")
        terminal.expect("Now send back mine.json: 1 review.")
        assert terminal.end() == 0
    with Terminal(*arguments, cwd=away) as terminal:
        terminal.expect("2 records to go")
        # Another record may link to it; what is shown is one that is left.
        assert f"Record {OLD}" not in terminal.expect("q quit")
        terminal.press("q")
        terminal.end()
    assert apply(root, away / "mine.json").returncode == 0
    assert filed(root) == [(OLD, "confirm")]


def test_the_answer_is_a_change_that_check_accepts(tmp_path: Path, away: Path) -> None:
    world = build_world(tmp_path / "world")
    record = CONFIRMED_ONCE[0]
    arguments = ("review", "--as", REVIEWER, "--now", "2026-06-02")
    done = handlelists(*arguments, record, "--export", str(away / "packet.json"), root=world.root)
    assert done.returncode == 0, done.stderr
    given = ("--packet", "packet.json", "--verdict", "confirm", "--key", ".ssh/handlelists")
    assert handlelists(*arguments, *given, root=away).returncode == 0
    assert apply(world.root, away / "answer.json", "2026-06-02").returncode == 0
    world.commit("Reviews by reviewer-c", at="2026-06-02")
    checked = handlelists("check", "--base", "HEAD~1", "--now", "2026-06-03", root=world.root)
    assert checked.returncode == 0, checked.stdout
    assert "CONFIRMED" in handlelists("status", record, root=world.root).stdout


def test_the_files_fit_their_schemas_and_hold_what_the_page_says(root: Path, away: Path) -> None:
    packet = json.loads(send(root, away, NEW).read_text())
    assert packet["made"] == "2026-02-01"
    assert packet["instance"]["title"] == "Harbour lists"
    assert packet["reviewer"] == {
        "id": REVIEWER,
        "keys": [{"from": "2026-01-01", "key": key(REVIEWER).public}],
    }
    assert packet["records"][0]["scope"] == "Accounts that sell ferry tickets that do not exist."
    assert (
        packet["records"][0]["categories"]["fraud"]["meaning"] == "Sells tickets for ferries that do not run."
    )


# By hand, as the page stands


def blocks() -> list[str]:
    page = PAGE.read_text(encoding="utf-8").replace("5d0e8f7a-6c1b-4a54-9d5e-2f1f7f3f9b10", INSTANCE)
    return re.findall(r"^```sh\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)


def run(script: str, away: Path) -> str:
    done = subprocess.run(
        ("sh", "-eu", "-c", script),
        cwd=away,
        env={**os.environ, "HOME": str(away)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def test_a_review_is_signed_by_hand_as_the_page_says(root: Path, away: Path) -> None:
    signing, answering, _ = blocks()
    run(signing + answering, away)
    text = (away / "review.txt").read_bytes()
    assert text == message(
        claim="443c1d9facacaccf7afbfda38e882e7cf6cae356a7e0aa0ce09f1d2832a80c36",
        date="2026-02-01",
        record=NEW,
        reviewer=REVIEWER,
        verdict="confirm",
    )
    applied = apply(root, away / "answer.json")
    assert applied.returncode == 0, applied.stdout
    assert filed(root) == [(NEW, "confirm")]


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_the_digest_is_looked_at_by_hand_as_the_page_says(root: Path, away: Path) -> None:
    edit(
        root,
        "lists/harbour/telegram/9m/9m2x0r5t8v4w.yaml",
        "summary",
        value='Na\u00efve \u4e2d\u6587 \U0001f6a2 "\\ /.',
    )
    packet = json.loads(send(root, away, NEW).read_text())
    *_, digest = blocks()
    assert run(digest, away).split()[0] == packet["records"][0]["digest"]


# What the page says of the files


def _documented() -> list[list[str]]:
    text = PAGE.read_text(encoding="utf-8")
    tables = re.findall(
        r"^\| member \| type \| required \| meaning \|\n\|[- |]+\n((?:\|.*\n)+)", text, flags=re.MULTILINE
    )
    return [table.splitlines() for table in tables]


def _members(schema: dict[str, Any], defs: dict[str, Any], path: str = "") -> dict[str, tuple[bool, str]]:
    whole = {**defs.get(schema.get("$ref", "").rpartition("/")[2], {}), **schema}
    below: dict[str, tuple[bool, str]] = {}
    if path:
        below[path.removeprefix(".")] = (False, whole["description"])
    if whole.get("type") == "array":
        items = _members(whole["items"], defs, f"{path}[]")
        return below | {name: found for name, found in items.items() if not name.endswith("[]")}
    for name, part in whole.get("properties", {}).items():
        found = _members(part, defs, f"{path}.{name}")
        first, (_, meaning) = next(iter(found.items()))
        below |= found | {first: (name in whole["required"], meaning)}
    if isinstance(whole.get("additionalProperties"), dict):
        below |= _members(whole["additionalProperties"], defs, f"{path}.<id>")
    return below


@pytest.mark.parametrize(("number", "name"), [(0, "packet"), (1, "answer")])
def test_a_table_has_every_member_of_its_schema_and_no_other(number: int, name: str) -> None:
    schema = resources.schema(f"review/{name}")
    rows = [re.fullmatch(r"\| `([^`]+)` \| (.*?) \| (yes )?\| (.*) \|", row) for row in _documented()[number]]
    found = {row[1]: (row[3] is not None, row[4]) for row in rows if row is not None}
    assert len(found) == len(rows)
    assert found == _members(schema, schema["$defs"])


# Hostile packets and answers: refused, and nothing is written

SPOILT: Final[dict[str, Callable[[dict[str, Any]], object]]] = {
    "another claim": lambda packet: packet["records"][0]["claim"].update(summary="Something else."),
    "a list elsewhere": lambda packet: packet["records"][0]["claim"].update(list="../.."),
    "another reviewer": lambda packet: packet["reviewer"].update(id="reviewer-b"),
    "an escape in a member's name": lambda packet: packet.update({"\x1b]0;x\x07\u202e": 1}),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_hostile_packet_is_refused_and_nothing_is_signed(root: Path, away: Path, name: str) -> None:
    file = send(root, away, NEW)
    packet = json.loads(file.read_text())
    SPOILT[name](packet)
    file.write_text(json.dumps(packet))
    before = fingerprint(away)
    done = answer(away, "--verdict", "confirm")
    assert done.returncode == 1, done.stderr
    assert "Nothing was written." in done.stdout
    assert not set(done.stdout + done.stderr) & set("\x1b\u202e")
    assert fingerprint(away) == before


def test_a_packet_that_waives_signatures_by_itself_gives_an_answer_that_is_refused(
    root: Path, away: Path
) -> None:
    file = send(root, away, NEW)
    packet = json.loads(file.read_text())
    packet["records"][0]["signatures"] = "waived"
    file.write_text(json.dumps(packet))
    done = handlelists("review", *AS, "--packet", "packet.json", "--verdict", "confirm", root=away)
    assert done.returncode == 0
    applied = apply(root, away / "answer.json")
    assert (applied.returncode, "there is no signature" in applied.stdout) == (1, True)


def test_a_key_that_the_roster_does_not_have_is_noticed_before_the_answer_is_sent(
    root: Path, away: Path
) -> None:
    send(root, away, NEW)
    key("reviewer-b").private_file(away / ".ssh", "handlelists")
    done = answer(away, "--verdict", "confirm")
    assert (done.returncode, "not on the roster" in done.stderr) == (2, True)
    assert not (away / "answer.json").exists()


@pytest.mark.parametrize("data", [b"", b"{}", b"[" * 10000, b'{"a":1,"a":1}', b"\xff", b" " * 2_200_000])
def test_what_is_no_answer_or_packet_is_refused(root: Path, away: Path, data: bytes) -> None:
    (away / "packet.json").write_bytes(data)
    (away / "answer.json").write_bytes(data)
    before = fingerprint(root)
    applied = apply(root, away / "answer.json")
    assert (applied.returncode, "Nothing was written." in applied.stdout) == (1, True)
    assert answer(away, "--verdict", "confirm").returncode == 1
    assert fingerprint(root) == before


def test_an_answer_is_applied_whole_or_not_at_all(root: Path, away: Path) -> None:
    send(root, away, "--queue")
    for record in (OLD, NEW):
        answer(away, record, "--verdict", "confirm")
    value = json.loads((away / "answer.json").read_text())
    value["reviews"][1]["verdict"] = "reject"
    (away / "answer.json").write_text(json.dumps(value))
    before = fingerprint(root)
    applied = apply(root, away / "answer.json")
    assert applied.returncode == 1
    assert f"record {value['reviews'][1]['record']}: the signature is for another claim" in applied.stdout
    assert OLD not in applied.stdout
    assert fingerprint(root) == before


def test_a_packet_never_takes_the_place_of_a_file_nor_stands_among_the_sources(
    root: Path, away: Path
) -> None:
    (away / "taken").write_text("mine")
    for place, said in ((away / "taken", "exists already"), (root / "lists/packet.json", "below lists/")):
        done = handlelists("review", *AS, "--queue", "--export", str(place), root=root)
        assert (done.returncode, said in done.stderr) == (2, True)
    assert (away / "taken").read_text() == "mine"
    (away / "answer.json").write_text("mine")
    send(root, away, NEW)
    assert answer(away, "--verdict", "confirm").returncode == 1
    assert (away / "answer.json").read_text() == "mine"
