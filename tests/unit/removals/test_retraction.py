"""Retractions as edits: what is added, what is refused, and that nothing else moves."""

from __future__ import annotations

import pytest

from site_builder.errors import UsageError
from site_builder.load.strict_yaml import load
from site_builder.removals import retraction
from site_builder.removals.target import Target

HEAD = b"id: 7k3f9q2m4d1p  # made once\nhandle: a\n# kept\nsummary: Sold tickets.\n"
FIRST = b"retractions:\n  - date: 2026-02-01\n    reason: mistaken-identity\n"
NAMED = b"    public_handle: true\n"


def target(data: bytes) -> Target:
    value = load(data, "f").value
    assert isinstance(value, dict)
    return Target("7k3f9q2m4d1p", "harbour", "f", data, value, None)


def test_a_retraction_is_added_at_the_end() -> None:
    data = retraction.retract(target(HEAD), {"date": "2026-02-01", "reason": "mistaken-identity"})
    assert data == HEAD + FIRST
    more = retraction.retract(target(HEAD + FIRST), {"date": "2026-04-01", "reason": "duplicate"})
    assert more == HEAD + FIRST + b"  - date: 2026-04-01\n    reason: duplicate\n"


def test_what_is_retracted_is_not_retracted_again_for_the_same_reason() -> None:
    with pytest.raises(UsageError, match="retracted already, since 2026-02-01: mistaken-identity"):
        retraction.retract(target(HEAD + FIRST), {"date": "2026-04-01", "reason": "mistaken-identity"})


def test_the_account_is_named_and_no_longer_named_at_any_time() -> None:
    without, with_name = target(HEAD + FIRST), target(HEAD + FIRST + NAMED)
    assert (retraction.is_named(without), retraction.is_named(with_name)) == (False, True)
    assert retraction.name_publicly(without, named=True) == with_name.data
    assert retraction.name_publicly(with_name, named=False) == without.data


def test_what_was_never_retracted_names_nobody() -> None:
    with pytest.raises(UsageError, match="was never retracted"):
        retraction.is_named(target(HEAD))


@pytest.mark.parametrize("field", [b"retractions: no\n", b"retractions:\n  a: 1\n"])
def test_a_file_where_something_else_stands_is_refused(field: bytes) -> None:
    with pytest.raises(UsageError, match="does not hold a sequence at /retractions"):
        retraction.retract(target(HEAD + field), {"date": "2026-02-01", "reason": "duplicate"})
