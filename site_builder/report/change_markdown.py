"""What a change does, in Markdown: what becomes public and what stops, then record by record.

The report of a pull request is bounded, and its author may try to fill it: what matters most takes its space first.
Data is in code spans only (see `escape.markdown_code`); what HTML there is, is the builder's own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from site_builder.errors import quantity
from site_builder.problems import Problems
from site_builder.report import outcome
from site_builder.report.context import (
    ChangeReport,
    EvidenceLine,
    LookAlike,
    RecordReport,
    ReportContext,
    ReportLimits,
    ReviewLine,
)
from site_builder.report.escape import markdown_code, markdown_prose, markdown_words, visible

_FOLD: Final = 10
"""Lines of a list from which on it is folded."""
_FOLD_RECORDS: Final = 6
"""Records from which on what is said of each is folded."""
_TURNED_BYTES: Final = 7_000
_COMMITS_BYTES: Final = 4_000
_RULES_BYTES: Final = 4_000
_FRAME_BYTES: Final = 8_000
"""Headings of commits, and the rules that they change, all together."""
_HEAD_BYTES: Final = 150
"""Heading of a commit."""
_EVIDENCE_HEAD: Final = "| Evidence | Kind | Captured | Copy | Summary |\n| --- | --- | --- | --- | --- |"
_OVERRIDE: Final = (
    "If all of this is intended, stewards decide so, in the same change. This allows `breaker-publish`, "
    "`breaker-remove` and `policy-weakened`, and no other error."
)


class _Pen:
    """Writes data: as code, or as the builder's sentence in which names from the data are code."""

    def __init__(self, limits: ReportLimits) -> None:
        self.limits = limits

    def code(self, text: str) -> str:
        return markdown_code(text, self.limits.markdown_value_characters, in_table=False)

    def words(self, text: str) -> str:
        return markdown_words(text, self.limits.markdown_value_characters)

    def names(self, names: Sequence[str]) -> str:
        most = self.limits.record_rows
        left_out = f" and {len(names) - most} more" if len(names) > most else ""
        return f"{', '.join(map(self.code, names[:most]))}{left_out}"

    def cell(self, text: str) -> str:
        return markdown_code(" ".join(text.split()), self.limits.markdown_value_characters)

    def account(self, item: RecordReport) -> str:
        return f"{self.code(item.account)} on {self.code(item.platform)}"

    def commit(self, commit: str) -> str:
        return self.code(commit[: outcome.SHORT])


def fitted(lines: Iterable[str], room: int) -> list[str]:
    """Return the first lines that fit into `room` bytes, line breaks included."""
    kept = []
    for line in lines:
        room -= len(line.encode()) + 1
        if room < 0:
            break
        kept.append(line)
    return kept


def outcome_blocks(problems: Problems, context: ReportContext) -> list[str]:
    """Return the head of a report: the verdict, the totals, what becomes public and what stops being so."""
    changes = context.changes
    pen = _Pen(context.limits)
    base = f"{pen.commit(changes[0].base)} ({pen.words(changes[0].base_day)})"
    said = outcome.totals(problems, changes, context.checked)
    totals = f"{markdown_words(said, context.limits.message_characters)} {outcome.judged_by(changes)} {base}."
    blocks = [
        f"## {markdown_prose(context.title)}: {outcome.verdict(problems)}",
        f"**{outcome.effect(changes)}**",
        totals,
    ]
    if any(change.overridden for change in changes):
        blocks.append(
            "**An override is used: stewards signed exactly what becomes public, stops or weakens.**"
        )
    for title, found in outcome.turned(changes):
        lines = (_turned(*each, context, pen) for each in found[: context.limits.changed_records])
        kept = fitted(lines, _TURNED_BYTES)
        blocks += [f"### {title}", *_list(kept, len(found), quantity(len(found), "record"))]
    commits = outcome.commits(changes, context.limits.changed_records)
    if commits:
        lines = (f"- {pen.code(commit)} ({pen.code(day)}): {said}" for commit, day, said in commits)
        kept, title = fitted(lines, _COMMITS_BYTES), quantity(len(changes), "commit")
        blocks += ["### Commits", *_list(kept, len(changes), title)]
    return blocks


def override_blocks(context: ReportContext) -> list[str]:
    """Return how a change that needs an override would get one."""
    command = outcome.override_command(context.changes)
    return ["### Override", _OVERRIDE, f"```sh\n{visible(command)}\n```"] if command else []


def record_blocks(problems: Problems, context: ReportContext, room: int) -> list[str]:
    """Return what is said of each record, and of the rules, commit by commit where there are several."""
    pen = _Pen(context.limits)
    shown = outcome.chosen(context.changes, problems, context.limits.changed_records)
    drawn = _drawn(shown, pen, room - _FRAME_BYTES, folded=len(shown) >= _FOLD_RECORDS)
    several = len(context.changes) > 1
    frame = _FRAME_BYTES
    blocks, cut = [], 0
    for position, change in enumerate(context.changes):
        sections = drawn.get(position, [])
        head = _head(change, pen, several=several)
        left_out = outcome.own_records(change) - len(sections)
        tail = [f"{quantity(left_out, 'more record')} not shown here."] if left_out else []
        tail += _rules(change, pen, "####" if several else "###", min(frame, _RULES_BYTES))
        frame -= sum(len(block.encode()) + 2 for block in (*head, *tail))
        if frame >= 0:
            blocks += [*head, *sections, *tail]
        else:
            cut += 1
            blocks += [*head, *sections] if sections else []
    if cut:
        blocks.append(f"{quantity(cut, 'commit')} not shown here, or not whole.")
    return blocks


def _head(change: ChangeReport, pen: _Pen, *, several: bool) -> list[str]:
    if not several:
        own = outcome.own_records(change)
        return [f"### {quantity(own, 'record')}"] if own else []
    if not (change.records or change.rules):
        return []
    blocks = [f"### Commit {pen.commit(change.head)}, {pen.words(change.head_day)}"]
    if any(item.published or item.removed for item in change.records):
        blocks.append(outcome.effect((change,)))
    return blocks


def _rules(change: ChangeReport, pen: _Pen, level: str, room: int) -> list[str]:
    """Return what of the rules a change touches."""
    rules = [f"- {pen.code(item.file)}: {pen.names(item.what)}" for item in change.rules]
    if not rules:
        return []
    kept = fitted(rules, room // 2)
    return [f"{level} Rules and decisions", *_list(kept, len(rules), quantity(len(rules), "file"))]


def _drawn(
    shown: Sequence[tuple[int, RecordReport]], pen: _Pen, room: int, *, folded: bool
) -> Mapping[int, list[str]]:
    """Return the sections of the records for which there is space, by the position of their change."""
    drawn: dict[int, list[str]] = {}
    for position, item in shown:
        section = _record(item, pen, folded=folded)
        needed = len(section.encode()) + 2 + (0 if position in drawn else _HEAD_BYTES)
        if needed <= room:
            room -= needed
            drawn.setdefault(position, []).append(section)
    return drawn


def _record(item: RecordReport, pen: _Pen, *, folded: bool) -> str:
    where = pen.code(f"{item.list}/{item.record}")
    head = f"#### {pen.account(item)} · {where} · {pen.words(', '.join(item.actions))}"
    turns = ", becomes public" if item.published else ", stops being public" if item.removed else ""
    state = f"**{pen.words(outcome.passage(item))}**{turns}"
    standing = outcome.standing(item)
    if standing:
        state += f" · {pen.words(standing)}"
    if item.fields:
        state += f" · changed: {pen.names(item.fields)}"
    said = " ".join(item.summary.split())
    summary = f"> {markdown_code(said, pen.limits.summary_characters, in_table=False)}"
    if item.categories:
        summary += f"<br>{pen.names(item.categories)}"
    room = pen.limits.record_bytes - sum(len(part.encode()) for part in (head, state, summary))
    parts = list(_particulars(item, pen, room))
    if folded and parts:
        parts = [_folded(_contents(item), "\n\n".join(parts))]
    return "\n\n".join((head, state, summary, *parts))


def _particulars(item: RecordReport, pen: _Pen, room: int) -> Iterator[str]:
    """Yield a record's evidence, new reviews and look-alikes, as far as there is space."""
    drawn: tuple[tuple[Sequence[Any], Callable[[Any, _Pen], str], str, tuple[str, str]], ...] = (
        (outcome.evidence(item), _evidence, _EVIDENCE_HEAD, ("piece of evidence", "pieces of evidence")),
        (item.reviews, _review, "New reviews:\n", ("review", "reviews")),
        (item.lookalikes, _lookalike, "Looks like:\n", ("look-alike", "look-alikes")),
    )
    for items, draw, head, (one, many) in drawn:
        rows = fitted((draw(part, pen) for part in items[: pen.limits.record_rows]), room)
        if rows:
            yield "\n".join((head, *rows))
        if len(rows) < len(items):
            yield f"{quantity(len(items) - len(rows), f'more {one}', f'more {many}')} not shown here."
        room -= sum(len(row.encode()) for row in rows)


def _review(review: ReviewLine, pen: _Pen) -> str:
    said = f"{review.verdict}, {review.date}, {outcome.counted(review)}"
    return f"- {pen.code(review.reviewer)}: {pen.words(said)}"


def _evidence(piece: EvidenceLine, pen: _Pen) -> str:
    cells = (
        pen.cell(piece.id) if piece.change == "same" else f"{pen.cell(piece.id)} {pen.words(piece.change)}",
        pen.words(outcome.kind(piece)),
        pen.words(piece.captured),
        outcome.captured(piece),
        pen.cell(piece.summary),
    )
    return f"| {' | '.join(cells)} |"


def _lookalike(other: LookAlike, pen: _Pen) -> str:
    name = other.name if other.list is None else f"{other.list}/{other.name}"
    return f"- {pen.code(other.account)} ({pen.code(name)}), {pen.words(outcome.likeness(other))}"


def _turned(item: RecordReport, commits: Sequence[str], context: ReportContext, pen: _Pen) -> str:
    where = f"{pen.code(f'{item.list}/{item.record}')} {pen.account(item)}"
    commit = f", in {pen.commit(commits[0])}" if len(context.changes) > 1 else ""
    commit += f" and {len(commits) - 1} more" if commits[1:] else ""
    return f"- {where}: {pen.words(outcome.passage(item))}{commit}"


def _contents(item: RecordReport) -> str:
    counts = (
        (len(outcome.evidence(item)), "evidence"),
        (len(item.reviews), "new reviews"),
        (len(item.lookalikes), "look-alikes"),
    )
    return ", ".join(f"{noun} ({count})" for count, noun in counts if count).capitalize()


def _list(lines: Sequence[str], whole: int, title: str) -> Iterator[str]:
    """Yield a list, folded where it is long, and how many lines of it are left out."""
    text = "\n".join(lines)
    if lines:
        yield text if len(lines) <= _FOLD else _folded(title, text)
    if len(lines) < whole:
        yield f"{whole - len(lines)} more not shown here."


def _folded(title: str, text: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>"
