"""What a reader is told of a value that does not fit."""

from __future__ import annotations

from typing import Any

import pytest

from site_builder.load.typed import shape
from site_builder.problems import Fault

_EVIDENCE = {
    "id": "e1",
    "kind": "report",
    "sensitivity": "none",
    "url": "https://news.example/",
    "captured": "2026-01-10",
    "summary": "It describes the account.",
}
_RECORD: dict[str, Any] = {
    "handle": "dock_prizes",
    "platform": "twitter",
    "categories": ["fraud"],
    "summary": "Offers prizes.",
    "submitted_by": ["contributor-a"],
    "evidence": [_EVIDENCE],
}
_APPEAL = {"opened": "2026-01-10", "ground": "safety", "due": "2026-01-20"}


def _faults(**changes: Any) -> tuple[Fault, ...]:
    return shape("record").faults({**_RECORD, **changes})


def test_a_record_that_fits_has_no_fault() -> None:
    assert _faults() == ()


@pytest.mark.parametrize(
    ("changes", "code", "pointer", "text"),
    [
        (
            {"platform": "X"},
            "schema-value",
            "/platform",
            "'X' does not have the required form: Id of the platform",
        ),
        (
            {"evidence": [_EVIDENCE | {"url": "Me Myself"}]},
            "schema-value",
            "/evidence/0/url",
            "'Me Myself' is not a public web address",
        ),
        (
            {"evidence": [{key: part for key, part in _EVIDENCE.items() if key != "sensitivity"}]},
            "schema-missing",
            "/evidence/0",
            "sensitivity is missing; add it, one of: disturbing, graphic, none",
        ),
        ({"categories": ""}, "schema-type", "/categories", "is empty, but a list belongs here"),
        ({"categories": []}, "schema-missing", "/categories", "must not be empty"),
        ({"categories": ["b", "a", "b"]}, "schema-value", "/categories/2", "'b' is listed twice"),
        (
            {"observations": [{"date": "2026-01-10", "state": "active", "posts": ""}]},
            "schema-type",
            "/observations/0/posts",
            "is empty, but a whole number belongs here",
        ),
        (
            {"evidence": [{key: part for key, part in _EVIDENCE.items() if key != "url"}]},
            "schema-missing",
            "/evidence/0",
            "one of url, archived, sha256 is required",
        ),
        (
            {"appeals": [{**_APPEAL, "status": "upheld", "decided": "2026-01-11"}]},
            "schema-missing",
            "/appeals/0",
            "decided_by is missing; add it",
        ),
    ],
)
def test_a_fault_says_what_is_wrong_with_a_value(
    changes: dict[str, Any], code: str, pointer: str, text: str
) -> None:
    (fault,) = _faults(**changes)
    assert (fault.code, fault.pointer, fault.on_key) == (code, pointer, False)
    assert fault.message.startswith(text)


@pytest.mark.parametrize(
    ("changes", "pointer", "text"),
    [
        ({"sumary": "x"}, "/sumary", "the key 'sumary' is not allowed here; did you mean summary?"),
        ({"zzz/~": "x"}, "/zzz~1~0", "the key 'zzz/~' is not allowed here"),
        (
            {"appeals": [{**_APPEAL, "status": "open", "decided": "2026-01-11"}]},
            "/appeals/0/decided",
            "decided is not allowed here",
        ),
    ],
)
def test_a_fault_says_which_key_does_not_belong(changes: dict[str, Any], pointer: str, text: str) -> None:
    assert _faults(**changes) == (Fault("schema-unknown-key", pointer, text, on_key=True),)


def test_a_key_of_the_wrong_form_is_itself_the_place() -> None:
    (fault,) = shape("reviews").faults(
        {"UPPER": [{"claim": "0" * 64, "date": "2026-01-01", "verdict": "reject", "number": 1}]}
    )
    assert (fault.code, fault.pointer, fault.on_key) == ("schema-value", "/UPPER", True)


def test_a_message_quotes_no_more_than_a_reader_can_take() -> None:
    assert all(len(fault.message) < 500 for fault in _faults(handle=["x" * 99_999], summary="\n" * 99_999))


@pytest.mark.parametrize(
    ("schema", "value", "pointer"),
    [
        ("list", {"contacts": {"intake": "mailto:" + "@" * 300_000 + "\n"}}, "/contacts/intake"),
        ("platforms", {"x": {"name": "x" * 300_000 + "\n"}}, "/x/name"),
        ("platforms", {"x": {"profile": {"paths": ["/" + "{user}" * 99_999 + "\\"]}}}, "/x/profile/paths/0"),
    ],
)
def test_a_pattern_is_not_tried_on_what_is_too_long(schema: str, value: Any, pointer: str) -> None:
    # On these texts an engine that tries them would not come back for hours.
    (fault,) = (fault for fault in shape(schema).faults(value) if fault.pointer == pointer)
    assert (fault.code, "is too long" in fault.message or "…" in fault.message) == ("schema-value", True)


def test_only_the_first_unknown_keys_are_compared_with_the_known_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[str] = []

    def close(word: str, words: dict[str, Any], **_: int) -> list[str]:
        if words:
            compared.append(word)
        return []

    monkeypatch.setattr("difflib.get_close_matches", close)
    assert len(_faults(**{f"summari{number}": "x" for number in range(5_000)})) == 5_000
    assert len(compared) == 20
