"""Mistakes: what a person most likely did, or meant, where a text is not YAML or a value does not fit its schema.

The parser says where it gave up and in what it was, which is seldom where the mistake is: here the lines are looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Spot = tuple[int, int]
"""Line and column from 1."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A cause of the rule `yaml-syntax`, where it is, and what its words need."""

    cause: str
    line: int
    column: int
    params: Mapping[str, str] = field(default_factory=dict)


_MARKER: Final = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_START: Final = r"\s*(?:- +)*(?:[\w.-]+: +)?"
# In the order of looking: the cause, and what its line looks like.
_LINES: Final = tuple(
    (cause, re.compile(shape))
    for cause, shape in (
        ("handle-at", r"\s*(?:- +)*handle: +(?P<at>@)(?P<value>\S+)"),
        ("indicator", rf"{_START}(?P<at>(?P<character>[@`%*&!,\]}}]|(?<=: )[-?](?= )))"),
        ("block", rf"{_START}(?P<at>(?P<character>[|>])[-+0-9]* *[^-+0-9 #])"),
        ("quote-rest", rf"{_START}(?P<at>(['\"])(?:(?!\2).)*\2 *[^\s#])"),
        ("bracket", rf"{_START}(?P<at>(?P<character>[\[{{])[^\]}}]*(?:[\]}}] *[^\s#]|$))"),
        ("key-space", r"\s*(?:- +)*(?P<at>(?P<key>[a-z_]+):(?P<value>[^\s/:][^:]*))$"),
        ("key-equals", r"\s*(?:- +)*(?P<at>(?P<key>[a-z_]+) *= *(?P<value>\S.*))$"),
        ("dash-space", r"\s*(?P<at>-(?P<value>\w.*))$"),
        ("colon", r"\s*(?:- +)*[\w.-]+: +(?P<at>[^\s'\"].*:)(?: |$)"),
    )
)
_BEFORE: Final = frozenset({"key-space", "key-equals", "dash-space"})
"""What is noticed only in the next line."""
_INSIDE: Final = (
    ("unexpected end of stream", "quote-open"),
    ("flow sequence", "bracket"),
    ("flow mapping", "bracket"),
)
_AT: Final = (
    ("unknown escape character", "escape"),
    ("could not find expected ':'", "no-colon"),
    ("did not find expected '-' indicator", "dash"),
    ("mapping values are not allowed", "indent"),
    ("did not find expected key", "indent"),
    ("<document start>", "indent"),
)


def find_mistake(text: str, why: str, at: Spot, began: Spot | None) -> Mistake | None:
    """Return what probably went wrong in a text, None where nothing is known.

    `why` is what the parser says, `at` where it gave up, `began` where what it was reading began.
    """
    marker = _MARKER.search(text)
    if marker is not None:
        return Mistake("conflict", text.count("\n", 0, marker.start()) + 1, 1)
    for said, cause in _INSIDE:
        if said in why and began is not None:
            return Mistake(cause, *began, {"character": _line(text, began[0])[began[1] - 1 :][:1]})
    # The parser misses the colon of a key when it is on the next line already.
    here = began if began is not None and "could not find expected ':'" in why else at
    known = next((cause for said, cause in _AT if said in why), None)
    if known != "escape":
        found = _in_line(text, here[0])
        if found is None:
            before = _in_line(text, _before(text, here[0]))
            found = before if before is not None and before.cause in _BEFORE else None
        if found is not None:
            return found
    return Mistake(known, *here) if known is not None else None


def _in_line(text: str, number: int) -> Mistake | None:
    line = _line(text, number)
    for cause, shape in _LINES:
        found = shape.match(line)
        if found is not None:
            params = {name: value.strip() for name, value in found.groupdict().items() if name != "at"}
            return Mistake(cause, number, found.start("at") + 1, params)
    return None


def _before(text: str, number: int) -> int:
    """Return the last line before another that is not empty; 0 where there is none."""
    number -= 1
    while number > 0 and not _line(text, number).strip():
        number -= 1
    return number


def _line(text: str, number: int) -> str:
    lines = text.split("\n", number)
    return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""


# Values

AROUND: Final = " @`'\"\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e\u201f"
"""What people leave around a name: an @, quotation marks of any kind."""
_KEY_SPACE: Final = re.compile(r"([a-z_]+):(\S.*)")
_DAY: Final = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})|(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_DOMAIN: Final = re.compile(r"(?:www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/)\S*")


def mistyped(value: Any, wanted: str) -> str:
    """Return what is wrong with a value of another type than a schema wants, and what to do."""
    if wanted == "array":
        if isinstance(value, str) and value.startswith("-"):
            return "this is one text and not a list; write a space after each dash"
        if isinstance(value, str):
            return f"this has to be a list; write [{value}], or each item on its own line after a dash and a space"
        return "this has to be a list; begin each item with a dash and a space"
    if wanted == "object":
        found = _KEY_SPACE.fullmatch(value) if isinstance(value, str) else None
        if found is not None:
            return f"a space is missing after the colon; write {found[1]}: {found[2]}"
        return f"this has to be a mapping, a key and its value on each line, not {_called(value)}"
    if wanted in ("boolean", "integer") and isinstance(value, str):
        right = "true or false" if wanted == "boolean" else "a whole number in digits alone, such as 147000"
        return f"write {right}, not {value[:40]}"
    return f"text belongs here, not {_called(value)}; put text that begins with [ or {{ in quotation marks"


def meant_by(value: str, fits: Callable[[str], bool]) -> str | None:
    """Return a text that fits and that somebody probably meant by one that does not; None where there is none."""
    return next((text for text in _readings(value) if text != value and fits(text)), None)


def _readings(value: str) -> Iterator[str]:
    bare = value.strip(AROUND)
    yield bare
    day = _DAY.fullmatch(bare)
    if day is not None:
        year, month, date = day[1] or day[6], day[2] or day[5], day[3] or day[4]
        yield f"{year}-{month:0>2}-{date:0>2}"
    if _DOMAIN.fullmatch(bare):
        yield f"https://{bare}"
    yield bare.lower()
    yield re.sub(r"[\s_]+", "-", bare.lower())


def _called(value: Any) -> str:
    return "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else "text"
