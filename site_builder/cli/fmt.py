"""`handlelists fmt`: source files in canonical form, drafts with an id and at their place."""

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from site_builder.cli.options import answer_option, root_option
from site_builder.cli.progress import progress_bar
from site_builder.errors import DefectError, UsageError, quantity
from site_builder.fmt.plan import FileEdit, Plan, apply, make_plan, unified
from site_builder.load.documents import Places
from site_builder.load.files import SOURCE_FOLDER, WorkingTree
from site_builder.pipeline import working_tree
from site_builder.printing import in_color, print_json, report
from site_builder.report.escape import visible

_PROBLEMS: Final = 1


@click.command("fmt")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@root_option
@click.option("--check", is_flag=True, help="Write nothing; say which files would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show how files would change.")
@answer_option()
def command(paths: tuple[Path, ...], root: Path, form: str, *, check: bool, diff: bool) -> int:
    """Write source files in their canonical form; give drafts an id and put them in their place.

    PATHS are files or folders below lists/; default: all of it. No meaning changes and no comment is lost;
    a file with problems is left alone and reported. Exit status 1 where a file could not be read or placed, and
    with --check or --diff where one would change.
    """
    source = working_tree(root)
    with progress_bar() as tell:
        plan = make_plan(source, secrets.randbelow, chosen=_chooser(root, paths), tell=tell)
    dry = check or diff
    for change in plan.changes:
        if not dry:
            apply(root, change)
        if form == "text":
            for line in unified(change) if diff else (_sentence(change, dry=dry),):
                click.echo(line)
    if form == "json":
        print_json(_document(plan, source, dry=dry, diff=diff))
    else:
        _close(plan, source, dry=dry, diff=diff)
    for file, defect in plan.defects:
        click.echo(f"handlelists: a fault in handlelists: {visible(file)}: {defect}; left alone", err=True)
    if plan.defects:
        return DefectError.exit_status
    return _PROBLEMS if plan.problems.errors or (dry and plan.changes) else 0


def _close(plan: Plan, source: WorkingTree, *, dry: bool, diff: bool) -> None:
    if len(plan.problems):
        click.echo(_report(plan, source, "text"), nl=False)
    elif not diff:
        what = "would change" if dry else "changed"
        click.echo(f"{quantity(plan.checked, 'file')}, {len(plan.changes)} {what}")


def _sentence(change: FileEdit, *, dry: bool) -> str:
    file, target = visible(change.file), visible(change.target)
    if change.record_id is not None:
        folder = target.rsplit("/", 2)[0]
        return (
            f"would give {file} an id and move it to {folder}/"
            if dry
            else f"gave id {change.record_id} to {file}, now {target}"
        )
    if change.target != change.file:
        return f"{'would move' if dry else 'moved'} {file} to {target}"
    return f"{'would format' if dry else 'formatted'} {file}"


def _document(plan: Plan, source: WorkingTree, *, dry: bool, diff: bool) -> dict[str, Any]:
    """Return the report of problems with the changes beside them."""
    document: dict[str, Any] = json.loads(_report(plan, source, "json"))
    document["changes"] = [_change(change, dry=dry, diff=diff) for change in plan.changes]
    document["defects"] = [{"file": file, "why": why} for file, why in plan.defects]
    document["written"] = not dry
    return document


def _change(change: FileEdit, *, dry: bool, diff: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "draft": change.record_id is not None,
        "file": change.file,
        "formatted": change.after != change.before,
    }
    if change.record_id is None or not dry:  # a draft's id is drawn again each time: a dry run cannot know it
        shown["target"] = change.target
    if diff:
        shown["diff"] = list(unified(change))
    return shown


def _report(plan: Plan, source: WorkingTree, form: str) -> str:
    return report(plan.problems, form, plan.checked, Places(source).line, color=in_color(form))


def _chooser(root: Path, paths: tuple[Path, ...]) -> Callable[[str], bool]:
    """Return whether a source path is among those asked for.

    Raises `UsageError` for a path that is not there or not below lists/.
    """
    if not paths:
        return lambda _: True
    top = Path(os.path.abspath(root))  # noqa: PTH100 - symbolic links stay as they are
    wanted = []
    for path in paths:
        whole = Path(os.path.abspath(path))  # noqa: PTH100 - as above
        if not whole.is_relative_to(top / SOURCE_FOLDER):
            raise UsageError(f"{path} is not below {top / SOURCE_FOLDER}")
        if not os.path.lexists(whole):
            raise UsageError(f"{path} does not exist")
        wanted.append(whole.relative_to(top).as_posix())
    files, folders = frozenset(wanted), tuple(f"{path}/" for path in wanted)
    return lambda path: path in files or path.startswith(folders)
