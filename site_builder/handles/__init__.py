"""Handles: how platforms write, fold and link them, and which of them are alike or near.

Pure functions over data: no file is read but the committed Unicode table, and that only when a text beyond
ASCII or a look-alike asks for it.
"""

from __future__ import annotations

from site_builder.handles.fold import fold
from site_builder.handles.lookalike import (
    Looks,
    LooksIndex,
    likeness,
    likeness_rank,
    looks,
    search_key,
    undotted,
)
from site_builder.handles.platform import Platform, PlatformFault, Platforms
from site_builder.handles.syntax import Syntax
from site_builder.handles.url import ParsedProfile, as_handle, parse_profile, profile_url

__all__ = [
    "Looks",
    "LooksIndex",
    "ParsedProfile",
    "Platform",
    "PlatformFault",
    "Platforms",
    "Syntax",
    "as_handle",
    "fold",
    "likeness",
    "likeness_rank",
    "looks",
    "parse_profile",
    "profile_url",
    "search_key",
    "undotted",
]
