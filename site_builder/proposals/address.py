"""Address: whether a commit made here would show a private e-mail address for ever."""

from __future__ import annotations

from typing import Final

_SILENT: Final = frozenset({"noreply", "no-reply"})


def is_no_reply(address: str) -> bool:
    """Return whether an e-mail address is one that a forge hands out so that nobody can be reached by it.

    Such as `7+name@users.noreply.github.com`, `7-name@users.noreply.gitlab.com`, `name@noreply.codeberg.org` or
    `noreply@forge.example`: its local part, or a label of its domain, is `noreply` or `no-reply`.
    """
    local, _, domain = address.strip().lower().rpartition("@")
    return local in _SILENT or (bool(local) and not _SILENT.isdisjoint(domain.split(".")))
