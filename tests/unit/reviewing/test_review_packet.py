"""Packets: what is written is read again, and nothing that is not as it should be is."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.canonical import canonical
from site_builder.errors import UsageError
from site_builder.load.parsed import claim_digest
from site_builder.reviewing.packet import Packet, packet_bytes, read_packet, written
from site_builder.settings import LIMITS
from site_builder.strict_json import Malformed
from tests.instance import VERIFIED
from tests.keys import key
from tests.unit.reviewing.desks import NEW, OLD, TODAY, edit, open_desk, write_desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> Packet:
    root = write_desk(tmp_path_factory.mktemp("desk"), signed=True)
    edit(root, VERIFIED, "evidence", 0, "archived", value="https://archive.example/1")
    edit(root, VERIFIED, "evidence", 0, "sha256", value="5f" * 32)
    desk = open_desk(root)
    return desk.packet([desk.items[OLD], desk.items[NEW]])


def test_a_packet_is_read_as_it_was_written(packet: Packet) -> None:
    data = packet_bytes(packet)
    assert read_packet(data) == packet
    assert packet_bytes(read_packet(data)) == data
    assert packet.made == TODAY
    assert packet.roster["reviewer-c"]["keys"][0]["key"] == key("reviewer-c").public
    assert packet.subjects[0].captures == {"e1": "https://archive.example/1"}


def test_a_packet_holds_no_review_and_no_other_reviewer(packet: Packet) -> None:
    text = packet_bytes(packet).decode()
    assert "reviewer-a" not in text
    assert "confirm" not in text
    assert "1 review of this claim by others so far." in text


def test_hidden_characters_stand_as_escapes_and_survive() -> None:
    value = {"text": "a\u202eb\U000e0041\x7f\u200b\x1b\u00e9\u4e2d\n"}
    data = written(value)
    assert data == b'{\n  "text": "a\\u202eb\\udb40\\udc41\\u007f\\u200b\\u001b\xc3\xa9\xe4\xb8\xad\\n"\n}\n'
    assert json.loads(data) == value


# Hostile packets


def _claim(packet: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = packet["records"][0]["claim"]
    return found


def _sealed(change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    """Change the claim, and give the digest that fits."""

    def do(packet: dict[str, Any]) -> None:
        claim = _claim(packet)
        change(claim)
        body = {name: value for name, value in claim.items() if name not in ("list", "record")}
        digest = claim_digest(claim.get("list", ""), claim.get("record", ""), body)
        packet["records"][0]["digest"] = digest

    return do


BAD: Final[dict[str, tuple[Callable[[dict[str, Any]], object], str]]] = {
    "another format": (lambda packet: packet.update(format="handlelists-answer"), "/format"),
    "another version": (lambda packet: packet.update(version=2), "/version"),
    "an unknown member": (lambda packet: packet.update(more=1), "/more"),
    "no record": (lambda packet: packet.update(records=[]), "/records"),
    "no reviewer": (lambda packet: packet.pop("reviewer"), "reviewer"),
    "a reviewer that is a path": (lambda packet: packet["reviewer"].update(id="../../x"), "/reviewer/id"),
    "a day that is none": (lambda packet: packet.update(made="tomorrow"), "/made"),
    "a record twice": (lambda packet: packet["records"].append(packet["records"][0]), "twice"),
    "another claim under the digest": (
        lambda packet: _claim(packet).update(summary="Else."),
        "the claim's digest is",
    ),
    "another digest": (lambda packet: packet["records"][0].update(digest="0" * 64), "the claim's digest is"),
    "a claim that is no record": (_sealed(lambda claim: claim.pop("evidence")), "/records/0/claim"),
    "a claim with more than records have": (_sealed(lambda claim: claim.update(hidden="x")), "hidden"),
    "a claim with an id": (_sealed(lambda claim: claim.update(id=OLD)), "a claim has no id"),
    "a claim with observations": (
        _sealed(lambda claim: claim.update(observations=[])),
        "do not belong to a claim",
    ),
    "a claim with a number": (_sealed(lambda claim: claim.update(account_id=9)), "only text"),
    "a claim with null": (_sealed(lambda claim: claim.update(account_id=None)), "only text"),
    "a claim of a list that is a path": (_sealed(lambda claim: claim.update(list="../x")), "/claim/list"),
    "a claim of no record": (_sealed(lambda claim: claim.update(record="x")), "/claim/record"),
    "a list that is an object": (lambda packet: _claim(packet).update(list={}), "/claim/list"),
    "an address that is a program": (
        _sealed(lambda claim: claim["evidence"][0].update(url="javascript:alert(1)")),
        "/evidence/0/url",
    ),
    "a capture that is a file": (
        lambda packet: packet["records"][0].update(captures={"e1": "file:///etc/passwd"}),
        "/captures/e1",
    ),
    "a source that is a program": (
        lambda packet: packet["records"][0]["sources"]["ferry-report"].update(url="ssh://x"),
        "/sources/ferry-report/url",
    ),
    "a category that means something else": (
        lambda packet: packet["records"][0]["categories"]["fraud"].update(meaning="Sells tickets."),
        "categories fraud does not have the digest",
    ),
    "a category of another harm": (
        lambda packet: packet["records"][0]["categories"]["fraud"].update(harm="harassment"),
        "categories fraud does not have the digest",
    ),
    "a source that says something else": (
        lambda packet: packet["records"][0]["sources"]["ferry-report"].update(publisher="Another"),
        "sources ferry-report does not have the digest",
    ),
    "a source that is missing": (
        lambda packet: packet["records"][0]["sources"].pop("ferry-report"),
        "sources ferry-report is missing",
    ),
    "a source that nobody refers to": (
        lambda packet: packet["records"][0]["sources"].update(more={"title": "More"}),
        "sources more is missing, or not referred to",
    ),
    "a claim without the digest of a category": (
        _sealed(lambda claim: claim["context"]["categories"].pop("fraud")),
        "categories fraud is missing",
    ),
    "a claim without a context": (_sealed(lambda claim: claim.pop("context")), "is missing"),
    "an endless note": (lambda packet: packet["records"][0].update(notes=["x" * 5000]), "/notes/0"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_hostile_packet_is_refused(packet: Packet, name: str) -> None:
    change, said = BAD[name]
    value = json.loads(packet_bytes(packet))
    change(value)
    with pytest.raises(Malformed) as refused:
        read_packet(json.dumps(value).encode())
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not JSON"),
        (b"[]", "not an object"),
        (b'{"format": "handlelists-packet", "format": "x"}', "twice"),
        (b"\xef\xbb\xbf{}", "byte-order mark"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'{"a": "\\ud800"}', "surrogate"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 50 + b"1" + b"}" * 50, "nested too deeply"),
        (b'{"a": NaN}', "not valid JSON"),
        (b" " * (LIMITS.packet_bytes + 1), "longer than"),
    ],
    ids=range(10),
)
def test_what_is_no_packet_at_all_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        read_packet(data)


def test_labels_are_not_what_is_signed(packet: Packet) -> None:
    value = json.loads(packet_bytes(packet))
    for entry in value["records"][0]["categories"].values():
        entry["title"] = "Another name"
    for entry in value["records"][0]["sources"].values():
        entry["archived"] = "https://archive.example/2"
    assert read_packet(json.dumps(value).encode()).subjects[0].categories["fraud"]["title"] == "Another name"


def test_the_digest_is_taken_from_the_claim_that_is_shown(packet: Packet) -> None:
    value = deepcopy(json.loads(packet_bytes(packet)))
    _sealed(lambda claim: claim.update(summary="Another claim."))(value)
    subject = read_packet(canonical(value)).subjects[0]
    assert subject.claim["summary"] == "Another claim."
    assert subject.digest != packet.subjects[0].digest


def test_a_tree_without_its_instance_file_makes_no_packet(tmp_path: Path) -> None:
    root = write_desk(tmp_path, files={"lists/instance.yaml": None})
    desk = open_desk(root)
    with pytest.raises(UsageError, match=r"instance\.yaml"):
        desk.packet([desk.items[NEW]])
