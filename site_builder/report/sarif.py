"""The `sarif` report: SARIF 2.1.0 (OASIS Standard incorporating errata 01), for code-scanning services.

Section numbers in this file are those of that standard.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from site_builder.report.escape import clip, visible, without_surrogates
from site_builder.rules import RULES, message, page

if TYPE_CHECKING:
    from site_builder.problems import Place, Problem, Problems
    from site_builder.report.context import ReportContext

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
