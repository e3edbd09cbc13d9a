"""The feeds: what programs read of an instance, below `feeds/v1/`, and each record's own JSON."""

from __future__ import annotations

from site_builder.feeds.registry import publish

__all__ = ["publish"]
