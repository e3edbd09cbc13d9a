"""The feeds: what programs read of an instance, below `feeds/v1/`, and each record's own JSON."""

from site_builder.feeds.registry import publish as publish
