"""`handlelists withhold --from-published`: what was accepted last, with withholdings, on top of whatever came since.

What the gate accepted since is kept, up to the first commit that it refuses. One commit, made without the working
folder: nothing of what is passed over counts except what it withholds, which stays withheld. Where the branch does not
go on from what was published (a merge the wrong way round), it is a merge that does.
"""

import contextlib
import os
import secrets
import shlex
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import click

from site_builder import git, withholding
from site_builder.check.files import passed_over
from site_builder.check.gate import last_accepted
from site_builder.check.revision import RevisionTree
from site_builder.check.stopped import stopped
from site_builder.cli.edits import EditDesk, in_words, is_here
from site_builder.errors import HandlelistsError, UsageError, quantity
from site_builder.fmt.emitter import emit
from site_builder.git import Blob, Repository
from site_builder.ids import is_record_id
from site_builder.load.layout import WITHHELD_FOLDER, FileKind, misnamed, named_record, withheld_record
from site_builder.load.parsed import Contents
from site_builder.load.source_tree import PASSED_OVER_FILE
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


@dataclass(frozen=True, slots=True)
class _Way:
    """The way from the last accepted commit to the tip of the branch, which is HEAD or what HEAD's branch follows."""

    last: str
    head: str
    tip: str
    between: tuple[str, ...] | None
    """The first-parent commits from `last`, without it, to the tip; None where `last` is not on that line."""

    @classmethod
    def of(cls, root: Path, published: str, now: str) -> Self:
        try:
            last = git.resolve(root, published)
        except UsageError as error:
            error.hint = f"fetch it first: `{_FETCH}`, or name it with --published"
            raise
        head, branch = git.resolve(root, "HEAD"), git.upstream(root)
        tip = git.resolve(root, branch) if branch else head
        tip = head if git.is_ancestor(root, tip, head) else tip
        if not git.is_ancestor(root, last, tip):
            message = (
                f"{published} is not in this branch: its history was rewritten, or {published} is an old one"
            )
            hint = f"`{_FETCH}` gets the present one; if it is that, the branch has to be restored"
            raise UsageError(message, hint=hint)
        repository = git.GitRepository(root)
        last = last_accepted(repository, last, repository.first_parents(last, tip) or (), now)
        return cls(last, head, tip, repository.first_parents(last, tip))


def publish_again(root: Path, named: tuple[str, ...], entry: Withholding, published: str, now: str) -> int:
    """Make the commit, put the branch on it and say how it is pushed. Return the exit status.

    Raises `UsageError` or `RepositoryError` where it cannot be made; nothing has changed then.
    """
    git.refuse_unusable(root, bare=True)
    way = _Way.of(root, published, now)
    repository = git.GitRepository(root)
    with repository.blobs() as blobs:
        contents = Contents()
        before = RevisionTree(git.listing(root, way.last), blobs, contents)
        time = max(now, git.as_of(root, way.last))
        kept, others = _withheld_since(
            repository, way, before, lambda line: stopped(repository, before, line, time[:10])
        )
        source = RevisionTree({**before.files, **kept}, blobs, contents)
        records = [*named_records(named, lambda: EditDesk(root, now, before, judge=False)), *others]
        made = dict(withholding.withhold(source, tuple(source.files), records, entry, secrets.randbelow))
        files: dict[str, bytes | str] = {path: blob.object for path, blob in kept.items()} | made
        known = {named_record(path) for path in before.files}
        if way.last == way.tip and not files:
            say_withheld(records, made, known)
            click.echo("Nothing was written: nothing on the branch is refused, and it withholds this.")
            _say_push(root)
            return 0
        names = way.between or ()
        said = emit(FileKind.PASSED_OVER, {"commits": [*passed_over(before), *names]}) if names else b""
        parents = [way.tip]
        if way.between is None or len(said) > LIMITS.file_bytes:
            parents = [way.last, way.tip]
        elif names:
            files[PASSED_OVER_FILE] = said
        if not git.is_ancestor(root, way.head, way.tip):
            parents.append(way.head)
        subject = f"Withhold {in_words(records)}" if records else "Put back what was accepted"
        commit = git.write_commit(root, way.last, files, parents, subject, time)
        along = git.move_head(root, way.head, commit, "handlelists withhold --from-published")
        if not along:
            read = {path: source.read(path, LIMITS.file_bytes) for path in kept}
            _write_new(root, {path: read.get(path, item) for path, item in files.items()})
    say_withheld(records, made, known)
    _say(root, commit, names, kept, along=along)
    return 0


def _withheld_since(
    repository: Repository,
    way: _Way,
    tree: RevisionTree,
    against: Callable[[Collection[str]], Iterable[RecordId]],
) -> tuple[dict[str, Blob], list[RecordId]]:
    """Return the withholdings that came since the last publication, and the records of those with another name.

    And those that some of the commits are `against`.
    """
    kept: dict[str, Blob] = {}
    line = dict.fromkeys(
        reversed((*repository.apart(way.last, way.tip), *repository.apart(way.last, way.head)))
    )
    others: dict[RecordId, None] = dict.fromkeys(against(line))
    for commit in line:
        for path, blob in repository.listing(commit, WITHHELD_FOLDER).items():
            record = withheld_record(path)
            if record is None or path in tree.files:
                continue
            if blob.is_file and misnamed(path) is None:
                kept.setdefault(path, Blob("100644", blob.object))
            else:
                others[record] = None
    there = {withheld_record(path) for path in (*tree.files, *kept)}
    return kept, [record for record in others if record not in there]


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


def _say(root: Path, commit: str, names: tuple[str, ...], kept: Mapping[str, Blob], *, along: bool) -> None:
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
