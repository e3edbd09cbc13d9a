"""Reporters: pure functions that turn problems into text, one for each output format.

They print nothing and decide nothing: the command picks one by name, prints what it returns and exits. What a
problem says is in `rules`; here is only how it looks in one medium, and what must be escaped there.
"""

from collections.abc import Mapping
from typing import Final

from site_builder.report.context import ReportContext as ReportContext
from site_builder.report.context import Reporter
from site_builder.report.context import ReportLimits as ReportLimits
from site_builder.report.markdown import report_markdown
from site_builder.report.programs import report_github, report_json, report_sarif
from site_builder.report.text import report_text

REPORTERS: Final[Mapping[str, Reporter]] = {
    "text": report_text,
    "json": report_json,
    "github": report_github,
    "sarif": report_sarif,
    "markdown": report_markdown,
}
"""The formats of `--format`, by name."""
