"""Reading JSON that somebody hostile may have written, and picking members out of it by type.

Stricter than `json.loads`: I-JSON (RFC 7493), so UTF-8 without a byte-order mark, no member twice, no NaN, no lone
surrogates, whole numbers that every reader holds exactly; and a bounded depth. What is wrong is a `Malformed`,
whose message quotes nothing of the data but short, escaped pieces.
"""

import json
import math
import re
from datetime import datetime
from typing import Any, Final, NoReturn

from site_builder import ids

JsonObject = dict[str, Any]

SHA256: Final = re.compile(r"[0-9a-f]{64}")
SLUG: Final = re.compile(rf"(?=.{{1,100}}\Z){ids.SLUG}")
RECORD_ID: Final = re.compile(ids.RECORD_ID)
EPOCH: Final = re.compile(r"(0|[1-9][0-9]{0,15})\.(0|[1-9][0-9]{0,15})")
INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")

_MOST: Final = 2**53 - 1  # RFC 7493, 2.2
_DIGITS: Final = 16
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SHOWN: Final = 60
_DEEP: Final = "nested too deeply"


BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
MARKED: Final = "begins with a byte-order mark; save it as UTF-8 without one"


class Malformed(ValueError):  # noqa: N818 - what a text is
    """A text is not what it should be; the message says in what way."""


def demand(good: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence: demand(x == y, "not so")
    """Raise `Malformed` with `what` is wrong unless it is `good`."""
    if not good:
        raise Malformed(what)


def parse(data: bytes, depth: int) -> Any:
    """Return the value of a JSON text with at most `depth` nested objects and arrays. Raises `Malformed`."""
    demand(not data.startswith(BYTE_ORDER_MARKS), f"it {MARKED}")
    try:
        value = _decoder().decode(data.decode())
    except UnicodeDecodeError as error:
        raise Malformed(f"not UTF-8 at byte {error.start}") from None
    except RecursionError:
        raise Malformed(_DEEP) from None
    except json.JSONDecodeError as error:
        raise Malformed(f"not JSON at character {error.pos}") from None
    _walk(value, depth)
    return value


def parse_first(data: bytes, depth: int) -> Any:
    """Return the value that a text begins with, whatever comes after it. Raises `Malformed`."""
    try:
        value, _ = _decoder().raw_decode(data.decode(errors="ignore"))
    except (RecursionError, json.JSONDecodeError):
        raise Malformed(f"no JSON within {len(data)} bytes") from None
    _walk(value, depth)
    return value


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_members, parse_int=_whole, parse_float=_number, parse_constant=_constant
    )


def _walk(value: Any, depth: int) -> None:
    if isinstance(value, str):
        demand(value.isascii() or not _SURROGATE.search(value), "half a surrogate pair")
    elif isinstance(value, dict | list):
        demand(depth > 0, _DEEP)
        if isinstance(value, dict):
            for name in value:
                _walk(name, depth)
        for item in value.values() if isinstance(value, dict) else value:
            _walk(item, depth - 1)


def _members(pairs: list[tuple[str, Any]]) -> JsonObject:
    made = dict(pairs)
    demand(len(made) == len(pairs), "a member occurs twice")
    return made


def _whole(text: str) -> int:
    demand(len(text.lstrip("-")) <= _DIGITS and abs(int(text)) <= _MOST, "a whole number is out of range")
    return int(text)


def _number(text: str) -> float:
    number = float(text)
    demand(math.isfinite(number), "a number is out of range")
    return number


def _constant(text: str) -> NoReturn:
    raise Malformed(f"{text} is not valid JSON")


# Members by type


def an_object(value: Any, what: str) -> JsonObject:
    """Return `value` if it is an object. `what` names it in the message."""
    if not isinstance(value, dict):
        raise Malformed(f"{what} is not an object")
    return value


def member(of: JsonObject, name: str) -> JsonObject:
    """Return a member that is an object."""
    return an_object(_required(of, name), name)


def objects(of: JsonObject, name: str) -> list[JsonObject]:
    """Return a member that is an array of objects."""
    found = _required(of, name)
    if not isinstance(found, list):
        raise Malformed(f"{name} is not an array")
    return [an_object(item, f"an item of {name}") for item in found]


def text(of: JsonObject, name: str, pattern: re.Pattern[str]) -> str:
    """Return a member that is a string and matches `pattern` as a whole."""
    found = _required(of, name)
    if not isinstance(found, str) or pattern.fullmatch(found) is None:
        raise Malformed(f"{name} is not what it should be: {_short(found)}")
    return found


def instant(of: JsonObject, name: str) -> str:
    """Return a member that is an instant of the calendar (RFC 3339, UTC, seconds, Z), which compares as text does."""
    found = text(of, name, INSTANT)
    try:
        same = datetime.fromisoformat(found).isoformat() == f"{found[:-1]}+00:00"
    except ValueError:
        same = False
    demand(same, f"{name} is not a date and time of the calendar: {found}")
    return found


def epoch_order(epoch: str) -> tuple[int, int]:
    """Return what compares an epoch with another: epochs only rise."""
    first, second = epoch.split(".")
    return int(first), int(second)


def text_or_none(of: JsonObject, name: str, pattern: re.Pattern[str]) -> str | None:
    """Return a member that is null or a string that matches."""
    return None if _required(of, name) is None else text(of, name, pattern)


def whole(of: JsonObject, name: str) -> int:
    """Return a member that is a whole number, 0 or more."""
    found = _required(of, name)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise Malformed(f"{name} is not a whole number: {_short(found)}")
    return found


def flag(of: JsonObject, name: str) -> bool:
    """Return a member that is true or false."""
    found = _required(of, name)
    if not isinstance(found, bool):
        raise Malformed(f"{name} is neither true nor false")
    return found


def _required(of: JsonObject, name: str) -> Any:
    if name not in of:
        raise Malformed(f"{name} is missing")
    return of[name]


def _short(value: Any) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "an array"
    shown = ascii(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
