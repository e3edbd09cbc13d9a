"""Platforms: how handles look, fold and link, built from the loaded `platforms.yaml` files.

The shapes are those of `schemas/platforms.schema.json`. What a schema cannot say (a pattern that no engine
takes, a name that is taken) comes back as faults, as data; nothing here raises for them, reads a file or knows
about problems and places.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from site_builder.handles.syntax import Syntax, judged
from site_builder.handles.template import (
    HANDLE_SLOTS,
    ID_SLOTS,
    PathTemplate,
    path_template,
    url_template_fault,
)

MAX_HANDLE: Final = 320
"""Code points of a handle where its platform says nothing: what a record's schema allows."""
MAX_ACCOUNT_ID: Final = 500
"""Code points of an account id where its platform says nothing."""
MAX_WORK: Final = 1_000_000
"""Work on all patterns of an instance and on their examples: about a second."""


PlatformData = dict[str, Any]
"""One entry of a `platforms.yaml`; its shape is the schema's."""


@dataclass(frozen=True, slots=True)
class PlatformFault:
    """Something in a `platforms.yaml` that a schema cannot find.

    `path` leads from the platform's entry to the value, such as `("handle", "pattern")`; it is empty where the
    platform's id is meant. `owner` is the platform that already has the name or host `name`, None for any
    other fault. `extra` says in which of the two mappings: the instance's own.
    """

    platform: str
    path: tuple[str | int, ...]
    why: str
    extra: bool = False
    name: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform. Lengths count code points."""

    id: str
    name: str
    """As people know it, for pages and messages."""
    also: tuple[str, ...]
    """Other ids it goes by or went by, lower case."""
    handle: Syntax
    fold_steps: tuple[str, ...]
    """What makes two handles the same account: names of `fold.STEPS`, in order; none where every character
    counts."""
    account_id: Syntax | None
    """None where the platform has no ids that outlast a rename."""
    domain_ids: tuple[str, ...]
    """What ids begin with that go with a domain: whoever comes to have the domain has the id."""
    handle_url: str | None
    account_id_url: str | None
    hosts: tuple[str, ...]
    any_host: bool
    """Whether profiles are on the host that the handle names (`user@host`)."""
    routes: tuple[PathTemplate, ...]
    """Paths that are read, in this order; those that name no account come first."""
    reserved: frozenset[str]
    """Lower-case names that appear in place of handles but are not handles."""
    former: Syntax | None
    """Handles that the platform gave out in earlier times."""
    sure: Syntax | None
    """Handles that are this platform's where a word could be a handle of several."""
    definition: PlatformData
    """The entry as it was loaded, for publishing. Do not change it."""

    def valid_handle(self, handle: str) -> bool:
        """Whether the platform allows this handle, written without a leading @."""
        return self.handle.allows(handle)

    def valid_account_id(self, text: str) -> bool:
        """Whether this is an account id of the platform; False where it has none."""
        return self.account_id is not None and self.account_id.allows(text)


@dataclass(frozen=True, slots=True)
class Platforms:
    """All platforms of an instance; iteration is ordered by id."""

    _by_id: Mapping[str, Platform]
    _names: Mapping[str, str]
    _hosts: Mapping[str, str]

    @classmethod
    def build(
        cls,
        mapping: Mapping[str, PlatformData],
        extra: Mapping[str, PlatformData] | None = None,
        *,
        judge: bool = True,
    ) -> tuple[Self, list[PlatformFault]]:
        """Build from typed, schema-valid mappings; return the platforms and every fault, in a fixed order.

        A platform of `extra` whose id is taken is left out. A pattern that cannot be used is left open, so that
        its records do not all fail for the same reason; a template that cannot be used is left out. Without `judge`
        no pattern of `extra` is looked at: all are left open.
        """
        builder = _Builder(judge=judge)
        builder.add(mapping, extra=False)
        builder.add(extra or {}, extra=True)
        by_id = {key: builder.by_id[key] for key in sorted(builder.by_id)}
        return cls(by_id, builder.names, builder.hosts), builder.faults

    def get(self, platform_id: str) -> Platform | None:
        """Return the platform with exactly this id, or None."""
        return self._by_id.get(platform_id)

    def find(self, name: str) -> Platform | None:
        """Return the platform that is or was called so: an id or another name, in any case; or None."""
        return self._by_id.get(self._names.get(name.lower(), ""))

    def hint(self, name: str) -> str:
        """Return what to say to somebody who wrote `name` where a platform's id belongs: the end of a sentence."""
        known = self.find(name)
        return f"; it is called {known.id} here" if known else f"; known are {', '.join(self._by_id)}"

    def by_host(self, host: str) -> Platform | None:
        """Return the platform whose profiles are on this host (lower case), or None."""
        return self._by_id.get(self._hosts.get(host, ""))

    def known_base(self, host: str) -> str | None:
        """Return this host or the nearest above it that is a platform's, or never a server (`not_hosts`); or None."""
        while host and host not in self._hosts:
            host = host.partition(".")[2]
        return host or None

    def never_server(self, host: str) -> bool:
        """Whether this host is another platform's or site's, and so none of a platform with profiles on any host."""
        base = self.known_base(host)
        return base is not None and not ((owner := self.by_host(base)) and owner.any_host)

    def __getitem__(self, platform_id: str) -> Platform:
        return self._by_id[platform_id]

    def __contains__(self, platform_id: object) -> bool:
        return platform_id in self._by_id

    def __iter__(self) -> Iterator[Platform]:
        return iter(self._by_id.values())


class _Builder:
    """Collects platforms, the names and hosts they take, and faults."""

    def __init__(self, *, judge: bool) -> None:
        self.by_id: dict[str, Platform] = {}
        self.names: dict[str, str] = {}
        self.hosts: dict[str, str] = {}
        self.faults: list[PlatformFault] = []
        self._extra = False
        self._judge, self._work = judge, 0

    def add(self, mapping: Mapping[str, PlatformData], *, extra: bool) -> None:
        """Add one mapping: first all its ids, then what depends on which names are taken."""
        self._extra = extra
        fresh = [key for key in sorted(mapping) if self._take(self.names, key, key, ())]
        for key in fresh:
            self.by_id[key] = self._platform(key, mapping[key])

    def _platform(self, key: str, data: PlatformData) -> Platform:
        handle, account_id = data["handle"], data.get("account_id")
        profile = data.get("profile", {})
        hosts = [(("profile", "hosts", index), host) for index, host in enumerate(profile.get("hosts", []))]
        also = [(("also", index), name) for index, name in enumerate(data.get("also", []))]
        self.hosts |= {host: "" for host in profile.get("not_hosts", []) if host not in self.hosts}
        return Platform(
            id=key,
            name=data["name"],
            also=tuple(name for path, name in also if self._take(self.names, name, key, path)),
            handle=self._syntax(key, "handle", handle, handle["not_handles"], MAX_HANDLE),
            fold_steps=tuple(handle.get("fold", [])),
            account_id=None
            if account_id is None
            else self._syntax(key, "account_id", account_id, account_id["not_ids"], MAX_ACCOUNT_ID),
            domain_ids=tuple((account_id or {}).get("with_domain", [])),
            handle_url=self._template(key, "handle_url", profile.get("handle_url"), HANDLE_SLOTS),
            account_id_url=self._template(key, "account_id_url", profile.get("account_id_url"), ID_SLOTS),
            hosts=tuple(host for path, host in hosts if self._take(self.hosts, host, key, path)),
            any_host=profile.get("any_host", False),
            routes=tuple(self._paths(key, profile)),
            reserved=frozenset(profile.get("reserved", [])),
            former=self._pattern(key, "former", handle),
            sure=self._pattern(key, "sure", handle),
            definition=data,
        )

    def _syntax(self, key: str, part: str, data: PlatformData, forbidden: list[str], longest: int) -> Syntax:
        """Build a syntax; report a pattern that cannot be used, or examples that contradict it."""
        why = self._refusal(data["pattern"], len(data["examples"]) + len(forbidden)) if self._extra else None
        shortest, longest = data.get("min_length", 1), data.get("max_length", longest)
        syntax = Syntax.of(data["pattern"], data["syntax"], shortest, longest, usable=why is None)
        if why is not None:
            if self._judge:
                self._fault(key, (part, "pattern"), why)
            return syntax
        for index, text in enumerate(data["examples"]):
            if not syntax.allows(text):
                self._fault(key, (part, "examples", index), f"the pattern does not allow the example {text}")
        for index, text in enumerate(forbidden):
            if syntax.allows(text):
                name = "not_handles" if part == "handle" else "not_ids"
                self._fault(key, (part, name, index), f"the pattern allows the counter-example {text}")
        return syntax

    def _pattern(self, key: str, name: str, handle: PlatformData) -> Syntax | None:
        """Build the pattern of some handles; None where there is none, or none that can be used."""
        why = self._refusal(handle[name], 0) if name in handle and self._extra else None
        if why is not None and self._judge:
            self._fault(key, ("handle", name), why)
        return Syntax.of(handle[name], "", 1, MAX_HANDLE) if name in handle and why is None else None

    def _refusal(self, pattern: str, texts: int) -> str | None:
        """Return why a pattern of an instance cannot be used; a test has judged our own."""
        why = "the patterns of this file take too long to judge, so this one is not used; write them more simply"
        if not self._judge or self._work > MAX_WORK:
            return why
        found, work, matching = judged(pattern)
        self._work += work + matching * texts
        return why if found is None and self._work > MAX_WORK else found

    def _template(self, key: str, name: str, text: str | None, slots: frozenset[str]) -> str | None:
        why = None if text is None else url_template_fault(text, slots)
        if why is not None:
            self._fault(key, ("profile", name), why)
            return None
        return text

    def _paths(self, key: str, profile: PlatformData) -> Iterator[PathTemplate]:
        none = [(("no_account", why), texts) for why, texts in profile.get("no_account", {}).items()]
        for at, texts in (*none, (("paths", ""), profile.get("paths", []))):
            for index, text in enumerate(texts):
                parsed = path_template(text, at[1])
                if isinstance(parsed, str):
                    self._fault(key, ("profile", *filter(None, at), index), parsed)
                else:
                    yield parsed

    def _take(self, taken: dict[str, str], name: str, key: str, path: tuple[str | int, ...]) -> bool:
        """Give the name to platform `key` unless it is taken."""
        owner = taken.get(name)
        if owner is None:
            taken[name] = key
            return True
        why = f"the name {name} is already taken by {owner}"
        self.faults.append(PlatformFault(key, path, why, self._extra, name, owner))
        return False

    def _fault(self, key: str, path: tuple[str | int, ...], why: str) -> None:
        self.faults.append(PlatformFault(key, path, why, self._extra))
