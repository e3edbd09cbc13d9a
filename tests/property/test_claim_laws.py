"""Laws of the claim's digest: how a claim is written does not matter, what it says does."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import assume, given
from hypothesis import strategies as st

from site_builder.load.parsed import claim_digest
from site_builder.load.strict_yaml import load
from tests.property.source_trees import at, changed, places_of, replaced, styles

_LIST: Final = "harbour"
_ID: Final = "7k3f9q2m4d1p"
_CLAIM: Final[dict[str, Any]] = {
    "handle": "Harbour_Tickets",
    "platform": "twitter",
    "account_id": "0123",
    "categories": ["fraud", "impersonation"],
    "summary": "Sold tickets: no ferry, «только» 1_000 of them.",
    "submitted_by": ["contributor-a", "contributor-b"],
    "evidence": [
        {
            "id": "e1",
            "kind": "report",
            "captured": "2026-01-10",
            "url": "https://news.example/",
            "shows": ["fraud"],
        },
        {"id": "e2", "kind": "post", "captured": "2026-01-11", "archived": "https://archive.example/2"},
        {"id": "e3", "kind": "post", "sha256": "0" * 64, "archived": "https://archive.example/3"},
    ],
    "profile": {"languages": [{"code": "no", "inferred": "content"}]},
    "links": [{"relation": "backup-of", "record": "0a1b2c3d4e5f", "evidence": "e1"}],
}
_NOT_CLAIMED: Final = ("observations", "appeals", "retractions")
_PINNED: Final = ("evidence", 2, "archived")


def digest(raw: Any) -> str:
    return claim_digest(_LIST, _ID, raw)


def _shuffled(draw: st.DrawFn, value: Any) -> Any:
    """Return the value with the keys of all its mappings in another order."""
    if isinstance(value, dict):
        return {key: _shuffled(draw, value[key]) for key in draw(st.permutations(list(value)))}
    return [_shuffled(draw, part) for part in value] if isinstance(value, list) else value


shuffled = st.composite(_shuffled)


@given(shuffled(_CLAIM), styles(), st.sampled_from(["", "# A comment.\n"]))
def test_order_of_keys_quoting_and_comments_do_not_matter(value: Any, write: Any, comment: str) -> None:
    loaded = load((comment + write(value) + comment).encode(), "record.yaml")
    assert loaded.problems == ()
    assert digest(loaded.value) == digest(_CLAIM)


@given(changed(_CLAIM))
def test_every_other_change_of_the_claim_changes_the_digest(value: Any) -> None:
    assume(isinstance(value, dict))
    assume(not any(part is True or part is False or isinstance(part, int) for part in _leaves(value)))
    fields = {key: part for key, part in value.items() if key not in {"id", "list", "record", *_NOT_CLAIMED}}
    assume(fields == value)
    assert (digest(value) == digest(_CLAIM)) is (_without_pinned(value) == _without_pinned(_CLAIM))


def _leaves(value: Any) -> list[Any]:
    return [at(value, place) for place in places_of(value)]


def _without_pinned(raw: Any) -> Any:
    """Return the record without the addresses of captures whose bytes a digest pins."""
    found = raw
    for place in places_of(raw):
        item = at(raw, place)
        if len(place) == 2 and place[0] == "evidence" and isinstance(item, dict) and "sha256" in item:
            found = replaced(found, place, lambda old: {k: v for k, v in old.items() if k != "archived"})
    return found


@given(
    st.sampled_from([place for place in places_of(_CLAIM) if isinstance(at(_CLAIM, place), str)]), st.data()
)
def test_every_character_of_the_claim_counts(place: tuple[Any, ...], data: st.DataObject) -> None:
    text: str = at(_CLAIM, place)
    index = data.draw(st.integers(0, len(text)))
    inserted = data.draw(st.characters(exclude_categories=["Cs"]))
    other = replaced(_CLAIM, place, lambda old: old[:index] + inserted + old[index:])
    assert (digest(other) == digest(_CLAIM)) is (place == _PINNED)


_anything = st.recursive(
    st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5
)


@given(st.dictionaries(st.sampled_from(["id", *_NOT_CLAIMED]), _anything), st.none() | st.text(max_size=9))
def test_what_nobody_vouches_for_does_not_matter(outside: dict[str, Any], archived: str | None) -> None:
    other = {**_CLAIM, **outside}
    drop = replaced(
        other, _PINNED[:2], lambda old: {key: part for key, part in old.items() if key != "archived"}
    )
    moved = drop if archived is None else replaced(other, _PINNED, lambda _: archived)
    assert digest(other) == digest(drop) == digest(moved) == digest(_CLAIM)


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_claim_belongs_to_one_record_of_one_list(list_id: str, record_id: str) -> None:
    same = (list_id, record_id) == (_LIST, _ID)
    assert (claim_digest(list_id, record_id, _CLAIM) == digest(_CLAIM)) is same


def test_absent_and_empty_differ() -> None:
    assert digest({**_CLAIM, "sources": []}) != digest(_CLAIM)
