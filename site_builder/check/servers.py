"""Servers: hosts that a change's accounts are said to be on, and that nobody's account was on before.

On a platform with profiles on any host, an address of any site may look like an account's. Nothing here is an error: a
person opens the profile.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from site_builder.load.names import AccountNames, names_in
from site_builder.record import OUTSIDE_CLAIM
from site_builder.settings import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from site_builder.check.side import Pair
    from site_builder.handles import Platform
    from site_builder.model import JsonObject
    from site_builder.problems import Problem


def check_servers(pair: Pair) -> Iterator[Problem]:
    """`server-unknown`: no other record of the base and no protected account has it. Two that are new know nothing."""
    known: dict[str, Mapping[str, set[str]]] = {}
    for path, platform, servers in _claimed(pair):
        if platform.id not in known:
            known[platform.id] = _known(pair, platform)
        for host, pointer in servers.items():
            others = known[platform.id].get(host, set()) - {path.rpartition("/")[2]}
            if not others or pair.before.tree.platforms.never_server(host):
                yield pair.problem("server-unknown", path, pointer, host=host, platform=platform.name)


def _claimed(pair: Pair) -> Iterator[tuple[str, Platform, Mapping[str, str]]]:
    """Yield the file of each record or draft whose claim is new or another, its platform and its servers."""
    for item in pair.scope.records:
        before, after = (
            side.source.mapping(item.path, LIMITS.record_bytes) for side in (pair.before, pair.after)
        )
        platform = pair.before.tree.platforms.get(str(after.get("platform")))
        names = AccountNames.written(after)
        if platform is not None and names is not None and _claim(before) != _claim(after):
            yield item.path, platform, names.servers(platform)


def _claim(raw: JsonObject) -> JsonObject:
    return {name: value for name, value in raw.items() if name not in OUTSIDE_CLAIM}


def _known(pair: Pair, platform: Platform) -> Mapping[str, set[str]]:
    """Return the servers at the base, in whatever state the records are, each with who has it, by file name."""
    found: dict[str, set[str]] = defaultdict(set)
    for item in pair.before.tree.protected:
        names = AccountNames.written(item.data)
        if item.data["platform"] == platform.id and names is not None:
            for host in names.servers(platform):
                found[host].add(item.data["id"])
    paths = (path for paths in pair.before.atlas.records.values() for path in paths)
    asked = [path for path in paths if path.split("/")[2] == platform.id]
    for path, data in pair.before.source.read_many(asked, LIMITS.record_bytes):
        names = names_in(data)
        for host in names.servers(platform) if names is not None else ():
            found[host].add(path.rpartition("/")[2])
    return found
