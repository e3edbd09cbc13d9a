"""`handlelists serve`: look at the site while working on it."""

from pathlib import Path

import click

from site_builder.cli.options import request_options, root_option
from site_builder.pipeline import BuildRequest


@click.command("serve")
@root_option
@request_options
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to listen: HOST:PORT.")
def command(root: Path, request: BuildRequest, address: str) -> int:
    """Build the site, serve it on this machine, and build again when a source changes.

    A problem in the sources is reported and the last good site stays.
    """
    from site_builder.mkdocs_plugin import serve_site  # noqa: PLC0415 - MkDocs takes a second to import

    serve_site(root, request, address)
    return 0
