"""`handlelists validate`: say what is wrong with the tree."""

from pathlib import Path

import click

from site_builder.cli.options import format_option, now_option, root_option
from site_builder.cli.progress import progress_bar
from site_builder.load.source_tree import load_tree
from site_builder.pipeline import working_tree
from site_builder.printing import print_report
from site_builder.validate.checks import validate


@click.command("validate")
@root_option
@now_option
@format_option
def command(root: Path, now: str, form: str) -> int:
    """Check every source file under lists/ and report all problems.

    Exit status 1 if there is an error; 0 if there are only warnings.
    """
    with progress_bar() as tell:
        loading = load_tree(working_tree(root, tell))
        problems = validate(loading, now[:10], tell)
    print_report(problems, loading, form)
    return 1 if problems.errors else 0
