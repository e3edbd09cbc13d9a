"""The reports for programs: `json`, `github` and `sarif`.

The `json` document has its own version, raised when a member changes its meaning or goes; members may be added.

`github` is workflow commands that GitHub turns into annotations on the changed lines (GitHub Actions, "Workflow
commands", and the parser of the job runner, `ActionCommand.cs`, which ends the properties at the first `::`, splits
them at commas, and then undoes percent escapes).

`sarif` is SARIF 2.1.0 (OASIS Standard incorporating errata 01), for code-scanning services. Section numbers in this
file are those of that standard.
"""

import hashlib
import json
import re
from dataclasses import asdict
from typing import Any, Final
from urllib.parse import quote

from site_builder.problems import Place, Problem, Problems
from site_builder.report.context import ReportContext
from site_builder.report.escape import clip, visible, without_surrogates
from site_builder.rules import RULES, message, page

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


_SHOWN_OF_EACH_KIND: Final = 10
"""Annotations of one kind that GitHub shows for one step."""


def _data(text: str) -> str:
    return text.replace("%", "%25")  # line breaks are visible escapes here


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _command(item: Problem, context: ReportContext) -> str:
    place, words = item.place, visible(clip(message(item), context.limits.message_characters))
    properties = (
        f"file={_property(visible(place.file))},line={place.line},col={place.column},title={item.code}"
    )
    return f"::{item.severity.value} {properties}::{_data(words)} ({page(item.code)})"


def report_github(problems: Problems, context: ReportContext) -> str:
    """Return one workflow command a problem and the tally as last line.

    Everything is printed, also what GitHub will not show as an annotation: it stays readable in the log.
    """
    lines = [_command(item, context) for item in problems]
    tally = context.tally(problems)
    if max(problems.errors, problems.warnings) > _SHOWN_OF_EACH_KIND:
        tally += f"; GitHub annotates the first {_SHOWN_OF_EACH_KIND} of each kind, this log has all"
    lines.append(tally)
    return "\n".join(lines) + "\n"


_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LINK_CHARACTERS: Final = re.compile(r"([\\\[\]])")


def _plain(text: str) -> dict[str, str]:
    """Return a message (3.11) shown as it is: no placeholder (3.11.5), no embedded link (3.11.6)."""
    return {"text": _LINK_CHARACTERS.sub(r"\\\1", text).replace("{", "{{").replace("}", "}}")}


def _bytes(file: str) -> bytes:
    """Return the name's bytes; what the file system gave as undecodable bytes becomes those bytes again."""
    try:
        return file.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return file.encode("utf-8", "surrogatepass")


def _uri(file: str) -> str:
    """Return a relative reference (RFC 3986 section 4.2) whose path is `file` and nothing else.

    A colon is encoded, so that nothing looks like a scheme, and a leading slash put behind a dot segment, so
    that nothing looks like an authority.
    """
    path = quote(_bytes(file), safe="/")
    return path if path and not path.startswith("/") else f"./{path}"


def _fingerprint(item: Problem) -> str:
    """Hash what stays the same when lines move: the rule, the file and the value (3.27.17)."""
    parts = (item.code, item.place.file, item.place.pointer)
    return hashlib.sha256(b"\0".join(_bytes(part) for part in parts)).hexdigest()


def _location(place: Place) -> dict[str, object]:
    location: dict[str, object] = {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(place.file), "uriBaseId": "SRCROOT"},
            "region": {"startColumn": place.column, "startLine": place.line},
        },
    }
    if place.pointer:
        # For JSON-like data a fully qualified name is a JSON pointer (3.33.5).
        location["logicalLocations"] = [{"fullyQualifiedName": without_surrogates(place.pointer)}]
    return location


def _rule(code: str) -> dict[str, object]:
    rule = RULES[code]
    meaning = _plain(rule.meaning)
    return {
        "defaultConfiguration": {"level": rule.severity.value},
        "fullDescription": meaning,
        "help": _plain(f"{rule.meaning} See {page(code)}"),
        "id": code,
        "shortDescription": meaning,
    }


def report_sarif(problems: Problems, context: ReportContext) -> str:
    """Return one SARIF log with one run: the rules that were broken, and every problem as a result."""
    codes = sorted({item.code for item in problems})
    index = {code: number for number, code in enumerate(codes)}
    limit = context.limits.message_characters
    results = [
        {
            "level": item.severity.value,
            "locations": [_location(item.place)],
            "message": _plain(visible(clip(message(item), limit))),
            "partialFingerprints": {"ruleFilePointer/v1": _fingerprint(item)},
            "ruleId": item.code,
            "ruleIndex": index[item.code],
        }
        for item in problems
    ]
    driver = {
        "name": "handlelists",
        "rules": [_rule(code) for code in codes],
        "version": context.builder_version,
    }
    run = {"columnKind": "unicodeCodePoints", "results": results, "tool": {"driver": driver}}
    log = {"$schema": _SCHEMA, "runs": [run], "version": "2.1.0"}
    return json.dumps(log, ensure_ascii=True, indent=2, sort_keys=True) + "\n"
