"""Mistakes: what a person most likely did, or meant, where a text is not YAML or a value does not fit its schema.

The parser says where it gave up and in what it was, which is seldom where the mistake is: here the lines are looked at.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple


class Mistake(NamedTuple):
    """A cause of the rule `yaml-syntax`, line and column from 1, and what the cause's words need."""

    cause: str
    line: int
    column: int
    params: Mapping[str, str] = {}


_MARKER: Final = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_ITEM: Final = r"\s*(?:- +)*"
_START: Final = rf"{_ITEM}(?:[\w.-]+: +)?"
# In the order of looking: the cause, what its line looks like, and `at` where in it the mistake is.
_LINES: Final = {
    "handle-at": rf"{_ITEM}handle: +(?P<at>@)(?P<value>\S+)",
    "indicator": rf"{_START}(?P<at>(?P<character>[@`%*&!,\]}}]|(?<=: )[-?](?= )))",
    "block": rf"{_START}(?P<at>(?P<character>[|>])[-+0-9]* *[^-+0-9 #])",
    "quote-rest": rf"{_START}(?P<at>(['\"])(?:(?!\2).)*\2 *[^\s#])",
    "bracket": rf"{_START}(?P<at>(?P<character>[\[{{])[^\]}}]*(?:[\]}}] *[^\s#]|$))",
    "colon": rf"{_ITEM}[\w.-]+: +(?P<at>[^\s'\"].*:)(?: |$)",
    # These are noticed only in the next line.
    "key-space": rf"{_ITEM}(?P<at>(?P<key>[a-z_]+):(?P<value>[^\s/:][^:]*))$",
    "key-equals": rf"{_ITEM}(?P<at>(?P<key>[a-z_]+) *= *(?P<value>\S.*))$",
    "dash-space": r"\s*(?P<at>-(?P<value>\w.*))$",
}
_LATE: Final = ("key-space", "key-equals", "dash-space")
# What the parser says, the cause where no line tells more, and whether that is where the parser began.
_SAID: Final = (
    ("unexpected end of stream", "quote-open", True),
    ("while parsing a flow", "bracket", True),
    ("unknown escape character", "escape", False),
    ("could not find expected ':'", "no-colon", True),
    ("did not find expected '-' indicator", "dash", False),
    ("mapping values are not allowed", "indent", False),
    ("did not find expected key", "indent", False),
    ("<document start>", "indent", False),
)
_SURE: Final = ("quote-open", "bracket", "escape")


def find_mistake(text: str, why: str, at: tuple[int, int], began: tuple[int, int] | None) -> Mistake | None:
    """Return what probably went wrong in a text, of no cause where nothing is known; None where it is a tab.

    `why` is what the parser says, `at` the line and column where it gave up, `began` where what it was reading began.
    """
    marker = _MARKER.search(text)
    if marker is not None:
        return Mistake("conflict", text.count("\n", 0, marker.start()) + 1, 1)
    known, first = next(((cause, first) for said, cause, first in _SAID if said in why), ("", False))
    number, column = began if began is not None and first else at
    lines = ["", *text.replace("\r", "").split("\n"), ""]
    if "\t" in lines[at[0]][: at[1]]:
        return None
    if known in _SURE:
        return Mistake(known, number, column, {"character": lines[number][column - 1 : column]})
    before = number - 1
    while before > 0 and not lines[before].strip():
        before -= 1
    found = _in_line(lines[number], number, _LINES) or _in_line(lines[before], before, _LATE)
    return found or _left_open(lines, number) or Mistake(known, number, column)


def _left_open(lines: Sequence[str], number: int) -> Mistake | None:
    """Return the bracket that a line above opens and none closes: in brackets, text blocks are not known."""
    while number > 1 and not re.search(r"[\]}]", lines[number]):
        number -= 1
        found = _in_line(lines[number], number, ("bracket",))
        if found is not None:
            return found
    return None


def _in_line(line: str, number: int, causes: Iterable[str]) -> Mistake | None:
    for cause in causes:
        found = re.match(_LINES[cause], line)
        if found is not None:
            params = {name: value.strip() for name, value in found.groupdict().items() if name != "at"}
            return Mistake(cause, number, found.start("at") + 1, params)
    return None


# Values

AROUND: Final = " @`'\"\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e\u201f"
"""What people leave around a name: an @, quotation marks of any kind."""
_KEY_SPACE: Final = re.compile(r"([a-z_]+):(\S.*)")
_DAY: Final = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})|(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_DOMAIN: Final = re.compile(r"(?:www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/)\S*")


def mistyped(value: Any, wanted: str) -> str:
    """Return what is wrong with a value of another type than a schema wants, and what to do."""
    if wanted == "array":
        way = (
            f"write [{value}], or each item on its own line after"
            if isinstance(value, str)
            else "begin each item with"
        )
        return f"this has to be a list; {way} a dash and a space"
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
