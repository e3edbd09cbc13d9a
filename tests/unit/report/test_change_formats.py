"""What holds for the reports of a change: laws for hostile ones, and cases that a person can read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from site_builder.problems import Place, Problems
from site_builder.report import REPORTERS, ReportLimits
from site_builder.report.context import LookAlike
from site_builder.report.escape import columns, markdown_code, markdown_words, without_surrogates, wrapped
from site_builder.report.markdown import report_markdown
from site_builder.report.programs import report_json
from site_builder.report.text import report_text
from site_builder.rules import problem
from tests.examples import examples
from tests.laws import Laws
from tests.unit.report.change_samples import (
    BIG,
    BIG_PROBLEMS,
    HOSTILE,
    ORDINARY,
    ORDINARY_PROBLEMS,
    QUIET,
    change,
    evidence,
    hostile_runs,
    record,
    told,
)
from tests.unit.report.report_samples import hostile_text
from tests.unit.report.test_report_laws import outside_code, unsafe

if TYPE_CHECKING:
    from site_builder.report.context import ChangeReport

# A slow machine is no fault of the code under test; a change holds many values, so fewer of them try as many.
half = settings(deadline=None, max_examples=examples(25))
Run = tuple[Problems, tuple["ChangeReport", ...]]
_OWN_MARKUP = re.compile(r"^(#{2,4} |> |- |\|[ -]+\|[-| ]*$)|</?details>|</?summary>|<br>|\*\*|[~|]")


reports: Laws[Run] = Laws()


@reports.law
def no_report_of_a_change_lets_a_control_or_invisible_character_through(run: Run) -> None:
    for name in ("text", "json", "markdown"):
        shown = REPORTERS[name](run[0], told(*run[1]))
        assert not unsafe(shown), name
        assert shown.endswith("\n"), name


@reports.law
def annotations_are_of_problems_only(run: Run) -> None:
    for name in ("github", "sarif"):
        assert REPORTERS[name](run[0], told(*run[1])) == REPORTERS[name](run[0], told()), name


@reports.law
def markdown_outside_of_code_is_the_builders_own(run: Run) -> None:
    fenced = False
    for line in report_markdown(run[0], told(*run[1])).splitlines():
        if line.startswith("```"):
            assert line in {"```sh", "```"}
            fenced = not fenced
        elif fenced:
            assert re.fullmatch(
                r"handlelists decide override --base .* --as STEWARD --key FILE --reason TEXT", line
            )
        else:
            _assert_own(line)
    assert not fenced


def _assert_own(line: str) -> None:
    cells = re.split(r"(?<!\\)\|", line) if line.startswith("|") else [line]
    assert len(cells) in {1, 6, 7}
    for cell in cells:
        outside = outside_code(cell.replace("\\|", "|") if line.startswith("|") else cell)
        left = _OWN_MARKUP.sub("", outside)
        assert not re.search(r"[<>&@#*_`\[\]!$|~]|https?:|www\.", left), line


@reports.law
def folds_are_closed(run: Run) -> None:
    shown = report_markdown(run[0], told(*run[1]))
    lines = shown.splitlines()
    assert [line for line in lines if line == "</details>"] == ["</details>"] * sum(
        line.startswith("<details>") for line in lines
    )


@reports.law
def a_text_report_of_a_change_gives_a_job_runner_nothing_to_obey(run: Run) -> None:
    shown = report_text(run[0], told(*run[1]))
    assert "##[" not in shown
    assert not [line for line in shown.splitlines() if line.lstrip().startswith("::")]


@reports.law
def a_coloured_report_of_a_change_has_colours_and_nothing_else(run: Run) -> None:
    colored = report_text(run[0], told(*run[1], color=True))
    assert re.sub("\x1b\\[(?:0|1|2|1;31|1;32|1;33)m", "", colored) == report_text(run[0], told(*run[1]))


@reports.law
def a_json_report_has_every_member_of_every_change_exactly(run: Run) -> None:
    read = json.loads(report_json(run[0], told(*run[1])))["changes"]
    assert [[item["summary"] for item in one["records"]] for one in read] == [
        [without_surrogates(item.summary) for item in one.records] for one in run[1]
    ]
    for one, made in zip(read, run[1], strict=True):
        assert set(one) == set(made.__slots__)
        for item, record_change in zip(one["records"], made.records, strict=True):
            assert set(item) == set(record_change.__slots__)


@half
@given(hostile_runs)
def test_every_report_of_a_change_keeps_every_law(run: Run) -> None:
    reports.hold(run)


@half
@given(hostile_text)
def test_words_are_plain_or_code(text: str) -> None:
    shown = markdown_words(text, 200)
    assert not re.search(r"[<>&@#*_`\[\]!$|~]|https?:|www\.", outside_code(shown.replace("\\|", "|")))


def test_names_among_words_become_code() -> None:
    said = "archive missing for e2; the same (account) on 2026-01-31, edit(s) → GH-1 www.e.example 1234567"
    assert markdown_words(said, 200) == (
        "archive missing for `e2;` the same (account) on 2026-01-31, edit(s) → `GH-1 www.e.example 1234567`"
    )


@pytest.mark.parametrize(
    "word", ["@org", "#1", "GH-1", "a_b", "<b>", "$x$", "www.e.example", "e2", "https://x", "::"]
)
def test_a_word_that_a_forge_could_read_is_code(word: str) -> None:
    assert markdown_words(f"one {word} two", 200) == f"one `{word}` two"


def test_a_bar_is_escaped_in_tables_only() -> None:
    assert markdown_code("a|b", 9) == "`a\\|b`"
    assert markdown_code("a|b", 9, in_table=False) == "`a|b`"


# Lines of a terminal


@half
@given(hostile_text)
def test_no_wrapped_line_is_too_wide(text: str) -> None:
    lines = list(wrapped(text.replace("\n", " "), 8))
    assert all(columns(line) <= 8 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("sample", [ORDINARY, HOSTILE, BIG])
def test_the_lines_about_a_change_fit_into_a_hundred_columns(sample: ChangeReport) -> None:
    for line in report_text(Problems(), told(sample)).splitlines():
        assert columns(line) <= 100, line


def test_the_last_lines_are_the_verdict() -> None:
    *_, verdict, totals, rest = report_text(ORDINARY_PROBLEMS, told(ORDINARY, checked=9)).splitlines()
    assert verdict == "Refused, 4 errors. 1 record becomes public, 2 stop being public."
    assert totals.startswith("9 files, 5 records (")
    assert rest.endswith("Judged by the rules of 0123456789ab (2026-01-30).")


def test_a_broken_line_does_not_go_on_with_a_command() -> None:
    sample = change(record("7k3f9q2m4d1p", missing=("x" * 60, "::error::x" + "y" * 50)))
    shown = report_text(Problems(), told(sample))
    assert f"\n      ./::error::x{'y' * 50}\n" in shown


# What comes first, and what is left


@pytest.mark.parametrize("several", [1, 7])
def test_what_is_too_much_of_one_record_is_counted(several: int) -> None:
    pieces = tuple(evidence(f"e{number}") for number in range(50))
    sample = change(*(record(f"{number:012}", evidence=pieces) for number in range(several)))
    shown = report_markdown(Problems(), told(sample))
    assert shown.count("| `e19` added |") == several
    assert "| `e20` added |" not in shown
    assert shown.count("30 more pieces of evidence not shown here.") == several
    assert report_text(Problems(), told(sample)).count("30 more pieces of evidence\n") == several


def test_the_report_of_a_big_change_fits_and_keeps_what_matters_most() -> None:
    shown = report_markdown(BIG_PROBLEMS, told(BIG, checked=1450))
    assert len(shown.encode()) < 62_000
    assert shown.startswith(
        "## handlelists check: refused, 302 errors\n\n**200 records become public, 50 stop"
    )
    assert "handlelists decide override --base " in shown
    assert "`breaker-publish`" in shown
    sections = shown.count("\n#### ")
    assert sections > 10
    assert f"{600 - sections} more records not shown here." in shown
    order = [shown.index(f"#### `northwind_{number}`") for number in (599, 0, 3)]
    assert order == sorted(order)


def test_a_change_that_fills_every_value_fits() -> None:
    long = "\U000e0001" * 5000
    pieces = tuple(evidence(f"e{number}", summary=long, kind=long) for number in range(50))
    worst = record("7k3f9q2m4d1p", handle=long, summary=long, categories=(long,) * 50, evidence=pieces)
    worst = replace(worst, fields=(long,) * 50, missing=(long,) * 50, published=True)
    sample = change(*(replace(worst, record=str(number)) for number in range(200)))
    items = (problem("yaml-syntax", Place(long, line), why=long) for line in range(1, 300))
    shown = report_markdown(Problems.of(items), told(sample))
    assert len(shown.encode()) < 65_536
    assert shown.startswith("## handlelists check: refused, 299 errors\n\n**200 records become public")
    assert "### 299 errors" in shown
    assert "not shown here." in shown


def test_many_commits_fit() -> None:
    many = [replace(ORDINARY, head=f"{number:040x}") for number in range(2000)]
    shown = report_markdown(Problems(), told(*many))
    assert len(shown.encode()) < 65_536
    assert "commits not shown here, or not whole." in shown


def test_records_beyond_the_limit_are_counted_in_a_terminal_too() -> None:
    context = replace(told(BIG), limits=ReportLimits(changed_records=7))
    shown = report_text(BIG_PROBLEMS, context)
    assert "593 more records not shown here." in shown
    assert "  and 193 more\n" in shown
    assert shown.index("northwind_599 ") < shown.index("northwind_0 ")


def test_a_record_whose_review_is_wrong_comes_first() -> None:
    (first, *_) = re.findall(
        r"^#### `(\w+)`", report_markdown(ORDINARY_PROBLEMS, told(ORDINARY)), re.MULTILINE
    )
    assert first == "harbor_news"


def test_how_to_override_is_said_only_while_it_helps() -> None:
    said = "handlelists decide override --base "
    assert said in report_markdown(Problems(), told(ORDINARY))
    assert said not in report_markdown(Problems(), told(ORDINARY, QUIET))
    assert said not in report_markdown(Problems(), told(QUIET))


def test_an_override_that_lets_a_change_through_is_seen() -> None:
    said = "An override is used"
    for report in (report_markdown, report_text):
        assert said in report(Problems(), told(replace(QUIET, overridden=True)))
        assert said not in report(Problems(), told(QUIET))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, "proposed", "new, proposed"),
        (None, None, "new, gone again"),
        ("verified", "verified", "confirmed (unchanged)"),
        ("proposed", "verified", "proposed → confirmed"),
        ("proposed", None, "proposed → deleted"),
    ],
)
def test_the_state_before_and_after_is_said(before: str | None, after: str | None, said: str) -> None:
    sample = change(record("7k3f9q2m4d1p", before=before, after=after))
    assert f"**{said}**" in report_markdown(Problems(), told(sample))
    assert f"    {said}" in report_text(Problems(), told(sample))


def test_an_account_without_a_handle_is_called_by_its_id() -> None:
    named: dict[str, Any] = {"handle": None, "account_id": "424242"}
    other = LookAlike(
        "9m2x0r5t8v4w", "pier", state="retracted", removal="duplicate", reason="x", answered=False, **named
    )
    context = told(change(record("7k3f9q2m4d1p", lookalikes=(other,), **named)))
    text, markdown = report_text(Problems(), context), report_markdown(Problems(), context)
    assert "account 424242 on twitter" in text
    assert "looks like account 424242 (pier/9m2x0r5t8v4w)" in text
    assert "`account 424242` on `twitter`" in markdown
    assert "- `account 424242` (`pier/9m2x0r5t8v4w`)" in markdown
    (written,) = json.loads(report_json(Problems(), context))["changes"][0]["records"]
    assert (written["handle"], written["account_id"]) == (None, "424242")
