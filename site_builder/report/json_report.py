"""The `json` report: every problem, exactly, for programs.

The document has its own version, raised when a member changes its meaning or goes; members may be added.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from site_builder.report.escape import without_surrogates
from site_builder.rules import message, page

if TYPE_CHECKING:
    from site_builder.problems import Problem, Problems
    from site_builder.report.context import ReportContext

_VERSION: Final = 1


def _problem(item: Problem) -> dict[str, object]:
    said = {"code": item.code, "help": page(item.code), "message": message(item), "params": dict(item.params)}
    return {**asdict(item.place), **said, "severity": item.severity.value}


def _exact(value: Any) -> Any:
    """Return a value as JSON can hold it: the same except for surrogates."""
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, dict):
        return {name: _exact(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(item) for item in value]
    return value


def report_json(problems: Problems, context: ReportContext) -> str:
    """Return one sorted, indented JSON document of ASCII characters only.

    It has `changes` where the context has any: what `report.change` defines, member by member. A surrogate, which
    no I-JSON string may hold (RFC 7493), is in it as a visible escape.
    """
    document: dict[str, object] = {
        "checked": context.checked,
        "errors": problems.errors,
        "problems": [_exact(_problem(item)) for item in problems],
        "version": _VERSION,
        "warnings": problems.warnings,
    }
    if context.changes:
        document["changes"] = [asdict(change) for change in context.changes]
    return json.dumps(_exact(document), ensure_ascii=True, indent=2, sort_keys=True) + "\n"
