"""`handlelists tick`: whether time has to move on, and what changes when it does."""

from collections import Counter
from pathlib import Path

import click

from site_builder.cli.options import answer_option, now_option, root_option
from site_builder.cli.progress import progress_bar
from site_builder.errors import quantity, state_word
from site_builder.pipeline import read_tick
from site_builder.printing import print_json

_DUE = 1


@click.command("tick")
@root_option
@now_option
@answer_option("How the answer is given.")
def command(root: Path, now: str, form: str) -> int:
    """Say when time has to move on, what that changes in public, and whether the day has come.

    A site speaks for the time of its last commit, and is fresh for `refresh_days` of instance.yaml. Where a record
    lapses, or an appeal falls due, without anybody committing, or half of those days are over, an empty commit moves
    time on: `git commit --allow-empty -m Tick`. Exit status: 0 nothing to do, 1 a commit is due, 2 wrong use or
    environment.
    """
    with progress_bar() as tell:
        tick = read_tick(root, now, tell)
    due = tick.next <= now[:10]
    counts = Counter(item.kind for item in tick.changes)
    if form == "json":
        rows = [
            {
                "record": item.record,
                "list": item.list,
                "kind": item.kind,
                "from": item.before,
                "to": item.after,
            }
            for item in tick.changes
        ]
        print_json({**tick._asdict(), "due": due, "changes": rows, "counts": counts})
        return _DUE if due else 0
    what = f"due since {tick.next}: git commit --allow-empty -m Tick" if due else f"next due on {tick.next}"
    click.echo(f"HEAD speaks for {tick.as_of} and is fresh until {tick.fresh_until}; {what}")
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    many = quantity(len(tick.changes), "record changes", "records change")
    click.echo(f"{many} then: {kinds}" if kinds else "No record changes then.")
    for item in tick.changes:
        click.echo(f"  {item.record} of {item.list}: {state_word(item.before)} to {state_word(item.after)}")
    return _DUE if due else 0
