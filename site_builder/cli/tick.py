"""`handlelists tick`: whether time has to move on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from site_builder.cli.options import answer_option, now_option, root_option
from site_builder.pipeline import read_history

if TYPE_CHECKING:
    from pathlib import Path

_DUE = 1


@click.command("tick")
@root_option
@now_option
@answer_option("How the answer is given.")
def command(root: Path, now: str, form: str) -> int:
    """Say when the passing of time changes what is public, and whether that day has come.

    A site speaks for the time of its last commit. Where a record lapses, or an appeal falls due, without anybody
    committing, an empty commit moves time on: `git commit --allow-empty -m Tick`. Exit status: 0 nothing to do,
    1 a commit is due, 2 wrong use or environment.
    """
    walked = read_history(root)
    due = walked.due is not None and walked.due <= now[:10]
    if form == "json":
        answer = {"as_of": walked.state.time, "due": due, "next": walked.due}
        click.echo(json.dumps(answer, sort_keys=True))
    elif walked.due is None:
        click.echo(f"HEAD speaks for {walked.state.time}; the clock alone changes nothing")
    elif due:
        click.echo(
            f"HEAD speaks for {walked.state.time}; due since {walked.due}: git commit --allow-empty -m Tick"
        )
    else:
        click.echo(f"HEAD speaks for {walked.state.time}; next due on {walked.due}")
    return _DUE if due else 0
