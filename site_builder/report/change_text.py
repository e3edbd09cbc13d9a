"""What a change does, for a terminal: each record in a few lines, and the outcome as the last ones.

No line begins with what the change's author chose: see `terminal.line_start`.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from site_builder.errors import quantity
from site_builder.problems import Problems
from site_builder.report import outcome
from site_builder.report.context import RecordReport, ReportContext
from site_builder.report.escape import (
    BOLD,
    DIM,
    GREEN,
    RED,
    YELLOW,
    Painter,
    clip,
    line_start,
    visible,
    wrapped,
)

_INDENT: Final = "    "
_QUOTE: Final = "│ "


def change_details(problems: Problems, context: ReportContext, paint: Painter) -> Iterator[str]:
    """Yield the lines about each record, and the rules; nothing where no change was looked at."""
    shown = outcome.chosen(context.changes, problems, context.limits.changed_records)
    for position, change in enumerate(context.changes):
        records = [item for at, item in shown if at == position]
        left_out = outcome.own_records(change) - len(records)
        if len(context.changes) > 1 and (change.records or change.rules):
            yield paint(BOLD, f"Commit {visible(change.head[: outcome.SHORT])}, {visible(change.head_day)}")
            yield ""
        for item in records:
            yield from _record(item, context, paint)
            yield ""
        if left_out:
            yield f"{quantity(left_out, 'more record')} not shown here."
            yield ""
        if change.rules:
            yield paint(BOLD, "Rules and decisions")
            for rule in change.rules:
                yield from _lines(f"{rule.file}: {'; '.join(rule.what)}", context, "  - ")
            yield ""


def change_outcome(problems: Problems, context: ReportContext, paint: Painter) -> list[str]:
    """Return the last lines: what becomes public, what stops being so, the override, and the verdict."""
    changes = context.changes
    if not changes:
        return []
    lines = [*_turned(context, paint), *_override(context, paint), *_commits(context, paint)]
    style = RED if problems.errors else GREEN
    verdict = outcome.verdict(problems).capitalize()
    lines.append(f"{paint(style, f'{verdict}.')} {paint(BOLD, outcome.effect(changes))}")
    base = f"{visible(changes[0].base[: outcome.SHORT])} ({visible(changes[0].base_day)})"
    totals = visible(
        clip(outcome.totals(problems, changes, context.checked), context.limits.message_characters)
    )
    last = wrapped(f"{totals} {outcome.judged_by(changes)} {base}.", context.limits.columns)
    return [*lines, *map(line_start, last)]


def _record(item: RecordReport, context: ReportContext, paint: Painter) -> Iterator[str]:
    limits = context.limits
    head = f"{_account(item, context)} · {', '.join(item.actions)}"
    for line in _lines(head, context, ""):
        yield paint(BOLD, line)
    turns = ", becomes public" if item.published else ", stops being public" if item.removed else ""
    parts = (f"{outcome.passage(item)}{turns}", outcome.standing(item))
    for line in _lines("; ".join(filter(None, parts)), context):
        yield paint(YELLOW, line) if item.missing else line
    if item.fields:
        yield from _lines(f"changed: {', '.join(item.fields)}", context)
    yield from _quoted(item.summary, context, paint)
    if item.categories:
        yield from _lines(f"categories: {', '.join(item.categories[: limits.record_rows])}", context)
        yield from _rest(item.categories, context, "more category", "more categories")
    evidence = outcome.evidence(item)
    for piece in evidence[: limits.record_rows]:
        facts = [outcome.kind(piece), f"captured {piece.captured}", outcome.captured(piece)]
        facts += [piece.change] if piece.change != "same" else []
        yield from _lines(f"evidence {piece.id}: {', '.join(facts)}", context)
        yield from _quoted(piece.summary, context, paint)
    yield from _rest(evidence, context, "more piece of evidence", "more pieces of evidence")
    for review in item.reviews[: limits.record_rows]:
        said = f"{review.verdict} on {review.date}, {outcome.counted(review)}"
        yield from _lines(f"review by {review.reviewer}: {said}", context)
    yield from _rest(item.reviews, context, "more review")
    for other in item.lookalikes[: limits.record_rows]:
        name = other.name if other.list is None else f"{other.list}/{other.name}"
        yield from _lines(f"looks like {other.account} ({name}), {outcome.likeness(other)}", context)
    yield from _rest(item.lookalikes, context, "more look-alike")


def _account(item: RecordReport, context: ReportContext) -> str:
    account = clip(item.account, context.limits.markdown_value_characters)
    return f"{item.list}/{item.record} · {account} on {item.platform}"


def _rest(items: Sequence[object], context: ReportContext, one: str, many: str = "") -> Iterator[str]:
    left_out = len(items) - context.limits.record_rows
    if left_out > 0:
        yield f"{_INDENT}{quantity(left_out, one, many)}"


def _turned(context: ReportContext, paint: Painter) -> Iterator[str]:
    for title, found in outcome.turned(context.changes):
        yield paint(BOLD, f"{title} ({len(found)})")
        for item, commits in found[: context.limits.changed_records]:
            commit = f", in {commits[0]}" if len(context.changes) > 1 else ""
            commit += f" and {len(commits) - 1} more" if commits[1:] else ""
            yield from _lines(f"{_account(item, context)}: {outcome.passage(item)}{commit}", context, "  - ")
        left_out = len(found) - context.limits.changed_records
        if left_out > 0:
            yield f"  and {left_out} more"
        yield ""


def _commits(context: ReportContext, paint: Painter) -> Iterator[str]:
    limit, found = context.limits.changed_records, len(context.changes)
    commits = outcome.commits(context.changes, limit)
    if commits:
        yield paint(BOLD, f"Commits ({found})")
        for commit, day, judgement in commits:
            yield from _lines(f"{commit}, {day}: {judgement}", context, "  - ")
        if found > limit:
            yield f"  and {found - limit} more"
        yield ""


def _override(context: ReportContext, paint: Painter) -> Iterator[str]:
    if any(change.overridden for change in context.changes):
        yield paint(
            YELLOW,
            "An override is used: stewards signed exactly what becomes public, stops or weakens.",
        )
        yield ""
    command = outcome.override_command(context.changes)
    if command:
        yield paint(BOLD, "If all of this is intended, stewards decide so, in the same change:")
        yield f"  {visible(command)}"
        yield "This allows breaker-publish, breaker-remove and policy-weakened, and no other error."
        yield ""


def _lines(text: str, context: ReportContext, first: str = _INDENT) -> Iterator[str]:
    """Yield data as indented lines; `first` begins the first of them."""
    whole = visible(clip(text, context.limits.message_characters))
    for index, line in enumerate(wrapped(whole, context.limits.columns - len(_INDENT) - 2)):
        yield f"{_INDENT}  {line_start(line)}" if index else f"{first}{line_start(line)}"


def _quoted(text: str, context: ReportContext, paint: Painter) -> Iterator[str]:
    shown = visible(" ".join(clip(text, context.limits.summary_characters).split()))
    for line in wrapped(shown, context.limits.columns - len(_INDENT) - len(_QUOTE)):
        yield f"{_INDENT}{paint(DIM, _QUOTE)}{line}"
