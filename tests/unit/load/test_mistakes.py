"""The likeliest mistakes of somebody who writes YAML by hand: each has a sentence of its own, at the right place."""

from __future__ import annotations

from typing import Any, Final

import pytest

from site_builder.load.layout import spot
from site_builder.load.strict_yaml import load
from site_builder.load.typed import shape
from site_builder.rules import RULES, message

_BEFORE: Final = "id: 7k3f9q2m4d1p\n"
_AFTER: Final = "platform: twitter\n"
# What is written between two good lines, the line (the first good one is 1) and column, and what is said of it.
LINES: Final = [
    ("<<<<<<< HEAD\nhandle: a\n=======\nhandle: b\n>>>>>>> other", 2, 1, "a merge conflict was left"),
    ("categories:\n<<<<<<< HEAD\n  - a\n=======\n  - b\n>>>>>>> other", 3, 1, "a merge conflict was left"),
    ("handle: a\n||||||| base\n=======\n>>>>>>> other", 5, 1, "a merge conflict was left"),
    ("handle: @name", 2, 9, "leave out the @: write handle: name"),
    ("  - handle: @name", 2, 13, "leave out the @: write handle: name"),
    ("summary: `code` here", 2, 10, "a value cannot begin with `; put the whole value in quotation marks"),
    ("summary: %50 off", 2, 10, "a value cannot begin with %"),
    ("summary: *bold* text", 2, 10, "a value cannot begin with *"),
    ("summary: & text", 2, 10, "a value cannot begin with &"),
    ("summary: , text", 2, 10, "a value cannot begin with ,"),
    ("summary: ] text", 2, 10, "a value cannot begin with ]"),
    ("summary: } text", 2, 10, "a value cannot begin with }"),
    ("summary: - text", 2, 10, "a value cannot begin with -"),
    ("summary: ? text", 2, 10, "a value cannot begin with ?"),
    ("categories:\n  - @name", 3, 5, "a value cannot begin with @"),
    ("summary: |text", 2, 10, "text after | begins on the next line"),
    ("summary: > text", 2, 10, "text after > begins on the next line"),
    (
        "summary: [redacted] posed",
        2,
        10,
        "[ begins a list or mapping that is never closed, or text follows it",
    ),
    ("summary: {x} posed", 2, 10, "{ begins a list or mapping"),
    ("categories: [a, b", 2, 13, "[ begins a list or mapping"),
    ("title: [\nsummary: >\n  Posed.", 2, 8, "[ begins a list or mapping that is never closed"),
    ("summary: Note: posed", 2, 10, "this value contains a colon and a space"),
    ("summary: Note:", 2, 10, "this value contains a colon and a space"),
    ("summary: \u201cNote: posed\u201d", 2, 10, "this value contains a colon and a space"),
    ("evidence:\n  - id: e1\n    summary: Note: posed", 4, 14, "this value contains a colon and a space"),
    ("handle:name", 2, 1, "a space is missing after the colon; write handle: name"),
    ("evidence:\n  - id:e1\n    kind: post", 3, 5, "a space is missing after the colon; write id: e1"),
    ("evidence:\n  - id: e1\n    kind:post", 4, 5, "a space is missing after the colon; write kind: post"),
    ("handle = name", 2, 1, "a key is followed by a colon and a space; write handle: name"),
    ("categories:\n  - a\n  -b", 4, 3, "a space is missing after the dash; write - b"),
    ("handle name", 2, 1, "this line has no key with a colon, and no dash"),
    ("summary: Posed as a bank\nand took money.", 3, 1, "this line has no key with a colon"),
    ("categories:\n  - a\n  b", 4, 3, "this line has no key with a colon, and no dash"),
    ("evidence:\n  - id: e1\n  id: e2", 4, 3, "this line is not indented like the items above it"),
    ("evidence:\n  - id: e1\n   kind: post", 4, 4, "this line is not indented like the items above it"),
    (
        "evidence:\n  - id: e1\n      kind: post",
        4,
        11,
        "this line is not indented like the lines it belongs to",
    ),
    (" handle: b", 2, 8, "this line is not indented like the lines it belongs to"),
    ('summary: "good"\n handle: b', 3, 2, "this line is not indented like the lines it belongs to"),
    ('summary: "posed as', 2, 10, "this quotation mark is never closed"),
    ("summary: 'it's a bank'", 2, 10, "the value goes on after its closing quotation mark"),
    ('summary: "Bank" posed', 2, 10, "the value goes on after its closing quotation mark"),
    ('summary: "C:\\path"', 2, 13, "inside double quotation marks a backslash has to be doubled"),
]


def said(text: str) -> list[tuple[str, int, int, str]]:
    found = load(text.encode(), "a.yaml").problems
    return [(item.code, item.place.line, item.place.column, message(item)) for item in found]


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(("lines", "line", "column", "words"), LINES, ids=[case[0] for case in LINES])
def test_what_is_not_yaml_is_explained_where_it_is(
    lines: str, line: int, column: int, words: str, ends: str
) -> None:
    ((code, *place, sentence),) = said(f"{_BEFORE}{lines}\n{_AFTER}".replace("\n", ends))
    assert (code, place) == ("yaml-syntax", [line, column])
    assert sentence.startswith(words)


def test_every_cause_has_its_case() -> None:
    rule = RULES["yaml-syntax"]
    starts = {words.split("{")[0][:20] for words in rule.causes.values()}
    tried = {words for *_, words in LINES}
    # Of those that begin with a parameter the rest tells.
    missing = {start for start in starts if start and not any(words.startswith(start) for words in tried)}
    assert missing == set()
    assert any("begins a list or mapping" in words for words in tried)


@pytest.mark.parametrize(
    "lines", ["evidence:\n\t- id: e1", "evidence:\n  - id: e1\n\t  kind: post", "handle:\tname"]
)
def test_of_a_tab_the_tab_is_all_that_is_said(lines: str) -> None:
    assert [code for code, *_ in said(f"{_BEFORE}{lines}\n{_AFTER}")] == ["yaml-tab"]


@pytest.mark.parametrize(
    "text",
    ["{", "- [", '"', "a: b: c", "? : ", "%", "\n\n\n@", "a\n\n\n\n b: c: d\n", "\n" * 200_000 + "a: b: c"],
    ids=range(9),
)
def test_whatever_is_broken_gives_one_problem_inside_the_text(text: str) -> None:
    found = said(text)
    assert found
    lines = text.count("\n") + 2
    assert all(1 <= line <= lines and column >= 1 for _, line, column, _ in found)


# Values


def faults(schema: str, **members: Any) -> list[str]:
    kind = shape(schema)
    found = kind.faults(kind.typed(members))
    return [fault.message for fault in found if fault.pointer.split("/")[1:2] == [next(iter(members))]]


@pytest.mark.parametrize(
    ("member", "value", "words"),
    [
        ("categories", "fraud", "this has to be a list; write [fraud], or each item on its own line"),
        ("categories", "-fraud -spam", "each item on its own line after a dash and a space"),
        ("categories", ["state operated"], "did you mean state-operated?"),
        ("categories", "", "is empty, but a list belongs here"),
        ("evidence", {"id": "e1"}, "begin each item with a dash and a space"),
        ("evidence", ["kind:post"], "a space is missing after the colon; write kind: post"),
        ("evidence", ["post"], "this has to be a mapping, a key and its value on each line"),
        ("summary", ["redacted"], "text belongs here, not a list; put text that begins with ["),
        ("handle", "", "is empty, but text belongs here; fill it in, or remove the line if it is optional"),
        ("platform", "Twitter", "did you mean twitter?"),
        ("platform", "\u201ctwitter\u201d", "did you mean twitter?"),
        ("id", "7K3F9Q2M4D1P", "did you mean 7k3f9q2m4d1p?"),
        ("submitted_by", ["Maintainer A"], "did you mean maintainer-a?"),
        ("observations", [{"date": "1.3.2026", "state": "active"}], "did you mean 2026-03-01?"),
        ("observations", [{"date": "2026-3-1", "state": "active"}], "did you mean 2026-03-01?"),
        ("observations", [{"date": "2026/03/01", "state": "active"}], "did you mean 2026-03-01?"),
        ("observations", [{"date": "01/02/2026", "state": "active"}], "YYYY-MM-DD"),
        ("observations", [{"date": "2026-03-01", "state": "Suspended"}], "did you mean suspended?"),
        ("observations", [{"date": "2026-03-01", "state": "active", "followers": "1.5k"}], "a whole number"),
    ],
)
def test_what_does_not_fit_says_what_was_probably_meant(member: str, value: Any, words: str) -> None:
    assert any(words in text for text in faults("record", **{member: value})), faults(
        "record", **{member: value}
    )


def test_an_address_without_its_scheme_is_completed() -> None:
    item = {"id": "e1", "kind": "post", "sensitivity": "none", "captured": "2026-01-01", "summary": "x"}
    for url in ("www.news.example/a", "news.example/a"):
        assert any(
            f"did you mean https://{url}?" in text
            for text in faults("record", evidence=[{**item, "url": url}])
        )


def test_truth_is_true_or_false() -> None:
    assert faults("list", example="yes") == ["write true or false, not yes"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("7k3f9q2m4d1p.yml", "rename it to 7k3f9q2m4d1p.yaml"),
        ("7k3f9q2m4d1p.YAML", "rename it to 7k3f9q2m4d1p.yaml"),
        ("7k3f9q2m4d1p.yaml.txt", "rename it to 7k3f9q2m4d1p.yaml"),
        ("notes.txt", "only .yaml files (and README.md) belong here"),
        *(
            (name, "an editor, a system or a merge left it behind; delete it")
            for name in (
                "a.yaml~",
                ".a.yaml.swp",
                "#a.yaml#",
                ".#a.yaml",
                "a.yaml.bak",
                "a.yaml.orig",
                "Thumbs.db",
            )
        ),
    ],
)
def test_a_file_that_does_not_belong_here_says_why(name: str, words: str) -> None:
    assert str(spot(f"lists/harbour/twitter/7k/{name}")).startswith(words)
