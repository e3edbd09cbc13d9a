"""Publisher of verified account lists: YAML in git to public pages and JSON feeds."""

__version__ = "0.2.0"
