"""Shapes: what the history needs of a file, and nothing else. Frozen from release 1.0.

Today's schemas say what may be written today; these say what must be there so that a state and a row follow. They
ask for less, they never change with a schema, and members that they do not know pass as text. A shape takes the
strict loader's text and returns typed values, or raises `Unfit`.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from site_builder.history.model import REMOVED

Shape = Callable[[Any], Any]

_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,15}")
_EXACT: Final = 2**53 - 1
"""The largest integer that every JSON reader keeps (RFC 8259, 6)."""
_SLUG: Final = re.compile(r"(?=.{1,64}$)[a-z0-9]+(?:-[a-z0-9]+)*")
_FLAGS: Final = {"true": True, "false": False}


class Unfit(Exception):  # noqa: N818 - an answer inside this package, not an error of anybody
    """The value has another shape."""


def anything(value: Any) -> Any:
    """Take what could be read at all: its reader looks at it again."""
    if value is None:
        raise Unfit
    return value


def text(value: Any) -> str:
    """Take any scalar."""
    if isinstance(value, str):
        return value
    raise Unfit


def slug(value: Any) -> str:
    """Take a name inside the instance: lower-case letters, digits and single hyphens."""
    if isinstance(value, str) and _SLUG.fullmatch(value):
        return value
    raise Unfit


def reason(value: Any) -> str:
    """Take the code of a removal's reason; other text becomes `unreadable`, since events hold codes and no values."""
    return slug(value) if _SLUG.fullmatch(text(value)) else "unreadable"


def removed_status(value: Any) -> str:
    """Take a status that leaves a tombstone."""
    if value in REMOVED:
        return text(value)
    raise Unfit


def integer(value: Any) -> int:
    """Take a whole number that JSON keeps exactly."""
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        number = int(value)
        if abs(number) <= _EXACT:
            return number
    raise Unfit


def count(value: Any) -> int:
    """Take a whole number from 1."""
    number = integer(value)
    if number < 1:
        raise Unfit
    return number


def flag(value: Any) -> bool:
    """Take `true` or `false`."""
    if isinstance(value, str) and value in _FLAGS:
        return _FLAGS[value]
    raise Unfit


def many(item: Shape) -> Shape:
    """Take a sequence of one shape."""

    def take(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise Unfit
        return [item(part) for part in value]

    return take


def each(item: Shape) -> Shape:
    """Take a mapping of any keys to one shape."""

    def take(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Unfit
        return {key: item(part) for key, part in value.items()}

    return take


def members(required: dict[str, Shape], optional: dict[str, Shape] | None = None) -> Shape:
    """Take a mapping that has the required members; of known members the shape is asked, others pass."""
    known = required | (optional or {})

    def take(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or not required.keys() <= value.keys():
            raise Unfit
        return {key: known[key](part) if key in known else part for key, part in value.items()}

    return take


def of_account(required: dict[str, Shape], optional: dict[str, Shape]) -> Shape:
    """Take a mapping as `members` does that names an account by a handle, an id or both."""
    whole = members(required, optional)

    def take(value: Any) -> dict[str, Any]:
        found: dict[str, Any] = whole(value)
        if found.keys().isdisjoint(("account_id", "handle")):
            raise Unfit
        return found

    return take


_TEXTS: Final = many(text)
_PERIOD: Final = members({"from": text}, {"until": text})

INSTANCE: Final = members({"id": text, "source_public": flag}, {"epoch": integer})
REVIEWERS: Final = each(
    members(
        {"lists": _TEXTS, "active": many(_PERIOD)},
        {"keys": many(members({"from": text, "key": text}, {"stolen": flag, "until": text}))},
    )
)
PLATFORMS: Final = each(
    members({"handle": members({}, {"fold": _TEXTS})}, {"account_id": members({}, {"with_domain": _TEXTS})})
)
PURGED: Final = each(
    members(
        {
            "effect": slug,
            "example": flag,
            "first_public": text,
            "list": slug,
            "reason": slug,
            "removed": text,
            "state": removed_status,
        },
        {},
    )
)
LIST: Final = members(
    {
        "policy": members(
            {"quorum": count, "signatures": text, "recheck_after_days": integer},
            {"handle_days": integer, "withhold_on": _TEXTS},
        )
    },
    {"example": flag, "publish_profile": _TEXTS},
)
REVIEWS: Final = each(
    many(members({"claim": text, "date": text, "number": count, "verdict": text}, {"signature": text}))
)
RECORD: Final = of_account(
    {
        "id": text,
        "salt": text,
        "platform": slug,
        "categories": _TEXTS,
        "summary": text,
        "submitted_by": _TEXTS,
        "evidence": many(
            members(
                {"kind": text, "captured": text},
                {
                    "shows": _TEXTS,
                    **dict.fromkeys(
                        ("archived", "id", "published", "sensitivity", "sha256", "summary", "url"), text
                    ),
                },
            )
        ),
    },
    {
        "account_id": text,
        "handle": text,
        "relists": _TEXTS,
        "affiliations": _TEXTS,
        "sources": _TEXTS,
        "basis": many(each(text)),
        "profile": members(
            {},
            {
                "created": text,
                "display_name": text,
                "languages": many(each(text)),
                "locations": many(each(text)),
            },
        ),
        "previous_handles": many(members({"handle": text}, {"from": text, "until": text})),
        "observations": many(
            members(
                {"date": text, "state": text},
                {"evidence": text, "followers": integer, "following": integer, "posts": integer},
            )
        ),
        "links": many(members({"relation": text, "record": text, "evidence": text})),
        "appeals": many(members({"opened": text, "ground": text, "due": text, "status": text})),
        "retractions": many(
            members(
                {"date": text, "reason": reason},
                {"public_handle": flag},
            )
        ),
    },
)
