"""The outcome of a check, in words and in order: what the reports for people have in common.

Everything here is the builder's own words and numbers, safe in any medium, except where it says "data".
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from site_builder.errors import confirmations, quantity, state_word
from site_builder.problems import Problems, Severity
from site_builder.report.context import ChangeReport, EvidenceLine, LookAlike, RecordReport, ReviewLine

SHORT: Final = 12
"""Characters of a commit's id that are shown."""
_BY_THE_RULES: Final = ("affected",)
_NOBODY_WAITS: Final = frozenset({"retracted", "withheld"})


def verdict(problems: Problems) -> str:
    """Return what the check decides: "refused, 2 errors" or "no objections"."""
    if problems.errors:
        return f"refused, {quantity(problems.errors, 'error')}"
    return "no objections"


def effect(changes: Sequence[ChangeReport]) -> str:
    """Return in a sentence how many records become public, and how many stop being so."""
    starts = len({item.record for change in changes for item in change.records if item.published})
    stops = len({item.record for change in changes for item in change.records if item.removed})
    if not starts and not stops:
        return "No record becomes public, and none stops being public."
    first = quantity(starts, "record becomes", "records become") if starts else "No record becomes"
    second = quantity(stops, "stops", "stop") if stops else "none stops"
    return f"{first} public, {second} being public."


def totals(problems: Problems, changes: Sequence[ChangeReport], checked: int) -> str:
    """Return in a sentence (data) how much was looked at: files, records by what happens to them, reviews, problems."""
    records = [item for change in changes for item in change.records]
    actions = Counter(action for item in records for action in item.actions)
    named = len({item.record for item in records})
    parts = [quantity(len(changes), "commit")] if len(changes) > 1 else []
    parts.append(quantity(checked, "file"))
    parts.append(quantity(named, "record"))
    if actions:
        by_action = sorted(actions.items(), key=lambda item: (-item[1], item[0]))
        parts[-1] += f" ({', '.join(f'{count} {action}' for action, count in by_action)})"
    reviews = sum(len(item.reviews) for item in records)
    if reviews:
        parts.append(quantity(reviews, "new review"))
    parts.append(quantity(problems.warnings, "warning") if problems.warnings else "no warnings")
    return f"{', '.join(parts)}."


def judged_by(changes: Sequence[ChangeReport]) -> str:
    """Return how a sentence begins that ends with the commit by whose rules the check judges."""
    if len(changes) > 1:
        return "Each commit is judged by the rules of the last one accepted before it; the first by those of"
    return "Judged by the rules of"


def _troubled(problems: Problems) -> frozenset[str]:
    """Return the files of records and the ids of reviewed records that an error is about (data)."""
    found = set()
    for item in problems:
        if item.severity is Severity.ERROR:
            found.add(item.place.file)
            if "/reviews/" in item.place.file:
                found.add(item.place.pointer.strip("/").partition("/")[0])
    return frozenset(found)


def chosen(
    changes: Sequence[ChangeReport], problems: Problems, limit: int
) -> tuple[tuple[int, RecordReport], ...]:
    """Return which records are shown one by one, the weightiest first, each with the position of its change.

    Records that an error is about come first, then those that become public, those that stop being so, and the
    rest; at most `limit` of all. What only the rules affect is not among them: the lists of what becomes public, or
    stops being so, say all that there is to say of it.
    """
    bad = _troubled(problems)
    ranked = sorted(
        (_weight(item, bad), position, index)
        for position, change in enumerate(changes)
        for index, item in enumerate(change.records)
        if item.actions != _BY_THE_RULES
    )
    return tuple((position, changes[position].records[index]) for _, position, index in ranked[:limit])


def own_records(change: ChangeReport) -> int:
    """Return how many records the change itself touches."""
    return sum(item.actions != _BY_THE_RULES for item in change.records)


def turned(changes: Sequence[ChangeReport]) -> Iterator[tuple[str, list[tuple[RecordReport, list[str]]]]]:
    """Yield what becomes public, and what stops being so: a title, and each record with the commits that do it.

    After a refused commit the next one does it once more, so a record may have many; it is as in the last of them.
    """
    published: dict[str, tuple[RecordReport, list[str]]] = {}
    removed: dict[str, tuple[RecordReport, list[str]]] = {}
    for change in changes:
        for item in change.records:
            for does, found in ((item.published, published), (item.removed, removed)):
                if does:
                    commits = found[item.record][1] if item.record in found else []
                    found[item.record] = (item, [*commits, change.head[:SHORT]])
    for title, found in (("Becomes public", published), ("Stops being public", removed)):
        if found:
            yield title, list(found.values())


def commits(changes: Sequence[ChangeReport], limit: int) -> list[tuple[str, str, str]]:
    """Return each of several commits: its id (data), its day (data), and what became of it; nothing of a single one.

    Of more than `limit` those that are refused are kept first.
    """
    ranked = sorted(range(len(changes)), key=lambda at: (not changes[at].errors, at))[:limit]
    shown = [changes[at] for at in sorted(ranked)] if len(changes) > 1 else []
    return [(item.head[:SHORT], item.head_day, _judgement(item)) for item in shown]


def _judgement(change: ChangeReport) -> str:
    if not change.errors:
        return "accepted"
    return f"refused, {quantity(len(change.errors), 'error')} ({', '.join(sorted(set(change.errors)))})"


def _weight(item: RecordReport, bad: Collection[str]) -> int:
    if item.file in bad or item.record in bad:
        return 0
    return 1 if item.published else 2 if item.removed else 3


def passage(item: RecordReport) -> str:
    """Return the state before and after: "proposed → confirmed", "confirmed (unchanged)", "new, proposed"."""
    if item.before is None:
        return f"new, {state_word(item.after or 'gone again')}"
    if item.before == item.after:
        return f"{state_word(item.before)} (unchanged)"
    return f"{state_word(item.before)} → {state_word(item.after or 'deleted')}"


def standing(item: RecordReport) -> str:
    """Return what a record has and what it lacks (data): "1 of 2 confirmations; archive missing for e2"."""
    parts = []
    if item.after is not None and (item.after not in _NOBODY_WAITS or item.reviews):
        parts.append(confirmations(item.confirms, item.needed))
    if item.rejects:
        parts.append(quantity(item.rejects, "rejection"))
    return "; ".join((*parts, *item.missing))


def evidence(item: RecordReport) -> tuple[EvidenceLine, ...]:
    """Return the evidence that is shown of a record: none where neither it nor what rests on it changes."""
    if (
        item.before == item.after
        and not item.reviews
        and all(piece.change == "same" for piece in item.evidence)
    ):
        return ()
    return item.evidence


def captured(item: EvidenceLine) -> str:
    """Return what of a piece of evidence outlives the original."""
    archived = "archived" if item.archived else "not archived"
    return f"{archived}, hashed" if item.hashed else archived


def kind(item: EvidenceLine) -> str:
    """Return what a piece of evidence is, with a warning where a reader needs one (data)."""
    return item.kind if item.sensitivity == "none" else f"{item.kind} ({item.sensitivity})"


def counted(item: ReviewLine) -> str:
    """Return whether a review counts, and why not (data)."""
    return "counts" if item.counts else f"does not count: {item.why}"


def likeness(item: LookAlike) -> str:
    """Return in what, and to what kind of account, a record is alike (data)."""
    state = state_word(item.state) if item.removal is None else f"{item.state} for {item.removal}"
    answer = ", answered by distinct_from" if item.answered and "distinct_from" not in item.reason else ""
    return f"{state}: {item.reason}{answer}"


def override_command(changes: Sequence[ChangeReport]) -> str:
    """Return the command by which a steward makes the override that would let a change through, or nothing.

    Of several commits each would have needed its own, and it is too late for that.
    """
    (change, *others) = changes
    if others or change.override is None:
        return ""
    base = f"{change.base[:SHORT]}{' --rewritten' if change.rewritten else ''}"
    return f"handlelists decide override --base {base} --as STEWARD --key FILE --reason TEXT"
