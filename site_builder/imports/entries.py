"""Entries: what the rows of a table name. Every row ends in entries, one for each account, or in one that is refused.

Accounts are read by the reader of everything that people paste; an id that was damaged on the way, a row whose cells
contradict one another, and words that merely look like a handle are refused, with the place.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from site_builder.handles import Platform, Platforms, Reading, fold
from site_builder.handles.reader import read_text
from site_builder.handles.url import known_handle
from site_builder.handles.word import platform_named
from site_builder.imports import cells
from site_builder.imports.columns import NAMING, PRIVATE, Columns, tables
from site_builder.load.source_tree import packaged
from site_builder.observations.sighting import COUNTS

REASONS: Final = {
    "account-contradicted": "The cells of the row name different accounts.",
    "handle-of-several": "Other rows give this handle with different ids. Give the id here, too.",
    "account-none": "The row names no account.",
    "above-names": "The row is above the names of the columns.",
    "cell-placeholder": "The cell seems to stand for no account. If it is one, write it with @ or as an address.",
    "handle-unsure": "Rows give this id several handles, and no days say which of them is newer.",
    "cell-formula": "The cell is a formula of a spreadsheet.",
    "address-none": "The cell has no address of an account.",
    "platform-unsaid": "The platform is not known. Say --platform, or name it in the mapping.",
    "platform-missing": "This platform is not known here.",
}
"""Why a row is refused, beside the reasons of the reader (`unreadable` in vocabulary.yaml) and of the rules."""
_WORD: Final = re.compile("[A-Za-z][A-Za-z0-9_]*[A-Za-z0-9]")
_FLOATED: Final = re.compile("([0-9]{16,20})[.,]0+")
_EXACT: Final = 2**53
_NUMBER: Final = re.compile("[1-9][0-9]{2,19}")
_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "created": cells.day,
    "date": cells.day,
    "last_active": cells.day,
    "language": cells.language,
    "country": cells.country,
    "state": cells.state,
    **dict.fromkeys(COUNTS, cells.count),
}


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row is: which of the files given, from 0, its sheet or table, and the line or row, from 1."""

    file: int
    sheet: str
    line: int


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """One account that a row names, with what the row says of it; or why the row is refused."""

    place: RowPlace
    platform: str = ""
    handle: str | None = None
    account_id: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    """By meaning of the column what it says: days, counts, codes."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Cells that the record's text takes its fields from, by the names of their columns."""
    reason: str = ""
    column: str = ""
    """Which column it is refused for; empty for the whole row."""
    words: str = ""
    """Why, in a sentence, where the reason alone does not say it."""


def reason_words(entry: ImportEntry) -> str:
    """Return why an entry is refused, with its column where one is to blame."""
    words = entry.words or REASONS.get(entry.reason)
    words = words or packaged("vocabulary")["unreadable"][entry.reason]["meaning"]
    return f"{entry.column}: {words}" if entry.column else words


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """How rows are read, whatever table they are of."""

    platforms: Platforms
    platform: Platform | None = None
    """Of accounts for which neither the row nor its columns say one."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """By the words of a column's name what it means, in place of what it would be taken for."""
    fields: tuple[str, ...] = ()
    """Names of columns whose cells are kept as they are."""
    keep: frozenset[str] = frozenset()
    """Meanings of `PRIVATE` that are wanted."""


class RowReader:
    """Reads rows of one table."""

    def __init__(
        self, rules: ReadingRules, columns: Columns, left: dict[str, int], *, whole_ids: bool = False
    ) -> None:
        """`left` counts, by meaning, the rows in which there was something that is left out.

        `whole_ids` says that ids which end in zeros do so by chance.
        """
        self._platforms, self._columns, self._left = rules.platforms, columns, left
        self._default = rules.platforms.get(columns.platform or "") or rules.platform
        self._at = {meaning: columns.at(meaning) for meaning in (*NAMING, "platform", *_READ)}
        self._whole_ids = whole_ids
        self._read_here = [
            (meaning, at, read) for meaning, read in _READ.items() if (at := self._at[meaning]) is not None
        ]
        self._fields = [(name, columns.names.index(name)) for name in rules.fields if name in columns.names]
        self._private = [
            (at, item.meaning)
            for at, item in enumerate(columns.meanings)
            if item.meaning in PRIVATE and item.meaning not in rules.keep
        ]
        self._shown = columns.at("display_name") if "display_name" in rules.keep else None

    def entries(self, place: RowPlace, row: Sequence[str]) -> Iterator[ImportEntry]:
        """Yield the accounts of a row; one refusal where it names none, or none that can be read."""
        facts = self._facts(row)
        texts = {name: _cell(row, at) for name, at in self._fields}
        base = ImportEntry(place, facts=facts, texts=texts)
        found = [*self._main(base, row)]
        for at, item in self._columns.of_platforms:
            platform = self._platforms[item.platform or ""]
            found += self._readings(base, _cell(row, at), platform, item.meaning, at)
        good = {(one.platform, one.handle, one.account_id): one for one in found if not one.reason}
        # A cell of another platform that cannot be read takes nothing from the account that the row names.
        yield from good.values() or found[:1] or [replace(base, reason="account-none")]

    def _main(self, base: ImportEntry, row: Sequence[str]) -> Iterator[ImportEntry]:
        """Yield what the columns say together that name no platform of their own."""
        given = self._text(row, "platform")
        named = platform_named(self._platforms, given) if given else self._default
        name, number = self._text(row, "handle"), self._text(row, "account_id")
        address = self._text(row, "address")
        if address:
            read = list(self._readings(base, address, None, "address", self._at["address"] or 0))
            good = [one for one in read if not one.reason]
            if len(good) != 1 or not (name or number):
                if good or not (name or number):
                    yield from read
                    return
                address = ""
        else:
            read, good = [], []
        if not name and not number:
            yield from good
            return
        platform = self._platforms[good[0].platform] if good else named
        if platform is None and given:
            yield replace(
                base, reason="platform-missing", column=self._columns.name(self._at["platform"] or 0)
            )
            return
        parts = [*good]
        for meaning, text in (("handle", name), ("account_id", number)):
            if text:
                parts += self._readings(base, text, platform, meaning, self._at[meaning] or 0)
        yield from self._together(base, parts)

    def _together(self, base: ImportEntry, parts: Sequence[ImportEntry]) -> Iterator[ImportEntry]:
        """Yield the one account that several cells name; its refusal where one is damaged, or two contradict."""
        refused = next((one for one in parts if one.reason), None)
        platforms = {one.platform for one in parts if not one.reason}
        if refused is not None or len(platforms) != 1:
            yield refused or replace(base, reason="account-contradicted")
            return
        platform = self._platforms[platforms.pop()]
        handles = {fold(platform, one.handle): one.handle for one in parts if one.handle is not None}
        ids = {one.account_id for one in parts if one.account_id is not None}
        if len(handles) > 1 or len(ids) > 1:
            yield replace(base, reason="account-contradicted")
            return
        handle, number = next(iter(handles.values()), None), next(iter(ids), None)
        yield ImportEntry(base.place, platform.id, handle, number, base.facts, base.texts)

    def _readings(
        self, base: ImportEntry, text: str, platform: Platform | None, meaning: str, at: int
    ) -> Iterator[ImportEntry]:
        """Yield the accounts in one cell, or one refusal; nothing for an empty one."""
        if not text:
            return
        column = self._columns.name(at)
        why = _unfit(text, meaning)
        if why:
            yield replace(base, reason=why, column=column)
            return
        plain = _plain(platform, text, meaning, whole_ids=self._whole_ids)
        found, reason = ([plain], "") if plain is not None else self._read(text, platform, meaning)
        if meaning == "address":
            why = "" if found else reason or "address-none"
        elif reason or not found or (meaning == "account_id" and len(found) > 1):
            why = reason or ("words" if found else "no-handle")
        else:
            why = ""
        if why:
            yield replace(base, reason=why, column=column)
            return
        for reading in found:
            yield self._entry(base, reading, platform, meaning, column)

    def _read(self, text: str, platform: Platform | None, meaning: str) -> tuple[list[Reading], str]:
        """Return the accounts that the reader finds in a cell, and the first reason why a part cannot be read."""
        found: dict[tuple[int, int], Reading] = {}
        reason = ""
        for reading in read_text(self._platforms, text, platform=platform):
            if reading.kind == "unreadable":
                reason = reason or reading.reason or ""
            elif reading.kind == "account" and (
                meaning != "address" or _is_written_out(text[reading.start : reading.end])
            ):
                found.setdefault((reading.start, reading.end), reading)
        return list(found.values()), reason

    def _entry(
        self, base: ImportEntry, reading: Reading, platform: Platform | None, meaning: str, column: str
    ) -> ImportEntry:
        known = platform or self._default
        name = reading.platform or (known.id if known else None)
        if name is None:
            return replace(base, reason="platform-unsaid", column=column)
        if meaning == "account_id":
            if reading.account_id is None:
                return replace(base, reason="no-handle", column=column)
            return ImportEntry(base.place, name, None, reading.account_id, base.facts, base.texts)
        number = None if reading.handle is not None else reading.account_id
        return ImportEntry(base.place, name, reading.handle, number, base.facts, base.texts)

    def _text(self, row: Sequence[str], meaning: str) -> str:
        at = self._at[meaning]
        return "" if at is None else _cell(row, at)

    def _facts(self, row: Sequence[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for meaning, at, read in self._read_here:
            text = _cell(row, at)
            value = read(text) if text else None
            if meaning == "date" and value is not None and value == found.get("created"):
                continue  # exports that call the day of creation a timestamp
            if value is not None:
                found[meaning] = value
            elif text:
                self._left[meaning] = self._left.get(meaning, 0) + 1
        for at, meaning in self._private:
            if _cell(row, at):
                self._left[meaning] = self._left.get(meaning, 0) + 1
        if self._shown is not None and (shown := _cell(row, self._shown)):
            found["display_name"] = shown
        return found


def _unfit(text: str, meaning: str) -> str:
    """Return why a cell is not read at all; empty where it is."""
    if text.startswith("="):
        return "cell-formula"
    if text.casefold() in tables()["placeholders"]:
        return "cell-placeholder"
    # What a program wrote as a float has lost digits beyond 2**53.
    floated = _FLOATED.fullmatch(text) if meaning == "account_id" else None
    return "number-shortened" if floated and int(floated[1]) > _EXACT else ""


def _plain(platform: Platform | None, text: str, meaning: str, *, whole_ids: bool) -> Reading | None:
    """Return the reading of what can be read in one way only, as the reader gives it, in a tenth of its time."""
    if platform is None or meaning == "address":
        return None
    if meaning == "account_id":
        ends = whole_ids or not text.endswith("000")
        if not text.isdigit() and platform.valid_account_id(text):
            return Reading("account", platform.id, None, text)  # an actor's address, a DID, a channel
        sure = ends and _NUMBER.fullmatch(text) is not None and platform.valid_account_id(text)
        return Reading("account", platform.id, None, text) if sure else None
    handle = known_handle(platform, text) if _WORD.fullmatch(text) else None
    return None if handle is None else Reading("account", platform.id, handle)


def _cell(row: Sequence[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""


def _is_written_out(span: str) -> bool:
    """Return whether a text names an account by an address, or on a server: a bare word or domain does not."""
    return "/" in span or span.startswith(("did:", "@")) or span.lstrip("@").count("@") > 1
