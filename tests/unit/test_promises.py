from __future__ import annotations

from types import MappingProxyType

import pytest

from site_builder.promises import Promise, at_hand, fingerprint


def test_a_promise_is_made_in_pieces_or_whole() -> None:
    promise = Promise("a", (), lambda: iter((b"1", b"", b"2")))
    assert list(promise.make()) == [b"1", b"", b"2"]
    assert b"".join(promise.make()) == b"".join(promise.make()) == b"12"
    assert b"".join(Promise("a", (), at_hand(b"3")).make()) == b"3"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a", b"a"),
        (1, "1"),
        (1, True),
        (None, "None"),
        (["a", "b"], ["a, b"]),
        (["a'", "b"], ["a", "'b"]),
        ({"a": {"b": 1}}, {"a": {"b": 2}}),
        (MappingProxyType({"a": 1}), MappingProxyType({"a": 2})),
        ("\u202e", "\\u202e"),
    ],
)
def test_values_that_differ_have_different_fingerprints(one: object, other: object) -> None:
    assert fingerprint(one) != fingerprint(other)
    assert fingerprint(one) == fingerprint(one)


def test_where_one_value_ends_and_the_next_begins_matters() -> None:
    assert fingerprint("a", "b") != fingerprint("ab") != fingerprint("a, b") != fingerprint(("a", "b"))
