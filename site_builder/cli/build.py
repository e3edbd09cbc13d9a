"""`handlelists build`: the whole site, atomically."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from site_builder.cli.options import now_option, request_options, root_option, site_option
from site_builder.cli.progress import progress_bar
from site_builder.continuity import (
    NothingPublished,
    published_index,
    refuse_break,
    refuse_future,
    refuse_pending,
    refuse_uncommitted,
)
from site_builder.downloads import optional
from site_builder.errors import UsageError, quantity
from site_builder.hosting import HostLimits
from site_builder.pipeline import BuildRequest, collector_off, prepare
from site_builder.printing import pending_note, print_report
from site_builder.report.escape import visible


@click.command("build")
@root_option
@site_option
@request_options
@click.option("--strict", is_flag=True, help="Refuse work that is not committed.")
@click.option(
    "--previous",
    is_flag=False,
    flag_value="",
    metavar="[PLACE]",
    help="Refuse to build a site whose change history does not continue the one published at PLACE: "
    "a folder, or an address, by default `site_url` of the instance.",
)
@click.option("--first", is_flag=True, help="With --previous: nothing may be published there yet.")
@click.option(
    "--trim",
    is_flag=True,
    help="Leave out the largest files that say the same as others until the site fits its host; all of them where "
    "no limit is known.",
)
@now_option
@collector_off()
def command(  # noqa: PLR0913 - an argument to an option
    root: Path,
    site_dir: Path | None,
    request: BuildRequest,
    previous: str | None,
    now: str,
    *,
    first: bool,
    strict: bool,
    trim: bool,
) -> int:
    """Build the site into site/: pages and feeds.

    The old site stays until the new one is whole. If the sources have a problem it stays as it is (exit status 1).
    Work that is not committed is shown as pending, outside the change history.
    """
    from site_builder.mkdocs_plugin import build_site  # noqa: PLC0415 - MkDocs takes a second to import

    if first and (previous is None or not request.history):
        raise UsageError(
            "--first is about the history that --previous compares: give --previous, and no --no-history"
        )
    refuse_future(root, request, now)
    if strict:
        refuse_uncommitted(root, request)
    tell = click.get_current_context().with_resource(progress_bar())
    prepared = prepare(root, request, tell)
    if len(prepared.problems):
        print_report(prepared.problems, prepared.loading, "text")
    if prepared.catalog is None:
        return 1
    if strict:
        refuse_pending(prepared.catalog)
    if previous is not None:
        place = previous or prepared.catalog.instance["site_url"]
        _compare(partial(refuse_break, prepared.catalog), place, first=first)
    target = site_dir or root / "site"
    catalog = prepared.catalog
    if trim and not HostLimits.of(catalog.instance):
        prepared = prepared.trimmed(optional(catalog))
    weight = build_site(root, target, prepared, tell, trim=trim)
    records = quantity(sum(len(entry.records) for entry in catalog.lists), "public record")
    lists = quantity(len(catalog.lists), "list")
    note = pending_note(catalog)
    if note is not None:
        click.echo(note, err=True)
    click.echo(f"{visible(str(target))}: {records} on {lists}, as of {catalog.as_of}; {weight}")
    return 0


def _compare(refuse: Callable[[Any], None], place: str, *, first: bool) -> None:
    """Let `refuse` look at the index that is published at a place; where none is, raise an error unless `first`."""
    try:
        refuse(published_index(place, os.environ))
    except NothingPublished as absent:
        if not first:
            raise
        click.echo(f"{absent}; this is the first publication", err=True)
    else:
        if first:
            click.echo(
                "--first has no effect: a site is published there, and this build continues it", err=True
            )
