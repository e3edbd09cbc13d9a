"""`handlelists withhold`: the emergency stop. One person can use it; only a quorum can publish again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from site_builder import withholding
from site_builder.cli.options import clock, root_option
from site_builder.load.files import WorkingTree
from site_builder.load.tree import load_tree, packaged
from site_builder.report.escape import visible
from site_builder.write.files import write_atomic

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.model import Withholding


def _reasons() -> tuple[str, ...]:
    terms = packaged("vocabulary")["removal_reasons"]
    return tuple(sorted(name for name, term in terms.items() if "withheld" in term["used_by"]))


@click.command("withhold")
@click.argument("records", nargs=-1, metavar="[RECORD_ID]...")
@root_option
@click.option("--by", required=True, metavar="ROLE", help="Role or reviewer id of who withholds.")
@click.option(
    "--reason",
    type=click.Choice(_reasons()),
    help="Why. [default: under-review; unreadable where no record is named]",
)
@click.option("--invalid", is_flag=True, help="Withhold every record that does not validate.")
@click.option("--since", metavar="DATE", help="Day from which it is withheld. [default: today, UTC]")
def command(  # noqa: PLR0913 - one parameter for each option
    records: tuple[str, ...], root: Path, by: str, reason: str | None, since: str | None, *, invalid: bool
) -> int:
    """Stop publishing records at once, by adding them to lists/withheld.yaml.

    Name records, or use --invalid. What is withheld already stays as it is. A file that is broken never
    stands in the way. Commit the change and publish.
    """
    loading = load_tree(WorkingTree(root))
    choice = withholding.choose(loading, records, invalid=invalid)
    entry: Withholding = {
        "since": since or clock()[:10],
        "by": by,
        "reason": reason or ("under-review" if records else "unreadable"),
    }
    change = withholding.withhold(loading, WorkingTree(root), choice.records, entry)
    for record in change.already:
        click.echo(f"{record} is withheld already")
    if change.added:
        write_atomic(root / change.file, change.content)
        for record in change.added:
            click.echo(f"{record} is withheld")
        click.echo(f"Now commit {change.file} and publish.")
    elif not change.already:
        click.echo("Nothing to withhold.")
    for line in choice.left:
        click.echo(visible(line), err=True)
    return 1 if choice.left else 0
