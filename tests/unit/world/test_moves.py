"""Moves: what people write, in canonical form and signed, so that the rules read it as it is meant."""

from __future__ import annotations

import pytest

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from site_builder.signatures.review import check_signature
from site_builder.signatures.word import Verdict
from site_builder.world.keys import made_from
from site_builder.world.moves import Moves, Ruling

INSTANCE = "0b9bb5e4-6f1c-4c0a-9c1e-7d2f3a4b5c6d"
RECORD = "7k3f9q2m4d1p"
PATH = f"lists/quay/twitter/7k/{RECORD}.yaml"
DECISION = "dddd00000001"


@pytest.fixture
def moves() -> Moves:
    made = Moves({}, made_from)
    made.write("lists/instance.yaml", {"id": INSTANCE})
    made.write(
        "lists/quay/list.yaml", {"categories": {"fraud": {"title": "F", "meaning": "M", "harm": "fraud"}}}
    )
    item = {
        "id": "e1",
        "kind": "post",
        "sensitivity": "none",
        "sha256": "5f" * 32,
        "archived": "https://a.example/1",
    }
    fields = {
        "id": RECORD,
        "handle": "nwx_a",
        "platform": "twitter",
        "categories": ["fraud"],
        "summary": "Sold it.",
        "submitted_by": ["ann"],
        "evidence": [item | {"captured": "2026-01-01", "summary": "Offers it."}],
        "observations": [{"date": "2026-01-01", "state": "active", "evidence": "e1"}],
    }
    assert made.propose("quay", fields) == PATH
    return made


def test_a_record_is_in_its_place_in_canonical_form_with_its_context(moves: Moves) -> None:
    assert moves.find(RECORD) == PATH
    assert moves.files[PATH] == emit(FileKind.RECORD, moves.value(PATH))
    assert list(moves.value(PATH)["context"]) == ["categories"]


def test_words_are_numbered_and_signed(moves: Moves) -> None:
    moves.review("bob", PATH, "confirm", "2026-01-02")
    moves.review("bob", PATH, "withdraw", "2026-01-03")
    said = moves.value("lists/quay/reviews/bob/7k.yaml")[RECORD]
    assert [(item["number"], item["verdict"]) for item in said] == [("1", "confirm"), ("2", "withdraw")]
    word = moves.word("bob", PATH, "confirm", "2026-01-04")
    assert word.number == 3
    key = {"key": made_from("bob").public, "from": "2026-01-01"}
    roster = {"bob": {"lists": ["quay"], "active": [{"from": "2026-01-01"}], "keys": [key]}}
    assert check_signature(word, roster, INSTANCE).verdict is Verdict.VALID  # type: ignore[arg-type]


def test_a_next_claim_takes_the_place_and_keeps_what_is_outside(moves: Moves) -> None:
    before = moves.claim(PATH)
    item = moves.value(PATH)["evidence"][0]
    bare = {name: value for name, value in item.items() if name != "archived"}
    waiting = moves.next_claim(PATH, "0a1b2c", summary="Sold more.", evidence=[bare])
    assert waiting == PATH.replace(".yaml", ".next-0a1b2c.yaml")
    assert moves.value(waiting)["replaces"] == before
    assert "observations" not in moves.value(waiting)
    assert moves.promote(waiting) == PATH
    assert waiting not in moves.files
    now = moves.value(PATH)
    assert now["summary"] == "Sold more."
    assert now["observations"][0]["state"] == "active"
    assert now["evidence"][0]["archived"] == "https://a.example/1"


def test_what_stops_needs_nobody_and_what_ends_it_a_steward(moves: Moves) -> None:
    by = Ruling(DECISION, "2026-02-01", ("pat",))
    path = moves.withhold(RECORD, "0a1b2c", "2026-01-20")
    assert moves.value(path)["reason"] == "under-review"
    moves.release(path, by)
    assert path not in moves.files
    decision = moves.value(f"lists/decisions/{DECISION}.yaml")
    assert decision["subject"] == {"withholding": f"{RECORD}.0a1b2c.yaml"}
    assert [item["steward"] for item in decision["signatures"]] == ["pat"]


def test_an_appeal_is_decided_and_the_account_cleared(moves: Moves) -> None:
    moves.appeal(PATH, "mistaken-identity", "2026-01-20", "2026-02-03")
    moves.decide_appeal(PATH, "upheld", Ruling("dddd00000002", "2026-01-25", ("pat",)), "It is another one.")
    moves.retract(PATH, "mistaken-identity", Ruling("dddd00000003", "2026-01-25", ("pat",)), covers=["nwx_b"])
    moves.show_name(PATH, Ruling("dddd00000004", "2026-01-26", ("pat",)))
    record = moves.value(PATH)
    assert record["appeals"][0] | {"reason": ""} == {
        "opened": "2026-01-20",
        "ground": "mistaken-identity",
        "due": "2026-02-03",
        "status": "upheld",
        "decided": "2026-01-25",
        "decided_by": "pat",
        "reason": "",
    }
    assert record["retractions"] == [
        {"date": "2026-01-25", "reason": "mistaken-identity", "covers": ["nwx_b"], "public_handle": "true"}
    ]
    kinds = [moves.value(f"lists/decisions/dddd0000000{number}.yaml")["kind"] for number in (2, 3, 4)]
    assert kinds == ["appeal", "retraction", "name-shown"]


def test_a_file_is_changed_in_part(moves: Moves) -> None:
    moves.put(PATH, ("evidence", 0, "summary"), "Offers more.")
    moves.put(PATH, ("evidence", 0, "archived"), None)
    item = moves.value(PATH)["evidence"][0]
    assert (item["summary"], "archived" in item) == ("Offers more.", False)
    assert moves.value("lists/none.yaml") == {}
