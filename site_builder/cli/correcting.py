"""Correcting: a next claim of one record, from the options of `add --next`."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import click

from site_builder.cli.edits import EditDesk, say_commit
from site_builder.errors import UsageError, quantity
from site_builder.fmt.drafts import Completion, free_path
from site_builder.fmt.edit import put_all, remove
from site_builder.handles import as_handle, fold
from site_builder.load.layout import NEXT_CLAIM, FileKind
from site_builder.printing import print_report, say
from site_builder.proposals.answers import Answers, EvidenceAnswer, record_value
from site_builder.proposals.neighbours import take_in_alike
from site_builder.record import OUTSIDE_CLAIM, handle_seen, retraction_in_force
from site_builder.removals.target import Target, as_mapping
from site_builder.report.escape import visible
from site_builder.write.files import write_atomic

_ADDED: Final = frozenset({"distinct_from", "evidence", "submitted_by"})
"""Members to which an option adds; of the others it takes the place of what they say."""


def correct(desk: EditDesk, text: str, answers: Answers) -> int:
    """Write a next claim of the record that `text` names, with what the answers say of it; return the exit status.

    Without an answer it is a copy of the record's claim, to be edited by hand. Raises `UsageError` where there is no
    such record, it is retracted, or who writes is not said.
    """
    target = correctable(desk, text)
    if not is_reviewed(target):
        click.echo(f"note: nobody has reviewed record {target.id}; its file can be edited instead", err=True)
    draft = next_claim(desk, target, answers)
    if draft.changes:
        click.echo(visible(f"note: this changes {', '.join(draft.changes)}"), err=True)
    if draft.changes and not answers.submitted_by:
        raise UsageError("missing: --submitted-by", hint="everyone who writes a claim is named in it")
    return write_next_claim(desk, target, draft)


def correctable(desk: EditDesk, text: str) -> Target:
    """Return the record that `text` names. Raises `UsageError` where there is none, or its claim cannot change."""
    target = desk.find(text)
    if target.item is None or retraction_in_force(target.past) is not None:
        why = "is retracted, for good" if target.item is not None else "cannot be read as it is"
        raise UsageError(f"record {target.id} {why}", hint="`handlelists status` and `validate` say more")
    return target


def is_reviewed(target: Target) -> bool:
    """Return whether somebody has reviewed a record, so that its claim changes by a next claim alone."""
    return target.item is not None and bool(target.item.derived.judged)


def completed(desk: EditDesk, target: Target, content: bytes, file: str) -> bytes:
    """Return the content of a record's or a next claim's file with what `fmt` would add."""
    completion = Completion(desk.source, desk.part.atlas, secrets.randbelow)
    made = completion.missing_in(target.list, as_mapping(content, file), file)
    return put_all(FileKind.RECORD, content, (((name,), part) for name, part in made.items()), file)


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """A next claim that is not written yet."""

    file: str
    content: bytes
    changes: tuple[str, ...]
    """The members of the claim that differ, sorted; without any it is a copy, to be edited by hand."""

    @property
    def value(self) -> Mapping[str, Any]:
        """What the file says."""
        return as_mapping(self.content, self.file)


def next_claim(desk: EditDesk, target: Target, answers: Answers) -> ClaimDraft:
    """Return a next claim of a record: its claim, with what the answers say of it.

    Raises `UsageError` where they name another list or platform, or the file cannot be read as it is.
    """
    said = _said(desk, target, answers)

    def edit(data: bytes, file: str) -> bytes:
        return put_all(FileKind.RECORD, data, (((name,), part) for name, part in said.items()), file)

    return edited_claim(desk, target, edit, tuple(sorted(said)))


def edited_claim(
    desk: EditDesk, target: Target, edit: Callable[[bytes, str], bytes], changes: tuple[str, ...]
) -> ClaimDraft:
    """Return a next claim of a record: what `edit` makes of the record's claim and the new file's name."""
    head = f"{target.file.removesuffix('.yaml')}{NEXT_CLAIM}"
    file = free_path(head, desk.part.atlas.files.keys(), secrets.randbelow)
    data = target.data
    for name in sorted(OUTSIDE_CLAIM.union({"replaces"}).intersection(target.value)):
        data = remove(FileKind.RECORD, data, (name,), file)
    return ClaimDraft(file, completed(desk, target, edit(data, file), file), changes)


def write_next_claim(
    desk: EditDesk, target: Target, draft: ClaimDraft, before: Callable[[], None] = lambda: None
) -> int:
    """Write a next claim; return the exit status.

    `before` is called when it is good, before it is written: an exception there ends it.
    """
    file, content = draft.file, draft.content
    take_in_alike(desk.part, (draft.value,))
    after, problems = desk.check({file: content})
    if len(problems):
        print_report(problems, after, "text")
    if problems.errors:
        click.echo("Nothing was written.", err=True)
        return 1
    before()
    write_atomic(desk.root / file, content)
    say_commit(desk.root, (file,), f"Correct {target.id}")
    needed = quantity(target.item.derived.needed if target.item else 0, "reviewer has", "reviewers have")
    name = file.rpartition("/")[2].removesuffix(".yaml")
    first = "" if draft.changes else "Edit the file first, then run `handlelists fmt`. "
    say(
        f"{first}The record stays as it is until {needed} confirmed exactly this claim (handlelists review {name}); "
        "nobody in submitted_by counts."
    )
    return 0


def first_free(evidence: Iterable[Mapping[str, Any]]) -> int:
    """Return the number of the first item that may be added to evidence."""
    return 1 + max(int(item["id"][1:]) for item in evidence)


def _said(desk: EditDesk, target: Target, answers: Answers) -> dict[str, Any]:
    """Return the members of the claim that the answers change, as they become."""
    said = record_value(answers)
    if answers.evidence == (EvidenceAnswer(),):
        del said["evidence"]
    for name in ("list", "platform"):
        given, known = getattr(answers, name), target.list if name == "list" else target.value["platform"]
        if given and given != known:
            hint = "retract it, and propose the account by itself"
            raise UsageError(f"record {target.id} is on {known} for good, not on {given}", hint=hint)
    said.pop("platform", None)
    platform = desk.loading.tree.platforms[target.value["platform"]]
    before = target.value.get("handle")
    if "handle" in said:
        word = said["handle"].removeprefix("@")
        said["handle"] = as_handle(platform, word) or word
        earlier = target.value.get("previous_handles", [])
        known = {fold(platform, item["handle"]) for item in (*earlier, said)}
        if before is not None and fold(platform, before) not in known:
            seen = handle_seen(target.value, desk.loading.tree.vocabulary["observation_states"])
            said["previous_handles"] = [*earlier, {"handle": before} | ({"until": seen} if seen else {})]
    for number, item in enumerate(said.get("evidence", ()), start=first_free(target.value["evidence"])):
        item |= {"id": f"e{number}", "captured": item.get("captured", desk.today)}
    for name in _ADDED & said.keys():
        old = target.value.get(name, [])
        said[name] = [*old, *(item for item in said[name] if item not in old)]
    return {name: value for name, value in said.items() if value != target.value.get(name)}
