"""Appeals are counted, and of records that were never public not even that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from site_builder.catalog.model import AppealCounts, count_appeals
from site_builder.pipeline import BuildRequest, prepare
from tests.acceptance.support import git
from tests.instance import LINKING, PROPOSED, VERIFIED, write_instance

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.catalog.model import Catalog

TODAY = "2026-03-10"
NONE = AppealCounts()


def appeal(status: str, **members: str) -> Any:
    return {"opened": "2026-03-01", "ground": "safety", "due": "2026-03-15", "status": status, **members}


def test_each_appeal_has_one_outcome() -> None:
    counts = count_appeals(
        [
            appeal("open"),
            appeal("open", due="2026-03-10"),
            appeal("open", due="2026-03-09"),
            appeal("upheld", decided="2026-03-15"),
            appeal("dismissed", decided="2026-03-16"),
            appeal("dismissed", decided="2026-03-01"),
        ],
        TODAY,
    )
    assert counts == AppealCounts(open=2, overdue=1, upheld=1, dismissed=2, late=1, days=(0, 14, 15))
    assert (counts.opened, counts.decided) == (6, 3)


def test_without_appeals_there_is_nothing_and_without_decisions_no_days() -> None:
    assert count_appeals([], TODAY) == NONE
    assert count_appeals([appeal("open")], TODAY) == AppealCounts(open=1)


def test_the_days_are_those_from_arrival_to_decision_ascending() -> None:
    decided = ("2026-03-20", "2026-03-01", "2026-03-06")
    assert count_appeals([appeal("upheld", decided=day) for day in decided], TODAY).days == (0, 5, 19)


@pytest.mark.parametrize("day", ["2026-02-30", "2026-02-01", "soon"])
def test_a_withheld_record_may_hold_any_date_and_the_count_goes_on(day: str) -> None:
    counts = count_appeals([appeal("upheld", decided=day), appeal("dismissed")], TODAY)
    assert counts.decided == 2
    assert counts.days in {(0,), ()}


def appealed(root: Path, path: str, status: str) -> None:
    decided = "" if status == "open" else ", decided: 2026-02-05, decided_by: decider-secret, reason: Secret."
    with (root / path).open("a") as file:
        file.write(
            f"appeals:\n  - {{opened: 2026-02-01, ground: out-of-scope, due: 2026-02-15, status: {status}{decided}}}\n"
        )


def catalog_of(root: Path, request: BuildRequest) -> Catalog:
    catalog = prepare(root, request).catalog
    assert catalog is not None
    return catalog


def test_appeals_of_public_records_count_and_of_proposals_not(tmp_path: Path) -> None:
    root = write_instance(tmp_path)
    appealed(root, VERIFIED, "dismissed")
    appealed(root, PROPOSED, "open")
    catalog = catalog_of(root, BuildRequest(history=False, as_of="2026-02-10"))
    (harbour,) = catalog.lists
    assert harbour.appeals == AppealCounts(dismissed=1, days=(4,))
    assert "Secret" not in repr(catalog)
    assert "decider-secret" not in repr(catalog)


def test_appeals_of_removed_records_count_while_their_file_stands(tmp_path: Path) -> None:
    root = write_instance(tmp_path)
    git(root, "init", "-q", "-b", "main")

    def commit(day: str) -> AppealCounts:
        git(root, "add", "-A")
        git(root, "commit", "-qm", "A change", day=day)
        catalog = catalog_of(root, BuildRequest())
        return catalog.lists[0].appeals

    assert commit("2026-02-01") == NONE
    appealed(root, LINKING, "open")
    assert commit("2026-02-15") == AppealCounts(open=1)
    git(root, "commit", "-q", "--allow-empty", "-m", "Tick", day="2026-02-16")
    overdue = catalog_of(root, BuildRequest())
    assert overdue.lists[0].removed[0].row["reason"] == "appeal-overdue"
    assert overdue.lists[0].appeals == AppealCounts(overdue=1)
    text = (root / LINKING).read_text()
    (root / LINKING).write_text(
        text.replace("status: open", "status: upheld, decided: 2026-02-17, decided_by: desk")
        + "retractions:\n  - {date: 2026-02-17, reason: out-of-scope}\n"
    )
    assert commit("2026-02-17") == AppealCounts(upheld=1, late=1, days=(16,))
    (root / LINKING).unlink()
    for reviews in (root / "lists/harbour/reviews").rglob("0a.yaml"):
        reviews.unlink()
    assert commit("2026-02-18") == NONE
