"""No pattern of the package or of a schema takes time with the square of the text that somebody else writes."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from re import _constants as sre  # type: ignore[attr-defined]  # the names of what the parser of `re` gives
from re import _parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, Final

import site_builder
from site_builder import resources
from site_builder.handles import effort
from site_builder.handles.effort import PatternPart, TooCostlyError, steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

SHORT: Final = {
    "site_builder.handles.url._URL": "at most 2,048 characters",
    "site_builder.handles.unwrap._PARTS": "at most 2,048 characters",
    "site_builder.handles.template._SEGMENT": "a part of a path of at most 200 characters",
    "site_builder.cli.ledgers._LITERAL": "a setting of whoever runs the command",
    "site_builder.tables.markdown._LINK": "a cell of at most 4,096 characters",
}
"""Patterns whose cost grows with the square, and why that does not matter."""
_LONG: Final = 999
"""What stands for a repeat without a bound."""


def _sequence(items: Any) -> list[PatternPart]:
    """Return what `re` parsed as parts; what matches nothing and looks back is left out, it costs next to nothing."""
    found = []
    for kind, value in items:
        if kind in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
            found.append(PatternPart(_class(kind, value)))
        elif kind is sre.BRANCH:
            found.append(PatternPart(kind=":", alternatives=[_sequence(part) for part in value[1]]))
        elif kind is sre.SUBPATTERN:
            found.append(PatternPart(kind=":", alternatives=[_sequence(value[3])]))
        elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            low, high, body = value
            high = _LONG if high is sre.MAXREPEAT else int(high)
            found.append(PatternPart(kind=":", alternatives=[_sequence(body)], low=int(low), high=high))
        elif kind in (sre.ASSERT, sre.ASSERT_NOT):
            found += [PatternPart(kind="=", alternatives=[_sequence(value[1])])] if value[0] > 0 else []
        else:
            assert kind is sre.AT
    return found


def _class(kind: Any, value: Any) -> str:
    if kind is sre.ANY:
        return r"[^\n]"
    if kind is not sre.IN:
        return f"[{'^' if kind is sre.NOT_LITERAL else ''}{re.escape(chr(value))}]"
    text = ""
    for item, part in value:
        if item is sre.RANGE:
            text += f"{re.escape(chr(part[0]))}-{re.escape(chr(part[1]))}"
        elif item is sre.CATEGORY:
            letter = str(part).removeprefix("CATEGORY_").removeprefix("NOT_")[0].lower()
            text += f"\\{letter.upper() if 'NOT' in str(part) else letter}"
        else:
            text += "^" if item is sre.NEGATE else re.escape(chr(part))
    return f"[{text}]"


def _cost(monkeypatch: pytest.MonkeyPatch, pattern: str, characters: int) -> int:
    for name, value in (("MAX_STEPS", 10**9), ("_MAX_TEXT", characters), ("_MAX_SUMS", 10**8)):
        monkeypatch.setattr(effort, name, value)
    return steps([_sequence(_parser.parse(pattern))])


def _patterns() -> Iterator[tuple[str, str]]:
    for module in pkgutil.walk_packages(site_builder.__path__, "site_builder."):
        if not module.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern):
                    text = value.pattern
                    yield f"{module.name}.{name}", text.decode("latin-1") if isinstance(text, bytes) else text


def test_a_pattern_of_the_package_takes_time_with_the_length_of_a_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, patterns = set(), dict(_patterns())
    for place in patterns.keys() - SHORT.keys():
        pattern = patterns[place]
        once, twice = (_cost(monkeypatch, pattern, characters) for characters in (200, 400))
        found |= {place} if twice > 2.6 * once else set()
    assert found == set()
    assert patterns.keys() > SHORT.keys()


def _bounded(schema: Any) -> Iterator[tuple[str, int]]:
    """Yield every pattern of a schema with the length that a text may have before it is tried."""
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"], schema.get("maxLength", 2**20)
        for part in schema.values():
            yield from _bounded(part)


def test_a_pattern_of_a_schema_is_matched_in_few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = resources.schemas_path()
    for path in (*folder.glob("*.json"), *folder.glob("review/*.json")):
        for pattern, longest in _bounded(json.loads(path.read_text(encoding="utf-8"))):
            # Up to 300 characters a square is small.
            characters, most = (50, 10**4) if longest <= 300 else (min(longest, _LONG), 10**5)
            assert _cost(monkeypatch, pattern, characters) < most, (path.name, pattern)


def test_a_pattern_that_takes_longer_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for pattern in (r"a: *([^\n]*?)[ \r]*$", r"(\w+\s?)*x", "^[^\n]*[^ ][^\n]*$"):
        try:
            once, twice = (_cost(monkeypatch, pattern, characters) for characters in (200, 400))
        except TooCostlyError:
            continue
        assert twice > 2.6 * once
