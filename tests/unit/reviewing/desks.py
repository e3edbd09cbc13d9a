"""Small trees for reviewing: the list `harbour`, with reviewers who have keys, and waived signatures or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from site_builder.derive.state import derive_all
from site_builder.fmt.edit import append, put
from site_builder.fmt.emitter import emit
from site_builder.load.files import WorkingTree
from site_builder.load.layout import FileKind, review_path
from site_builder.load.source_tree import load_tree
from site_builder.load.strict_yaml import load
from site_builder.reviewing.desk import Desk
from tests.instance import BASE, PROPOSED, write_instance
from tests.keys import key, message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from site_builder.derive.state import DerivedRecord

TODAY: Final = "2026-02-01"
LIST: Final = "harbour"
LIST_FILE: Final = "lists/harbour/list.yaml"
ROSTER_FILE: Final = "lists/reviewers.yaml"
NEW: Final = "9m2x0r5t8v4w"
"""A proposed record that reviewer-a confirmed on 2026-01-20."""
NEW_FILE: Final = PROPOSED
OLD: Final = "7k3f9q2m4d1p"
"""A verified record."""
PEOPLE: Final = ("reviewer-a", "reviewer-b", "reviewer-c", "reviewer-d")


def roster() -> dict[str, Any]:
    """Return four reviewers with keys; the last left on 2026-01-15."""
    people: dict[str, Any] = {
        name: {
            "lists": [LIST],
            "active": [{"from": "2026-01-01"}],
            "keys": [{"key": key(name).public, "from": "2026-01-01"}],
        }
        for name in PEOPLE
    }
    people["reviewer-d"]["active"] = [{"from": "2025-01-01", "until": "2026-01-15"}]
    return people


def write_desk(
    root: Path, *, signed: bool = False, files: Mapping[str, str | bytes | None] | None = None
) -> Path:
    """Write the minimal instance with a roster of keys; with `signed` its list demands signatures."""
    given: dict[str, str | bytes | None] = {ROSTER_FILE: emit(FileKind.REVIEWERS, roster())}
    if signed:
        text = (BASE / LIST_FILE).read_text(encoding="utf-8")
        given[LIST_FILE] = text.replace("example: true\n", "").replace("waived", "required")
    return write_instance(root, files={**given, **(files or {})})


def open_desk(root: Path, reviewer: str = "reviewer-c", today: str = TODAY) -> Desk:
    """Return the desk of a reviewer on a day."""
    loading = load_tree(WorkingTree(root))
    assert not loading.problems, loading.problems
    return Desk(loading, derive_all(loading.tree, today), reviewer, today)


def edit(root: Path, file: str, *where: str | int, value: object, kind: FileKind = FileKind.RECORD) -> None:
    """Set one value in a source file."""
    target = root / file
    target.write_bytes(put(kind, target.read_bytes(), where, value, file))


def review(  # noqa: PLR0913 - a review has these parts
    root: Path, reviewer: str, item: DerivedRecord, verdict: str, day: str, *, sign: bool
) -> None:
    """File a review of a record's current claim."""
    path = review_path(LIST, reviewer, item.record.id)
    target = root / path
    there = _there(target).get(item.record.id, [])
    number = max((int(other["number"]) for other in there), default=0) + 1
    said = {"claim": item.record.claim, "date": day, "number": number, "verdict": verdict}
    if sign:
        said["signature"] = signature(reviewer, item, verdict, day, number=number)
    target.parent.mkdir(parents=True, exist_ok=True)
    old = target.read_bytes() if target.exists() else b""
    target.write_bytes(append(FileKind.REVIEWS, old, (item.record.id,), said, path))


def _there(file: Path) -> dict[str, Any]:
    value: Any = load(file.read_bytes(), file.name).value if file.exists() else {}
    return dict(value)


def signature(  # noqa: PLR0913, PLR0917 - a review has these parts
    reviewer: str, item: DerivedRecord, verdict: str, day: str, signer: str | None = None, number: int = 1
) -> str:
    """Return a signature of a verdict on a record's current claim."""
    text = message(
        claim=item.record.claim,
        date=day,
        number=number,
        record=item.record.id,
        reviewer=reviewer,
        verdict=verdict,
    )
    return key(signer or reviewer).sign(text)
