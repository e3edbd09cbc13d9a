"""What happened, in the words of feeds: one entry's title and text, and what to do about a removal.

An event holds no values, and neither does what is said here: it names the record's id, the list, codes in the words
of the pages, and members. Titles of lists may hold anything; whoever shows a text escapes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.wording.change_words import headline, members, sentence

if TYPE_CHECKING:
    from site_builder.history.model import RecordChange
    from site_builder.wording.words import Words


def event_title(change: RecordChange, list_title: str) -> str:
    """Return what happened in few words: kind, record, list."""
    return f"{headline(change)}: record {change.record} on {list_title}"


def event_text(change: RecordChange, list_title: str, words: Words) -> str:
    """Return what happened as a few sentences; of a removed record also why, and what to do."""
    parts = [
        f"Record {change.record} on {list_title}: {headline(change).lower()}.",
        sentence(change, words),
        _named("What differs", ", ".join(members(change))),
    ]
    for word, table, code in (
        ("Reason", "removal_reasons", change.reason),
        ("Effect", "effects", change.effect),
    ):
        if code is not None:
            term = words.term(table, code)
            parts += [_named(word, term.title.lower()), term.meaning]
    return " ".join(part for part in parts if part)


def _named(word: str, text: str) -> str:
    return f"{word}: {text}." if text else ""
