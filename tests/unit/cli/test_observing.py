"""What `observe` writes for a table of sightings: whole or not at all, once, and with sums that add up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.cli.edits import EditDesk
from site_builder.cli.observing import observe_sightings
from site_builder.errors import InstanceError
from site_builder.load.strict_yaml import load
from site_builder.observations.sighting import Sighting, SightingRefusal
from tests.instance import BASE, LINKING, PROPOSED, VERIFIED, write_instance

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NOW: Final = "2026-06-01T12:00:00Z"
ID: Final = "900000000000000001"
OTHER: Final = "900000000000123456"
BY: Final = ("maintainer-a",)


def row(place: str, *fields: str | None, platform: str = "twitter", **counts: int) -> Sighting:
    handle, account_id, state, day = fields
    return Sighting(place, platform, handle, account_id, state, day, counts)


MIXED: Final = (
    row("1", "harbour_tickets", ID, "suspended", "2026-02-01"),
    row("2", "harbour_tickets", ID, "active", "2026-02-15", followers=3),
    row("3", "harbour_tickets", ID, "active", "2026-01-10"),
    row("4", "nobody_here", None, "active", "2026-02-15"),
    row("5", "harbour_tickets", OTHER, "active", "2026-02-20"),
    row("6", "tickets@social.example", None, "deleted", "2026-02-15", platform="mastodon"),
    row("7", "ferry_refunds", None, "gone", "2026-02-15", platform="telegram"),
    SightingRefusal("8", "row-unread", "the row has too few cells"),
)


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.yaml")}


def observe(root: Path, rows: Iterable[Sighting | SightingRefusal], **more: Any) -> int:
    return observe_sightings(EditDesk(root, NOW), rows, **more)


def observations(root: Path, file: str) -> list[tuple[str, str]]:
    value: Any = load((root / file).read_bytes(), file).value
    return [(item["date"], item["state"]) for item in value.get("observations", ())]


def test_the_rows_of_a_table_add_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_instance(tmp_path)
    assert observe(root, MIXED, form="json") == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["rows"], said["observations"]) == (8, 3)
    assert said["counts"] == {
        "known": 1,
        "recorded": 3,
        "refused": 2,
        "renamed": 0,
        "taken-over": 1,
        "unlisted": 1,
    }
    assert sum(said["counts"].values()) == said["rows"]
    assert said["files"] == sorted((VERIFIED, LINKING))
    (again,) = (item for item in said["findings"] if "again" in item)
    assert (again["place"], again["again"]) == ("2", "again after 14 days suspended")
    expected = [("2026-01-10", "active"), ("2026-02-01", "suspended"), ("2026-02-15", "active")]
    assert observations(root, VERIFIED) == expected
    assert observations(root, LINKING) == [("2026-02-15", "deleted")]


def test_rows_that_are_equal_count_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert observe(write_instance(tmp_path), [MIXED[-1]] * 2 + [MIXED[0]] * 2) == 1
    assert "4 rows: 2 refused, 1 recorded, 1 known already." in capsys.readouterr().out


def test_the_text_says_first_what_somebody_has_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert observe(write_instance(tmp_path), MIXED) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(
        f"TAKEOVER: 5: record 7k3f9q2m4d1p of harbour, Harbour_Tickets: account id {OTHER} "
    )
    assert "2026-02-15 active again after 14 days suspended" in "\n".join(lines)
    assert "refused: 8: the row has too few cells [row-unread]" in lines
    assert "not on any list: 4: @nobody_here on X (Twitter)" in lines
    assert "8 rows: 2 refused, 1 handle taken over, 3 recorded, 1 known already, 1 not on any list." in lines


def test_the_same_table_twice_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_instance(tmp_path)
    moved = row("9", "quay_tickets", ID, "active", "2026-05-01")
    taken = row("10", "tickets@social.example", None, "active", "2026-05-01", platform="mastodon")
    observe(root, (*MIXED, moved, taken), submitted_by=BY)
    before = tree(root)
    capsys.readouterr()
    observe(root, (*MIXED, moved, taken), submitted_by=BY, form="json")
    said = json.loads(capsys.readouterr().out)
    assert (said["observations"], said["files"], tree(root)) == (0, [], before)
    assert (said["counts"]["recorded"], said["counts"]["renamed"]) == (0, 0)


def test_a_takeover_is_news_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_instance(tmp_path)
    rows = [row("1", "harbour_tickets", OTHER, "active", "2026-02-20", followers=5)]
    assert observe(root, rows) == 1
    assert observations(root, VERIFIED)[1:] == [("2026-02-20", "renamed")]
    assert b"followers: 5" not in (root / VERIFIED).read_bytes()
    assert observe(root, [row("1", "harbour_tickets", OTHER, "active", "2026-03-20")]) == 0
    assert observations(root, VERIFIED)[1:] == [("2026-02-20", "renamed")]
    assert capsys.readouterr().out.count("TAKEOVER") == 2


def test_a_rename_becomes_a_next_claim(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_instance(tmp_path)
    rows = [row("1", "Quay_Tickets", ID, "active", "2026-05-01", posts=7)]
    assert observe(root, rows) == 1
    assert "--submitted-by" in capsys.readouterr().out
    assert observations(root, VERIFIED)[1:] == [("2026-05-01", "renamed")]
    assert observe(root, rows, submitted_by=BY, form="json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["counts"]["renamed"] == 1
    (file,) = (name for name in said["files"] if ".next-" in name)
    value: Any = load((root / file).read_bytes(), file).value
    assert value["handle"] == "Quay_Tickets"
    assert value["previous_handles"] == [{"handle": "Harbour_Tickets", "until": "2026-01-10"}]
    assert value["submitted_by"] == ["contributor-a", "maintainer-a"]
    assert "observations" not in value
    assert observations(root, VERIFIED)[1:] == [("2026-05-01", "renamed")]


def test_a_next_claim_that_breaks_a_rule_is_refused_and_the_rest_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_instance(tmp_path)
    rows = [
        row("1", "quay_news", ID, "active", "2026-05-01"),  # a protected account
        row("2", "tickets@social.example", None, "active", "2026-05-01", platform="mastodon"),
    ]
    assert observe(root, rows, submitted_by=BY) == 1
    out = capsys.readouterr().out
    assert "2 rows: 1 refused, 1 recorded." in out
    assert "; renamed is recorded [protected-account]" in out
    assert not [*root.rglob("*.next-*")]
    assert observations(root, VERIFIED)[1:] == [("2026-05-01", "renamed")]
    assert observations(root, LINKING) == [("2026-05-01", "active")]


def test_a_list_and_retracted_records_are_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (BASE / VERIFIED).read_text() + "retractions:\n  - {date: 2026-03-01, reason: changed-hands}\n"
    root = write_instance(tmp_path, files={VERIFIED: text})
    rows = [row("1", None, ID, "active", "2026-05-01")]
    assert observe(root, rows) == 0
    assert "1 row: 1 not on any list." in capsys.readouterr().out
    refunds = [row("1", "ferry_refunds", None, "active", "2026-05-01", platform="telegram")]
    assert observe(root, refunds, on="elsewhere") == 0
    assert observations(root, PROPOSED) == []
    assert observe(root, refunds, on="harbour") == 0
    assert observations(root, PROPOSED) == [("2026-05-01", "active")]


def test_a_record_that_cannot_be_read_is_not_said_to_be_on_no_list(tmp_path: Path) -> None:
    text = (BASE / VERIFIED).read_text().replace("summary:", "sumary:")
    root = write_instance(tmp_path, files={VERIFIED: text})
    with pytest.raises(InstanceError, match=VERIFIED):
        observe(root, [row("1", None, ID, "active", "2026-05-01")])


def test_a_file_with_no_space_for_more_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (BASE / VERIFIED).read_text()
    text = text.rstrip("\n") + "\n" + "#" * (64 * 1024 - len(text) - 4) + "\n"
    root = write_instance(tmp_path, files={VERIFIED: text})
    assert observe(root, [row("1", None, ID, "active", "2026-05-01")]) == 1
    assert "[record-unfit]" in capsys.readouterr().out
    assert (root / VERIFIED).read_text() == text
