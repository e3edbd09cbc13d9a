"""Templates of profile URLs: `https://x.com/{handle}` to write one, `/{handle}/**` to read one.

Deliberately less than patterns: a path template is split at its slashes, and a segment is literal text, text
with one placeholder behind it (the case of text does not count), or `*` for any one segment; a last `**`
stands for anything further, and `?name={placeholder}` asks for a query parameter. This module knows no
platforms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder.handles.fold import lower

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_SEGMENT: Final = re.compile(r"(?P<text>[^{}*?/]*)(?:\{(?P<slot>[a-z_]+)\})?|(?P<any>\*)")
_QUERY: Final = re.compile(r"(?P<name>[A-Za-z0-9_]+)=\{(?P<slot>[a-z_]+)\}")

HANDLE_SLOTS: Final = frozenset({"handle", "user", "domain"})
"""Placeholders of a URL written for a handle: all of it, or the parts before and after its last @."""
ID_SLOTS: Final = frozenset({"account_id"})
PATH_SLOTS: Final = frozenset({"handle", "user", "account_id"})
"""Placeholders of a path that is read; `user` is completed by the URL's host."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a path: `text` alone, or `text` and then a value for `slot`; `*` takes any one segment.

    `text` is in lower case in a path and as it is in a query.
    """

    text: str
    slot: str | None


@dataclass(frozen=True, slots=True)
class PathTemplate:
    """What a profile URL's path and query look like on a platform, with exactly one placeholder."""

    segments: tuple[Segment, ...]
    open_end: bool
    query: Segment | None

    def match(self, path: Sequence[str], query: Mapping[str, str]) -> tuple[str, str] | None:
        """Return the placeholder and its value, or None.

        `path` are the decoded segments without empty ones; `query` the decoded parameters.
        """
        if len(path) < len(self.segments) or (len(path) > len(self.segments) and not self.open_end):
            return None
        found = None
        for segment, part in zip(self.segments, path, strict=False):  # an open end leaves the rest
            size = len(segment.text)
            if segment.slot is not None and lower(part[:size]) == segment.text and len(part) > size:
                found = (segment.slot, part[size:])
            elif segment.slot is not None or (segment.text != "*" and lower(part) != segment.text):
                return None
        if self.query is not None:
            value = query.get(self.query.text)
            return (self.query.slot or "", value) if value else None
        return found


def path_template(text: str) -> PathTemplate | str:
    """Parse a path template such as `/i/user/{account_id}`; return a sentence where it cannot be used."""
    path, mark, parameter = text.partition("?")
    if not path.startswith("/"):
        return f"the path {text} does not begin with /"
    parts = path[1:].split("/")
    open_end = parts[-1] == "**"
    segments: list[Segment] = []
    for part in parts[: -1 if open_end else None]:
        match = _SEGMENT.fullmatch(part)
        if match is None or not part:
            allowed = "text, text{placeholder} or *, and ** at the end only"
            return f"the path {text} has a segment {part!r}; allowed are {allowed}"
        segments.append(Segment("*" if match["any"] else lower(match["text"]), match["slot"]))
    asked = _QUERY.fullmatch(parameter)
    if mark and asked is None:
        return f"the path {text} has a query that is not name={{placeholder}}"
    query = Segment(asked["name"], asked["slot"]) if asked else None
    slots = [segment.slot for segment in (*segments, *([query] if query else [])) if segment.slot]
    if len(slots) != 1 or slots[0] not in PATH_SLOTS:
        return f"the path {text} needs one placeholder: {_listed(PATH_SLOTS)}"
    return PathTemplate(tuple(segments), open_end, query)


def url_template_fault(text: str, allowed: frozenset[str]) -> str | None:
    """Return why a URL template cannot be used, or None; it needs at least one of the `allowed` placeholders."""
    slots = _PLACEHOLDER.findall(text)
    if not slots or not allowed.issuperset(slots) or re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        return f"the URL template {text} may have these placeholders and needs one: {_listed(allowed)}"
    return None


def fill(template: str, values: Mapping[str, str]) -> str:
    """Return the template with every placeholder replaced; raises `KeyError` for one without a value."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)


def _listed(slots: frozenset[str]) -> str:
    return ", ".join(f"{{{slot}}}" for slot in sorted(slots))
