"""The two commands that run MkDocs; `mkdocs build` and `mkdocs serve` run the same plugin."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import mkdocs
from mkdocs.commands import serve
from mkdocs.commands.build import build
from mkdocs.config import load_config

from site_builder.errors import UsageError
from site_builder.mkdocs_plugin.configure import NAME
from site_builder.mkdocs_plugin.plugin import HandlelistsPlugin, log
from site_builder.run import Runs

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.pipeline import BuildRequest, Prepared


def build_site(root: Path, site_dir: Path, prepared: Prepared) -> None:
    """Build the site of the instance at `root` into `site_dir`, which is replaced in one step.

    Raises `HandlelistsError`, or a `click.ClickException` of MkDocs, for what is wrong outside the data; the old
    site then stays.
    """
    config = load_config(config_file=str(root / "mkdocs.yml"), site_dir=str(site_dir.absolute()))
    plugin = config.plugins.get(NAME)
    if not isinstance(plugin, HandlelistsPlugin):
        message = f"{root / 'mkdocs.yml'} does not name the plugin {NAME}"
        raise UsageError(message, hint=f"Write `plugins: [search, {NAME}]`.")
    config.plugins.on_startup(command="build", dirty=False)
    plugin.runs = Runs(lambda: prepared, log, preview=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()


def serve_site(root: Path, request: BuildRequest, address: str) -> None:
    """Serve the site of the instance at `root` on `address` (HOST:PORT) and build again on every change."""
    logger = logging.getLogger(mkdocs.__name__)
    handler = logging.StreamHandler()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    HandlelistsPlugin.request = request
    try:
        serve.serve(config_file=str(root / "mkdocs.yml"), dev_addr=address)
    finally:
        HandlelistsPlugin.request = None
        logger.removeHandler(handler)
