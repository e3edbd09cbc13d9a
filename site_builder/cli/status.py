"""`handlelists status`: which record is this account, in what state, why, and what is missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from site_builder.cli.options import make_request, request_options, root_option
from site_builder.pipeline import standing
from site_builder.report.escape import visible
from site_builder.status import StatusAnswer, find

if TYPE_CHECKING:
    from pathlib import Path


@click.command("status")
@click.argument("account")
@root_option
@request_options
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
def command(account: str, root: Path, form: str, as_of: str | None, *, history: bool) -> int:
    """Say which records are ACCOUNT, in what state they are, why, and what they lack.

    ACCOUNT is a handle (@name, user@host), a profile URL, a platform's account id or a record id.
    Exit status 1 where no record is.
    """
    loading, problems, records, today = standing(root, make_request(history=history, as_of=as_of))
    answers = find(account, loading, records)
    if form == "json":
        document = {
            "account": account,
            "errors": problems.errors,
            "records": [answer.as_json() for answer in answers],
            "today": today,
        }
        click.echo(json.dumps(document, indent=2, sort_keys=True))
    else:
        _print(account, answers, today, problems.errors)
    return 0 if answers else 1


def _print(account: str, answers: tuple[StatusAnswer, ...], today: str, errors: int) -> None:
    if not answers:
        click.echo(f"No record is {visible(account)}.")
    for answer in answers:
        click.echo(
            f"{visible(answer.handle)} on {visible(answer.platform)}, list {answer.list}, record {answer.id}"
        )
        click.echo(f"  {answer.state.upper()} on {today}: {answer.meaning}")
        for line in (*answer.why, *answer.missing):
            click.echo(f"  - {visible(line)}")
        click.echo(f"  claim {answer.claim}")
        click.echo(f"  {answer.file}")
    if errors:
        click.echo(
            f"The tree has {errors} error(s); run `handlelists validate`. Nothing is published until then."
        )
