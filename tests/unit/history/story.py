"""A history without git: revisions told as what files become, and a store of what they hold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import yaml

from site_builder.history.model import FileChange, Revision
from site_builder.history.walk import Walked, walk
from site_builder.load.parsed import claim_digest
from site_builder.load.strict_yaml import load
from tests.history.actual import entries, reader_of
from tests.instance import BASE, VERIFIED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


INSTANCE: Final = "lists/instance.yaml"
RECORD: Final = "7k3f9q2m4d1p"
REVIEWERS: Final = ("reviewer-a", "reviewer-b")
SYMLINK: Final = object()
"""As a file's content: no regular file."""


@dataclass
class Story:
    """Revisions of the minimal instance, one day after the other from 1 May 2026."""

    revisions: list[Revision] = field(default_factory=list)
    store: dict[str, bytes] = field(default_factory=dict)
    reads: list[str] = field(default_factory=list)

    def read_many(self, blobs: Sequence[str], limit: int) -> Iterator[bytes]:
        for blob in blobs:
            self.reads.append(blob)
            yield self.store[blob][:limit]

    def commit(self, day: str, message: str = "x", files: dict[str, object] | None = None) -> Story:
        changes = []
        for path, content in (files or {}).items():
            if content is None or content is SYMLINK:
                changes.append(FileChange(path, None, deleted=content is None))
                continue
            data = content if isinstance(content, bytes) else str(content).encode()
            blob = hashlib.sha256(data).hexdigest()
            self.store[blob] = data
            changes.append(FileChange(path, blob, deleted=False))
        commit = f"{len(self.revisions) + 1:040x}"
        first, _, rest = message.partition("\n")
        last = rest.rpartition("\n")[2]
        self.revisions.append(Revision(commit, f"{day}T12:00:00Z", first, tuple(changes), last))
        return self

    def base(self, day: str = "2026-05-01") -> Story:
        files: dict[str, object] = {
            path.relative_to(BASE).as_posix(): path.read_bytes()
            for path in sorted(BASE.rglob("*"))
            if path.is_file() and "lists/" in path.as_posix()
        }
        files[INSTANCE] = (BASE / INSTANCE).read_bytes() + b"forge: {kind: github}\n"
        return self.commit(day, "Begin (#1)", files)

    def walk(self) -> Walked:
        return walk(self.revisions, reader_of(self))

    def entries(self) -> dict[str, Any]:
        reader = reader_of(self)
        return entries(walk(self.revisions, reader), reader)


def record_text(**changes: object) -> str:
    """Return the verified record's file with members changed; None takes one away."""
    data = yaml.safe_load((BASE / VERIFIED).read_text())
    data["evidence"][0]["captured"] = str(data["evidence"][0]["captured"])
    data["observations"][0]["date"] = str(data["observations"][0]["date"])
    data |= changes
    return yaml.safe_dump(
        {name: value for name, value in data.items() if value is not None},
        sort_keys=False,
        allow_unicode=True,
    )


def reviews_of(text: str, day: str = "2026-01-20", verdict: str = "confirm") -> dict[str, object]:
    """Return both reviewers' files of reviews of a record as its file has it."""
    digest = claim_digest("harbour", RECORD, load(text.encode(), "").value)  # type: ignore[arg-type]  # a mapping
    entry = f"{RECORD}:\n  - {{claim: {digest}, date: {day}, verdict: {verdict}, number: 1}}\n"
    return {f"lists/harbour/reviews/{name}/7k.yaml": entry for name in REVIEWERS}
