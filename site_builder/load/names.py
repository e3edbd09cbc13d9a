"""Names: what of a record's file names its account, by as little of the file as is needed.

That is two or three lines of it, or all where they are not written plainly.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from site_builder.handles import Looks, LooksIndex, Platform, Platforms, looks
from site_builder.handles.fold import Folding
from site_builder.handles.url import ascii_host
from site_builder.load.strict_yaml import load
from site_builder.model import Protected

_VALUE: Final = rb"""([A-Za-z0-9_@][A-Za-z0-9_@.:/+-]*|"[^"\\\x80-\xff\n]+")[ \r]*$"""
_HANDLE: Final = re.compile(rb"^handle: *" + _VALUE, re.MULTILINE)
_HOST: Final = re.compile(r"(?:https?://|@?[^@/]*@)([^/?#:@\s]+)")
_ACCOUNT_ID: Final = re.compile(rb"^account_id: *" + _VALUE, re.MULTILINE)


@dataclass(frozen=True, slots=True)
class AccountNames:
    """What names the account of a record: a handle, an id or both."""

    handle: str | None
    account_id: str | None
    earlier: tuple[str, ...]
    """Handles that it had before."""
    covers: tuple[str, ...] = ()
    """Other handles or ids of the account, by its retractions."""

    @classmethod
    def written(cls, raw: Mapping[str, Any]) -> AccountNames | None:
        """Return what a record's file says, whatever else it holds; None where it names no account."""
        handle, account_id, earlier = (raw.get(name) for name in ("handle", "account_id", "previous_handles"))
        now, known = (name if isinstance(name, str) else None for name in (handle, account_id))
        if now is None and known is None:
            return None
        handles = [item.get("handle") for item in _mappings(earlier)]
        covers = [_items(item.get("covers")) for item in _mappings(raw.get("retractions"))]
        return cls(now, known, _texts(handles), _texts(chain.from_iterable(covers)))

    @property
    def handles(self) -> tuple[str, ...]:
        """The handle that it has, then those that it had before."""
        return self.earlier if self.handle is None else (self.handle, *self.earlier)

    def servers(self, platform: Platform) -> dict[str, str]:
        """Return the hosts of user@host handles and of an id that is an address, with the field (JSON pointer)."""
        if not platform.any_host and "@" not in (self.handle or ""):
            return {}
        earlier = {f"/previous_handles/{at}/handle": handle for at, handle in enumerate(self.earlier)}
        texts = {"/handle": self.handle or "", "/account_id": self.account_id or "", **earlier}
        hosts = {pointer: _HOST.match(text) for pointer, text in texts.items()}
        found = {pointer: host[1] for pointer, host in hosts.items() if host}
        # Of several fields with one host the first is named.
        return {ascii_host(host) or host.lower(): pointer for pointer, host in reversed(found.items())}

    def known_as(self, platform: Folding) -> set[str]:
        """Return all that an id or a handle of the account says: those of today, earlier and covered."""
        return {name for item in self.looks(platform) for name in item.ids | item.handle_ids}

    def looks(self, platform: Folding) -> tuple[Looks, ...]:
        """Return what the account is compared by: as it is called now, then under each earlier handle.

        And under what its retractions cover, each of which may be a handle or an id.
        """
        earlier = (looks(platform, handle) for handle in self.earlier)
        covered = (looks(platform, name, name) for name in self.covers)
        return looks(platform, self.handle, self.account_id), *earlier, *covered


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    return (item for item in _items(value) if isinstance(item, dict))


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str))


def looks_indexes(
    platforms: Platforms, accounts: Iterable[tuple[str, str, Mapping[str, Any]]]
) -> dict[str, LooksIndex]:
    """Return an index of accounts, given by key, platform and what a file says, for each platform that has some."""
    found: dict[str, dict[str, Looks]] = {}
    for key, name, raw in accounts:
        platform, names = platforms.get(name), AccountNames.written(raw)
        if platform is not None and names is not None:
            found.setdefault(name, {})[key] = names.looks(platform)[0]
    return {name: LooksIndex.build(items.items()) for name, items in found.items()}


def known_servers(
    platform: Platform, protected: Iterable[Protected], records: Iterable[tuple[str, AccountNames | None]]
) -> Mapping[str, set[str]]:
    """Return by host who is on it: ids of protected accounts, and of the given records of a platform."""
    found: dict[str, set[str]] = defaultdict(set)
    kept = ((item.data["id"], AccountNames.written(item.data)) for item in protected)
    for key, names in chain(kept, records):
        for host in names.servers(platform) if names is not None else ():
            found[host].add(key)
    return found


def names_in(data: bytes) -> AccountNames | None:
    """Return what names the account in the content of a record's file; None where nothing does."""
    handle, account_id = _HANDLE.search(data), _ACCOUNT_ID.search(data)
    # A line inside a quoted text may look like a key, and a key may be written in other ways.
    counts = data.count(b"handle"), data.count(b"account_id")
    said = counts == (handle is not None, account_id is not None) and b"\\" not in data
    if said and (handle or account_id) and b"covers" not in data:
        now, known = (match and match[1].strip(b'"').decode() for match in (handle, account_id))
        return AccountNames(now, known, ())
    # What is written in any other way is left to a reader of YAML.
    raw: Any = load(data, "").value
    return AccountNames.written(raw) if isinstance(raw, dict) else None
