"""What a platform's definition says, for whoever folds and links handles as the builder does: feeds and scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from site_builder.handles import Platform, Syntax
    from site_builder.model import JsonObject


def platform_facts(platform: Platform) -> JsonObject:
    """Return how a platform writes, folds and links handles and ids, as JSON."""
    profile: JsonObject = {
        "any_host": platform.any_host,
        "hosts": sorted(platform.hosts),
        "paths": list(platform.definition.get("profile", {}).get("paths", [])),
        "reserved": sorted(platform.reserved),
    }
    if platform.handle_url is not None:
        profile["handle_url"] = platform.handle_url
    if platform.account_id_url is not None:
        profile["account_id_url"] = platform.account_id_url
    facts: JsonObject = {
        "also": sorted(platform.also),
        "handle": {**_syntax(platform.handle), "fold": list(platform.fold_steps)},
        "id": platform.id,
        "name": platform.name,
        "profile": profile,
    }
    if platform.account_id is not None:
        facts["account_id"] = _syntax(platform.account_id)
    return facts


def _syntax(syntax: Syntax) -> JsonObject:
    return {
        "max_length": syntax.max_length,
        "min_length": syntax.min_length,
        "pattern": syntax.pattern,
        "syntax": syntax.words,
    }
