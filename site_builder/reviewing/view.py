"""View: a subject as text. Every member of the claim is drawn: nobody signs what they were not shown.

Everything passes `visible` here, so nothing of a record or packet reaches a terminal as a control sequence.

Addresses are left out; `opened` draws those of one thing at a time, when they are asked for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from site_builder.errors import quantity
from site_builder.load.source_tree import packaged
from site_builder.model import JsonObject
from site_builder.report.escape import columns, visible
from site_builder.reviewing.subject import Addressed, Subject, skipped

REMINDER: Final = (
    "To confirm says: I looked at the evidence myself; it shows what the record says, about this account; every"
    " category is supported; it belongs on this list; nothing is in it that must not be public. Confirm only what you"
    " have seen. If you are not sure, skip it and say what is missing."
)


UNSIGNED: Final = "(not signed)"
"""Behind what the digest that is signed does not cover."""


def draw(subject: Subject, width: int, skip: str | None = None) -> tuple[Line, ...]:
    """Return the whole record as text of a width in columns; `skip` as in `subject.skipped`."""
    return (
        *_list(subject, width),
        *_account(subject, width),
        *_claimed(subject, width),
        *_evidence(subject, width, skipped(skip)),
        *_beside(subject, width),
    )


def draw_claim(subject: Subject, width: int, skip: str | None = None) -> tuple[Line, ...]:
    """Return what is claimed and what shows it as text, without the account."""
    return (*_claimed(subject, width), *_evidence(subject, width, skipped(skip)))


def opened(thing: Addressed) -> tuple[Line, ...]:
    """Return the addresses of one thing, each on a line of its own, unbroken, so that it can be copied."""
    lines = []
    for label, address in thing.addresses:
        lines += [Line(f"  {label}"), Line(f"    {visible(address)}")]
    return tuple(lines)


def warning(thing: Addressed) -> str:
    """Return how sensitive a thing is, in words."""
    term = packaged("vocabulary")["sensitivities"][thing.sensitivity]
    return f"{thing.name}, {thing.sensitivity}: {term['meaning'].split('. ')[0].rstrip('.')}."


def _list(subject: Subject, width: int) -> Iterator[Line]:
    yield from heading(f"Record {subject.record}, on the list {subject.list}", width)
    yield from list_lines(subject, width)


def list_lines(subject: Subject, width: int) -> Iterator[Line]:
    """Yield what a list is called and what belongs on it."""
    yield from labelled("List", f"{subject.list_title} {UNSIGNED}", width)
    yield from labelled("Scope", f"{subject.scope} {UNSIGNED}", width)


def _account(subject: Subject, width: int) -> Iterator[Line]:
    claim = subject.claim
    yield from heading("Account", width)
    handle = claim.get("handle", "")
    yield from labelled("Handle", handle or "none: the account is known by its id", width)
    foreign = foreign_letters(handle)
    if foreign:
        yield from labelled("Not ASCII", foreign, width)
    yield from labelled("Platform", platform_words(subject), width)
    yield from labelled("Account id", claim.get("account_id", "not given"), width)
    for label, words in account_words(claim):
        yield from labelled(label, words, width)


def foreign_letters(handle: str) -> str:
    """Return the letters of a handle that are not ASCII, each with its name; empty where there are none."""
    return ", ".join(
        f"{mark} U+{ord(mark):04X} {unicodedata.name(mark, 'without a name')}"
        for mark in dict.fromkeys(handle)
        if not mark.isascii()
    )


def platform_words(subject: Subject) -> str:
    """Return the name of a subject's platform, with its id."""
    return _with_id(subject.platform, subject.claim["platform"])


def account_words(claim: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a claim says of the account besides its names of today, each with a label."""
    for earlier in claim.get("previous_handles", ()):
        days = " ".join(f"{word} {earlier[word]}" for word in ("from", "until") if word in earlier)
        yield "Earlier", f"{earlier['handle']} {days}".rstrip()
    profile = claim.get("profile", {})
    for key, label in (("display_name", "Shown as"), ("created", "Created")):
        if key in profile:
            yield label, profile[key]
    for key, label in (("languages", "Languages"), ("locations", "Locations")):
        if key in profile:
            yield label, ", ".join(f"{part['code']} ({part['inferred']})" for part in profile[key])


def _claimed(subject: Subject, width: int) -> Iterator[Line]:
    claim = subject.claim
    yield from heading("What is claimed", width)
    yield from labelled("Summary", claim["summary"], width)
    for name in claim["categories"]:
        yield from labelled("Category", _category(name, subject.categories.get(name)), width)
    for name in claim.get("affiliations", ()):
        yield from labelled("Affiliation", _affiliation(name, subject.affiliations.get(name)), width)
    for basis in claim.get("basis", ()):
        parts = [basis["kind"], *(basis[key] for key in ("source", "note") if key in basis)]
        yield from labelled("Basis", ", ".join(parts), width)
    for link in claim.get("links", ()):
        words = f"{link['relation']} record {link['record']}, shown by {link['evidence']}"
        yield from labelled("Link", words, width)
    for label, words in others_named(claim):
        yield from labelled(label, words, width)
    yield from labelled("Proposed by", ", ".join(claim["submitted_by"]), width)
    for name in subject.source_names:
        yield from labelled("Source", _source(name, subject.sources.get(name)), width)


def others_named(claim: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the accounts that a claim names because this one was cleared or is not theirs, each with a label."""
    for other in claim.get("relists", ()):
        yield "Lists again", f"the account of record {other}, which was taken back"
    for other in claim.get("distinct_from", ()):
        yield "Is not", f"the protected account {other['protected']}, shown by {other['evidence']}"


def _category(name: str, entry: Mapping[str, str] | None) -> str:
    if entry is None:
        return f"{name} (not explained)"
    return (
        f"{name}: {entry['meaning'].rstrip('.')}. Harm: {entry['harm']}. Titled {entry['title']} {UNSIGNED}"
    )


def _affiliation(name: str, entry: Mapping[str, str] | None) -> str:
    if entry is None:
        return f"{name} (not explained)"
    document = entry.get("source")
    parts = (_with_id(entry["title"], name), entry.get("meaning"), document and f"By {document}")
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def _source(name: str, words: Mapping[str, str] | None) -> str:
    if words is None:
        return f"{name} (not described)"
    return ", ".join(words[key] for key in ("title", "publisher", "date") if key in words) + f" ({name})"


def _with_id(words: str, name: str) -> str:
    return words if words == name else f"{words} ({name})"


def _evidence(subject: Subject, width: int, hidden: frozenset[str]) -> Iterator[Line]:
    yield from heading(f"Evidence: {quantity(len(subject.evidence), 'item')}", width)
    for part in subject.evidence:
        sensitive = part["sensitivity"] != "none"
        title = f"{part['id']}  {part['kind']}, sensitivity {part['sensitivity']}"
        yield from prose(title, width, style=Style.WARNING if sensitive else Style.HEADING)
        for line in (_days(part), _kept(part, subject), part["summary"], *_origin(part)):
            yield from prose(line, width, 6)
        if part["sensitivity"] in hidden:
            yield from prose("Its addresses are not shown in this session.", width, 6, Style.DIM)


def _days(part: JsonObject) -> str:
    published = f"; published {part['published']}" if "published" in part else ""
    shows = f"; shows {', '.join(part['shows'])}" if "shows" in part else ""
    return f"captured {part['captured']}{published}{shows}"


def _kept(part: JsonObject, subject: Subject) -> str:
    archived = "archived" in part or part["id"] in subject.captures
    return ", ".join(
        (
            "address of the original" if "url" in part else "no address of the original",
            "archived" if archived else "not archived",
            "SHA-256 of the capture known" if "sha256" in part else "no SHA-256 of a capture",
        )
    )


def _origin(part: JsonObject) -> Iterator[str]:
    if "origin" in part:
        origin = part["origin"]
        place = "".join(f", {name} {origin[name]}" for name in ("sheet", "line") if name in origin)
        yield f"from the file {origin['file']}{place}; SHA-256 of the file {origin['sha256']}"


def _beside(subject: Subject, width: int) -> Iterator[Line]:
    yield from to_know(subject.notes, width)
    yield Line("")
    yield from prose(f"claim {subject.digest}", width, style=Style.DIM)
    yield from unread(subject.claim, width)


def to_know(notes: Collection[str], width: int) -> Iterator[Line]:
    """Yield notes below a heading; nothing where there are none."""
    if notes:
        yield from heading("To know", width)
        for note in notes:
            yield from item(note, width)


def unread(claim: Mapping[str, Any], width: int) -> Iterator[Line]:
    """Yield the members of a claim that say nothing to a reader."""
    for name in ("salt", "replaces", "batch"):
        if name in claim:
            yield from prose(f"{name} {claim[name]}", width, style=Style.DIM)
    for member, entries in claim.get("context", {}).items():
        for name, digest in entries.items():
            yield from prose(f"{member} {name} {digest}", width, style=Style.DIM)


_LABEL: Final = 14


class Style(Enum):
    """What a line is, for a terminal that can show it."""

    PLAIN = "plain"
    HEADING = "heading"
    WARNING = "warning"
    DIM = "dim"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without its line break; `text` is safe to print."""

    text: str
    style: Style = Style.PLAIN


def wrapped(text: str, width: int) -> list[str]:
    """Return hostile text as safe lines of at most `width` columns; a word that is longer stays whole.

    Its own line breaks are kept.
    """
    rows: list[str] = []
    for paragraph in text.rstrip("\n").split("\n"):
        row = ""
        for word in visible(paragraph).split(" "):
            longer = f"{row} {word}" if row else word
            if row and columns(longer) > width:
                rows.append(row)
                row = word
            else:
                row = longer
        rows.append(row)
    return rows


def prose(text: str, width: int, indent: int = 2, style: Style = Style.PLAIN) -> Iterator[Line]:
    """Return text as an indented paragraph."""
    return behind(" " * indent, text, width, style)


def labelled(label: str, text: str, width: int) -> Iterator[Line]:
    """Return text behind a label, its further lines below its first."""
    return (Line(line.text.rstrip()) for line in behind(f"  {label:<{_LABEL}}", text, width))


def item(text: str, width: int) -> Iterator[Line]:
    """Return text behind a dash."""
    return behind("  - ", text, width)


def heading(text: str, width: int) -> Iterator[Line]:
    """Yield a heading with a blank line before it."""
    yield Line("")
    yield from prose(text, width, 0, Style.HEADING)


def behind(head: str, text: str, width: int, style: Style = Style.PLAIN) -> Iterator[Line]:
    """Yield text behind words of ours, its further lines below its first."""
    for row in wrapped(text, width - len(head)):
        yield Line(head + row, style)
        head = " " * len(head)
