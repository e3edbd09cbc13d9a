"""Withholding: who is withheld, and the new lists/withheld.yaml. Never fails for what another file holds."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from site_builder.errors import UsageError
from site_builder.fmt.edit import put_all, remove
from site_builder.ids import RECORD_ID
from site_builder.load.layout import FileKind
from site_builder.load.source_tree import WITHHELD_FILE, Loading
from site_builder.load.strict_yaml import load
from site_builder.load.typed import shape
from site_builder.problems import Severity
from site_builder.rules import message
from site_builder.settings import LIMITS
from site_builder.validate.checks import validate
from site_builder.validate.references import known_ids
from site_builder.validate.withheld import Attribution

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from site_builder.load.files import FileSource
    from site_builder.model import Withholding

_NAME: Final = re.compile(rb"(?<![0-9a-z])%b(?![0-9a-z])" % RECORD_ID.encode())
_BLOCK: Final = re.compile(rb"^(?=[^ \n])", re.MULTILINE)


def choose(
    loading: Loading, records: Iterable[str], *, invalid: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what to withhold, sorted, and the errors that withholding cannot answer, as lines of text.

    These are the records named, and with `invalid` all that an error is about.

    Raises `UsageError` for an id that no record has, where all could be looked at.
    """
    known = known_ids(loading)
    chosen = set(records)
    for record in sorted(chosen - known if not loading.documents.unread else ()):
        error = f"no record has the id {record}"
        raise UsageError(error, hint="`handlelists status ACCOUNT` finds a record's id")
    left = []
    if invalid:
        attribution = Attribution(loading)
        for item in validate(loading):
            about = attribution.records(item)
            chosen |= about if item.severity is Severity.ERROR else frozenset()
            if item.severity is Severity.ERROR and not about:
                place = item.place
                left.append(f"{place.file}:{place.line}:{place.column}: {message(item)} [{item.code}]")
    return tuple(sorted(chosen)), tuple(left)


def withhold(
    loading: Loading, source: FileSource, records: Iterable[str], entry: Withholding, committed: bytes
) -> bytes:
    """Return withheld.yaml with an entry for each record that it does not have yet; comments stay.

    Where it cannot be read, it is written again: what was `committed`, if that can be read, and every record of the
    instance that either of them names, with what is said of it where that can be read. Raises `UsageError` where the
    entry does not fit its schema.
    """
    new = {record: entry for record in records if record not in loading.tree.withheld}
    faults = shape("withheld").faults(new)
    if faults:
        raise UsageError(faults[0].message)
    if is_broken(loading):
        before, text = _entries(committed), b""
        with suppress(OSError):
            text = source.read(WITHHELD_FILE, LIMITS.file_bytes)
        content = b"" if before is None else committed
        named = {name.decode() for name in _NAME.findall(committed + b"\n" + text)} & known_ids(loading)
        new = dict.fromkeys(named, entry) | _said(committed) | _said(text) | new
        new = {name: new[name] for name in sorted(named.union(records).difference(before or ()))}
    else:
        content = _content(loading, source)
    values = (((record,), said) for record, said in new.items())
    return put_all(FileKind.WITHHELD, content, values, WITHHELD_FILE) if new else content


def release(loading: Loading, source: FileSource, records: Iterable[str]) -> bytes:
    """Return withheld.yaml without some of its entries; other comments stay.

    Raises `UsageError` for a record that has no entry, and where the file there now cannot be read.
    """
    content = _content(loading, source)
    for record in sorted(set(records)):
        if record not in loading.tree.withheld:
            raise UsageError(f"{record} is not in {WITHHELD_FILE}")
        content = remove(FileKind.WITHHELD, content, (record,), WITHHELD_FILE)
    return content


def is_broken(loading: Loading) -> bool:
    """Return whether there is a withheld.yaml that cannot be read as it is."""
    return any(path == WITHHELD_FILE for path, _ in loading.documents.broken)


def _said(text: bytes) -> dict[str, Withholding]:
    """Return those entries of a text that can be read, where the whole cannot be."""
    blocks = filter(_NAME.match, _BLOCK.split(text))
    return {name: entry for block in blocks for name, entry in (_entries(block) or {}).items()}


def _entries(text: bytes) -> Mapping[str, Withholding] | None:
    """Return what a withheld.yaml says; None where it cannot be read or does not fit its schema."""
    loaded, kind = load(text, WITHHELD_FILE), shape("withheld")
    typed = kind.typed(loaded.value)
    return None if loaded.problems or kind.faults(typed) else typed


def _content(loading: Loading, source: FileSource) -> bytes:
    """Return withheld.yaml as it is; nothing where there is none. Raises `UsageError` where it cannot be read."""
    if is_broken(loading):
        error = f"{WITHHELD_FILE} cannot be read as it is"
        raise UsageError(
            error, hint="`handlelists validate` says why; fix it: to delete it is to release all"
        )
    there = any(document.file == WITHHELD_FILE for document in loading.documents.good)
    return source.read(WITHHELD_FILE, LIMITS.file_bytes) if there else b""
