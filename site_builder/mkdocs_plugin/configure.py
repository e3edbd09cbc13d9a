"""Configuration: what the instance's files decide of MkDocs' and Material's settings."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import yaml
from markupsafe import escape
from mkdocs.config import config_options

from site_builder import addresses
from site_builder.pages import links
from site_builder.pages.entries import pending_notice
from site_builder.pages.facts import public_forge
from site_builder.pages.scripts import FAVICON, assets
from site_builder.resources import package_path
from site_builder.wording.words import Words

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from site_builder.catalog.model import Catalog

NAME: Final = "handlelists"
_UNSAFE_IN_URL: Final = re.compile(r"[\x00-\x20\"'<>\\^`{|}]")


def configure_site(config: MkDocsConfig, catalog: Catalog, *, serving: bool) -> None:
    """Take name, address and description from the instance, so that they have one source."""
    instance = catalog.instance
    config.site_name = escape(instance["title"])
    config.site_description = escape(" ".join(instance["description"].split()))
    if not serving:
        config.site_url = _UNSAFE_IN_URL.sub(lambda match: quote(match[0]), instance["site_url"])
    # What leads nowhere is reported by the run: see `pages.reach`.
    for name in ("absolute_links", "anchors", "not_found", "unrecognized_links"):
        setattr(config.validation.links, name, logging.DEBUG)
    # Material asks the forge's host for figures about the repository: no page asks anybody for anything.
    config.repo_url = config.edit_uri = None
    repository = links.address(public_forge(instance).get("repository"), linkable=True)
    config.extra.pop("analytics", None)
    config.extra["generator"] = False
    config.extra[NAME] = {
        "history": catalog.history is not None,
        "indexable": instance.get("indexable", False),
        "pending": pending_notice(Words(catalog)),
        "repository": escape(repository.url) if repository is not None and repository.linked else None,
    }
    # The theme's own sitemap knows no records and is dated; ours is written beside the pages, or not at all.
    config.theme.static_templates.discard(addresses.SITEMAP)


def configure_theme(config: MkDocsConfig, entry: str) -> None:
    """Take over the theme: our templates, defaults and styles, and `entry`, the first of our scripts."""
    theme = config.theme
    # After the instance's own templates, before Material's.
    theme.dirs.insert(0 if theme.custom_dir is None else 1, str(package_path("templates/theme")))
    defaults = yaml.safe_load(package_path("templates/mkdocs-defaults.yml").read_text(encoding="utf-8"))
    own = [name for name in theme.get("features", ()) if not name.startswith(defaults["refused_feature"])]
    theme["features"] = [*defaults["features"], *own]
    theme["font"], theme["palette"] = defaults["font"], defaults["palette"]
    if theme.get("favicon") == "assets/images/favicon.png":
        theme["favicon"] = FAVICON
    names = [name for name, _ in assets()]
    config.extra_css = [*(name for name in names if name.endswith(".css")), *config.extra_css]
    script = config_options.ExtraScriptValue(entry)
    script.type = "module"
    config.extra_javascript = [script, *config.extra_javascript]
    for name, options in defaults["markdown_extensions"].items():
        if name not in config.markdown_extensions:
            config.markdown_extensions.append(name)
        config.mdx_configs[name] = {**options, **config.mdx_configs.get(name, {})}
