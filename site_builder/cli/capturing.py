"""Capturing: one capture from its file to the evidence that names it and the store that keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from site_builder.captures.evidence import forbidding, members, wanted_address
from site_builder.captures.formats import read_capture
from site_builder.captures.store import CaptureStore, OpenCapture, opened
from site_builder.cli.correcting import (
    completed,
    correctable,
    edited_claim,
    first_free,
    is_reviewed,
    write_next_claim,
)
from site_builder.cli.edits import EditDesk
from site_builder.cli.progress import progress_bar
from site_builder.errors import UsageError
from site_builder.fmt.edit import append, put_all
from site_builder.load.layout import FileKind
from site_builder.removals.target import Target
from site_builder.report.escape import visible
from site_builder.strict_json import Malformed, demand


@dataclass(frozen=True, slots=True)
class Wish:
    """What the options say of a capture; None is not said."""

    record: str
    evidence: str | None
    url: str | None
    captured: str | None
    kind: str | None
    summary: str | None
    shows: str | None
    sensitivity: str | None
    submitted_by: tuple[str, ...]

    @property
    def categories(self) -> list[str]:
        """The categories that new evidence shows."""
        return list(dict.fromkeys((self.shows or "").replace(",", " ").split()))


def keep_capture(desk: EditDesk, file: Path, store: CaptureStore, wish: Wish) -> int:
    """Tie a file to evidence and store it, both or neither; return the exit status.

    Raises `UsageError` where record, evidence or file cannot be had, or who writes is not said; `OutputError` and
    `OSError` where the store cannot keep it. Nothing is written then.
    """
    target = correctable(desk, wish.record)
    _refuse_never(desk, target, wish)
    item = _item(target, wish.evidence)
    # Not before here: of what must never be captured no digest is made either.
    with progress_bar() as tell, opened(file) as capture:
        digest = capture.digest(tell)
        capturing = _Capturing(desk, target, store, wish, capture, digest)
        if item.get("sha256") == digest:
            capturing.put()
            click.echo(
                f"evidence {item['id']} of record {target.id} names exactly this file; nothing else changes"
            )
            return 0
        _refuse_other(target, item, digest)
        try:
            facts = read_capture(capture.stream, capture.size, wanted_address(item, wish.url))
            capturing.said = members(item, facts.page, wish.url, wish.captured, digest)
            day = capturing.said.get("captured", "")
            demand(day <= desk.today, f"it was captured on {day}, after today, {desk.today}")
        except Malformed as error:
            click.echo(visible(f"error: {file}: {error}"), err=True)
            click.echo("Nothing was stored or changed.", err=True)
            return 1
        return capturing.write(item)


def _refuse_never(desk: EditDesk, target: Target, wish: Wish) -> None:
    """Raise `UsageError` for a record, or a next claim of it, about what must never be captured."""
    tree = desk.loading.tree
    claims = (record for record in tree.claims if record.id == target.id)
    named = [name for record in claims for name in record.data["categories"]]
    shown = [name for item in target.value["evidence"] for name in item.get("shows", ())]
    category = forbidding(tree.lists[target.list], (*named, *shown, *wish.categories))
    if category is not None:
        error = f"category {category} of list {target.list} is about harm to children: nothing of it is ever captured"
        hint = "keep no copy, and report the address to a hotline or the police; the guide on safety says how"
        raise UsageError(error, hint=hint)


def _item(target: Target, name: str | None) -> Mapping[str, Any]:
    if name is None:
        return {}
    found = next((item for item in target.items("evidence") if item["id"] == name), None)
    if found is None:
        known = ", ".join(item["id"] for item in target.items("evidence"))
        raise UsageError(f"record {target.id} has no evidence {name}; it has {known}")
    return found


def _refuse_other(target: Target, item: Mapping[str, Any], digest: str) -> None:
    """Raise `UsageError` where the item names other bytes, or another one names these."""
    if "sha256" in item:
        error = f"evidence {item['id']} names another file: {item['sha256']}, not {digest}"
        raise UsageError(error, hint="another capture is another piece of evidence: leave out --evidence")
    same = next((other["id"] for other in target.items("evidence") if other.get("sha256") == digest), None)
    if same is not None:
        raise UsageError(
            f"evidence {same} names this file already", hint=f"say --evidence {same} to store it"
        )


@dataclass(slots=True)
class _Capturing:
    desk: EditDesk
    target: Target
    store: CaptureStore
    wish: Wish
    capture: OpenCapture
    digest: str
    said: dict[str, Any] = field(default_factory=dict)
    """What the item gets."""

    def put(self) -> None:
        """Store the file, and say so."""
        with progress_bar() as tell:
            new = self.store.put(self.capture, self.digest, tell)
        path = self.store.folder / self.store.path_of(self.digest)
        click.echo(visible(f"{'stored' if new else 'in the store already:'} {path}"))

    def write(self, item: Mapping[str, Any]) -> int:
        """Write the evidence, and store the file as soon as that is known to be good; return the exit status."""
        if not self.wish.submitted_by:
            raise UsageError("missing: --submitted-by", hint="everyone who writes a claim is named in it")
        if not item and "captured" not in self.said:
            raise UsageError("missing: --captured", hint="the file does not say when it was captured")
        if "archived" in item:
            click.echo(
                f"note: evidence {item['id']} gets a digest, so reviewers no longer vouch for its address in archived",
                err=True,
            )
        if is_reviewed(self.target):
            draft = edited_claim(self.desk, self.target, self._edit, ("evidence",))
            return write_next_claim(self.desk, self.target, draft, self.put)
        file, data = self.target.file, self.target.data

        def stored() -> dict[str, bytes]:
            self.put()
            return {}

        return self.desk.write(
            self.target,
            lambda: completed(self.desk, self.target, self._edit(data, file), file),
            f"Capture for {self.target.id}",
            lambda: "",
            stored,
        )

    def _edit(self, data: bytes, file: str) -> bytes:
        """Return the record's file, or a copy of it, with the evidence as it becomes and who wrote it."""
        value = self.target.value
        if self.wish.evidence is not None:
            names = [each["id"] for each in value["evidence"]]
            at = names.index(self.wish.evidence)
            values = ((("evidence", at, name), part) for name, part in self.said.items())
            data = put_all(FileKind.RECORD, data, values, file)
        else:
            wish = self.wish
            new = {"kind": wish.kind, "sensitivity": wish.sensitivity, "summary": wish.summary}
            item = {"id": f"e{first_free(value['evidence'])}", **new, **self.said, "shows": wish.categories}
            data = append(FileKind.RECORD, data, ("evidence",), item, file)
        for name in dict.fromkeys(self.wish.submitted_by):
            if name not in value["submitted_by"]:
                data = append(FileKind.RECORD, data, ("submitted_by",), name, file)
        return data
