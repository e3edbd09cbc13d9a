"""Deciding: what stewards decide is shown, signed where that is asked for, and made files, whatever it is about."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from site_builder import git
from site_builder.check.decisions import needed_signatures
from site_builder.check.side import Pair
from site_builder.cli.dialogue import Screen, at_terminal
from site_builder.cli.edits import EditDesk
from site_builder.cli.ledgers import Signer
from site_builder.cli.options import Function
from site_builder.errors import RepositoryError, UsageError, quantity
from site_builder.fmt.drafts import new_id, taken_ids
from site_builder.fmt.edit import put_all
from site_builder.load.layout import WITHHELD_FOLDER, FileKind, decision_path
from site_builder.load.strict_yaml import load
from site_builder.model import Decision, JsonObject, RecordId, ReviewerData
from site_builder.printing import in_color, say, terminal_columns
from site_builder.removals.decision import (
    decided_record,
    decision_notes,
    decision_words,
    record_words,
    refuse_involved,
)
from site_builder.removals.target import Target
from site_builder.report.escape import visible
from site_builder.reviewing.packet import Draft
from site_builder.reviewing.view import Line
from site_builder.settings import LIMITS
from site_builder.signatures.decision import judge_signatures, steward_fault

By = tuple[Mapping[str, ReviewerData], str, str]
"""By what a signature is judged: roster, instance and day."""
steward_option = click.option("--as", "steward", metavar="STEWARD", help="Your id on the roster.")
key_option = click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="SSH key to sign with: a private key, or the public key of one in an agent or on hardware.",
    show_default="git's user.signingkey",
)
_unsigned_option = click.option(
    "--unsigned",
    is_flag=True,
    help="Do not sign: nobody has to, or a steward does afterwards with `decide sign`.",
)


def signing_options(function: Function) -> Function:
    """Add --as, --key and --unsigned to a command that decides something."""
    return steward_option(key_option(_unsigned_option(function)))


def content_of(draft: Draft) -> bytes:
    """Return the file of a decision as it becomes."""
    members = (((key,), value) for key, value in draft.decision.items())
    return put_all(FileKind.DECISION, draft.data, members, decision_path(draft.name))


def show(drafts: Sequence[Draft]) -> None:
    """Print what is signed, and what there is to know beside it; of several about one record that only once."""
    signed: set[tuple[str | None, str]] = set()
    beside: set[tuple[str | None, str]] = set()
    whole: Sequence[Line] = ()
    for draft in drafts:
        if draft.whole != whole:
            Screen(terminal_columns(), in_color("text"), None).show(*draft.whole, Line(""))
        whole, record = draft.whole, decided_record(draft.decision)
        click.echo(f"Decision {draft.name}: {draft.decision['kind']}, dated {draft.decision['date']}")
        for line in draft.words:
            if line.startswith(" "):  # what is compared keeps its form
                click.echo(f"  {visible(line)}")
            elif record is None or (record, line) not in signed:
                say(f"  {visible(line)}")
        notes = [(record, note) for note in (*draft.notes, f"Why: {draft.decision['reason']}")]
        notes = [item for item in notes if item not in beside]
        for line in (*(["Not signed:"] if notes else []), *(f"  - {visible(note)}" for _, note in notes)):
            say(line)
        signed.update((record, line) for line in draft.words)
        beside.update(notes)


def sign(drafts: Sequence[Draft], signer: Signer, by: By, root: Path) -> tuple[Draft, ...]:
    """Show decisions and sign them, at a terminal only if that is confirmed, all or none.

    Raises `UsageError` or `SigningError` where a signature would not count, or is not wanted.
    """
    with signer.with_key(root, required=True) as found:
        found.checked(by[0], by[2])
        show(drafts)
        what = "this" if len(drafts) == 1 else f"these {quantity(len(drafts), 'decision')}"
        if at_terminal() and not click.confirm(f"Sign {what} as {signer.reviewer}?"):
            raise UsageError("nothing was signed")
        return tuple(
            replace(draft, decision=found.decision(draft.name, draft.decision, *by)) for draft in drafts
        )


class Deciding:
    """Who decides in a working folder, by its roster or, about a change, by that of the base."""

    def __init__(
        self, desk: EditDesk, given: Mapping[str, Any], pair: Pair | None = None, *, named: bool = False
    ) -> None:
        """Take what the options say; `named` is whether the decision itself names who decides.

        Raises `UsageError` for somebody who cannot decide, and where it is not said who does.
        """
        self._desk, self._pair = desk, pair
        rewritten = " --rewritten" if given.get("rewritten") else ""
        self.change = "" if pair is None else f" --base {pair.before.commit[:12]}{rewritten}"
        """The options by which another command is about the same change, each with a space before it."""
        self._made: tuple[Draft, ...] = ()
        loading, day = (
            (desk.loading, desk.today) if pair is None else (pair.before.loading, pair.before.today)
        )
        self._unsigned = given.get("unsigned", False)
        self._is_here = not given.get("export")
        if loading.tree.instance_id is None and not self._unsigned:
            raise UsageError("lists/instance.yaml cannot be read", hint="`handlelists validate` says why")
        self.by: By = (loading.tree.reviewers, loading.tree.instance_id or "", day)
        self.signer = Signer(given["steward"] or "", desk.today, given["key"])
        if self._unsigned and (given["key"] or (given["steward"] and not named)):
            option = "--key" if given["key"] else "--as"
            hint = f"leave out {option}: a steward signs afterwards with `handlelists decide sign`"
            raise UsageError(f"--unsigned cannot be used with {option}", hint=hint)
        if given["steward"] is None and (named or not self._unsigned):
            hint = "sign it: --as STEWARD --key FILE; or leave that to a steward: --unsigned"
            raise UsageError("no steward was given", hint=f"{hint} --as STEWARD" if named else hint)
        fault = steward_fault(self.signer.reviewer, self.by[0], day) if given["steward"] else None
        if fault is not None and not (self._unsigned and desk.loading.all_waived):
            raise UsageError(f"{self.signer.reviewer} cannot decide: {fault}")

    def find(self, text: str) -> Target:
        """Return the record that `text` names, as `EditDesk.find`, and raise as that and `named`."""
        target = self._desk.find(text)
        self.named(target.id)
        return target

    def named(self, record: RecordId) -> Target | None:
        """Return a record by its id, None where there is none.

        Raises `UsageError` for a steward who has a part in the listing.
        """
        target = self._desk.named(record)
        if target is not None and self.signer.reviewer:
            refuse_involved(self.signer.reviewer, target, self._desk.loading)
        return target

    def new(
        self, kind: str, subject: JsonObject, reason: str, target: Target | None = None, **more: Any
    ) -> Draft:
        """Return a new decision, about a record or, with its `words` and so on, about a change."""
        taken = taken_ids(self._desk.source, self._desk.part.atlas)
        mine = {draft.name for draft in self._made}
        name = new_id(lambda name: name in mine or taken(name), secrets.randbelow)
        decision: Decision = {
            "kind": kind,
            "date": self._desk.today,
            "subject": subject,
            "reason": reason.strip(),
        }
        draft = self.about(name, decision, target) if not more else Draft(name, decision, **more)
        self._made = (*self._made, draft)
        return draft

    def about(self, name: str, decision: Decision, target: Target | None, data: bytes = b"") -> Draft:
        """Return a decision about a record; `data` is what its file holds."""
        said = decision["subject"]
        about = record_words(target) if target is not None else ()
        words, held = decision_words(decision), self._withholding(said)
        notes = decision_notes(decision, target, held, is_here=self._is_here)
        # A release names nothing but its file.
        if "withholding" in said:
            return Draft(name, decision, (*about, *notes), words=words, data=data)
        return Draft(name, decision, tuple(notes), words=(*about, *words), data=data)

    def _withholding(self, subject: JsonObject) -> JsonObject:
        """Return what a withholding says, which may be deleted already; nothing where that cannot be read."""
        path = f"{WITHHELD_FOLDER}/{subject.get('withholding')}"
        good = self._desk.loading.documents.good
        held: Any = next((item.typed for item in good if item.file == path), None)
        if held is None and "withholding" in subject:
            with contextlib.suppress(RepositoryError), git.Blobs(self._desk.root) as blobs:
                blob = git.last_blob(self._desk.root, path)
                if blob is not None and blob.is_file:
                    held = load(blobs.read(blob.object, LIMITS.file_bytes), path).value
        return held if isinstance(held, dict) else {}

    def files(self, drafts: Sequence[Draft]) -> Mapping[str, bytes] | None:
        """Show decisions, sign them if they are to be, and return their files by path.

        None where one brings an error, which is said. Raises as `sign` does.
        """
        if self._desk.fits({decision_path(draft.name): content_of(draft) for draft in drafts}) is None:
            return None
        if self._unsigned:
            show(drafts)
        else:
            drafts = sign(drafts, self.signer, self.by, self._desk.root)
        return self.signed(drafts)

    def signed(self, drafts: Sequence[Draft]) -> Mapping[str, bytes]:
        """Return the files of decisions that have their signatures."""
        self._made = tuple(drafts)
        return {decision_path(draft.name): content_of(draft) for draft in drafts}

    def ended(self, status: int) -> int:
        """Say which signatures the decisions that were written still lack, and who adds them; return the status."""
        missing = [draft for draft in self._made if self.count(draft) < self._needed(draft)]
        if status != 0 or not missing:
            return status
        count, needed = self.count(missing[0]), self._needed(missing[0])
        who = "Another steward" if count else "A steward"
        part = "" if self._pair else " who had no part in the listing"
        them = "it" if len(missing) == 1 else "them"
        click.echo(f"Signed by {count} of {quantity(needed, 'steward')} so far. {who}{part} signs {them}:")
        names = " ".join(draft.name for draft in missing)
        steward = self.signer.reviewer if self._unsigned and self.signer.reviewer else "STEWARD"
        click.echo(f"  handlelists decide sign {names}{self.change} --as {steward} --key FILE")
        return status

    def count(self, draft: Draft) -> int:
        """Return how many signatures of a decision count."""
        return sum(item.fault is None for item in judge_signatures(draft.name, draft.decision, *self.by))

    def _needed(self, draft: Draft) -> int:
        if self._pair is not None:
            return needed_signatures(self._pair, draft.decision["kind"])
        return 0 if self._desk.loading.all_waived else 1
