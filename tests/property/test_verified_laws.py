"""Law 5: a claim is verified only by signed reviews of that claim, whatever else stands in the tree."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from hypothesis import event, given
from hypothesis import strategies as st

from site_builder.derive.state import derive_all
from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, record_path, review_path
from site_builder.load.parsed import claim_digest
from site_builder.load.source_tree import load_tree
from site_builder.load.strict_yaml import load
from site_builder.signatures.review import NAMESPACE
from tests.acceptance.signed_world import INSTANCE, LIST, LIST_DATA, SOURCES, name, ordinary
from tests.keys import key, message
from tests.property.source_trees import MemorySource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.load.source_tree import Tree
    from site_builder.model import Record, Review

_TODAY: Final = "2026-06-30"
_RECORDS: Final = (name("very", 1), name("very", 2))
_PEOPLE: Final = ("reviewer-a", "reviewer-b", "reviewer-c")
_KEYS: Final = (*_PEOPLE, "old", "stranger")
_DAYS: Final = ("2026-05-01", "2026-06-01", "2026-06-30", "2026-07-01")
_OTHER: Final = (
    ("record", _RECORDS[0]),
    ("record", _RECORDS[1]),
    ("reviewer", "reviewer-a"),
    ("verdict", "confirm"),
    ("verdict", "reject"),
    ("date", "2026-05-01"),
    ("claim", "0" * 64),
    ("number", 7),
    ("instance", "11111111-2222-4333-8444-555555555555"),
)


@dataclass(frozen=True)
class Move:
    """One review, and what a forger made of it."""

    record: str
    reviewer: str
    signer: str
    verdict: str = "confirm"
    number: int = 1
    date: str = "2026-06-01"
    signed: tuple[tuple[str, str | int], ...] = ()
    """What the signature says instead."""
    namespace: str = NAMESPACE
    unsigned: bool = False
    stale: bool = False


def _mostly(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([usual] * 8 + list(others))


@st.composite
def _moves(draw: st.DrawFn) -> Move:
    reviewer = draw(st.sampled_from(_PEOPLE))
    return Move(
        record=draw(st.sampled_from(_RECORDS)),
        reviewer=reviewer,
        signer=draw(_mostly(reviewer, *_KEYS)),
        verdict=draw(st.sampled_from(["confirm", "confirm", "reject", "withdraw"])),
        number=draw(st.integers(1, 4)),
        date=draw(_mostly("2026-06-01", *_DAYS)),
        signed=draw(_mostly((), *((one,) for one in _OTHER))),
        namespace=draw(_mostly(NAMESPACE, "git", "file")),
        unsigned=draw(_mostly(False, True)),  # noqa: FBT003 - what is drawn
        stale=draw(_mostly(False, True)),  # noqa: FBT003 - what is drawn
    )


@cache
def _plain(record: str) -> tuple[bytes, str]:
    """Return a record's file and its claim."""
    data = emit(FileKind.RECORD, ordinary(record))
    raw: Any = load(data, "record.yaml").value
    return data, claim_digest(LIST, record, raw)


def _entry(
    own: str, held: tuple[str, ...], until: str | None, lists: str, *, stolen: bool = False
) -> dict[str, Any]:
    end = {"until": until} if until is not None else {}
    keys: list[dict[str, Any]] = [{"key": key(own).public, "from": "2026-01-01", **end}]
    keys += [{"key": key(extra).public, "from": "2026-05-15"} for extra in held]
    if stolen:
        keys[0]["stolen"] = True
    return {"lists": [lists], "active": [{"from": "2026-01-01", **end}], "keys": keys}


_periods = _mostly(None, "2026-05-31", "2026-06-01")
_rosters = st.fixed_dictionaries(
    {
        own: st.builds(
            _entry,
            st.just(own),
            _mostly((), ("old",)),
            _periods,
            _mostly(LIST, "pier"),
            stolen=_mostly(False, True),  # noqa: FBT003 - what is drawn
        )
        for own in _PEOPLE
    }
)


def _tree(moves: list[Move], roster: dict[str, Any]) -> Tree:
    files = {
        "lists/instance.yaml": emit(FileKind.INSTANCE, INSTANCE),
        "lists/reviewers.yaml": emit(FileKind.REVIEWERS, roster),
    }
    for list_id in (LIST, "pier"):
        files[f"lists/{list_id}/list.yaml"] = emit(FileKind.LIST, LIST_DATA)
        files[f"lists/{list_id}/sources.yaml"] = emit(FileKind.SOURCES, SOURCES)
    for record in _RECORDS:
        files[record_path(LIST, "twitter", record)] = _plain(record)[0]
    reviews: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for move in moves:
        claim = "4e" * 32 if move.stale else _plain(move.record)[1]
        said: dict[str, Any] = {"claim": claim, "date": move.date, "verdict": move.verdict}
        said["number"] = move.number
        whole = said | {"record": move.record, "reviewer": move.reviewer} | dict(move.signed)
        signature = key(move.signer).sign(message(**whole), namespace=move.namespace)
        filed = said if move.unsigned else said | {"signature": signature}
        reviews[review_path(LIST, move.reviewer, move.record)][move.record].append(filed)
    for path, inside in reviews.items():
        files[path] = emit(FileKind.REVIEWS, {record: list(said) for record, said in inside.items()})
    loading = load_tree(MemorySource(files))
    assert not loading.problems, loading.problems
    return loading.tree


def _valid(tree: Tree, record: Record, review: Review) -> bool:
    """Say without verifying anything whether a review is a valid word on a record's claim.

    Ed25519 signatures are deterministic: a good one is the very text that the reviewer's key makes.
    """
    entry: Any = tree.reviewers[review.reviewer]
    names = ("date", "number", "reviewer", "verdict")
    said = message(claim=record.claim, record=record.id, **{name: getattr(review, name) for name in names})
    owners = [(owner, item) for item in entry["keys"] for owner in _KEYS if key(owner).public == item["key"]]
    used = [item for owner, item in owners if review.signature == key(owner).sign(said)]
    if (review.list, review.record, review.claim) != (record.list, record.id, record.claim):
        return False
    if record.list not in entry["lists"] or review.date > _TODAY or any("stolen" in item for item in used):
        return False
    if review.verdict != "confirm":
        return bool(used)
    return any(
        item["from"] <= review.date <= item.get("until", review.date)
        for item in used
        if entry["active"][0]["from"] <= review.date <= entry["active"][0].get("until", review.date)
    )


def _counting(tree: Tree, record: Record) -> tuple[set[str], set[str]]:
    """Return who confirms and who rejects a record, as the design says it, word by word."""
    confirms, rejects = set(), set()
    for person in _PEOPLE:
        said = [review for review in tree.reviews if review.reviewer == person and review.list == record.list]
        new = [
            review
            for index, review in enumerate(said)
            if not any(
                (review.record, review.claim, review.date, review.number, review.verdict)
                == (other.record, other.claim, other.date, other.number, other.verdict)
                for other in said[:index]
            )
        ]
        words = [review for review in new if _valid(tree, record, review)]
        stops = {
            word.verdict
            for index, word in enumerate(words)
            if word.verdict != "confirm"
            if not any(
                later.verdict == "confirm" and later.number > word.number for later in words[index + 1 :]
            )
        }
        if "reject" in stops:
            rejects.add(person)
        elif words and not stops:
            confirms.add(person)
    return confirms, rejects


def _public(tree: Tree) -> Iterator[Record]:
    return (item.record for item in derive_all(tree, _TODAY) if item.derived.public)


@given(st.lists(_moves(), max_size=12), _rosters)
def test_nothing_is_public_without_a_quorum_of_signed_confirmations(
    moves: list[Move], roster: dict[str, Any]
) -> None:
    tree = _tree(moves, roster)
    for item in derive_all(tree, _TODAY):
        confirms, rejects = _counting(tree, item.record)
        assert {review.reviewer for review in item.derived.confirms} == confirms
        assert {review.reviewer for review in item.derived.rejects} == rejects
        # An instance without a name counts nothing.
        nameless = derive_all(replace(tree, instance=None), _TODAY)
        assert not any(other.derived.confirms or other.derived.rejects for other in nameless)
        if item.derived.public:
            event("public")
            assert len(confirms) >= LIST_DATA["policy"]["quorum"] > len(rejects)


_ROSTER: Final = {own: _entry(own, (), None, LIST) for own in _PEOPLE}
_HONEST: Final = [Move(_RECORDS[0], reviewer, reviewer) for reviewer in _PEOPLE[:2]]


def test_a_quorum_of_honest_reviews_makes_a_record_public() -> None:
    assert [record.id for record in _public(_tree(_HONEST, _ROSTER))] == [_RECORDS[0]]


def test_any_one_forgery_among_two_reviews_keeps_it_unpublished() -> None:
    forgeries: dict[str, Any] = {
        "record": _RECORDS[1],
        "reviewer": "reviewer-a",
        "signer": "stranger",
        "verdict": "reject",
        "date": "2026-07-01",
        "number": 0,
        "signed": (("date", "2026-05-01"),),
        "namespace": "git",
        "unsigned": True,
        "stale": True,
    }
    assert set(forgeries) == {field.name for field in fields(Move)}
    for field, value in forgeries.items():
        if field == "number":
            continue  # it is no forgery: who signs may give any
        forged = Move(**{**vars(_HONEST[1]), field: value})
        assert not list(_public(_tree([_HONEST[0], forged], _ROSTER))), field
