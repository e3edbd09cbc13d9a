"""`handlelists check`: may this change be merged, and what would it do."""

import os
import re
from functools import partial
from pathlib import Path
from typing import Final

import click

from site_builder import git
from site_builder.check.gate import check_proposed, check_since
from site_builder.check.rewritten import check_rewritten
from site_builder.check.run import Checked, check_change
from site_builder.cli.options import format_option, now_option, root_option
from site_builder.cli.progress import progress_bar
from site_builder.errors import UsageError, quantity
from site_builder.load.files import SOURCE_FOLDER
from site_builder.printing import in_color, report
from site_builder.report import REPORTERS
from site_builder.report.escape import visible
from site_builder.write.atomic import refuse_place
from site_builder.write.files import write_atomic

_SHOWN: Final = 5


def _outputs(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, Path], ...]:
    made = []
    for value in values:
        form, _, file = value.partition("=")
        if form not in REPORTERS or not file:
            raise click.BadParameter(f"{value!r} is not FORMAT=FILE with one of {', '.join(REPORTERS)}")
        made.append((form, Path(file)))
    return tuple(made)


@click.command("check")
@click.option("--base", metavar="REV", help="The protected branch's tip: its rules judge the change.")
@click.option(
    "--published",
    metavar="REV",
    help="With --base: what was published last. The change is judged against the last commit since that is accepted.",
)
@click.option(
    "--since",
    metavar="REV",
    help="What was published last: judge each first-parent commit after it against the last one that is accepted.",
)
@click.option(
    "--rewritten",
    is_flag=True,
    help="With --since: the history was rewritten since; judge all of it as one change, which may only purge records.",
)
@click.option("--head", metavar="REV", default="HEAD", show_default=True, help="What the change leads to.")
@click.option("--actor", metavar="LOGIN", help="Who made the change, as the forge names them.")
@root_option
@now_option
@format_option
@click.option(
    "--output",
    "outputs",
    metavar="FORMAT=FILE",
    multiple=True,
    callback=_outputs,
    help="Write a further report of this run to a file; may be given several times.",
)
def command(  # noqa: PLR0913 - an argument to an option
    *,
    base: str | None,
    since: str | None,
    published: str | None,
    rewritten: bool,
    head: str,
    actor: str | None,
    root: Path,
    now: str,
    form: str,
    outputs: tuple[tuple[str, Path], ...],
) -> int:
    """Judge a change: whether it may be merged, what it makes public, and what is missing.

    It reads both revisions from git, not the working folder. Give --base for a pull request, --since before
    publishing. Exit status 1 if there is an error; 0 if there are only warnings.
    """
    if (base is None) == (since is None):
        raise UsageError("give either --base REV or --since REV")
    if (published and base is None) or (rewritten and since is None):
        raise UsageError("--published goes with --base, --rewritten with --since")
    for _, file in outputs:
        refuse_place(file)
    git.refuse_unusable(root)
    tip = git.resolve(root, head)
    start = git.resolve(root, base or since or "")
    check = check_change if base else check_rewritten if rewritten else check_since
    if published is not None:
        check = partial(check_proposed, published=git.resolve(root, published))
    with progress_bar() as tell:
        checked = check(git.GitRepository(root), start, head=tip, now=now, actor=_name(actor), tell=tell)
    for kind, file in outputs:
        write_atomic(file, _report(checked, kind).encode())
    click.echo(_report(checked, form, color=in_color(form)), nl=False)
    if since and not rewritten and form == "text" and checked.problems.errors:
        click.echo("A removal need not wait: handlelists withhold --from-published")
    if head == "HEAD" and "CI" not in os.environ:
        _say_uncommitted(root)
    return 1 if checked.problems.errors else 0


def _say_uncommitted(root: Path) -> None:
    """Say that work which is not committed was not looked at: whoever has just written it may think that it was."""
    paths = git.uncommitted(root, SOURCE_FOLDER, quick=True)
    if paths:
        files = quantity(len(paths), "file below lists/ is", "files below lists/ are")
        shown = ", ".join(paths[:_SHOWN]) + (", …" if len(paths) > _SHOWN else "")
        click.echo(visible(f"note: {files} not committed and not judged: {shown}"), err=True)
        click.echo("  commit your work, then run this again", err=True)


def _report(checked: Checked, form: str, *, color: bool = False) -> str:
    def sources(file: str, line: int) -> str | None:
        return checked.lines.get((file, line))

    more = {"color": color, "title": "handlelists check", "changes": checked.changes}
    return report(checked.problems, form, checked.files, sources, **more)


def _name(login: str | None) -> str | None:
    """Return a login as a name of the roster: lower case, everything else a hyphen."""
    return re.sub(r"[^a-z0-9]+", "-", login.lower()).strip("-") if login else None
