"""`handlelists status`: which record is this account, in what state, why, and what is missing."""

from collections.abc import Collection
from pathlib import Path

import click

from site_builder.cli.options import answer_option, request_options, root_option
from site_builder.cli.progress import progress_bar
from site_builder.derive.state import derive_all, derive_next
from site_builder.errors import UsageError, confirmations, quantity, state_word
from site_builder.load.part import TreePart
from site_builder.model import JsonObject, RecordId
from site_builder.pipeline import BuildRequest, build_info, working_tree
from site_builder.printing import print_json
from site_builder.record import account_name
from site_builder.report.escape import visible
from site_builder.reviewing.promotion import promotions
from site_builder.status import answer, find, take_in, unread
from site_builder.validate.checks import validate


@click.command("status")
@click.argument("account")
@root_option
@request_options
@answer_option()
def command(account: str, root: Path, form: str, request: BuildRequest) -> int:
    """Show the records of ACCOUNT: their state, why, and what they lack.

    ACCOUNT is a handle (@name, user@host), a profile URL, a platform's account id or a record id.
    Exit status 1 if there is none, 2 if that cannot be said: a file, or ACCOUNT itself, cannot be read.
    """
    today = build_info(root, request).as_of[:10]
    with progress_bar() as tell:
        part = TreePart(working_tree(root), tell)
        take_in(account, part)
    loading = part.loading
    records = find(account, loading, derive_all(loading.tree, today))
    waiting = derive_next(loading.tree, today)
    answers = [answer(item, loading.tree, waiting) for item in records]
    if not answers:
        loading.documents.refuse_unread(f"whether a record matches {account}")
    left = unread(account, loading.tree, records)
    if left and not answers:
        error = f"cannot say whether a record matches {account!r}, which cannot be read"
        raise UsageError(error, hint=left)
    if left:
        click.echo(f"note: {account!r} was not read in full: {left}", err=True)
    problems = validate(loading, changed=())
    if form == "json":
        print_json({"account": account, "errors": problems.errors, "records": answers, "today": today})
        return 0 if answers else 1
    if not answers:
        click.echo(f"No record matches {visible(account)}.")
    found_next = promotions(loading.tree, today)
    ready = {item.next_claim.record.file for item in found_next if item.refusal is None}
    for found in answers:
        where = f"list {found['list']}, record {found['id']}"
        click.echo(f"{visible(account_name(found))} on {visible(found['platform'])}, {where}")
        click.echo(f"  {state_word(found['state']).upper()} on {today}: {found['meaning']}")
        for line in (*found["why"], *_seen(found["observed"]), *found["missing"]):
            click.echo(f"  - {visible(line)}")
        for other in found["next"]:
            click.echo(visible(f"  - next claim {other['file']}: {_next_words(found['id'], other, ready)}"))
        click.echo(f"  claim {found['claim']}")
        click.echo(f"  {found['file']}")
    if problems.errors:
        click.echo(
            f"The files that were read have {quantity(problems.errors, 'error')}; run `handlelists validate`. "
            "Nothing is published while there are errors."
        )
    return 0 if answers else 1


def _seen(observed: JsonObject | None) -> list[str]:
    """Return what the platform showed last, as a line where there is something."""
    if observed is None:
        return []
    again = f", {observed['again']}" if observed["again"] else ""
    return [f"the platform showed last: {observed['state']} on {observed['date']}{again}"]


def _next_words(record: RecordId, other: JsonObject, ready: Collection[str]) -> str:
    """Return whether a next claim of a record can take its place, `ready` being the files of those that can."""
    if other["file"] in ready:
        return f"has its quorum; put it in place with `handlelists promote {record}`"
    return str(other["hindrance"] or confirmations(other["confirms"], other["needed"]))
