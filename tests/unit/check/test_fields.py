"""The table of the fields of rules files: each field of a schema is in it, and each judge says what its words say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder import resources
from site_builder.check.fields import FIELDS, Effect, Field, judge
from site_builder.check.revision import RULES
from site_builder.load.layout import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KINDS: Final = sorted({*RULES, FileKind.SOURCES}, key=lambda kind: kind.value)
PAGE: Final = Path(__file__).parents[3] / "docs" / "reference" / "check.md"
HARMLESS, WEAKENING, FORBIDDEN = Effect.HARMLESS, Effect.WEAKENING, Effect.FORBIDDEN
Key = tuple[str, ...]


def _fields(part: Any, whole: Any, where: Key = ()) -> Iterator[tuple[Key, Mapping[str, Any], bool]]:
    """Yield where each field of a schema is, its own schema, and whether it has to be there."""
    if "$ref" in part:
        part = whole["$defs"][part["$ref"].removeprefix("#/$defs/")]
    for name, below in part.get("properties", {}).items():
        yield (*where, name), below, name in part.get("required", ())
        yield from _fields(below, whole, (*where, name))
    for below in (part.get("items"), part.get("additionalProperties")):
        if isinstance(below, dict):
            yield (*where, "*"), below, True
            yield from _fields(below, whole, (*where, "*"))


def _schema(kind: FileKind) -> list[tuple[Key, Mapping[str, Any], bool]]:
    whole = resources.schema(kind.schema)
    return [((), whole, True), *_fields(whole, whole)]


def _key(row: Field) -> Key:
    return tuple(row.pointer.split("/")[1:])


def _fits(key: Key, where: Key) -> bool:
    return len(key) == len(where) and all(
        wanted in {"*", name} for wanted, name in zip(key, where, strict=True)
    )


def _uncovered(kind: FileKind) -> Iterator[Key]:
    """Yield the fields that no row says anything of: a row without others below it speaks for all that it holds."""
    rows = [_key(row) for row in FIELDS if row.kind is kind]
    last = [
        key
        for key in rows
        if not any(len(other) > len(key) and _fits(key, other[: len(key)]) for other in rows)
    ]
    places = [where for where, _, _ in _schema(kind)]
    for where in places:
        parts = [place for place in places if len(place) > len(where) and place[: len(where)] == where]
        ends = not parts and not any(_fits(key, where) for key in rows)
        if ends and not any(_fits(key, where[: len(key)]) for key in last):
            yield where


def test_every_kind_of_rules_file_is_in_the_table_and_no_other() -> None:
    assert {row.kind for row in FIELDS} == set(KINDS)
    assert len({(row.kind, row.pointer) for row in FIELDS}) == len(FIELDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_schema_is_in_a_class(kind: FileKind) -> None:
    assert list(_uncovered(kind)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_names_a_field_of_its_schema(kind: FileKind) -> None:
    places = [where for where, _, _ in _schema(kind)]
    rows = [_key(row) for row in FIELDS if row.kind is kind]
    assert [key for key in rows if not any(_fits(key, where) for where in places)] == []


@pytest.mark.parametrize("row", FIELDS, ids=lambda row: f"{row.kind.value}{row.pointer}")
def test_a_field_that_may_be_absent_can_be_judged_where_it_is(row: Field) -> None:
    samples: dict[str, tuple[Any, ...]] = {
        "integer": (1, 2),
        "boolean": (False, True),
        "array": (["a"], ["a", "b"]),
    }
    for where, schema, required in _schema(row.kind):
        if _fits(_key(row), where):
            values = samples.get(str(schema.get("type")), ("a", "b"))
            absent = () if required else (row.default,)
            for old in (*values, *absent):
                for new in (*values, *absent):
                    assert row.judge.effect(old, new) in Effect


# What becomes of a change of one field

JUDGES: Final[dict[str, list[tuple[Any, Any, Effect]]]] = {
    "harmless": [("a", "b", HARMLESS), (None, "a", HARMLESS), ("a", None, HARMLESS)],
    "weakening": [("a", "b", WEAKENING), (None, "a", WEAKENING), ("a", None, WEAKENING)],
    "forbidden": [("a", "b", FORBIDDEN), (None, "a", FORBIDDEN), ("a", None, FORBIDDEN)],
    "weakening if lower or `false`": [
        (2, 1, WEAKENING),
        (1, 2, HARMLESS),
        (True, False, WEAKENING),
        (False, True, HARMLESS),
    ],
    "weakening if higher": [(14, 15, WEAKENING), (14, 13, HARMLESS)],
    "weakening if anything is added": [
        (["a"], ["a", "b"], WEAKENING),
        (None, ["a"], WEAKENING),
        (["a"], ["b"], WEAKENING),
        (["a", "b"], ["b"], HARMLESS),
        (["a"], None, HARMLESS),
    ],
    "weakening if true": [(False, True, WEAKENING), (True, False, HARMLESS)],
    "weakening unless it becomes `count`": [("count", "names", WEAKENING), ("names", "count", HARMLESS)],
    "weakening unless removed": [(None, "a", WEAKENING), ("a", "b", WEAKENING), ("a", None, HARMLESS)],
    "weakening if removed": [("a", None, WEAKENING), (None, "a", HARMLESS)],
    "weakening if lower, or raised from 1": [
        (3, 2, WEAKENING),
        (2, 1, WEAKENING),
        (1, 2, WEAKENING),
        (1, 3, WEAKENING),
        (2, 3, HARMLESS),
    ],
    "weakening if added, forbidden if removed": [(None, "a", WEAKENING), ("a", None, FORBIDDEN)],
    "weakening if higher, forbidden if lower": [(0, 1, WEAKENING), (2, 1, FORBIDDEN)],
    "weakening if true, forbidden if taken back": [(False, True, WEAKENING), (True, False, FORBIDDEN)],
    "forbidden if later or removed": [
        (None, "2026-06-01", HARMLESS),
        ("2026-06-02", "2026-06-01", HARMLESS),
        ("2026-06-01", "2026-06-02", FORBIDDEN),
        ("2026-06-01", None, FORBIDDEN),
    ],
}


def test_a_judge_does_what_its_words_say() -> None:
    judges = {row.judge.words: row.judge for row in FIELDS}
    assert {
        words: [judges[words].effect(old, new) for old, new, _ in cases] for words, cases in JUDGES.items()
    } == {words: [effect for _, _, effect in cases] for words, cases in JUDGES.items()}
    assert judges.keys() == JUDGES.keys()


LIST: Final[dict[str, Any]] = {
    "scope": "Accounts that sell tickets.",
    "categories": {"fraud": {"title": "Fraud", "meaning": "Sells tickets.", "harm": "fraud"}},
    "policy": {"quorum": 2, "appeal_days": 14},
    "contacts": {"intake": "mailto:i@quay.example", "appeals": "mailto:a@quay.example"},
}
KEY: Final = {"key": "ssh-ed25519 AAAA", "from": "2026-01-01"}
PERIOD: Final = {"from": "2026-01-01"}
REVIEWER: Final[dict[str, Any]] = {"lists": ["quay"], "active": [PERIOD], "keys": [KEY]}
ACCOUNT: Final = {"id": "harbour-news", "platform": "twitter", "handle": "harbour_news"}
SKIFF: Final = {"skiff": {"name": "Skiff"}}


def _with(data: Mapping[str, Any], *where: str, value: Any) -> dict[str, Any]:
    """Return data with another value somewhere; None takes it out."""
    first, *rest = where
    new = _with(data[first], *rest, value=value) if rest else value
    return {name: part for name, part in (dict(data) | {first: new}).items() if part is not None}


def _list(*where: str, value: Any) -> tuple[FileKind, Any, Any]:
    return FileKind.LIST, LIST, _with(LIST, *where, value=value)


def _roster(new: Any, old: Any = REVIEWER) -> tuple[FileKind, Any, Any]:
    return FileKind.REVIEWERS, {"reviewer-a": old}, {"reviewer-a": new}


def _protected(old: Any, new: Any) -> tuple[FileKind, Any, Any]:
    return FileKind.PROTECTED, {"accounts": old}, {"accounts": new}


_KEYLESS: Final = _with(REVIEWER, "keys", value=None)
CASES: Final[list[tuple[tuple[FileKind, Any, Any], list[tuple[Effect, str]]]]] = [
    # What is there on one side alone is judged whole where a row names it, ...
    ((FileKind.LIST, None, LIST), [(WEAKENING, "")]),
    ((FileKind.LIST, LIST, None), [(FORBIDDEN, "")]),
    ((FileKind.REVIEWERS, {"a": REVIEWER}, {"a": REVIEWER, "b": REVIEWER}), [(WEAKENING, "/b")]),
    ((FileKind.REVIEWERS, {"a": REVIEWER, "b": REVIEWER}, {"b": REVIEWER}), [(FORBIDDEN, "/a")]),
    ((FileKind.PLATFORMS, None, SKIFF), [(WEAKENING, "")]),
    # ... else by what it holds.
    (_roster(REVIEWER, _KEYLESS), [(WEAKENING, "/reviewer-a/keys/0")]),
    (_roster(_KEYLESS), [(FORBIDDEN, "/reviewer-a/keys/0")]),
    # What is on both is judged by what it holds, each part by its own row.
    (
        _list("policy", value={"quorum": 1, "appeal_days": 15}),
        [(WEAKENING, "/policy/appeal_days"), (WEAKENING, "/policy/quorum")],
    ),
    (_list("policy", value={"quorum": 1, "appeal_days": 13}), [(WEAKENING, "/policy/quorum")]),
    (_list("categories", "fraud", "title", value="Theft"), [(WEAKENING, "/categories/fraud/title")]),
    (_list("categories", "fraud", "meaning", value="Robs."), []),
    (_list("categories", "new", value={"title": "New"}), []),
    (_roster(REVIEWER | {"active": [PERIOD, PERIOD]}), [(WEAKENING, "/reviewer-a/active/1")]),
    (_roster(REVIEWER | {"active": [PERIOD | {"until": "2026-06-01"}]}), []),
    (
        _roster(REVIEWER | {"active": [{"from": "2025-01-01"}, PERIOD]}),
        [(FORBIDDEN, "/reviewer-a/active/0/from"), (WEAKENING, "/reviewer-a/active/1")],
    ),
    (_roster(REVIEWER | {"keys": [KEY | {"stolen": True}]}), [(WEAKENING, "/reviewer-a/keys/0/stolen")]),
    ((FileKind.PLATFORMS, SKIFF, {"skiff": {"name": "Boat"}}), [(WEAKENING, "/skiff")]),
    # A row without others below it speaks for all that it holds.
    (_list("contacts", "appeals", value="mailto:b@quay.example"), [(WEAKENING, "/contacts")]),
    # What has an id is found by it, wherever it is.
    (_protected([ACCOUNT], [ACCOUNT | {"id": "b"}, ACCOUNT]), []),
    (_protected([ACCOUNT], [ACCOUNT | {"handle": "x"}]), [(WEAKENING, "/accounts/harbour-news/handle")]),
    (_protected([ACCOUNT], []), [(WEAKENING, "/accounts/harbour-news")]),
    # What is not there has its default.
    (_list("policy", "handle_days", value=180), []),
    (_list("policy", "handle_days", value=179), [(WEAKENING, "/policy/handle_days")]),
    (_list("example", value=False), []),
    # What is in no row weakens.
    (_list("policy", "invented_later", value=1), [(WEAKENING, "/policy/invented_later")]),
    (_list("invented/later", value=1), [(WEAKENING, "/invented~1later")]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), CASES)
def test_a_change_of_a_file_is_judged_field_by_field(
    change: tuple[FileKind, Any, Any], expected: list[tuple[Effect, str]]
) -> None:
    assert [(item.effect, item.pointer) for item in judge(*change)] == expected


def test_values_are_said_in_one_line_of_a_few_words() -> None:
    (long,) = judge(*_list("scope", value="Two\nlines, " + "and more " * 40))
    assert (long.before, long.after[:10], len(long.after)) == (LIST["scope"], "Two lines,", 80)
    (added, steward) = judge(*_roster(REVIEWER | {"lists": ["pier", "quay"], "steward": True}))
    assert (added.before, added.after) == ("quay", "pier, quay")
    assert (steward.before, steward.after) == ("false", "true")
    (gone,) = judge(*_protected([ACCOUNT], []))
    assert gone.before == "handle: harbour_news, id: harbour-news, platform: twitter"
    assert gone.after == "nothing"


# The reference


def test_the_reference_has_the_table() -> None:
    files = {kind: f"{kind.value}.yaml" for kind in KINDS} | {FileKind.PROTECTED: "protected/*.yaml"}
    expected = [
        (f"`{files[row.kind]}`", f"`{row.pointer}`" if row.pointer else "the file", row.judge.words, row.why)
        for row in FIELDS
    ]
    text = PAGE.read_text(encoding="utf-8")
    table = text.split("| file | field | a change of it is | because |\n| --- | --- | --- | --- |\n", 1)[1]
    rows = re.findall(r"^\| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$", table.split("\n\n", 1)[0], re.MULTILINE)
    assert rows == expected, "\n" + "\n".join(f"| {' | '.join(row)} |" for row in expected)
