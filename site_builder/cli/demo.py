"""`handlelists demo`: a whole invented instance with years of history, to look at and to try things on."""

import shlex
from pathlib import Path

import click

from site_builder.cli.options import DAY, now_option
from site_builder.cli.progress import progress_bar
from site_builder.errors import UsageError, quantity
from site_builder.git import create_repository
from site_builder.report.escape import visible
from site_builder.world.demo import FEWEST_RECORDS, LAST_DAY, MOST_RECORDS, make_demo
from site_builder.write.fresh import fresh_folder


@click.command("demo")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="Another number, another world."
)
@click.option(
    "--years", type=click.IntRange(1, 12), default=5, show_default=True, help="Length of its history."
)
@click.option(
    "--records",
    type=click.IntRange(FEWEST_RECORDS, MOST_RECORDS),
    default=400,
    show_default=True,
    help="Records that it has.",
)
@click.option(
    "--until", type=DAY, default=LAST_DAY, show_default=True, help="Last day of its history, a past one."
)
@now_option
def command(  # noqa: PLR0913, PLR0917 - each an option
    folder: Path, seed: int, years: int, records: int, until: str, now: str
) -> int:
    """Make an invented instance in DIR: a git repository with years of signed history.

    DIR must not exist or be empty. The same options give the same commits, byte for byte, on any day. Nothing in it
    exists, and its keys come from the seed: they are worth nothing. Fewer than 60 records, or 2 years, may not show
    everything that can happen.
    """
    if until >= now[:10]:
        # Its last commit is of some hour of that day, and nothing is built that speaks for the future.
        raise UsageError(f"--until {until} is not a past day: today is {now[:10]}")
    with progress_bar() as tell, fresh_folder(folder) as made:
        demo = make_demo(str(seed), years, records, until, tell)
        create_repository(made, demo.repository.fast_import(demo.tip))
    name = shlex.quote(visible(str(folder)))
    click.echo(
        f"{name}: {quantity(demo.records, 'record')} in {quantity(demo.commits, 'commit')}"
        f" from {demo.first} to {demo.last}; HEAD is {demo.tip[:12]}"
    )
    click.echo(
        "All of it is invented. Its keys come from the seed and are worth nothing: its README.md says more."
    )
    click.echo(f"Look at it: handlelists serve --root {name}")
    click.echo(f"Check it: handlelists validate --root {name}")
    return 0
