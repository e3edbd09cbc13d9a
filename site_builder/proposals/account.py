"""Account: what a person pastes, read by the rules of the platforms; and which e-mail addresses show nobody."""

from __future__ import annotations

from typing import Final

from site_builder.errors import UsageError
from site_builder.handles import ParsedProfile, Platform, Platforms, as_handle, parse_profile


def read_account(platforms: Platforms, text: str, platform: str | None = None) -> ParsedProfile:
    """Return the account that a handle, account id or profile address names; exactly one of the two.

    `platform` is an id or another name of a platform. Raises `UsageError` where the text names no account, or none
    of that platform.
    """
    word = text.strip()
    named = None if platform is None else platforms.find(platform)
    if platform is not None and named is None:
        raise UsageError(f"there is no platform {platform}{platforms.hint(platform)}")
    found = parse_profile(platforms, word) if named is None else _there(platforms, named, word)
    if found is None:
        where = "any platform" if named is None else named.name
        hint = "give a handle or the address of a profile"
        if named is not None:
            hint = f"a handle there is {named.handle.words}"
        raise UsageError(f"{word!r} is not a valid account of {where}", hint=hint)
    return found


def candidates(platforms: Platforms, account: ParsedProfile) -> list[str]:
    """Return the ids of the platforms that have such handles, for an account whose platform is not known."""
    return [item.id for item in platforms if as_handle(item, account.handle or "")]


def _there(platforms: Platforms, platform: Platform, word: str) -> ParsedProfile | None:
    parsed = parse_profile(platforms, word)
    if parsed is not None and parsed.platform == platform.id:
        return parsed
    if parsed is not None and parsed.platform is not None and "/" in word:
        error = f"this is the address of an account of {platforms[parsed.platform].name}, not {platform.name}"
        raise UsageError(error)
    handle = as_handle(platform, word.removeprefix("acct:").removeprefix("@"))
    if handle is not None:
        return ParsedProfile(platform.id, handle=handle)
    return ParsedProfile(platform.id, account_id=word) if platform.valid_account_id(word) else None


_SILENT: Final = frozenset({"noreply", "no-reply"})


def is_no_reply(address: str) -> bool:
    """Return whether an e-mail address is one that a forge hands out so that nobody can be reached by it.

    Such as `7+name@users.noreply.github.com`, `7-name@users.noreply.gitlab.com`, `name@noreply.codeberg.org` or
    `noreply@forge.example`: its local part, or a label of its domain, is `noreply` or `no-reply`.
    """
    local, _, domain = address.strip().lower().rpartition("@")
    return local in _SILENT or (bool(local) and not _SILENT.isdisjoint(domain.split(".")))
