"""`handlelists tick`: whether time has to move on, and what changes when it does."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from site_builder.cli.options import answer_option, now_option, root_option
from site_builder.cli.progress import progress_bar
from site_builder.errors import quantity, state_word
from site_builder.pipeline import read_tick
from site_builder.printing import print_json

if TYPE_CHECKING:
    from pathlib import Path

_DUE = 1


@click.command("tick")
@root_option
@now_option
@answer_option("How the answer is given.")
def command(root: Path, now: str, form: str) -> int:
    """Say when the passing of time changes what is public, what it changes, and whether that day has come.

    A site speaks for the time of its last commit. Where a record lapses, or an appeal falls due, without anybody
    committing, an empty commit moves time on: `git commit --allow-empty -m Tick`. Exit status: 0 nothing to do,
    1 a commit is due, 2 wrong use or environment.
    """
    with progress_bar() as tell:
        walked, changes = read_tick(root, now, tell)
    due = walked.due is not None and walked.due <= now[:10]
    counts = Counter(item.kind for item in changes)
    if form == "json":
        rows = [
            {
                "record": item.record,
                "list": item.list,
                "kind": item.kind,
                "from": item.before,
                "to": item.after,
            }
            for item in changes
        ]
        answer = {"as_of": walked.state.time, "due": due, "next": walked.due}
        print_json({**answer, "changes": rows, "counts": counts})
        return _DUE if due else 0
    if walked.due is None:
        click.echo(f"HEAD speaks for {walked.state.time}; the clock alone changes nothing")
        return 0
    what = f"due since {walked.due}: git commit --allow-empty -m Tick" if due else f"next due on {walked.due}"
    click.echo(f"HEAD speaks for {walked.state.time}; {what}")
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    click.echo(f"{quantity(len(changes), 'record changes', 'records change')} then: {kinds}")
    for item in changes:
        click.echo(f"  {item.record} of {item.list}: {state_word(item.before)} to {state_word(item.after)}")
    return _DUE if due else 0
