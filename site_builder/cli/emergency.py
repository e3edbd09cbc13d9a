"""`handlelists withhold --from-published`: an emergency's commit, made on the branch without the working folder."""

import contextlib
import os
import secrets
import shlex
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import click

from site_builder import git, withholding
from site_builder.check.emergency import Emergency, plan_emergency
from site_builder.check.revision import RevisionTree
from site_builder.cli.edits import EditDesk, is_here
from site_builder.errors import HandlelistsError, UsageError, quantity
from site_builder.ids import is_record_id
from site_builder.load.layout import WITHHELD_FOLDER
from site_builder.model import RecordId, Withholding
from site_builder.report.escape import visible
from site_builder.settings import LIMITS
from site_builder.write.files import write_atomic

PUBLISHED: Final = "refs/handlelists/published"
_FETCH: Final = f"git fetch origin +{PUBLISHED}:{PUBLISHED}"
_SHOWN: Final = 5


def named_records(named: Iterable[str], desk: Callable[[], EditDesk]) -> Iterator[RecordId]:
    """Yield the records that are named: a number needs no looking for, and nothing is read then.

    Raises `HandlelistsError` where something else is not one record's.
    """
    for text in named:
        try:
            yield text if is_record_id(text) else desk().find(text).id
        except HandlelistsError as error:
            error.hint = (
                f"a record number always works, and several do; `handlelists status {text}` shows them"
            )
            raise


def publish_again(root: Path, named: tuple[str, ...], entry: Withholding, published: str, now: str) -> int:
    """Make the commit, put the branch on it and say how it is pushed. Return the exit status.

    Raises `UsageError` or `RepositoryError` where it cannot be made; nothing has changed then.
    """
    git.refuse_unusable(root, bare=True)
    try:
        last = git.resolve(root, published)
    except UsageError as error:
        error.hint = f"fetch it first: `{_FETCH}`, or name it with --published"
        raise
    head, branch = git.resolve(root, "HEAD"), git.upstream(root)
    tip = git.resolve(root, branch) if branch else head
    repository = git.GitRepository(root)

    def records(tree: RevisionTree) -> Iterator[RecordId]:
        return named_records(named, lambda: EditDesk(root, now, tree, judge=False))

    plan = plan_emergency(repository, last, head, tip, records, entry, now, secrets.randbelow)
    if plan is None:
        message = (
            f"{published} is not in this branch: its history was rewritten, or {published} is an old one"
        )
        hint = f"`{_FETCH}` gets the present one; if it is that, the branch has to be restored"
        raise UsageError(message, hint=hint)
    if plan.changes_nothing:
        say_withheld(plan.records, plan.made, plan.known)
        click.echo("Nothing was written: nothing on the branch is refused, and it withholds this.")
        _say_push(root)
        return 0
    commit = git.write_commit(root, plan.start, plan.files, plan.parents, plan.subject, plan.time)
    along = git.move_head(root, head, commit, "handlelists withhold --from-published")
    if not along:
        with repository.blobs() as blobs:
            read = {path: blobs.read(blob.object, LIMITS.file_bytes) for path, blob in plan.kept.items()}
        _write_new(root, {path: read.get(path, item) for path, item in plan.files.items()})
    say_withheld(plan.records, plan.made, plan.known)
    _say(root, commit, plan, along=along)
    return 0


def _write_new(root: Path, files: Mapping[str, bytes | str]) -> None:
    """Write files of the commit that are not in the working folder, where nothing is in the way."""
    for path, content in files.items():
        if (
            isinstance(content, bytes)
            and not os.path.lexists(root / path)
            and not (root / WITHHELD_FOLDER).is_symlink()
        ):
            with contextlib.suppress(OSError):
                write_atomic(root / path, content)


def say_withheld(
    records: Iterable[RecordId], made: Mapping[str, bytes], known: Collection[RecordId | None]
) -> None:
    """Say who is withheld by the files that were made, and who of them no file is named after."""
    for record in dict.fromkeys(records):
        new = withholding.withholdings(made, record)
        click.echo(f"{record} is withheld" if new else f"{record} is withheld already")
        if record not in known:
            error = f"no file is named after {record}; if that is a slip, withhold the right one"
            click.echo(error, err=True)


def _say(root: Path, commit: str, plan: Emergency, *, along: bool) -> None:
    kept, names = plan.kept, plan.passed_over
    click.echo(f"Made commit {commit[:12]}: what was accepted last, and what is withheld.")
    if kept:
        click.echo(f"It keeps {quantity(len(kept), 'withholding')} made since.")
    if names:
        shown = ", ".join(name[:12] for name in names[-_SHOWN:])
        more = "…, " if len(names) > _SHOWN else ""
        click.echo(f"It passes over {quantity(len(names), 'commit')}: {more}{shown}")
        click.echo(
            "What was good in them comes back by ordinary changes: `git cherry-pick COMMIT` on a branch, "
            "of a merge `git cherry-pick -m 1 COMMIT`."
        )
    if not along:
        click.echo(
            "Your folder stays as it is, for work of yours that is in the way, or a git that is busy; "
            "`git status` shows what differs.",
            err=True,
        )
    if git.signs_commits(root):
        click.echo("It is not signed. If the branch asks for that: `git commit --amend --no-edit --gpg-sign`")
    _say_push(root)


def _say_push(root: Path) -> None:
    where = "" if is_here(root) else f" -C {shlex.quote(visible(str(root)))}"
    remote, _, branch = (git.upstream(root) or "").partition("/")
    to = f" {shlex.quote(visible(remote))} {shlex.quote(visible(f'HEAD:{branch}'))}" if branch else ""
    click.echo("Now push it; that publishes:")
    click.echo(f"  git{where} push{to}")
