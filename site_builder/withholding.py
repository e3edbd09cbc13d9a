"""Withholding: who is withheld, and the new lists/withheld.yaml. Never fails for what another file holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.errors import UsageError
from site_builder.fmt.edit import put_all, remove
from site_builder.load.layout import FileKind
from site_builder.load.source_tree import WITHHELD_FILE, Loading
from site_builder.load.typed import shape
from site_builder.problems import Severity
from site_builder.rules import message
from site_builder.settings import LIMITS
from site_builder.validate.checks import validate
from site_builder.validate.references import known_ids
from site_builder.validate.withheld import Attribution

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_builder.load.files import FileSource
    from site_builder.model import Withholding


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


def withhold(loading: Loading, source: FileSource, records: Iterable[str], entry: Withholding) -> bytes:
    """Return withheld.yaml with an entry for each record that it does not have yet; comments stay.

    Raises `UsageError` where the file there now cannot be read, or the entry does not fit its schema.
    """
    content = _content(loading, source)
    new = {record: entry for record in records if record not in loading.tree.withheld}
    faults = shape("withheld").faults(new)
    if faults:
        raise UsageError(faults[0].message)
    values = (((record,), entry) for record in new)
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


def _content(loading: Loading, source: FileSource) -> bytes:
    """Return withheld.yaml as it is; nothing where there is none. Raises `UsageError` where it cannot be read."""
    if any(path == WITHHELD_FILE for path, _ in loading.documents.broken):
        error = f"{WITHHELD_FILE} cannot be read as it is"
        raise UsageError(error, hint="`handlelists validate` says why; fix or delete it first")
    there = any(document.file == WITHHELD_FILE for document in loading.documents.good)
    return source.read(WITHHELD_FILE, LIMITS.file_bytes) if there else b""
