"""Target: the one record that a person names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from site_builder.derive.state import DerivedRecord
from site_builder.errors import UsageError
from site_builder.load.files import FileSource
from site_builder.load.layout import FileKind, named_record
from site_builder.load.names import names_in
from site_builder.load.parsed import claim_digest
from site_builder.load.source_tree import Loading
from site_builder.load.strict_yaml import load
from site_builder.model import JsonObject
from site_builder.record import account_name
from site_builder.settings import LIMITS
from site_builder.status import find, unread


@dataclass(frozen=True, slots=True)
class Target:
    """A record: where it is, its file's bytes, and as much as could be read of it."""

    id: str
    list: str
    file: str
    data: bytes
    value: JsonObject
    """What the strict loader reads; empty where that is not a mapping."""
    item: DerivedRecord | None
    """The record with its state; None where its file, or its list's, does not fit its schema."""

    @property
    def broken(self) -> bool:
        """Whether the file is so broken that nothing can be added to it."""
        return not self.value

    def items(self, field: str) -> tuple[JsonObject, ...]:
        """Return the mappings of a sequence of the file, such as `retractions`."""
        found = self.value.get(field)
        return tuple(part for part in found if isinstance(part, dict)) if isinstance(found, list) else ()

    @property
    def claim(self) -> str:
        """Return the digest of its claim, as much as the file fits its schema or not."""
        return claim_digest(self.list, self.id, self.value)

    @property
    def past(self) -> JsonObject:
        """Return retractions and appeals, as far as they are mappings, for what `site_builder.record` is asked."""
        return {field: list(self.items(field)) for field in ("appeals", "retractions")}

    def edited(self, data: bytes) -> Target:
        """Return the same record with other bytes, for the next edit."""
        return replace(self, data=data, value=as_mapping(data, self.file))


def account_words(data: bytes, file: str) -> str:
    """Return whose account a record's file is about: `name on platform`; empty where it does not say so."""
    names = names_in(data)
    if names is None:
        return ""
    return f"{account_name({'handle': names.handle, 'account_id': names.account_id})} on {file.split('/')[2]}"


def find_record(text: str, loading: Loading, records: Iterable[DerivedRecord], source: FileSource) -> Target:
    """Return the record that `text` names: an id, or whatever `status` finds one record for.

    Raises `UsageError` where that is not a record, or is several.
    """
    derived = {item.record.id: item for item in records}
    files = {record.id: (record.list, record.file) for record in loading.tree.records}
    for path, where in loading.documents.broken:
        name = named_record(path)
        if where.kind is FileKind.RECORD and name is not None:
            files.setdefault(name, (where.list, path))
    wanted = text.strip()
    if wanted not in files:
        items = find(wanted, loading, derived.values())
        found = sorted({item.record.id for item in items})
        if not found:
            loading.documents.refuse_unread(f"whether a record matches {text}")
        left = unread(wanted, loading.tree, items)
        if left:
            raise UsageError(f"{text!r} cannot be read in full", hint=left)
        if len(found) != 1:
            error = (
                f"{len(found)} records match {text}: {', '.join(found)}"
                if found
                else f"no record matches {text}"
            )
            raise UsageError(error, hint="name it by its id; `handlelists status ACCOUNT` finds it")
        wanted = found[0]
    list_id, file = files[wanted]
    data = source.read(file, LIMITS.record_bytes + 1)
    return Target(wanted, list_id, file, data, as_mapping(data, file), derived.get(wanted))


def as_mapping(data: bytes, file: str) -> JsonObject:
    """Return what the strict loader reads in a record's file; empty where that is not a mapping without a fault."""
    loaded = load(data, file)
    return loaded.value if isinstance(loaded.value, dict) and not loaded.problems else {}
