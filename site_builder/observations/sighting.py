"""Sightings: what somebody saw of an account on a day, and how it is read: in full, or refused with the reason."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from site_builder.days import is_day
from site_builder.handles import Looks, Platform, Platforms, looks
from site_builder.handles.url import known_handle
from site_builder.handles.word import platform_named
from site_builder.model import Observation
from site_builder.record import account_name
from site_builder.report.escape import clip, visible

COUNTS: Final = ("followers", "following", "posts")
MOST_COUNTED: Final = 2**53 - 1
"""What the schema allows of a count."""
_SHOWN: Final = 60
"""Characters of a cell that a reason quotes."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one row says, as it is written there; `place` is where the row is, in words. Empty is not said."""

    place: str
    platform: str | None
    handle: str | None
    account_id: str | None
    state: str | None
    day: str | None
    counts: Mapping[str, int] = field(default_factory=dict)
    """Some of `COUNTS`."""


@dataclass(frozen=True, slots=True)
class SightingRefusal:
    """Why a row is not used: a code, and a sentence for whoever made the table."""

    place: str
    code: str
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A sighting that was read: an account of a platform, and what it showed."""

    place: str
    platform: Platform
    handle: str | None
    account_id: str | None
    seen: Observation
    names: Looks

    @property
    def day(self) -> str:
        """Return the day of the sighting."""
        return self.seen["date"]

    @property
    def account(self) -> str:
        """Return what the row calls the account."""
        name = {"handle": self.handle, "account_id": self.account_id}
        return f"{'@' if self.handle else ''}{account_name(name)} on {self.platform.name}"


class _Fault(NamedTuple):
    """Why a row cannot be used."""

    code: str
    why: str


def read_sighting(
    sighting: Sighting, platforms: Platforms, states: Collection[str], today: str
) -> Look | SightingRefusal:
    """Return what a row says, or why it is refused; `states` are those that can be observed, in their order."""
    handle, account_id = _text(sighting.handle).removeprefix("@"), _text(sighting.account_id)
    platform = _platform(platforms, _text(sighting.platform), handle, account_id)
    if isinstance(platform, _Fault):
        return SightingRefusal(sighting.place, *platform)
    fault = _account_fault(platform, handle, account_id) or _fault(sighting, states, today)
    if fault is not None:
        return SightingRefusal(sighting.place, *fault)
    counts = {name: sighting.counts[name] for name in COUNTS if name in sighting.counts}
    seen: Any = {"date": _text(sighting.day), "state": _text(sighting.state).lower(), **counts}
    known = known_handle(platform, handle) if handle else None
    names = looks(platform, known, account_id or None)
    return Look(sighting.place, platform, known, account_id or None, seen, names)


def _text(value: str | None) -> str:
    return (value or "").strip()


def _quoted(text: str) -> str:
    return visible(repr(clip(text, _SHOWN)))


def _platform(platforms: Platforms, name: str, handle: str, account_id: str) -> Platform | _Fault:
    if not handle and not account_id:
        return _Fault("account-missing", "the row names neither a handle nor an account id")
    if name:
        unknown = _Fault("platform-unknown", f"there is no platform {_quoted(name)}")
        return platform_named(platforms, name) or unknown
    fitting = [
        item
        for item in platforms
        if (not handle or known_handle(item, handle))
        and (not account_id or item.valid_account_id(account_id))
    ]
    unsaid = _Fault("platform-missing", "the row does not name the platform of the account")
    return fitting[0] if len(fitting) == 1 else unsaid


def _account_fault(platform: Platform, handle: str, account_id: str) -> _Fault | None:
    if handle and known_handle(platform, handle) is None:
        return _Fault("handle-invalid", f"{_quoted(handle)} is not a valid handle of {platform.name}")
    if account_id and not platform.valid_account_id(account_id):
        why = f"{_quoted(account_id)} is not a valid account id of {platform.name}"
        return _Fault("account-id-invalid", why)
    return None


def _fault(sighting: Sighting, states: Collection[str], today: str) -> _Fault | None:
    state, day = _text(sighting.state).lower(), _text(sighting.day)
    if state not in states:
        what = _quoted(state) if state else "missing"
        return _Fault("state-unknown", f"the state is {what}; known are {', '.join(states)}")
    if not is_day(day):
        what = _quoted(day) if day else "missing"
        return _Fault("date-invalid", f"the day is {what}; it has to be one such as 2026-01-31")
    if day > today:
        return _Fault("date-future", f"{day} is after today, {today}")
    wrong = next((name for name in COUNTS if not 0 <= sighting.counts.get(name, 0) <= MOST_COUNTED), None)
    return _Fault("count-invalid", f"{wrong} is not a number from 0 to {MOST_COUNTED:,}") if wrong else None
