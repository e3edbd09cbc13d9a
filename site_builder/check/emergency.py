"""Emergency: the one commit that puts back what was accepted last and withholds, whatever came since.

What the gate accepted since the last publication is kept, up to the first commit that it refuses. Nothing of what is
passed over counts except what it withholds, which stays withheld. Where the branch does not go on from what was
published (a merge the wrong way round), it is a merge that does. It is planned here and made elsewhere.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from site_builder.check.files import passed_over
from site_builder.check.gate import last_accepted
from site_builder.check.revision import RevisionTree
from site_builder.check.stopped import stopped
from site_builder.fmt.drafts import Below
from site_builder.fmt.emitter import emit
from site_builder.git import Blob, Repository
from site_builder.load.layout import WITHHELD_FOLDER, FileKind, misnamed, named_record, withheld_record
from site_builder.load.parsed import Contents
from site_builder.load.source_tree import PASSED_OVER_FILE
from site_builder.model import RecordId, Withholding
from site_builder.settings import LIMITS
from site_builder.withholding import in_words, withhold


@dataclass(frozen=True, slots=True)
class Emergency:
    """The commit to be made: the tree of another with some files laid over it. Ids are full."""

    start: str
    """The commit whose tree it takes: what was accepted last."""
    tip: str
    """What it goes on from: the tip of the branch."""
    parents: tuple[str, ...]
    files: Mapping[str, bytes | str]
    """What is laid over the tree, by path: bytes, or the object id of a content that is there."""
    subject: str
    time: str
    """Its date: RFC 3339, UTC."""
    passed_over: tuple[str, ...]
    """The commits that it names in `lists/passed-over.yaml`, or leaves beside its line; oldest first."""
    kept: Mapping[str, Blob]
    """Withholdings that came since, by path."""
    records: tuple[RecordId, ...]
    """Whom it withholds, those aside."""
    made: Mapping[str, bytes]
    """The new ones of `files` that withhold them; there is none for whom the tree withholds for the same."""
    known: frozenset[str | None]
    """The records that a file of the tree is named after."""

    @property
    def changes_nothing(self) -> bool:
        """Return whether nothing on the branch is refused, and it withholds this."""
        return self.start == self.tip and not self.files


def plan_emergency(  # noqa: PLR0913, PLR0917 - where the branch is, and what is to be withheld
    repository: Repository,
    published: str,
    head: str,
    tip: str,
    named: Callable[[RevisionTree], Iterable[RecordId]],
    entry: Withholding,
    now: str,
    below: Below,
) -> Emergency | None:
    """Return the commit to be made on a branch with `tip`; None where what was `published` is not in it.

    `head` is where the work is: on the branch, beside it, or ahead of it, and then that is the tip. `named` gives the
    records to withhold, and is given the tree of what was accepted last to look them up in; `entry` is what their files
    say, `below` a source of randomness. Raises `UsageError` where the entry does not fit its schema, `RepositoryError`
    where the repository does not have something.
    """
    tip = head if repository.is_ancestor(tip, head) else tip
    if not repository.is_ancestor(published, tip):
        return None
    last = last_accepted(repository, published, repository.first_parents(published, tip) or (), now)
    between = repository.first_parents(last, tip)
    with repository.blobs() as blobs:
        contents = Contents()
        before = RevisionTree(repository.listing(last), blobs, contents)
        time = max(now, repository.as_of(last))
        line = dict.fromkeys(reversed((*repository.apart(last, tip), *repository.apart(last, head))))
        against = stopped(repository, before, line)
        kept, others = _withheld_since(repository, line, before, against)
        source = RevisionTree({**before.files, **kept}, blobs, contents)
        records = (*named(before), *others)
        made = withhold(source, tuple(source.files), records, entry, below)
        said = emit(FileKind.PASSED_OVER, {"commits": [*passed_over(before), *between]}) if between else b""
    files: dict[str, bytes | str] = {path: blob.object for path, blob in kept.items()} | dict(made)
    parents = [tip]
    if between is None or len(said) > LIMITS.file_bytes:
        parents = [last, tip]
    elif between:
        files[PASSED_OVER_FILE] = said
    if not repository.is_ancestor(head, tip):
        parents.append(head)
    return Emergency(
        start=last,
        tip=tip,
        parents=tuple(parents),
        files=files,
        subject=f"Withhold {in_words(records)}" if records else "Put back what was accepted",
        time=time,
        passed_over=between or (),
        kept=kept,
        records=records,
        made=made,
        known=frozenset(named_record(path) for path in before.files),
    )


def _withheld_since(
    repository: Repository, line: Iterable[str], tree: RevisionTree, against: Collection[RecordId]
) -> tuple[dict[str, Blob], list[RecordId]]:
    """Return the withholdings that came since the last publication, and the records of those with another name.

    And those that some of the commits are `against`.
    """
    kept: dict[str, Blob] = {}
    known = [path for path in tree.files if path.startswith(WITHHELD_FOLDER)]
    others: dict[RecordId, None] = dict.fromkeys(against)
    for commit in line:
        for path, blob in repository.listing(commit, WITHHELD_FOLDER).items():
            record = withheld_record(path)
            if record is None or path in tree.files:
                continue
            # A file cannot be where the tree has a folder, or in a folder where it has a file.
            fits = not any(file.startswith(f"{path}/") or path.startswith(f"{file}/") for file in known)
            if fits and blob.is_file and misnamed(path) is None:
                kept.setdefault(path, Blob("100644", blob.object))
            else:
                others[record] = None
    there = {withheld_record(path) for path in (*tree.files, *kept)}
    return kept, [record for record in others if record not in there]
