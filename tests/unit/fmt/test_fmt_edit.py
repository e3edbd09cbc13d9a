"""Edits of source files: exactly the value asked for, every comment kept, and a diff of nothing else."""

from __future__ import annotations

import difflib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.errors import UsageError
from site_builder.fmt.comments import comments
from site_builder.fmt.edit import append, put, remove
from site_builder.fmt.emitter import emit
from site_builder.fmt.formatter import format_bytes
from site_builder.load.layout import FileKind
from site_builder.load.strict_yaml import load
from site_builder.settings import LIMITS
from tests.instance import BASE, VERIFIED
from tests.unit.fmt.fmt_worlds import TAME, VALUES

SIGNATURE = "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----\n"
RECORD = b"""\
# Kept by the desk.

# the account
id: 7k3f9q2m4d1p  # made once
handle: abc
observations:
  # first look
  - date: 2026-01-01  # a Thursday
    state: active
  # more to come

# the end
"""


def changed_lines(before: bytes, after: bytes) -> list[str]:
    rows = difflib.ndiff(before.decode().splitlines(), after.decode().splitlines())
    return [row for row in rows if row.startswith(("+", "-"))]


def value_of(data: bytes) -> Any:
    loaded = load(data, "")
    assert loaded.problems == ()
    return loaded.value


def test_an_item_is_added_and_nothing_else_changes() -> None:
    after = append(FileKind.RECORD, RECORD, ("observations",), {"date": "2026-02-01", "state": "gone"}, "f")
    assert changed_lines(RECORD, after) == ["+   - date: 2026-02-01", "+     state: gone"]


def test_a_sequence_that_is_absent_is_made_where_the_schema_has_it() -> None:
    after = append(
        FileKind.RECORD, RECORD, ("retractions",), {"reason": "duplicate", "date": "2026-02-01"}, "f"
    )
    assert changed_lines(RECORD, after) == [
        "+ retractions:",
        "+   - date: 2026-02-01",
        "+     reason: duplicate",
    ]


def test_a_value_deep_inside_is_set_and_its_keys_are_made() -> None:
    value = {"date": "2026-03-01", "reason": "Seen again."}
    data = append(
        FileKind.RECORD, RECORD, ("retractions",), {"date": "2026-02-01", "reason": "duplicate"}, "f"
    )
    after = put(FileKind.RECORD, data, ("retractions", -1, "note", "date"), value["date"], "f")
    after = put(FileKind.RECORD, after, ("retractions", 0, "note", "reason"), value["reason"], "f")
    after = put(FileKind.RECORD, after, ("retractions", 0, "public_handle"), value=True, file="f")
    assert value_of(after)["retractions"] == [
        {"date": "2026-02-01", "reason": "duplicate", "public_handle": "true", "note": value}
    ]
    assert comments(after.decode()) == comments(RECORD.decode())


def test_a_scalar_that_is_replaced_keeps_its_comment() -> None:
    after = put(FileKind.RECORD, RECORD, ("observations", 0, "date"), "2026-01-02", "f")
    assert changed_lines(RECORD, after) == [
        "-   - date: 2026-01-01  # a Thursday",
        "+   - date: 2026-01-02  # a Thursday",
    ]


def test_comments_inside_a_value_that_is_replaced_stand_before_it() -> None:
    after = put(FileKind.RECORD, RECORD, ("observations",), [{"date": "2026-01-02", "state": "gone"}], "f")
    assert b"# first look\n# a Thursday\n# more to come\nobservations:\n  - date: 2026-01-02\n" in after


def test_what_is_taken_out_takes_its_own_comments_along_and_no_others() -> None:
    after = remove(FileKind.RECORD, RECORD, ("observations",), "f")
    assert (
        after
        == b"# Kept by the desk.\n\n# the account\nid: 7k3f9q2m4d1p  # made once\nhandle: abc\n\n# the end\n"
    )


def test_the_last_key_taken_out_leaves_an_empty_mapping() -> None:
    data = b"# kept\n\n7k3f9q2m4d1p:\n  by: desk\n"
    assert remove(FileKind.REVIEWERS, data, ("7k3f9q2m4d1p",), "f") == b"# kept\n\n{}\n"


@pytest.mark.parametrize(("signature", "mark"), [(SIGNATURE, b"|\n"), (SIGNATURE.rstrip("\n"), b"|-\n")])
def test_a_signature_stands_line_by_line_and_is_read_back_exactly(signature: str, mark: bytes) -> None:
    review = {"claim": "0" * 64, "date": "2026-02-01", "verdict": "confirm", "signature": signature}
    once = append(FileKind.REVIEWS, b"", ("7k3f9q2m4d1p",), review, "f")
    twice = append(FileKind.REVIEWS, once, ("7k3f9q2m4d1p",), review, "f")
    assert value_of(twice) == {"7k3f9q2m4d1p": [review, review]}
    assert twice.startswith(once)
    assert b"    signature: " + mark + b"      -----BEGIN SSH SIGNATURE-----\n      U1N" in once


@pytest.mark.parametrize(
    "signature", [SIGNATURE + "\n", SIGNATURE.replace("\n", "\r\n"), " " + SIGNATURE, SIGNATURE + "\x1b[31m"]
)
def test_what_no_block_can_hold_is_read_back_exactly_too(signature: str) -> None:
    after = append(FileKind.REVIEWS, b"", ("7k3f9q2m4d1p",), {"signature": signature}, "f")
    assert value_of(after) == {"7k3f9q2m4d1p": [{"signature": signature}]}
    assert b"\x1b" not in after


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (RECORD, ("handle",)),
        (RECORD, ("handle", "x")),
        (RECORD, ("handle", 0)),
        (RECORD, ("observations", "x")),
        (RECORD, ("observations", 1)),
        (RECORD, ("observations", -2)),
        (RECORD, ("retractions", 0)),
        (RECORD, ()),
        (b"- a\n", ("handle",)),
    ],
)
def test_a_path_that_does_not_fit_the_file_is_refused(data: bytes, path: tuple[str | int, ...]) -> None:
    with pytest.raises(UsageError, match="does not hold"):
        append(FileKind.RECORD, data, path, "x", "f")


@pytest.mark.parametrize("path", [("nothing",), ("handle", "x"), ("observations", 0)])
def test_what_is_not_there_is_not_taken_out(path: tuple[str | int, ...]) -> None:
    with pytest.raises(UsageError, match="does not hold"):
        remove(FileKind.RECORD, RECORD, path, "f")


@pytest.mark.parametrize("data", [b"a: [", b"a: 1\na: 2\n", b"\xff\xfe", b"a: &x 1\n", b"# nothing\n"])
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(data: bytes) -> None:
    for edit in (append, put):
        with pytest.raises(UsageError, match=r"lists/x\.yaml cannot be read as it is \(.+\)"):
            edit(FileKind.RECORD, data, ("a",), "x", "lists/x.yaml")


def test_a_file_does_not_grow_beyond_what_the_loader_reads() -> None:
    text = "x" * LIMITS.record_bytes
    with pytest.raises(UsageError, match="more than the 65536"):
        put(FileKind.RECORD, b"id: a\n", ("summary",), text, "f")


def test_a_real_record_changes_by_the_lines_added_alone() -> None:
    data = format_bytes(FileKind.RECORD, (BASE / VERIFIED).read_bytes(), VERIFIED).content
    after = append(
        FileKind.RECORD, data, ("appeals",), {"opened": "2026-02-01", "ground": "safety"}, VERIFIED
    )
    assert changed_lines(data, after) == [
        "+ appeals:",
        "+   - opened: 2026-02-01",
        "+     ground: safety",
    ]


@given(TAME.filter(lambda value: isinstance(value, dict)), VALUES, st.data())
def test_any_edit_means_what_it_says_and_gives_the_canonical_form(
    document: dict[str, Any], value: Any, data: st.DataObject
) -> None:
    rows = emit(FileKind.RECORD, document).decode().split("\n")[:-1]
    marks = [data.draw(st.sampled_from(("", "  # c"))) for _ in rows]
    text = "\n".join(f"{row}{mark}" for row, mark in zip(rows, marks, strict=True)).encode()
    key = data.draw(st.sampled_from(sorted({*document, "retractions"})))
    kept = sorted(comments(text.decode()))

    after = put(FileKind.RECORD, text, (key,), value, "f")
    assert value_of(after) == {**document, key: value}
    assert sorted(comments(after.decode())) == kept
    assert format_bytes(FileKind.RECORD, after, "").content == after

    old = document.get(key, [])
    if isinstance(old, list):
        after = append(FileKind.RECORD, text, (key,), value, "f")
        assert value_of(after) == {**document, key: [*old, value]}
        assert sorted(comments(after.decode())) == kept
        assert format_bytes(FileKind.RECORD, after, "").content == after
    if key in document:
        after = remove(FileKind.RECORD, text, (key,), "f")
        assert value_of(after) == {name: part for name, part in document.items() if name != key}
        assert format_bytes(FileKind.RECORD, after, "").content == after
