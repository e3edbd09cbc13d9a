"""A mirror on disk: what it holds, whether that is what was written, and the files of its next state.

    state.json                      what the mirror speaks for
    lists/<list>/records.ndjson     all rows of a list
    examples/<list>/records.ndjson  rows of example lists that were not asked for: kept to prove with, not to use
    view.ndjson                     the rows that were asked for
    changes.ndjson                  what the last update changed
    run.json                        between which states that was
    validators.json                 what makes the next request conditional

All but the last three are a function of the feeds and of the view's options: two mirrors that synced at different
times end with the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from site_builder import strict_json
from site_builder.strict_json import (
    EPOCH,
    INSTANT,
    SHA256,
    SLUG,
    JsonObject,
    Malformed,
    an_object,
    demand,
    flag,
    member,
    text,
    text_or_none,
    whole,
)
from site_builder.sync.index import UUID, Index
from site_builder.sync.options import SyncRefused
from site_builder.sync.row import MirrorRow, own_row
from site_builder.sync.view import View

STATE: Final = "state.json"
VIEW: Final = "view.ndjson"
CHANGES: Final = "changes.ndjson"
RUN: Final = "run.json"
VALIDATORS: Final = "validators.json"
_VERSION: Final = 1
_DEPTH: Final = 32
_URL: Final = re.compile(r"https?://[!-~]+/")
_HEADER: Final = re.compile(r"[ -~]{1,200}")


@dataclass(frozen=True, slots=True)
class Mirror:
    """What is in the folder of a state, rows aside."""

    folder: Path
    url: str
    instance: str
    epoch: str
    as_of: str
    seq: int
    last_page: str | None
    index_sha256: str
    view: JsonObject
    """The options of the view: `View.description`."""
    files: Mapping[str, str]
    """SHA-256 of each list's file and of the view, by path."""
    conditions: Mapping[str, str] = field(default_factory=dict)
    """Headers that make the next request for `index.json` conditional."""

    @classmethod
    def load(cls, folder: Path) -> Mirror:
        """Read what a state says about itself.

        Raises `SyncRefused` where it cannot be understood: a mirror without memory could be sent back in time.
        """
        try:
            of = an_object(strict_json.parse((folder / STATE).read_bytes(), _DEPTH), STATE)
            demand(whole(of, "version") == _VERSION, "of another version")
            files = {_path(_folder(item), name): item for name, item in _lists(of)}
            hashes = {path: text(item, "sha256", SHA256) for path, item in files.items()}
            return cls(
                folder=folder,
                url=text(of, "url", _URL),
                instance=text(of, "instance", UUID),
                epoch=text(of, "epoch", EPOCH),
                as_of=text(of, "as_of", INSTANT),
                seq=whole(of, "seq"),
                last_page=text_or_none(of, "last_page", SHA256),
                index_sha256=text(of, "index", SHA256),
                view=member(member(of, "view"), "options"),
                files={**hashes, VIEW: text(member(of, "view"), "sha256", SHA256)},
                conditions=_conditions(folder),
            )
        except (OSError, Malformed) as error:
            raise SyncRefused(f"{folder / STATE} cannot be used: {error}", code="state") from None

    def rows(self) -> tuple[dict[str, MirrorRow], bool]:
        """Return all rows by id, and whether every file is as it was written. What is not is left out."""
        made: dict[str, MirrorRow] = {}
        whole_lists = True
        for path in self.files:
            if path != VIEW:
                rows = self._read(path)
                whole_lists = whole_lists and rows is not None
                made.update((row.id, row) for row in rows or ())
        return made, whole_lists

    def view_rows(self, have: Mapping[str, MirrorRow]) -> list[MirrorRow]:
        """Return the rows of the view, most of which are among those at hand; of a damaged view, none."""
        return self._read(VIEW, {row.line: row for row in have.values()}) or []

    def exported(self, rows: Mapping[str, MirrorRow]) -> dict[str, MirrorRow]:
        """Return those of the mirror's rows that a consumer got to see."""
        return {record: row for record, row in rows.items() if _path("lists", row.list) in self.files}

    def _read(self, path: str, known: Mapping[bytes, MirrorRow] | None = None) -> list[MirrorRow] | None:
        try:
            data = (self.folder / path).read_bytes()
            if hashlib.sha256(data).hexdigest() != self.files[path]:
                return None
            known = known or {}
            return [known.get(line) or own_row(line) for line in data.splitlines(keepends=True)]
        except (OSError, Malformed):
            return None


def exported(rows: Iterable[MirrorRow], index: Index, view: View) -> dict[str, MirrorRow]:
    """Return the rows that a consumer gets to see."""
    return {row.id: row for row in rows if view.examples or not index.lists[row.list].example}


def state_files(
    index: Index, url: str, view: View, rows: Iterable[MirrorRow], selected: Sequence[MirrorRow]
) -> list[tuple[str, bytes]]:
    """Return the files of a state that follow from the feeds and from the view's options alone, state.json first."""
    lists: dict[str, JsonObject] = {}
    files = [(VIEW, b"".join(row.line for row in selected))]
    by_list: dict[str, list[MirrorRow]] = {name: [] for name in index.lists}
    for row in rows:
        by_list[row.list].append(row)
    for name, of in sorted(index.lists.items()):
        data = b"".join(row.line for row in sorted(by_list[name], key=lambda row: row.id))
        item = {
            "digest": of.digest,
            "example": of.example,
            "exported": view.examples or not of.example,
            "rows": len(by_list[name]),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        lists[name] = item
        files.append((_path(_folder(item), name), data))
    state = {
        "as_of": index.as_of,
        "epoch": index.epoch,
        "index": index.sha256,
        "instance": index.instance,
        "last_page": index.last_page,
        "lists": lists,
        "seq": index.events,
        "url": url,
        "version": _VERSION,
        "view": {
            "options": view.description,
            "rows": len(selected),
            "sha256": hashlib.sha256(files[0][1]).hexdigest(),
        },
    }
    return [(STATE, json_file(state)), *files]


def json_file(value: Any) -> bytes:
    """Return a JSON document, members sorted, indented by two, a line feed at the end."""
    return f"{json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)}\n".encode()


def _lists(of: JsonObject) -> Iterable[tuple[str, JsonObject]]:
    for name, item in member(of, "lists").items():
        demand(SLUG.fullmatch(name) is not None, "a list's id is not valid")
        yield name, an_object(item, "a list")


def _path(folder: str, list_id: str) -> str:
    return f"{folder}/{list_id}/records.ndjson"


def _folder(item: JsonObject) -> str:
    return "lists" if flag(item, "exported") else "examples"


def _conditions(folder: Path) -> dict[str, str]:
    """Return the headers of the next request; none where the file is not there or is damaged."""
    try:
        of = an_object(strict_json.parse((folder / VALIDATORS).read_bytes(), _DEPTH), VALIDATORS)
        etag = text_or_none(of, "etag", _HEADER)
    except (OSError, Malformed):
        etag = None
    return {"If-None-Match": etag} if etag else {}
