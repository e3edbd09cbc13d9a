"""`handlelists build`: the whole site, atomically."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder.cli.options import make_request, print_report, request_options, root_option, site_option
from site_builder.pipeline import prepare

if TYPE_CHECKING:
    from pathlib import Path


@click.command("build")
@root_option
@site_option
@request_options
def command(root: Path, site_dir: Path | None, as_of: str | None, *, history: bool) -> int:
    """Build the site into site/: pages and feeds.

    The old site stands until the new one is whole. A problem in the sources leaves it as it is; exit status 1.
    """
    from site_builder.mkdocs_plugin import build_site  # noqa: PLC0415 - MkDocs takes a second to import

    request = make_request(history=history, as_of=as_of)
    prepared = prepare(root, request)
    if len(prepared.problems):
        print_report(prepared.problems, prepared.loading, "text")
    if prepared.catalog is None:
        return 1
    target = site_dir or root / "site"
    build_site(root, target, prepared)
    records = sum(len(entry.records) for entry in prepared.catalog.lists)
    lists = len(prepared.catalog.lists)
    click.echo(f"{target}: {records} public records on {lists} lists, as of {prepared.catalog.as_of}")
    return 0
