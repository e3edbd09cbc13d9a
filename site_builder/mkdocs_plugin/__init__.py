"""The one room that knows MkDocs and Material: everything the site needs of them passes through here."""

from __future__ import annotations

from site_builder.mkdocs_plugin.plugin import HandlelistsPlugin, build_site, serve_site

__all__ = ["HandlelistsPlugin", "build_site", "serve_site"]
