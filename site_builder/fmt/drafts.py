"""Drafts: ids that are made once, and the places of records. Draws nothing and moves nothing by itself.

What is wrong with a draft is for the loader to say; one that does not fit its schema gets no id, since a key
that was meant to be `id` may be misspelt in it.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from site_builder.errors import HandlelistsError
from site_builder.fmt.scalars import is_ambiguous
from site_builder.ids import (
    END_LENGTH,
    RECORD_ID,
    RECORD_ID_ALPHABET,
    RECORD_ID_LENGTH,
    SALT_LENGTH,
    is_record_id,
)
from site_builder.load.atlas import Atlas
from site_builder.load.files import SOURCE_FOLDER, FileSource
from site_builder.load.layout import FileKind, next_claim_of, record_path
from site_builder.load.parsed import claim_digest
from site_builder.load.source_tree import Loading
from site_builder.load.strict_yaml import Node, load
from site_builder.load.typed import shape
from site_builder.problems import Problem
from site_builder.record import context
from site_builder.settings import LIMITS

Below = Callable[[int], int]
"""A source of randomness: `below(n)` is one of 0 to n-1. `secrets.randbelow` outside tests."""
Taken = Callable[[str], bool]

_ATTEMPTS: Final = 1000
_NAME: Final = re.compile(rf"(?<![0-9a-z])({RECORD_ID})(?![0-9a-z])".encode())


def taken_ids(source: FileSource, atlas: Atlas[Any]) -> Taken:
    """Return what says whether a path, a file of the instance or of a list, or a file of reviews may name an id.

    Records are not read: an id that only a record names is a mistake there, which `validate` reports.
    """

    def content(path: str) -> bytes:
        try:
            return source.read(path, LIMITS.file_bytes)
        except OSError:  # its name still counts
            return b""

    paths = "\n".join(atlas.files).encode("utf-8", "surrogateescape")
    common = b"\n".join((paths, *map(content, atlas.common)))
    reviewed: dict[str, bytes] = {}
    names = frozenset(found[1].decode() for found in _NAME.finditer(common))

    def is_taken(name: str) -> bool:
        if name in names:
            return True
        if name[:2] not in reviewed:
            paths = (path for list_id in atlas.reviews for path in atlas.reviews_of(name, list_id))
            reviewed[name[:2]] = b"".join(map(content, paths))
        return name.encode() in reviewed[name[:2]]

    return is_taken


def new_id(is_taken: Taken, below: Below) -> str:
    """Return a new record id that is not taken, and that no YAML reader or spreadsheet takes for a number.

    Raises `HandlelistsError` where the source of randomness gives none.
    """
    for _ in range(_ATTEMPTS):
        name = _drawn(RECORD_ID_LENGTH, below)
        if not is_taken(name) and not is_ambiguous(name):
            return name
    raise HandlelistsError("no free record id was found; the source of random numbers does not work")


def new_salt(below: Below) -> str:
    """Return a new salt for a record."""
    return _drawn(SALT_LENGTH, below)


def free_path(head: str, taken: Collection[str], below: Below) -> str:
    """Return a path that begins with `head`, ends in random characters and `.yaml`, and is not taken.

    Raises `HandlelistsError` as `new_id` does.
    """
    for _ in range(_ATTEMPTS):
        path = f"{head}{_drawn(END_LENGTH, below)}.yaml"
        if path not in taken:
            return path
    raise HandlelistsError("no free name was found; the source of random numbers does not work")


def _drawn(length: int, below: Below) -> str:
    return "".join(RECORD_ID_ALPHABET[below(len(RECORD_ID_ALPHABET))] for _ in range(length))


def is_placed(file: str, list_id: str, value: Node) -> bool:
    """Return whether a record file's value has an id, and the file is where id and platform put it.

    A file whose id or platform cannot be read counts as placed: `validate` says what is wrong with it.
    """
    if not isinstance(value, dict):
        return True
    record, platform = value.get("id", ""), value.get("platform")
    if not isinstance(record, str) or not isinstance(platform, str) or not is_record_id(record):
        return "id" in value
    return file == record_path(list_id, platform, record)


class Completion:
    """What `fmt` writes into records: a salt, and the context as long as nobody has reviewed them."""

    def __init__(self, source: FileSource, atlas: Atlas[Any], below: Below) -> None:
        self._source, self._atlas, self._below = source, atlas, below
        self._entries: dict[str, dict[str, Any]] = {}

    def missing(self, list_id: str, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a record of a list, of the types that the schema has, lacks or has from before."""
        record_id = value.get("id")
        made: dict[str, Any] = {} if record_id and "salt" in value else {"salt": new_salt(self._below)}
        found = context(value, self._of_list(list_id))
        if found and found != value.get("context"):
            made["context"] = found
        return {} if made and record_id and self._reviewed(list_id, record_id, record_id) else made

    def missing_in(self, list_id: str, value: Mapping[str, Any], file: str = "") -> dict[str, Any]:
        """Return the same of whatever the strict loader gives: nothing where it does not fit its schema otherwise.

        `file` is that of a next claim, which has to say what it replaces, too; until somebody has reviewed it.
        """
        whole = {"salt": "0" * SALT_LENGTH, **value, "context": {"categories": {"x": "0" * 64}}}
        kind = shape(FileKind.RECORD.schema)
        if not kind.fits(kind.typed(whole)):
            return {}
        record = next_claim_of(file)
        return self.missing(list_id, value) if record is None else self._of_next(list_id, value, record, file)

    def _of_next(self, list_id: str, value: Mapping[str, Any], record: str, file: str) -> dict[str, Any]:
        made: dict[str, Any] = {}
        beside = f"{file.rpartition('/')[0]}/{record}.yaml"
        if "replaces" not in value and beside in self._atlas.files:
            replaced = load(self._source.read(beside, LIMITS.record_bytes), beside).value
            if isinstance(replaced, dict):
                made["replaces"] = claim_digest(list_id, record, replaced)
        found = context(value, self._of_list(list_id))
        if found and found != value.get("context"):
            made["context"] = found
        if "replaces" not in value:
            return made
        return {} if made and self._reviewed(list_id, record, claim_digest(list_id, record, value)) else made

    def _reviewed(self, list_id: str, record_id: str, text: str) -> bool:
        """Return whether what reviewers said of a record names this id, or this digest of a claim."""
        paths = (path for path in self._atlas.reviews_of(record_id, list_id) if path in self._atlas.files)
        return any(text.encode() in self._source.read(path, LIMITS.file_bytes) for path in paths)

    def _of_list(self, list_id: str) -> dict[str, Any]:
        """Return the entries of a list, as far as its files can be read."""
        if list_id not in self._entries:
            found = [self._read(list_id, kind) for kind in (FileKind.LIST, FileKind.SOURCES)]
            names = ("affiliations", "categories", "sources")
            self._entries[list_id] = {name: found[0].get(name) or found[1].get(name) or {} for name in names}
        return self._entries[list_id]

    def _read(self, list_id: str, kind: FileKind) -> dict[str, Any]:
        path = f"{SOURCE_FOLDER}/{list_id}/{kind.value}.yaml"
        if path not in self._atlas.files:
            return {}
        value = load(self._source.read(path, LIMITS.file_bytes), path).value
        fits = isinstance(value, dict) and shape(kind.schema).fits(shape(kind.schema).typed(value))
        return dict(value) if isinstance(value, dict) and fits else {}


def moves(
    loading: Loading, occupied: Iterable[str], is_taken: Taken, below: Below
) -> tuple[list[tuple[str, str, str | None]], list[Problem]]:
    """Return where the drafts and the misplaced records of a tree go, and why others cannot.

    Of each that goes: its file, where to, and its id if that is new.
    `occupied` are the paths of everything under `lists/`; nothing goes where something is.
    """
    names, ids = set(occupied), set[str]()
    lists = {name.split("/")[1] for name in names if name.endswith("/list.yaml")}
    found: list[tuple[str, str, str | None]] = []
    problems: list[Problem] = []
    tree = loading.tree
    for record in sorted((*tree.drafts, *tree.records), key=lambda record: record.file):
        name = record.data["platform"]
        if name not in tree.platforms:
            where, hint = (record.file, "/platform"), tree.platforms.hint(name)
            problems.append(loading.places.problem("platform-unknown", *where, platform=name, hint=hint))
            continue
        if lists and record.list not in lists:
            params: dict[str, Any] = {"list": record.list, "known": ", ".join(sorted(lists))}
            params["file"] = f"{SOURCE_FOLDER}/{record.list}/list.yaml"
            problems.append(loading.places.problem("file-missing", record.file, cause="list", **params))
            continue
        record_id = record.id or new_id(lambda name: name in ids or is_taken(name), below)
        target = record_path(record.list, name, record_id)
        if target == record.file:
            continue
        if is_free(target, names):
            ids.add(record_id)
            names.add(target)
            found.append((record.file, target, None if record.id else record_id))
        else:
            problems.append(loading.places.problem("record-path", record.file, "/id", expected=target))
    return found, problems


def is_free(target: str, occupied: Collection[str]) -> bool:
    """Return whether nothing is at a path, nor a file or link where one of its folders belongs."""
    parts = target.split("/")
    paths = ("/".join(parts[: end + 1]) for end in range(len(parts)))
    return all(path == SOURCE_FOLDER or path not in occupied for path in paths)
