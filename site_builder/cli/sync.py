"""`handlelists sync`: a mirror of somebody's feeds, for a consumer's own programs."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from site_builder.cli.options import answer_option, now_option
from site_builder.cli.progress import progress_bar
from site_builder.errors import quantity
from site_builder.printing import print_json
from site_builder.report.escape import visible
from site_builder.sync import SyncOptions, SyncRefused, SyncResult, Where, sync

NOTHING_NEW: Final = 3


@click.command(
    "sync",
    epilog="Exit status: 0 updated, 2 wrong use, environment or network, 3 nothing new, 4 the server or its files "
    "cannot be trusted, 5 a human has to look. Only 0 and 3 change the mirror.",
)
@click.argument("url")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--where",
    multiple=True,
    metavar="KEY=VALUE",
    help="What view.ndjson holds: list=, platform=, category= or state=, values separated by commas. May be "
    "repeated; other keys narrow, more values of a key widen. Without state=: what one may act on.",
)
@click.option(
    "--suppress",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File of accounts that view.ndjson never holds: on each line a record id, platform:account_id or "
    "platform:handle.",
)
@click.option("--examples", is_flag=True, help="Also keep example lists, for trying out.")
@click.option(
    "--max-adds",
    type=click.IntRange(min=0),
    metavar="N",
    help="Stop where an update would add more accounts than this to view.ndjson.",
)
@click.option(
    "--max-removes",
    type=click.IntRange(min=0),
    metavar="N",
    help="Stop where an update would take more accounts than this out of view.ndjson.",
)
@click.option("--accept", is_flag=True, help="Ignore --max-adds and --max-removes this time.")
@click.option("--allow-rollback", is_flag=True, help="Accept an older or rewritten history this time.")
@click.option("--full", is_flag=True, help="Prove everything again, every event from the first.")
@click.option("--allow-http", is_flag=True, help="Allow an unencrypted connection to another machine.")
@now_option
@answer_option()
def command(url: str, folder: Path, where: tuple[str, ...], now: str, form: str, **options: Any) -> int:
    """Bring the mirror in DIR to what the site at URL publishes, proved, in one step or not at all.

    URL is the address of the site's root. DIR/current/ then holds lists/<list>/records.ndjson, view.ndjson,
    changes.ndjson and state.json.
    """
    try:
        with progress_bar() as tell:
            result = sync(
                url,
                folder,
                SyncOptions(where=Where.parse(where), **options),
                now=datetime.fromisoformat(now),
                environment=os.environ,
                progress=tell,
            )
    except SyncRefused as refused:
        _refuse(refused, form)
        return refused.exit_status
    if form == "json":
        print_json(result.document)
    else:
        for line in _lines(folder, result):
            click.echo(visible(line))
    return NOTHING_NEW if result.status == "nothing-new" else 0


def _lines(folder: Path, result: SyncResult) -> list[str]:
    where = f"as of {result.as_of}, event {result.seq}"
    if result.status == "nothing-new":
        return [f"{folder}: nothing new, {where}"]
    lines = [
        f"{folder}: {quantity(result.changes, 'change')} ({quantity(result.removals, 'removal')}); {where}"
    ]
    if result.resync not in (None, "first"):
        lines.append(f"  proved again: {_RESYNCS[result.resync]}")
    view = (
        f"{quantity(result.view_rows or 0, 'row')}, {result.view_added} added, {result.view_removed} removed"
    )
    lines.append(f"  view: {view}")
    if result.example_rows:
        lines.append(f"  {quantity(result.example_rows, 'row')} of example lists kept apart; see --examples")
    lines.append(f"  {quantity(result.requests, 'request')}, {quantity(result.bytes, 'byte')}")
    return lines


_RESYNCS: Final = {
    "accepted": "an older or rewritten history was accepted",
    "asked": "as asked",
    "damaged": "files of the mirror were not as they were written",
    "epoch": "the publisher began a new epoch",
}


def _refuse(refused: SyncRefused, form: str) -> None:
    if form == "json":
        words = {"hint": refused.hint, "message": str(refused)}
        print_json({"code": refused.code, "status": "refused", **words})
        return
    click.echo(f"handlelists: {visible(str(refused))}. The mirror is as it was.", err=True)
    click.echo(f"  {visible(refused.hint or '')}", err=True)
