"""Templates of profile URLs: `https://x.com/{handle}` to write one, `/{handle}/**` to read one.

Deliberately less than patterns; `paths` in `schemas/platforms.schema.json` says what they may be. Whatever reads a
path reads the pattern that a template is made into. This module knows no platforms.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from site_builder.handles.fold import lower

_SLASH: Final = re.compile(r"/(?![^{}]*\})")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_SEGMENT: Final = re.compile(
    r"(?P<any>\*)?(?P<text>[^{}*?/]*)"
    r"(?:(?P<rest>(?<!\*)\*)|\{(?P<put>[^{}:]*?)(?P<slot>[a-z_]+)(?::(?P<least>[1-9][0-9]?))?\})?"
)

HANDLE_SLOTS: Final = frozenset({"handle", "user", "domain"})
"""Placeholders of a URL written for a handle: all of it, or the parts before and after its last @."""
ID_SLOTS: Final = frozenset({"account_id"})
PATH_SLOTS: Final = frozenset({"handle", "user", "account_id"})
"""Placeholders of a path that is read; `user` is completed by the URL's host."""
NO_SLOTS: Final = frozenset({"number"})  # digits alone, in a path that names no account


@dataclass(frozen=True, slots=True)
class PathTemplate:
    """What a profile URL's path and query look like on a platform, with at most one placeholder (`slot`)."""

    why: str
    """Why such a path names no account that lasts: a reason's code; empty where it names one."""
    pattern: str
    """What the lower case of the path matches, with `?` and the parameter's value behind it; its group is the value."""
    slot: str
    put: str
    """What is put before the value."""
    parameter: str

    def match(self, path: str, query: Mapping[str, str]) -> tuple[str, str] | None:
        """Return the placeholder and its value, both empty where it has none; None where it does not match.

        `path` are the decoded segments, without empty ones, with / between; `query` the decoded parameters.
        """
        text = f"{path}?{query.get(self.parameter, '')}" if self.parameter else path
        fit = re.fullmatch(self.pattern, lower(text))
        if fit is None:
            return None
        return (self.slot, self.put + text[fit.start(1) : fit.end(1)]) if self.slot else ("", "")


@lru_cache(maxsize=512)  # those of the package are read with every tree
def path_template(text: str, why: str = "") -> PathTemplate | str:
    """Parse a path template such as `/i/user/{account_id}`; return a sentence where it cannot be used.

    It needs one placeholder of PATH_SLOTS; one that names no account, and says `why`, may have one of NO_SLOTS.
    """
    allowed = NO_SLOTS if why else PATH_SLOTS
    path, mark, asked = text.partition("?")
    name, equals, value = asked.partition("=")
    if not path.startswith("/"):
        return f"the path {text} does not begin with /"
    if mark and not (name and equals):
        return f"the path {text} has a query that is not name={{placeholder}}"
    parts = _SLASH.split(path[1:])
    open_end = parts[-1] == "**"
    matches = [
        (part, _SEGMENT.fullmatch(part)) for part in (*(parts[:-1] if open_end else parts), value or "*")
    ]
    for part, match in matches:
        if match is None or not part:
            can_be = "text, *, text*, text{placeholder} or *text{placeholder}, and ** at the end only"
            return f"the path {text} has a segment {part!r}; allowed are {can_be}"
    *segments, last = [
        (_pattern(match), match["slot"], match["put"]) for _, match in matches if match is not None
    ]
    taken = [part[1:] for part in (*segments, *([last] if mark else [])) if part[1]]
    if len(taken) > 1 or not allowed.issuperset(slot for slot, _ in taken) or not (taken or why):
        return f"the path {text} needs one placeholder: {_listed(allowed)}"
    pattern = "/".join(part[0] for part in segments) + ("(?:/[\\s\\S]*)?" if open_end else "")
    return PathTemplate(why, pattern + (rf"\?{last[0]}" if mark else ""), *(taken or [("", "")])[0], name)


def _pattern(match: re.Match[str]) -> str:
    """Return the pattern of a segment."""
    some = "([0-9]+)" if match["slot"] == "number" else f"([^/]{{{match['least'] or 1},}})"
    value = some if match["slot"] else "[^/]+" if match["rest"] else ""
    return f"{'[^/]+' if match['any'] else ''}{re.escape(lower(match['text']))}{value}"


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
