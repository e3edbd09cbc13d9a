"""Packets: records sent to a reviewer without git, reviewed there, and the answer filed here."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from site_builder.cli.dialogue import Manner
from site_builder.cli.edits import EditDesk, is_source, say_commit
from site_builder.cli.kept import PRIVATE, Skips, bounded
from site_builder.cli.ledgers import Ledger, write_reviews
from site_builder.cli.promote import promote_ready
from site_builder.derive.state import derive_next
from site_builder.errors import UsageError, quantity
from site_builder.load.files import SOURCE_FOLDER
from site_builder.model import Review
from site_builder.report.escape import visible
from site_builder.reviewing.answer import ReviewAnswer, answer_bytes, examine, read_answer
from site_builder.reviewing.packet import Packet, packet_bytes, read_packet
from site_builder.reviewing.subject import Subject
from site_builder.settings import LIMITS
from site_builder.strict_json import Malformed
from site_builder.write.atomic import refuse_place
from site_builder.write.files import write_atomic

_REFUSED: Final = 1


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
    write_atomic(path, packet_bytes(packet), mode=PRIVATE)
    click.echo(f"{visible(str(path))}: {quantity(len(packet.subjects), 'record')} for {packet.reviewer}")
    click.echo(
        "It may name accounts and evidence that are not public: send it encrypted, and delete it afterwards."
    )
    return 0


def answer_packet(file: Path, out: Path, manner: Manner, records: Sequence[str]) -> int:
    """Review the records of a packet and write the answer; one that is there already is continued."""
    refuse_place(out)
    try:
        packet = read_packet(bounded(file, LIMITS.packet_bytes))
    except Malformed as error:
        return _refuse(file, [f"not a usable packet: {error}"])
    if packet.reviewer != manner.signer.reviewer:
        return _refuse(file, [f"it was made for {packet.reviewer}, not for {manner.signer.reviewer}"])
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

    def write(review: Review) -> str:
        nonlocal answer
        longer = answer.with_review(review)
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
    try:
        answer = read_answer(bounded(file, LIMITS.answer_bytes))
    except Malformed as error:
        return _refuse(file, [f"not a usable answer: {error}"])
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
