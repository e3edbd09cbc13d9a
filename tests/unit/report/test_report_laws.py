"""Laws that hold for every report of hostile problems."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
from hypothesis import given

from site_builder.report import REPORTERS
from site_builder.report.escape import visible, without_surrogates
from site_builder.report.markdown import report_markdown
from site_builder.report.programs import report_github, report_json, report_sarif
from site_builder.report.text import report_text
from site_builder.rules import message, page
from tests.laws import Laws
from tests.unit.report.report_samples import context, hostile_problems, no_deadline

if TYPE_CHECKING:
    from site_builder.problems import Problems

_NOT_TEXT = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SCHEMA = jsonschema.Draft4Validator(
    json.loads((Path(__file__).parents[2] / "data" / "sarif-schema-2.1.0.json").read_bytes()),
)


reports: Laws[Problems] = Laws()


def unsafe(text: str) -> list[str]:
    return [
        character for character in text if character != "\n" and unicodedata.category(character) in _NOT_TEXT
    ]


@reports.law
def no_report_lets_a_control_or_invisible_character_through(problems: Problems) -> None:
    for name, report in REPORTERS.items():
        shown = report(problems, context())
        assert not unsafe(shown), name
        assert shown.endswith("\n"), name


@reports.law
def a_coloured_report_has_colours_and_nothing_else(problems: Problems) -> None:
    colored = report_text(problems, context(color=True))
    plain = re.sub("\x1b\\[(?:0|1|2|1;31|1;33)m", "", colored)
    assert plain == report_text(problems, context())


@reports.law
def a_text_report_gives_a_job_runner_nothing_to_obey(problems: Problems) -> None:
    shown = report_text(problems, context())
    assert "##[" not in shown
    assert not [line for line in shown.splitlines() if line.lstrip().startswith("::")]


def _parsed_command(line: str) -> tuple[str, dict[str, str], str]:
    """Read a workflow command as GitHub's job runner does (ActionCommand.cs, TryParseV2)."""
    assert line.startswith("::")
    info, _, data = line[2:].partition("::")
    name, _, properties = info.partition(" ")

    def undo(text: str, *escapes: str) -> str:
        for escape in (*escapes, "%25"):
            text = text.replace(escape, chr(int(escape[1:], 16)))
        return text

    pairs = (pair.partition("=") for pair in properties.split(",") if pair)
    read = {key: undo(value, "%0D", "%0A", "%3A", "%2C") for key, _, value in pairs}
    return name, read, undo(data, "%0D", "%0A")


@reports.law
def a_github_report_has_one_command_a_problem_that_reads_back(problems: Problems) -> None:
    *commands, tally = report_github(problems, context()).splitlines()
    assert len(commands) == len(problems)
    assert not tally.startswith("::")
    for command, item in zip(commands, problems, strict=True):
        assert "##[" not in command
        assert _parsed_command(command) == (
            item.severity.value,
            {
                "file": visible(item.place.file),
                "line": str(item.place.line),
                "col": str(item.place.column),
                "title": item.code,
            },
            f"{visible(message(item))} ({page(item.code)})",
        )


@reports.law
def a_json_report_reads_back(problems: Problems) -> None:
    shown = report_json(problems, context())
    assert shown.isascii()
    read = json.loads(shown)["problems"]
    assert [item["code"] for item in read] == [item.code for item in problems]
    assert [item["file"] for item in read] == [without_surrogates(item.place.file) for item in problems]
    assert [item["message"] for item in read] == [without_surrogates(message(item)) for item in problems]
    json.dumps(read, ensure_ascii=False).encode()  # no surrogate anywhere


@reports.law
def a_sarif_report_is_always_valid(problems: Problems) -> None:
    shown = report_sarif(problems, context())
    assert shown.isascii()
    log = json.loads(shown)
    _SCHEMA.validate(log)
    for result in log["runs"][0]["results"]:
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?!/)(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
    json.dumps(log, ensure_ascii=False).encode()


def outside_code(line: str) -> str:
    """Return what of a Markdown line is neither in a code span nor escaped (CommonMark 6.1, 2.4)."""
    outside, at = "", 0
    while at < len(line):
        if line[at] == "\\":
            at += 2
        elif line[at] == "`":
            run = re.match("`+", line[at:])
            assert run is not None
            closing = re.search(rf"(?<!`){run[0]}(?!`)", line[at + len(run[0]) :])
            assert closing is not None, f"a run of backticks is not closed: {line}"
            at += len(run[0]) + closing.end()
            outside += "c"
        else:
            outside += line[at]
            at += 1
    return outside


@reports.law
def a_markdown_row_is_one_line_of_four_cells_without_markup(problems: Problems) -> None:
    rows = [line for line in report_markdown(problems, context()).splitlines() if line.startswith("| ")]
    bodies = [row for row in rows if not row.startswith(("| File |", "| --- |"))]
    assert len(bodies) == len(problems)
    for row in bodies:
        # A table is cut into cells first, at every bar without a backslash; then cells are read.
        cells = re.split(r"(?<!\\)\|", row)
        assert len(cells) == len(["", "file", "place", "rule", "problem", ""])
        for cell in cells:
            outside = outside_code(cell.replace("\\|", "|"))
            assert not re.search(r"[<>&@#*_~\[\]!$]|https?:|www\.", outside)


@no_deadline
@given(hostile_problems)
def test_every_report_keeps_every_law(problems: Problems) -> None:
    reports.hold(problems)
