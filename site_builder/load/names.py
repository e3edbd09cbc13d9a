"""Names: what of a record's file names its account, by as little of the file as is needed.

That is two or three lines of it, or all where they are not written plainly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from site_builder.handles import looks
from site_builder.load.strict_yaml import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.handles import Looks
    from site_builder.handles.fold import Folding

NAMES: Final = "^(handle|account_id|previous_handles):"
"""The beginning of the lines (POSIX extended regular expression)."""
_LINE: Final = re.compile(f"{NAMES}(.*)$".encode(), re.MULTILINE)
_PLAIN: Final = re.compile(r"[A-Za-z0-9_@][A-Za-z0-9_@.:/+-]*")
_QUOTED: Final = re.compile(r"\"([^\"\\]+)\"")


@dataclass(frozen=True, slots=True)
class AccountNames:
    """What names the account of a record."""

    handle: str
    account_id: str | None
    earlier: tuple[str, ...]
    """Handles that it had before."""

    @classmethod
    def written(cls, raw: Mapping[str, Any]) -> AccountNames | None:
        """Return what a record's file says, whatever else it holds; None where it names no account."""
        handle, account_id, earlier = (raw.get(name) for name in ("handle", "account_id", "previous_handles"))
        if not isinstance(handle, str):
            return None
        items = earlier if isinstance(earlier, list) else ()
        handles = (item.get("handle") for item in items if isinstance(item, dict))
        known = account_id if isinstance(account_id, str) else None
        return cls(handle, known, tuple(name for name in handles if isinstance(name, str)))

    @classmethod
    def plain(cls, members: Mapping[str, str]) -> AccountNames | None:
        """Return what the lines say, given by what they begin with; None where a reader of YAML has to look."""
        if "previous_handles" in members or "handle" not in members:
            return None
        found = {name: _plain(value) for name, value in members.items()}
        handle = found["handle"]
        return None if handle is None or None in found.values() else cls(handle, found.get("account_id"), ())

    def looks(self, platform: Folding) -> tuple[Looks, ...]:
        """Return what the account is compared by: as it is called now, then under each earlier handle."""
        earlier = (looks(platform, handle) for handle in self.earlier)
        return looks(platform, self.handle, self.account_id), *earlier


def names_in(data: bytes) -> AccountNames | None:
    """Return what names the account in the content of a record's file; None where nothing does."""
    lines = _LINE.findall(data)
    members = {name.decode(): value.strip().decode("utf-8", "replace") for name, value in lines}
    found = AccountNames.plain(members)
    if found is None:
        raw: Any = load(data, "").value
        found = AccountNames.written(raw) if isinstance(raw, dict) else None
    return found


def _plain(value: str) -> str | None:
    """Return what a plainly written value says; None where a reader of YAML has to look."""
    if _PLAIN.fullmatch(value):
        return value
    quoted = _QUOTED.fullmatch(value)
    return quoted[1] if quoted is not None else None
