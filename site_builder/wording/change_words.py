"""Words for the change history: what happened, and which parts of a record, on pages and in feeds.

A change holds no values, and neither does what is said here. Titles of lists may hold anything.

States, reasons and effects have their words in the vocabulary; kinds of changes, statuses and names of members have
them here. A code without words is shown as it is: old history may hold codes that today's vocabulary does not.
"""

from functools import cache
from typing import Final

from site_builder.errors import quantity
from site_builder.history.model import REMOVED, RecordChange
from site_builder.wording.words import Term, Words

KINDS: Final = {
    "published": ("Published", "A record became public."),
    "retracted": ("Retracted", "The listing was taken back."),
    "withheld": ("Withheld", "The record is not published for the time being."),
    "withdrawn": (
        "Withdrawn",
        "The record is no longer public: too few reviewers confirm it, or its source is gone.",
    ),
    "renamed": ("Handle changed", "The account goes by another handle, or its handle has become known."),
    "lapsed": ("Lapsed", "Nobody confirmed the record again in time."),
    "state": ("State changed", "The record is public in another state."),
    "observed": ("Observed", "What the platform showed was noted again."),
    "changed": ("Changed", "Anything else about the record changed."),
}
"""Title and meaning of each kind, in the order of the history."""

MEMBERS: Final = {
    "account_id": "account id",
    "actionable": "whether programs may act on it",
    "affiliations": "affiliations",
    "appeal": "appeal",
    "basis": "grounds",
    "categories": "categories",
    "confirms": "confirmations by reviewers",
    "effect": "what platforms should do",
    "evidence": "evidence",
    "example": "whether it is an example",
    "first_public": "when it was first public",
    "handle": "handle",
    "id": "record number",
    "links": "linked records",
    "list": "list",
    "match": "how to find the account",
    "observations": "what the platform showed",
    "platform": "platform",
    "previous_handles": "earlier handles",
    "profile": "profile",
    "reason": "reason for the removal",
    "removed": "when it was removed",
    "salt": "salt",
    "sources": "sources",
    "state": "state",
    "summary": "summary of the claim",
    "valid_until": "how long it holds",
}
"""What the members of a row are called."""

_ADVICE: Final = {
    "undo": "Platforms should reverse any action they took.",
    "stop-relying": "Platforms should take no new action because of it.",
    "erase": "Platforms should delete every copy of it.",
}
"""What a removal's effect asks of those who use the lists."""
_COUNTED: Final = {
    "Handle changed": ("handle", "changed"),
    "Notice changed": ("notice", "changed"),
    "Observed": ("account", "observed"),
    "State changed": ("listing", "in another state"),
}
"""Of headlines: what there are several of, and what became of them. Of any other it happened to listings."""
_WITHDRAWN: Final = "withdrawn"
_NEVER: Final = "none"
_WHOLE: Final = frozenset({"published", "retracted", "withheld", _WITHDRAWN})
"""Kinds by which a whole row appears or goes: naming every member would say nothing."""


@cache
def kind(code: str) -> Term:
    """Return a kind of change."""
    title, meaning = KINDS.get(code, (code, ""))
    return Term(code, title, meaning)


def status(code: str, words: Words) -> Term:
    """Return a state, or the status of a removed record."""
    return kind(code) if code == _WITHDRAWN else words.term("states", code)


def members(change: RecordChange) -> tuple[str, ...]:
    """Return what changed, for a change that leaves a record public or leaves it removed."""
    return () if change.kind in _WHOLE else tuple(MEMBERS.get(name, name) for name in change.fields)


def headline(change: RecordChange) -> str:
    """Return what happened, in a word or two."""
    if change.kind == "published" and change.before != _NEVER:
        return "Published again"
    if change.kind == "changed" and change.after in REMOVED:
        return "Notice changed"
    return kind(change.kind).title


def counted(headline: str, number: int) -> str:
    """Return how many changes there were of a headline, such as `60 listings published`."""
    noun, become = _COUNTED.get(headline, ("listing", headline.lower()))
    return f"{quantity(number, noun)} {become}"


def advice(effect: str, words: Words) -> str:
    """Return what platforms should do after a removal."""
    return _ADVICE.get(effect) or f"What platforms should do: {words.term('effects', effect).title}."


def sentence(change: RecordChange, words: Words) -> str:
    """Return what that means for the record, without saying any value of it."""
    before, after = (status(code, words).title.lower() for code in (change.before, change.after))
    match change.kind:
        case "published" if change.before == _NEVER:
            return f"Public for the first time, as {after}."
        case "published":
            return f"Public again, as {after}; it was {before}."
        case "retracted" | "withheld" | "withdrawn":
            return f"It was {before}." if change.before in REMOVED else "No longer public."
        case "state":
            return f"It was {before} and is {after}."
        case "changed" if change.after in REMOVED:
            return "What is said about the removal changed."
        case "changed" | "observed":
            # What differs says it all.
            return ""
    return kind(change.kind).meaning


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
