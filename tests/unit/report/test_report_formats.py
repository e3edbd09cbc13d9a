"""What holds for each format on its own, with cases a person can read; laws are in test_report_laws.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest

from site_builder.problems import Place, Problem, Problems
from site_builder.report import REPORTERS, ReportContext, ReportLimits
from site_builder.report.escape import columns
from site_builder.report.markdown import report_markdown
from site_builder.report.programs import report_github, report_json, report_sarif
from site_builder.report.text import report_text
from site_builder.rules import problem
from tests.unit.report.report_samples import SAMPLE, context

_SCHEMA = json.loads((Path(__file__).parents[2] / "data" / "sarif-schema-2.1.0.json").read_bytes())


def _told(line: str | None = None, **limits: int) -> ReportContext:
    return ReportContext(
        checked=2,
        builder_version="0",
        sources=lambda _file, _line: line,
        limits=ReportLimits(**limits),
    )


def _at(column: int, file: str = "lists/a.yaml", line: int = 3) -> Problem:
    return problem("yaml-tab", Place(file, line, column, "/summary"))


def _tabs(number: int) -> Problems:
    return Problems.of(_at(1, f"lists/{index:05}.yaml") for index in range(number))


# The table and the context


def test_the_formats_are_those_of_the_commands() -> None:
    assert list(REPORTERS) == ["text", "json", "github", "sarif", "markdown"]


@pytest.mark.parametrize(
    ("errors", "warnings", "checked", "tally"),
    [
        (0, 0, 140, "140 files, no problems"),
        (0, 0, 1, "1 file, no problems"),
        (2, 1, 140, "2 errors, 1 warning in 140 files"),
        (1, 0, 1, "1 error in 1 file"),
        (0, 2, 0, "2 warnings in 0 files"),
    ],
)
def test_the_tally_counts_in_plain_words(errors: int, warnings: int, checked: int, tally: str) -> None:
    items = list(_tabs(errors + warnings))
    mixed = [item.as_warning() if index < warnings else item for index, item in enumerate(items)]
    assert context(checked=checked).tally(Problems.of(mixed)) == tally


# text


def test_a_caret_stands_under_the_column() -> None:
    shown = report_text(Problems.of([_at(6)]), _told("abc: def")).splitlines()
    assert shown[0] == "lists/a.yaml:3:6: error: tab character: use spaces instead [yaml-tab]"
    assert shown[1] == "     3 | abc: def"
    assert shown[2].index("^") == shown[1].index("def")


@pytest.mark.parametrize(
    ("before", "width"),
    [("漢字", 4), ("e\u0301", 1), ("\uff46", 2), ("😀", 2), ("и", 1), ("\u202e", 6), ("\t", 6), ("##[", 8)],
)
def test_the_caret_allows_for_wide_combining_and_escaped_characters(before: str, width: int) -> None:
    shown = report_text(Problems.of([_at(len(before) + 1)]), _told(before + "x")).splitlines()
    assert shown[2].index("^") == len("     3 | ") + width
    assert columns(shown[1]) == len("     3 | ") + width + 1


def test_a_long_line_is_cut_around_the_caret() -> None:
    line = "a" * 5000 + "X" + "b" * 5000
    _, excerpt, caret, *_ = report_text(Problems.of([_at(5001)]), _told(line)).splitlines()
    assert len(excerpt) <= 100 + len("     3 | ……")
    assert excerpt.startswith("     3 | …a")
    assert excerpt.endswith("b…")
    assert caret.index("^") == excerpt.index("X")


def test_a_line_that_fits_is_shown_whole() -> None:
    line = "a" * 90 + "X" + "b" * 9
    shown = report_text(Problems.of([_at(91)]), _told(line)).splitlines()
    assert shown[1] == "     3 | " + line


def test_a_heap_of_combining_marks_does_not_fill_the_screen() -> None:
    shown = report_text(Problems.of([_at(1)]), _told("a" + "\u0301" * 9000)).splitlines()
    assert len(shown[1]) < 150


def test_a_column_behind_the_end_of_the_line_has_its_caret_at_the_end() -> None:
    shown = report_text(Problems.of([_at(99)]), _told("abc")).splitlines()
    assert shown[2].index("^") == len("     3 | abc")


_WHERE: Final = [
    "What each means and what to do, in the builder's repository:",
    "  docs/reference/rules/files.md#yaml-tab",
    "",
]


@pytest.mark.parametrize("line", [None, "", "   "])
def test_no_excerpt_where_there_is_nothing_to_show(line: str | None) -> None:
    assert len(report_text(Problems.of([_at(1)]), _told(line)).splitlines()) == len(
        ["problem", "", *_WHERE, "tally"]
    )


def test_a_problem_of_the_whole_file_has_no_excerpt() -> None:
    whole = problem("file-size", Place("lists/a.yaml"), size=2, limit=1)
    assert "|" not in report_text(Problems.of([whole]), _told("id: x"))


def test_files_are_set_apart_by_a_blank_line() -> None:
    shown = report_text(Problems.of([_at(1, "a"), _at(2, "a"), _at(1, "b")]), _told())
    assert [line[:1] for line in shown.splitlines()] == ["a", "a", "", "b", "", "W", " ", "", "3"]


@pytest.mark.parametrize("file", ["::error::x", "\u3000::error::x", "", " a", "-rf"])
def test_no_line_begins_like_a_command(file: str) -> None:
    assert report_text(Problems.of([_at(1, file)]), _told()).startswith("./")


def test_a_message_that_quotes_too_much_is_cut() -> None:
    long = problem("yaml-encoding", Place("a", 2), why="y" * 70_000)
    assert len(report_text(Problems.of([long]), _told())) < 1200


def test_colours_are_there_only_where_they_are_allowed() -> None:
    assert "\x1b[1;31merror:\x1b[0m" in report_text(SAMPLE, context(color=True))
    assert "\x1b" not in report_text(SAMPLE, context())


# json


def test_the_json_report_holds_every_problem_exactly() -> None:
    report = json.loads(report_json(SAMPLE, context()))
    assert {key: report[key] for key in ("checked", "errors", "version", "warnings")} == {
        "checked": 140,
        "errors": 6,
        "version": 1,
        "warnings": 2,
    }
    by_code = {item["code"]: item for item in report["problems"]}
    assert by_code["category-unknown"] == {
        "code": "category-unknown",
        "column": 21,
        "file": "lists/harbour/twitter/7k/7k3f9q2m4d1p.yaml",
        "help": "docs/reference/rules/fields.md#category-unknown",
        "line": 4,
        "message": "unknown category frauds; this list has: fraud, impersonation",
        "params": {"category": "frauds", "known": ["fraud", "impersonation"]},
        "pointer": "/categories/1",
        "severity": "error",
    }
    assert by_code["text-bidi"]["params"] == {"character": "\u202e"}


# github


def test_more_than_github_shows_is_printed_and_said() -> None:
    lines = report_github(_tabs(11), _told()).splitlines()
    assert len(lines) == 12
    assert lines[-1] == "11 errors in 2 files; GitHub annotates the first 10 of each kind, this log has all"
    assert report_github(_tabs(10), _told()).splitlines()[-1] == "10 errors in 2 files"


# sarif


def _results(*items: Problem) -> list[Any]:
    results: list[Any] = json.loads(report_sarif(Problems.of(items), context()))["runs"][0]["results"]
    return results


@pytest.mark.parametrize("problems", [SAMPLE, Problems()])
def test_the_log_is_valid_sarif(problems: Problems) -> None:
    log = json.loads(report_sarif(problems, context()))
    jsonschema.Draft4Validator(_SCHEMA).validate(log)
    assert log["$schema"] == _SCHEMA["id"]


def test_the_schema_can_refuse() -> None:
    log = json.loads(report_sarif(SAMPLE, context()))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(_SCHEMA).validate(log)


def test_each_result_points_at_its_rule() -> None:
    run = json.loads(report_sarif(SAMPLE, context()))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [item.code for item in SAMPLE]
    assert [rule["id"] for rule in rules] == sorted({item.code for item in SAMPLE})


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("lists/a-b_c.d~/e.yaml", "lists/a-b_c.d~/e.yaml"),
        ("lists/é b#?%.yaml", "lists/%C3%A9%20b%23%3F%25.yaml"),
        ("a:b", "a%3Ab"),
        ("//evil.example/x", ".///evil.example/x"),
        ("lists/\udcff.yaml", "lists/%FF.yaml"),
        ("lists/\ud800.yaml", "lists/%ED%A0%80.yaml"),
        ("", "./"),
    ],
)
def test_a_file_name_becomes_a_relative_reference(file: str, uri: str) -> None:
    (result,) = _results(_at(1, file))
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": uri, "uriBaseId": "SRCROOT"}


def test_a_fingerprint_survives_moved_lines_and_nothing_else() -> None:
    place = Place("lists/a.yaml", 3, 1, "/summary")

    def fingerprint(item: Problem) -> str:
        (result,) = _results(item)
        (value,) = result["partialFingerprints"].values()
        return str(value)

    first = fingerprint(problem("yaml-tab", place))
    assert fingerprint(problem("yaml-tab", Place("lists/a.yaml", 30, 9, "/summary"))) == first
    assert fingerprint(problem("yaml-alias", place)) != first
    assert fingerprint(problem("yaml-tab", Place("lists/b.yaml", 3, 1, "/summary"))) != first
    assert fingerprint(problem("yaml-tab", Place("lists/a.yaml", 3, 1, "/handle"))) != first


def test_a_sarif_message_has_neither_links_nor_placeholders() -> None:
    (result,) = _results(problem("yaml-encoding", Place("a"), why="[x](http://e.example) {0} \\"))
    assert result["message"]["text"] == "\\[x\\](http://e.example) {{0}} \\\\"


# markdown


def test_rows_beyond_the_limit_are_counted() -> None:
    shown = report_markdown(_tabs(30), _told(markdown_rows=10))
    assert shown.count("| `lists/") == 10
    assert "20 more errors not shown here." in shown
    assert "### 30 errors" in shown


def test_errors_come_before_warnings_and_take_the_rows_first() -> None:
    errors = list(_tabs(3))
    warnings = [_at(2, f"lists/0{index}.yaml").as_warning() for index in range(3)]
    shown = report_markdown(Problems.of(errors + warnings), _told(markdown_rows=4))
    assert shown.index("### 3 errors") < shown.index("### 3 warnings")
    assert shown.count("| `lists/") == 4
    assert "2 more warnings not shown here." in shown


def test_a_table_without_room_is_left_out_with_its_head() -> None:
    shown = report_markdown(_tabs(3), _told(markdown_rows=0))
    assert "| File |" not in shown
    assert "3 more errors not shown here." in shown


def test_the_report_fits_into_a_comment_whatever_it_holds() -> None:
    items = [
        problem("yaml-encoding", Place("\U000e0001" * 300, 1, index), why="\U000e0001" * 5000)
        for index in range(1, 601)
    ]
    mixed = Problems.of(item.as_warning() if index % 2 else item for index, item in enumerate(items))
    shown = report_markdown(mixed, _told())
    assert len(shown.encode()) < 65_536
    assert "more errors not shown here." in shown
    assert "300 more warnings not shown here." in shown


def test_a_file_is_named_once_in_a_row_of_its_problems() -> None:
    shown = report_markdown(Problems.of([_at(1, "a"), _at(2, "a"), _at(1, "b")]), _told())
    rows = [line for line in shown.splitlines() if line.startswith("| ")][2:]
    assert [row.split("|")[1].strip() for row in rows] == ["`a`", "", "`b`"]


def test_parameters_that_touch_stay_apart() -> None:
    item = problem("platform-unknown", Place("a"), platform="twiter", hint="; did you mean twitter?")
    assert "unknown platform: `twiter` `; did you mean twitter?` |" in report_markdown(
        Problems.of([item]), _told()
    )
