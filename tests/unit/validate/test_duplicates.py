"""Of two records about one account it is said of which one of them is to go, whatever order their files come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.fmt.emitter import emit
from site_builder.load.files import WorkingTree
from site_builder.load.layout import FileKind, record_path
from site_builder.load.parsed import claim_digest
from site_builder.load.source_tree import load_tree
from site_builder.load.strict_yaml import load
from site_builder.validate.checks import validate
from tests.instance import BASE, VERIFIED, completed, write_instance

if TYPE_CHECKING:
    from pathlib import Path

TODAY: Final = "2026-03-01"
LOW, HIGH, HIGHER = "1a1a1a1a1a1a", "8z8z8z8z8z8z", "9z9z9z9z9z9z"


def files(record: str, *confirms: tuple[str, str], **fields: Any) -> dict[str, str | bytes | None]:
    """Return the files of a record like the verified one, and of its confirmations: reviewer and day of each."""
    raw: Any = load((BASE / VERIFIED).read_bytes(), "").value
    kept = {name: part for name, part in raw.items() if name not in ("context", "salt", "observations")}
    kept = {
        name: part
        for name, part in ({**kept, "handle": f"q_{record[:6]}", "id": record} | fields).items()
        if part
    }
    value = completed(kept)
    made: dict[str, str | bytes | None] = {
        record_path("harbour", "twitter", record): emit(FileKind.RECORD, value)
    }
    claim = claim_digest("harbour", record, value)
    for reviewer, day in confirms:
        said = [{"claim": claim, "date": day, "verdict": "confirm", "number": 1}]
        path = f"lists/harbour/reviews/{reviewer}/{record[:2]}.yaml"
        made[path] = emit(FileKind.REVIEWS, {record: said})
    return made


def blamed(root: Path, *changed: str) -> list[tuple[str, str]]:
    paths = [record_path("harbour", "twitter", record) for record in changed]
    found = validate(load_tree(WorkingTree(root)), TODAY, changed=paths)
    return [
        (item.code, item.place.file.rpartition("/")[2].removesuffix(".yaml"))
        for item in found
        if item.code.startswith("duplicate")
    ]


QUORUM: Final = (("reviewer-a", "2026-02-01"), ("reviewer-b", "2026-02-01"))


@pytest.mark.parametrize("order", [(LOW, HIGH), (HIGH, LOW)])
def test_the_one_that_is_not_public_is_to_blame(tmp_path: Path, order: tuple[str, str]) -> None:
    public, proposed = order
    given = files(public, *QUORUM, account_id="77") | files(
        proposed, ("reviewer-a", "2026-01-20"), account_id="77"
    )
    assert blamed(write_instance(tmp_path, files=given)) == [("duplicate-account", proposed)]


@pytest.mark.parametrize("order", [(LOW, HIGH), (HIGH, LOW)])
def test_of_two_that_are_public_the_one_that_was_reviewed_later(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    older, newer = order
    later = (("reviewer-a", "2026-02-01"), ("reviewer-b", "2026-02-02"))
    earlier = (("reviewer-a", "2026-01-31"), ("reviewer-b", "2026-02-02"))
    given = files(older, *earlier, account_id="77") | files(newer, *later, account_id="77")
    assert blamed(write_instance(tmp_path, files=given)) == [("duplicate-account", newer)]


def test_of_two_that_nobody_reviewed_the_one_with_the_greater_id(tmp_path: Path) -> None:
    given = files(LOW, account_id="77") | files(HIGH, account_id="77") | files(HIGHER, account_id="77")
    assert blamed(write_instance(tmp_path, files=given)) == [
        ("duplicate-account", HIGH),
        ("duplicate-account", HIGHER),
    ]


def test_a_change_is_to_blame_for_what_it_brings(tmp_path: Path) -> None:
    given = files(LOW, *QUORUM, account_id="77") | files(HIGH, account_id="77")
    root = write_instance(tmp_path, files=given)
    assert blamed(root, LOW) == [("duplicate-account", LOW)]
    assert blamed(root, HIGH) == blamed(root, LOW, HIGH) == [("duplicate-account", HIGH)]


@pytest.mark.parametrize("order", [(LOW, HIGH), (HIGH, LOW)])
def test_a_handle_of_digits_that_is_anothers_account_id_is_that_account(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    by_id, by_handle = order
    given = files(by_id, *QUORUM, account_id="77001") | files(by_handle, handle="77001", account_id=None)
    root = write_instance(tmp_path, files=given)
    assert blamed(root) == [("duplicate-account", by_handle)]
