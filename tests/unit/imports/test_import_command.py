"""`handlelists import`, whole: what becomes of every row, what is written, and what never is."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.cli import run
from site_builder.derive.state import derive_all
from site_builder.imports import plan
from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import load_tree
from site_builder.problems import Severity
from site_builder.settings import Limits
from site_builder.validate.checks import validate
from tests.instance import BASE, VERIFIED, write_instance
from tests.unit.tables.workbook_files import number, row, text, xlsx_parts, zipped

if TYPE_CHECKING:
    from collections.abc import Iterable

SOURCES: Final = """\
sources:
  ferry-report:
    title: Report on ferry tickets that were never sold
    publisher: Harbour News
    date: 2026-01
    url: https://news.example/ferry-report
  quay-data:
    title: Data on ticket desks
    publisher: Quay Watch
    date: 2026-01-20
affiliations:
  ticket-desk:
    title: Ticket Desk
    meaning: The invented operation behind these accounts.
    source: ferry-report
"""
HEAD: Final = "id,screen_name,name,description,followers_count,created_at,observed\n"
ROWS: Final = (
    "900000000000000011,Desk_One,One Person,Sells tickets for a living,120,Wed Jan 07 04:38:02 +0000 2009,2026-01-15\n"
    "900000000000000012,Desk_Two,Two Person,Buys tickets for a living,,2015-05-05,\n"
    ",desk_one,One Person,Sells tickets for a living,,,\n"
    "900000000000000001,Harbour_Tickets,,,,,\n"
    "900000000000000009,quay_news,Quay News Desk,,,,\n"
    "9.00E+17,Desk_Three,,Never mind this,,,\n"
    ",,Nobody at all,,,,\n"
)
OUTCOMES: Final = ["created", "created", "merged", "listed", "refused", "refused", "refused"]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_instance(tmp_path / "instance", files={"lists/harbour/sources.yaml": SOURCES})


def written(root: Path, text: str = HEAD + ROWS, name: str = "desks.csv") -> Path:
    path = root.parent / name
    path.write_text(text)
    return path


def imported(
    root: Path, *files: Path, sources: Iterable[str] = ("ferry-report",), more: Iterable[str] = ()
) -> int:
    options = [part for source in sources for part in ("--source", source)]
    fixed = [
        "--root",
        str(root),
        "--submitted-by",
        "contributor-x",
        "--category",
        "fraud",
        "--platform",
        "twitter",
    ]
    now = ["--now", "2026-02-01T00:00:00Z", "--allow-email"]
    return run(["import", *map(str, files), *options, *fixed, *now, *more])


def report(capsys: pytest.CaptureFixture[str], root: Path, *files: Path, **options: Any) -> dict[str, Any]:
    capsys.readouterr()
    more = (*options.pop("more", ()), "--format", "json")
    imported(root, *files, more=more, **options)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def tree(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
    }


def records(root: Path) -> dict[str, Any]:
    loading = load_tree(WorkingTree(root))
    assert [item.code for item in validate(loading, "2026-02-01") if item.severity is Severity.ERROR] == []
    return {item.data.get("handle", item.id): item.data for item in loading.tree.records}


def test_every_row_ends_in_one_outcome_and_again_nothing_changes(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(root)
    said = report(capsys, root, file)
    assert [row["outcome"] for row in said["rows"]] == OUTCOMES
    assert [row["code"] for row in said["rows"]][3:] == [
        "listed",
        "protected-account",
        "number-shortened",
        "account-none",
    ]
    assert sum(said["counts"][name] for name in plan.OUTCOMES) == said["counts"]["rows"] == len(OUTCOMES)
    assert [row["line"] for row in said["rows"]] == [2, 3, 4, 5, 6, 7, 8]
    before = tree(root)
    again = report(capsys, root, file)
    assert [row["outcome"] for row in again["rows"]] == ["unchanged"] * 3 + OUTCOMES[3:]
    assert tree(root) == before


def test_a_proposal_says_where_it_came_from_and_nothing_that_is_private(root: Path) -> None:
    before = tree(root)
    assert imported(root, written(root)) == 1
    made = records(root)
    one = made["Desk_One"]
    assert one["account_id"] == "900000000000000011"
    assert one["batch"] == "ferry-report-2026-02-01"
    assert one["profile"] == {"created": "2009-01-07"}
    (item,) = one["evidence"]
    assert item["origin"]["file"] == "desks.csv"
    assert item["origin"]["line"] == 2
    assert item["url"] == "https://news.example/ferry-report"
    assert one["observations"] == [
        {"date": "2026-01-15", "state": "active", "followers": 120, "evidence": "e1"}
    ]
    new = b"".join(content for path, content in tree(root).items() if path not in before)
    assert not [word for word in (b"Person", b"living", b"Quay", b"Nobody", b"Never mind") if word in new]


def test_nobody_has_reviewed_what_was_imported(root: Path) -> None:
    imported(root, written(root))
    derived = derive_all(load_tree(WorkingTree(root)).tree, "2026-02-01")
    new = [item for item in derived if "batch" in item.record.data]
    assert [item.derived.state for item in new] == ["proposed", "proposed"]


def test_an_account_of_several_files_is_one_proposal_with_the_sources_of_both(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = written(root, HEAD + ROWS.splitlines(keepends=True)[0])
    other = written(root, "handle\n@desk_one\n@desk_four\n", "quay.txt")
    said = report(capsys, root, one, other, sources=("ferry-report", "quay-data"))
    assert [row["outcome"] for row in said["rows"]] == ["created", "merged", "created"]
    found = records(root)["Desk_One"]
    assert found["sources"] == ["ferry-report", "quay-data"]
    assert [(item["origin"]["file"], item["origin"]["line"]) for item in found["evidence"]] == [
        ("desks.csv", 2),
        ("quay.txt", 2),
    ]
    # A source without an address is captured by the file itself.
    assert found["evidence"][1]["sha256"] == found["evidence"][1]["origin"]["sha256"]


def test_a_second_import_is_joined_with_what_nobody_has_reviewed(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(root, written(root, "handle\n@desk_one\n", "quay.txt"), sources=("quay-data",))
    said = report(capsys, root, written(root))
    assert [row["outcome"] for row in said["rows"]][:3] == ["merged", "created", "merged"]
    found = records(root)["desk_one"]
    assert found["account_id"] == "900000000000000011"
    assert found["sources"] == ["quay-data", "ferry-report"]
    assert len(found["evidence"]) == 2
    before = tree(root)
    report(capsys, root, written(root))
    assert tree(root) == before


def test_two_ids_are_not_joined_with_one_proposal(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(root, written(root, "handle\n@desk_one\n", "quay.txt"), sources=("quay-data",))
    text = "id,handle\n900000000000000011,desk_one\n812345678901234567,desk_one\n"
    said = report(capsys, root, written(root, text))
    assert [(row["outcome"], row["code"]) for row in said["rows"]] == [
        ("merged", ""),
        ("refused", "handle-of-several"),
    ]
    assert records(root)["desk_one"]["account_id"] == "900000000000000011"


def test_what_is_public_is_never_edited(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (root / VERIFIED).read_bytes()
    text = HEAD + "900000000000000001,Harbour_Tickets,,,999,2011-01-01,2026-01-30\n"
    assert imported(root, written(root, text)) == 0
    assert (root / VERIFIED).read_bytes() == before
    assert "`handlelists observe FILE` records what the platform shows" in capsys.readouterr().out


def test_an_interrupted_run_goes_on(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = HEAD + "".join(f"90000000000000010{number},desk_{number},,,,,\n" for number in range(1, 6))
    file = written(root, text)
    monkeypatch.setattr(plan, "LIMITS", Limits(import_batch=2))
    whole, calls = vars(plan.ImportPlan)["_judge"], []

    def broken(*arguments: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        whole(*arguments)

    monkeypatch.setattr(plan.ImportPlan, "_judge", broken)
    assert imported(root, file) == 130
    assert len([name for name in records(root) if name.startswith("desk_")]) == 2
    left = (root / VERIFIED).with_name(".0a1b2c3d4e5f.yaml.handlelists-tmp")
    left.touch()  # as a run leaves it that is killed in the middle of a file
    monkeypatch.undo()
    said = report(capsys, root, file)
    assert [row["outcome"] for row in said["rows"]] == ["unchanged"] * 2 + ["created"] * 3
    assert not left.exists()
    assert len([name for name in records(root) if name.startswith("desk_")]) == 5


def test_a_cleared_account_is_refused_under_any_of_its_names(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cleared = (
        BASE / VERIFIED
    ).read_text() + "retractions:\n  - {date: 2026-01-20, reason: mistaken-identity, covers: [other_desk]}\n"
    (root / VERIFIED).write_text(cleared)
    names = (
        "900000000000000001,new_name",
        ",Harbour_Tickets",
        ",other_desk",
        "900000000000000077,HARBOUR_tickets",
    )
    text = HEAD + "".join(f"{name},,,,,\n" for name in names)
    said = report(capsys, root, written(root, text))
    assert [row["code"] for row in said["rows"]] == ["account-cleared"] * 4
    assert said["rows"][0]["reason"].startswith("It was cleared on 2026-01-20 (record 7k3f9q2m4d1p)")


def test_an_earlier_handle_alone_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (BASE / VERIFIED).read_text() + "previous_handles:\n  - {handle: ferry_desk}\n"
    (root / VERIFIED).write_text(text)
    said = report(capsys, root, written(root, "handle\nferry_desk\n"))
    assert [(row["outcome"], row["code"]) for row in said["rows"]] == [("refused", "earlier-handle")]


def test_the_handle_of_a_listed_account_under_another_id_is_a_hint(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = report(capsys, root, written(root, "id,screen_name\n812345678901234567,harbour_tickets\n"))
    assert [row["outcome"] for row in said["rows"]] == ["created"]
    assert [(item["code"], item["reason"]) for item in said["warnings"]] == [
        (
            "similar",
            "look at record 7k3f9q2m4d1p: the same handle, under another account id, 900000000000000001",
        )
    ]


def test_a_server_that_nobody_is_on_is_refused_until_somebody_says_that_it_is_one(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(root, "url\nhttps://ferries.example/@desk\n")
    said = report(capsys, root, file)
    assert [row["code"] for row in said["rows"]] == ["server-unknown"]
    said = report(capsys, root, file, more=("--new-server", "ferries.example"))
    assert [row["outcome"] for row in said["rows"]] == ["created"]


def test_a_dry_run_writes_a_mapping_that_corrects_what_was_found_out(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(root, "who,screen_name\ndesk_nine,desk_ten\n")
    before = tree(root)
    assert imported(root, file, more=("--dry-run",)) == 0
    assert tree(root) == before
    mapping = root.parent / "desks.mapping.yaml"
    text = mapping.read_text()
    assert "  who: ignored\n  screen_name: handle\n" in text
    mapping.write_text(
        text.replace("who: ignored\n  screen_name: handle", "who: handle\n  screen_name: ignored")
    )
    said = report(capsys, root, file, more=("--mapping", str(mapping)))
    assert [row["account"] for row in said["rows"]] == ["desk_nine on X (Twitter)"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns: {who: nobody}\n", "cannot mean 'nobody'"),
        ("columns: [a]\n", "not a mapping of names"),
        ("rows: 1\n", "not a mapping of an import"),
        ("record: {handle: desk}\n", "record cannot have handle"),
        ("columns: {a: handle, b: handle}\n", "two columns have the same meaning"),
        ("a: b: c\n", "mapping.yaml:1"),
    ],
)
def test_a_mapping_that_is_wrong_is_said(
    root: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    mapping = written(root, text, "mapping.yaml")
    assert imported(root, written(root), more=("--mapping", str(mapping))) == 2
    assert words in capsys.readouterr().err


def test_texts_take_fields_from_columns(root: Path) -> None:
    file = written(root, "screen_name,case\ndesk_one,12 of 2026\n")
    imported(root, file, more=("--evidence-summary", "Case {case} names it."))
    assert records(root)["desk_one"]["evidence"][0]["summary"] == "Case 12 of 2026 names it."


def test_refused_rows_are_kept_in_the_files_own_columns_without_what_is_private(root: Path) -> None:
    out = root.parent / "refused.csv"
    imported(root, written(root, HEAD + ROWS + ',"=cmd()",,,,,\n'), more=("--refused", str(out)))
    text = out.read_text()
    found = list(csv.DictReader(text.splitlines()))
    assert [(row["line"], row["code"], row["id"]) for row in found] == [
        ("6", "protected-account", "900000000000000009"),
        ("7", "number-shortened", "9.00E+17"),
        ("8", "account-none", ""),
        ("9", "cell-formula", ""),
    ]
    assert found[3]["screen_name"] == "'=cmd()"
    assert not [word for word in ("Quay News Desk", "Nobody", "Never mind") if word in text]


def test_rows_above_the_names_are_kept_with_the_refused_ones(root: Path) -> None:
    out = root.parent / "refused.csv"
    text = "Confidential,\nscreen_name,id\ndesk_one,900000000000000011\n"
    assert imported(root, written(root, text), more=("--refused", str(out))) == 1
    (kept,) = csv.DictReader(out.read_text().splitlines())
    assert (kept["line"], kept["code"], kept["screen_name"]) == ("1", "above-names", "Confidential")


def test_what_is_refused_takes_the_place_of_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(root)
    for name in (file, root / "lists" / "refused.csv"):
        assert imported(root, file, more=("--refused", str(name))) == 2
        assert "name another file for what is refused" in capsys.readouterr().err
    assert file.read_text() == HEAD + ROWS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # A platform's name in a row of accounts is not the name of a column.
        ("desk_one;twitter;a@b.example\ndesk_two;twitter;c@d.example\n", ["desk_one", "desk_two"]),
        (
            "Confidential,\nDraft,\nAccount,ID\ndesk_one,900000000000000011\n",
            ["above-names", "above-names", "desk_one"],
        ),
        ("screen_name,note\nn/a,x\ntotal,12\n@null,y\n", ["cell-placeholder", "cell-placeholder", "null"]),
        ("screen_name,id\ndesk_one,900507789017075713.0\n", ["number-shortened"]),
        ("screen_name,id\ndesk_one,900000000000000011\ndesk_two,900000000000000011\n", ["handle-unsure"] * 2),
        ("handle,user\ndesk_one,x\nchannel,note\ndesk_two,y\n", ["desk_one", "desk_two"]),
    ],
)
def test_words_around_accounts_are_not_accounts(
    root: Path, capsys: pytest.CaptureFixture[str], text: str, said: list[str]
) -> None:
    rows = report(capsys, root, written(root, text))["rows"]
    assert [row["code"] or row["account"].split()[0] for row in rows] == said


def test_the_same_list_again_is_no_more_evidence(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = written(root, "handle\ndesk_one\ndesk_two\n", "one.csv")
    other = written(root, "handle\ndesk_two\ndesk_one\n", "other.csv")
    said = report(capsys, root, one, other)
    assert [row["outcome"] for row in said["rows"]] == ["created", "created", "merged", "merged"]
    assert len(records(root)["desk_one"]["evidence"]) == 1
    again = report(capsys, root, written(root, "handle\ndesk_two\n", "third.csv"))
    assert [row["outcome"] for row in again["rows"]] == ["unchanged"]


def test_an_account_whose_listing_was_retracted_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    retracted = "retractions:\n  - {date: 2026-01-20, reason: changed-hands}\n"
    (root / VERIFIED).write_text((BASE / VERIFIED).read_text() + retracted)
    said = report(capsys, root, written(root, "id,screen_name\n900000000000000001,harbour_tickets\n"))
    assert [(row["code"], row["record"]) for row in said["rows"]] == [("account-retracted", "7k3f9q2m4d1p")]


@pytest.mark.parametrize(
    ("summary", "words"),
    [("Run by {name}", "column name is left out"), ("Seen {nosuch}", "there is no column nosuch")],
)
def test_a_text_takes_no_field_that_is_left_out_or_nowhere(
    root: Path, capsys: pytest.CaptureFixture[str], summary: str, words: str
) -> None:
    before = tree(root)
    assert imported(root, written(root), more=("--summary", summary)) == 2
    assert words in capsys.readouterr().err
    assert tree(root) == before


def test_a_pull_request_names_no_account(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    imported(root, written(root), more=("--format", "markdown"))
    text = capsys.readouterr().out
    assert "| created | 2 |" in text
    assert not [
        word for word in ("Desk_One", "quay_news", "Quay News", "9000000000") if word.lower() in text.lower()
    ]


def test_the_report_shows_protected_accounts_first(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    imported(root, written(root))
    text = capsys.readouterr().out
    assert text.index("refused: protected-account") < text.index("refused: account-none")
    assert "desks.csv, line 6: quay_news on X (Twitter):" in text
    assert "Left out: descriptions of 4 rows, display names of 5 rows." in text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--list", "nowhere"), "there is no list nowhere"),
        (("--source", "nowhere"), "there is no source nowhere"),
        (("--on", "2027-01-01"), "2027-01-01 is after today"),
        (("--platform", "nowhere"), "nowhere"),
    ],
)
def test_what_does_not_fit_is_said_before_anything_is_read(
    root: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], words: str
) -> None:
    before = tree(root)
    sources = () if "--source" in more else ("ferry-report",)
    assert imported(root, written(root), sources=sources, more=more) == 2
    assert words in capsys.readouterr().err
    assert tree(root) == before


def test_a_file_that_cannot_be_used_leaves_everything_as_it_was(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(root)
    assert imported(root, written(root), written(root, 'handle,x\n"desk_one,1\n', "open.csv")) == 2
    assert "open.csv" in capsys.readouterr().err
    assert tree(root) == before


def test_counts_without_a_day_are_left_out_until_a_day_is_said(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(root, "screen_name,followers\ndesk_one,5\n")
    said = report(capsys, root, file, more=("--dry-run",))
    assert said["without_day"] == 1
    said = report(capsys, root, file, more=("--on", "2026-01-03", "--state", "suspended"))
    assert said["without_day"] == 0
    (seen,) = records(root)["desk_one"]["observations"]
    assert seen == {"date": "2026-01-03", "state": "suspended", "followers": 5, "evidence": "e1"}


def test_a_workbook_is_read_sheet_by_sheet_and_its_damaged_ids_are_refused(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = row(1, text("A1", "id"), text("B1", "screen_name"))
    one = head + row(2, text("A2", "900000000000000011"), text("B2", "desk_one"))
    other = head + row(2, number("A2", "9.00000000000000013e17"), text("B2", "desk_two"))
    file = root.parent / "desks.xlsx"
    file.write_bytes(zipped(xlsx_parts({"First": one, "Second": other})))
    said = report(capsys, root, file)
    assert [(row["sheet"], row["line"], row["outcome"], row["code"]) for row in said["rows"]] == [
        ("First", 2, "created", ""),
        ("Second", 2, "refused", "number-shortened"),
    ]


def test_several_tables_below_one_another_are_read_by_their_own_names(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Ticket desks of 2026\n\nscreen_name,note\ndesk_one,a\n\nlang,user id\nen,900000000000000012\n"
    said = report(capsys, root, written(root, text))
    assert [(row["line"], row["outcome"]) for row in said["rows"]] == [
        (1, "refused"),
        (4, "created"),
        (7, "created"),
    ]
