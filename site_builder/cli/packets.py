"""Packets: records or decisions sent to somebody without git, reviewed or signed there, and the answer filed here."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from site_builder.cli.deciding import Deciding, sign
from site_builder.cli.dialogue import Manner
from site_builder.cli.edits import EditDesk, is_source, say_commit
from site_builder.cli.kept import PRIVATE, Skips, bounded
from site_builder.cli.ledgers import Ledger, Signer, write_reviews
from site_builder.cli.promote import promote_ready
from site_builder.derive.state import derive_next
from site_builder.errors import UsageError, quantity
from site_builder.load.files import SOURCE_FOLDER
from site_builder.model import Decision, Review
from site_builder.printing import terminal_columns
from site_builder.removals.decision import decided_record, decision_words
from site_builder.report.escape import visible
from site_builder.reviewing.answer import ReviewAnswer, answer_bytes, examine, read_answer
from site_builder.reviewing.desk import Desk
from site_builder.reviewing.packet import Draft, Packet, packet_bytes, read_packet
from site_builder.reviewing.subject import Subject
from site_builder.reviewing.view import draw
from site_builder.settings import LIMITS
from site_builder.signatures.decision import judge_signatures
from site_builder.signatures.ssh_signature import one_form
from site_builder.strict_json import Malformed, demand
from site_builder.write.atomic import refuse_place
from site_builder.write.files import write_atomic

_REFUSED: Final = 1
_COMMANDS: Final = ("review", "decide sign")
"""Of reviewers, and of stewards."""


def export(path: Path, root: Path, packet: Packet) -> int:
    """Write a packet, readable for its owner only.

    Raises `UsageError` for a file that is there, or that would be among the sources and be committed.
    """
    if os.path.lexists(path):
        raise UsageError(f"{path} exists already", hint="name a new file")
    if is_source(path, root):
        error = f"{path} is below {SOURCE_FOLDER}/, where it would be committed"
        raise UsageError(error, hint="name a file outside the repository")
    refuse_place(path)
    content = packet_bytes(packet)
    if len(content) > LIMITS.packet_bytes:
        error = f"the packet would be longer than {LIMITS.packet_bytes} bytes"
        raise UsageError(error, hint="send less at once, or let somebody sign who has the repository")
    write_atomic(path, content, mode=PRIVATE)
    count = quantity(len(packet.decisions or packet.subjects), "decision" if packet.decisions else "record")
    click.echo(f"{visible(str(path))}: {count} for {packet.reviewer}")
    click.echo(
        "It may name accounts and evidence that are not public: send it encrypted, and delete it afterwards."
    )
    return 0


def answer_packet(file: Path, out: Path, manner: Manner, records: Sequence[str]) -> int:
    """Review the records of a packet and write the answer; one that is there already is continued."""
    refuse_place(out)
    packet = _packet(file, manner.signer.reviewer)
    if packet is None:
        return _REFUSED
    answer = ReviewAnswer(packet.reviewer, packet.instance, ())
    if out.exists():
        try:
            answer = read_answer(bounded(out, LIMITS.answer_bytes))
        except Malformed as error:
            return _refuse(out, [f"it exists already and is not an answer: {error}"])
        if (answer.reviewer, answer.instance) != (packet.reviewer, packet.instance):
            return _refuse(out, ["it exists already and answers another packet"])
    click.echo(f"{visible(packet.title)}: {quantity(len(packet.subjects), 'record')}, sent on {packet.made}")
    skips = Skips(out.with_name(f"{out.name}.skipped"))
    chosen = _chosen(packet, answer, records, single=manner.verdict is not None)
    left = manner.seen((item, item.record, item.evidence) for item in chosen)
    left = skips.last(left, lambda subject: subject.digest)
    if not left:
        click.echo("Nothing is left to review.")
        return 0

    def write(reviews: Sequence[Review]) -> str:
        nonlocal answer
        longer = answer
        for review in reviews:
            longer = longer.with_review(review)
        write_atomic(out, answer_bytes(longer), mode=PRIVATE)
        answer = longer
        return str(out)

    def close() -> None:
        if answer.reviews:
            click.echo(f"Now send back {visible(str(out))}: {quantity(len(answer.reviews), 'review')}.")

    # Whether a verdict counts, the tree says: whoever applies the answer looks.
    # A second word on a record has a number of its own: the first may have been sent already.
    numbers = {review.record: review.number for review in answer.reviews}
    ledger = Ledger(
        packet.roster, packet.instance, Path(), lambda _subject, _verdict: None, write, skips, close, numbers
    )
    signed = any(subject.signatures == "required" for subject in left[: manner.most])
    manner.go(ledger, left, lambda subject: subject, signed=signed)
    return 0


def apply(file: Path, root: Path, now: str) -> int:
    """File the reviews of an answer, all of them or none, promote what has its quorum, and say what to commit."""
    answer = answer_in(file)
    if answer is None:
        return _REFUSED
    desk = EditDesk(root, now)
    desk.take([review.record for review in answer.reviews])
    tree = desk.loading.tree
    items = (*desk.records(), *derive_next(tree, desk.today))
    filing = examine(answer, items, tree.reviewers, tree.instance_id, desk.today)
    if filing.faults:
        return _refuse(file, filing.faults)
    files = write_reviews(root, filing.reviews)
    for review in filing.reviews:
        what = f"record {review.record}, claim {review.claim[:12]},"
        click.echo(f"{review.verdict} of {what} by {review.reviewer}, dated {review.date}")
    promoted, _ = promote_ready(root, now)
    say_commit(root, (*files, *promoted), f"Reviews by {answer.reviewer}")
    return 0


# Decisions


def export_decisions(path: Path, desk: EditDesk, deciding: Deciding, drafts: Sequence[Draft]) -> int:
    """Write a packet of decisions, each with the whole record or change that it is about.

    Raises `UsageError` as `export` does, and where a record cannot be shown whole.
    """
    reviewing = Desk(desk.loading, desk.records(), deciding.signer.reviewer, desk.today)
    records = [decided_record(draft.decision) or "" for draft in drafts]
    for record, draft in zip(records, drafts, strict=True):
        if "claim" in draft.decision["subject"] and record not in reviewing.items:
            error = f"record {record} does not fit its schema, so a packet cannot show it"
            raise UsageError(error, hint="let a steward sign who has the repository")
    items = [reviewing.items[record] for record in dict.fromkeys(records) if record in reviewing.items]
    export(path, desk.root, replace(reviewing.packet(items), decisions=tuple(drafts)))
    click.echo(f"What comes back is filed by: handlelists decide sign --apply answer.json{deciding.change}")
    return 0


def sign_packet(file: Path, out: Path, signer: Signer) -> int:
    """Show the decisions of a packet, sign them, and write the answer. Return the exit status."""
    refuse_place(out)
    if os.path.lexists(out):
        raise UsageError(f"{out} exists already", hint="name a new file with --out")
    packet = _packet(file, signer.reviewer, steward=True)
    if packet is None:
        return _REFUSED
    click.echo(
        f"{visible(packet.title)}: {quantity(len(packet.decisions), 'decision')}, sent on {packet.made}"
    )
    by = (packet.roster, packet.instance, signer.today)
    signed = sign([_shown(packet, item) for item in packet.decisions], signer, by, Path())
    signatures = tuple((draft.name, draft.decision["signatures"][-1]["signature"]) for draft in signed)
    answer = ReviewAnswer(packet.reviewer, packet.instance, (), signatures)
    write_atomic(out, answer_bytes(answer), mode=PRIVATE)
    click.echo(f"Now send back {visible(str(out))}: {quantity(len(signatures), 'signature')}.")
    return 0


def _shown(packet: Packet, draft: Draft) -> Draft:
    """Return a packet's decision with what its steward is shown."""
    if draft.override is not None:
        return replace(draft, words=tuple(draft.override.words()))
    subject, words, notes = packet.subject_of(draft.decision), decision_words(draft.decision), draft.notes
    if subject is None:
        return replace(draft, words=words)
    if "withholding" in draft.decision["subject"]:
        notes = ("The record is as above; what is released is the file alone.", *notes)
    else:
        words = (f"Record {subject.record} of {subject.list}, with the claim above.", *words)
    return replace(draft, words=words, notes=notes, whole=draw(subject, terminal_columns()))


def answer_in(file: Path, *, steward: bool = False) -> ReviewAnswer | None:
    """Return the answer of a reviewer or a `steward`; None, with the reason said, where a file holds none."""
    try:
        answer = read_answer(bounded(file, LIMITS.answer_bytes))
        demand(
            steward == bool(answer.signatures), f"use `handlelists {_COMMANDS[not steward]} --apply` for it"
        )
    except Malformed as error:
        _refuse(file, [f"not a usable answer: {error}"])
        return None
    return answer


def signed_by(
    file: Path, answer: ReviewAnswer, deciding: Deciding, drafts: Sequence[Draft]
) -> Mapping[str, bytes] | None:
    """Return the files of decisions with a steward's answer filed; None, with the reasons said, where one does not fit.

    Signatures are rewritten to their one form.
    """
    roster, instance, day = deciding.by
    faults, made, signatures = [], [], dict(answer.signatures)
    if answer.instance not in {None, instance}:
        faults.append(f"the answer is for another instance, {answer.instance}")
    for draft in () if faults else drafts:
        item = {"steward": answer.reviewer, "signature": one_form(signatures[draft.name])}
        decision: Decision = {**draft.decision, "signatures": [*draft.decision.get("signatures", ()), item]}
        made.append(replace(draft, decision=decision))
        fault = judge_signatures(draft.name, decision, roster, instance, day)[-1].fault
        faults += [f"decision {draft.name}: {fault}"] if fault is not None else []
    if faults:
        _refuse(file, faults)
        return None
    return deciding.signed(made)


def _packet(file: Path, person: str, *, steward: bool = False) -> Packet | None:
    """Return a packet for a reviewer or a `steward`; None, with the reason said, where a file holds none."""
    try:
        packet = read_packet(bounded(file, LIMITS.packet_bytes))
        demand(packet.reviewer == person, f"it was made for {packet.reviewer}, not for {person}")
        demand(
            steward == bool(packet.decisions), f"use `handlelists {_COMMANDS[not steward]} --packet` for it"
        )
    except Malformed as error:
        _refuse(file, [f"not a usable packet: {error}"])
        return None
    return packet


def _chosen(packet: Packet, answer: ReviewAnswer, records: Sequence[str], *, single: bool) -> list[Subject]:
    """Return what the packet has of the records that were named, else the claims that the answer does not have yet.

    Raises `UsageError` for one that is not in it, and where a `single` claim was to be named.
    """
    known = {name for subject in packet.subjects for name in (subject.record, subject.digest)}
    for record in records:
        if record not in known:
            raise UsageError(f"record {record} is not in the packet")
    if not records:
        done = {review.claim for review in answer.reviews}
        return [subject for subject in packet.subjects if subject.digest not in done]
    chosen = [item for item in packet.subjects if not {item.record, item.digest}.isdisjoint(records)]
    if single and len(chosen) > 1:
        digests = " or ".join(item.digest for item in chosen)
        raise UsageError(
            f"the packet has {quantity(len(chosen), 'claim')} of this record",
            hint=f"name one by its digest: {digests}",
        )
    return chosen


def _refuse(file: Path, faults: Sequence[str]) -> int:
    for fault in faults:
        click.echo(visible(f"{file}: {fault}"))
    click.echo("Nothing was written.")
    return _REFUSED
