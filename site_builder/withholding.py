"""Withholding: who is withheld, and the files of lists/withheld/ that say so. Never fails for what a file holds."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from site_builder.derive.state import derive_all
from site_builder.errors import UsageError, quantity
from site_builder.fmt.drafts import Below, free_path
from site_builder.fmt.edit import put_all
from site_builder.load.files import FileSource
from site_builder.load.layout import WITHHELD_FOLDER, FileKind, Spot, spot, withheld_record
from site_builder.load.source_tree import Loading
from site_builder.load.strict_yaml import load
from site_builder.load.typed import shape
from site_builder.model import RecordId, Withholding
from site_builder.problems import Severity
from site_builder.rules import message
from site_builder.settings import LIMITS
from site_builder.validate.checks import validate
from site_builder.validate.references import record_files
from site_builder.validate.withheld import Attribution

_FEW: Final = 3
"""So many records are named one by one where something is committed."""


def invalid_records(loading: Loading, today: str) -> tuple[tuple[RecordId, ...], tuple[str, ...]]:
    """Return the records that an error is about, sorted, and the errors that are about none, as lines of text.

    No error is about a record that is public on the day `today` if it is in a claim that waits to take the record's
    place, or if another file bears the record's id: of such a thing anybody can make one.
    """
    attribution = Attribution(loading)
    public = {item.record.id for item in derive_all(loading.tree, today) if item.derived.public}
    files = Counter(record for _, record, _ in record_files(loading))
    copied = {record for record in public if files[record] > 1}
    spared: dict[FileKind | None, set[RecordId]] = {FileKind.NEXT_CLAIM: public, FileKind.RECORD: copied}
    chosen: set[RecordId] = set()
    left = []
    for item in validate(loading, changed=()):
        if item.severity is Severity.ERROR:
            place, where = item.place, spot(item.place.file)
            about = attribution.records(item) - spared.get(
                where.kind if isinstance(where, Spot) else None, set()
            )
            chosen |= about
            if not about:
                left.append(f"{place.file}:{place.line}:{place.column}: {message(item)} [{item.code}]")
    return tuple(sorted(chosen)), tuple(left)


def withhold(
    source: FileSource, files: Collection[str], records: Iterable[RecordId], entry: Withholding, below: Below
) -> Mapping[str, bytes]:
    """Return a new file for each record, by path; none where one of `files` says the same of it, its day aside.

    `below` is a source of randomness. Raises `UsageError` where the entry does not fit its schema.
    """
    faults = shape("withheld").faults(entry)
    if faults:
        raise UsageError(faults[0].message)
    made: dict[str, bytes] = {}
    for record in dict.fromkeys(records):
        if not any(_says(source, path, entry) for path in withholdings(files, record)):
            path = free_path(f"{WITHHELD_FOLDER}/{record}.", files, below)
            made[path] = put_all(
                FileKind.WITHHELD, b"", (((key,), said) for key, said in entry.items()), path
            )
    return made


def in_words(records: Collection[RecordId]) -> str:
    """Return records for a commit's subject line; of many the number."""
    names = sorted(set(records))
    return ", ".join(names) if len(names) <= _FEW else quantity(len(names), "record")


def withholdings(files: Iterable[str], record: RecordId) -> tuple[str, ...]:
    """Return the files that withhold a record."""
    return tuple(path for path in files if withheld_record(path) == record)


def _says(source: FileSource, path: str, entry: Withholding) -> bool:
    try:
        said = load(source.read(path, LIMITS.file_bytes), path).value
    except OSError:
        return False
    return isinstance(said, dict) and {**said, "since": ""} == {**entry, "since": ""}
