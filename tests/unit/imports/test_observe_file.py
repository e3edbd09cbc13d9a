"""`handlelists observe FILE`: a table of what a platform shows, into the records that its rows are about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from site_builder.cli import run
from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import load_tree
from tests.instance import VERIFIED, write_instance

if TYPE_CHECKING:
    from collections.abc import Iterable

HEAD = "id,screen_name,account_status,checked,followers_count\n"
OWN = "900000000000000001"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_instance(tmp_path / "instance")


def observed(
    capsys: pytest.CaptureFixture[str], root: Path, text: str, more: Iterable[str] = ()
) -> tuple[int, list[tuple[str, str]]]:
    file = root.parent / "looks.csv"
    file.write_text(HEAD + text)
    capsys.readouterr()
    fixed = [
        "--root",
        str(root),
        "--platform",
        "twitter",
        "--now",
        "2026-03-01T00:00:00Z",
        "--format",
        "json",
    ]
    status = run(["observe", str(file), *fixed, *more])
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, [(item["outcome"], item.get("code", "")) for item in said["findings"]]


def observations(root: Path) -> list[dict[str, Any]]:
    tree = load_tree(WorkingTree(root)).tree
    (record,) = (item for item in tree.records if item.file == VERIFIED)
    return [dict(item) for item in record.data["observations"]]


def test_rows_are_recorded_by_id_and_again_nothing_changes(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        f"{OWN},harbour_tickets,Suspended,2026-02-20,\n900000000000000055,somebody_else,active,2026-02-20,7\n"
    )
    assert observed(capsys, root, text) == (0, [("recorded", ""), ("unlisted", "")])
    assert observations(root)[-1] == {"date": "2026-02-20", "state": "suspended"}
    before = (root / VERIFIED).read_bytes()
    assert observed(capsys, root, text) == (0, [("known", ""), ("unlisted", "")])
    assert (root / VERIFIED).read_bytes() == before


def test_a_handle_that_another_account_has_now_says_nothing_of_it(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "812345678901234567,Harbour_Tickets,active,2026-02-20,31\n"
    assert observed(capsys, root, text) == (1, [("taken-over", "")])
    assert observations(root)[-1] == {"date": "2026-02-20", "state": "renamed"}


def test_an_account_with_another_handle_gets_a_next_claim(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{OWN},quay_tickets,active,2026-02-20,31\n"
    more = ("--submitted-by", "contributor-x")
    assert observed(capsys, root, text, more) == (0, [("renamed", "")])
    (claim,) = (root / VERIFIED).parent.glob("*.next-*.yaml")
    assert "handle: quay_tickets" in claim.read_text()
    assert observations(root)[-1] == {"date": "2026-02-20", "state": "renamed", "followers": 31}


def test_what_no_column_says_the_options_do_and_without_them_rows_are_refused(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{OWN},Harbour_Tickets,,,\n9.00E+17,Harbour_Tickets,active,2026-02-20,\n"
    assert observed(capsys, root, text)[1] == [("refused", "state-unknown"), ("refused", "number-shortened")]
    status, rows = observed(capsys, root, text, ("--state", "deleted", "--on", "2026-02-21"))
    assert (status, rows) == (1, [("recorded", ""), ("refused", "number-shortened")])
    assert observations(root)[-1] == {"date": "2026-02-21", "state": "deleted"}


@pytest.mark.parametrize(
    ("account", "words"),
    [("nowhere.csv", "there is no file nowhere.csv"), ("x" * 5000, "cannot be read"), ("desk.md", "desk.md")],
    ids=["no such file", "too long for a name", "a domain"],
)
def test_what_is_not_a_file_is_an_account_or_said_to_be_missing(
    root: Path, capsys: pytest.CaptureFixture[str], account: str, words: str
) -> None:
    assert run(["observe", account, "--state", "active", "--root", str(root)]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert ("there is no file" in said) == account.endswith(".csv")


def test_an_option_for_an_account_means_nothing_with_a_file(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = root.parent / "looks.csv"
    file.write_text(HEAD)
    assert run(["observe", str(file), "--root", str(root), "--followers", "3"]) == 2
    assert "--followers cannot be used with FILE" in capsys.readouterr().err
    assert run(["observe", "@Harbour_Tickets", "--root", str(root), "--mapping", str(file)]) == 2
    assert "--mapping cannot be used with ACCOUNT" in capsys.readouterr().err
