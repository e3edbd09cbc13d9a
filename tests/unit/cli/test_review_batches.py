"""`review --batch`: what is left out and said, what is typed, and that all is signed or nothing is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import click
import pytest

from site_builder.cli import batch
from site_builder.errors import OutputError
from site_builder.load.files import WorkingTree
from site_builder.load.layout import FileKind
from site_builder.load.source_tree import load_tree
from tests.acceptance.support import fingerprint, handlelists
from tests.instance import withholding
from tests.keys import key, verifies
from tests.unit.reviewing.desks import ROSTER_FILE, TODAY, edit, open_desk, review, write_desk

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterable
    from pathlib import Path

BATCH: Final = "desks-of-june"
REVIEWER: Final = "reviewer-c"
LOOK: Final = ("review", "--as", REVIEWER, "--batch", BATCH, "--now", TODAY)
COUNT: Final = 8


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return an instance with a batch of eight proposals, `desk_01` to `desk_08`, in the order of their rows."""
    root = write_desk(tmp_path / "tree", signed=True)
    file = tmp_path / "desks.csv"
    lines = (f"90000000000000001{number},desk_0{number}" for number in range(1, COUNT + 1))
    file.write_text("\n".join(("id,screen_name", *lines, "")), encoding="utf-8")
    done = handlelists(
        *("import", str(file), "--list", "harbour", "--source", "ferry-report", "--platform", "twitter"),
        *("--category", "fraud", "--submitted-by", "contributor-x", "--batch", BATCH, "--now", TODAY),
        "--allow-email",
        root=root,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture
def keyed(root: Path) -> tuple[str, ...]:
    return ("--key", str(key(REVIEWER).private_file(root.parent)))


def file_of(root: Path, number: int) -> str:
    found = (
        path
        for path in (root / "lists/harbour/twitter").rglob("*.yaml")
        if f"handle: desk_0{number}" in path.read_text()
    )
    return next(found).relative_to(root).as_posix()


def id_of(root: Path, number: int) -> str:
    return file_of(root, number).rpartition("/")[2].removesuffix(".yaml")


def signed(root: Path, reviewer: str = REVIEWER) -> dict[str, str]:
    """Return by handle the last word of a reviewer on each account of the batch; each has to verify."""
    tree = load_tree(WorkingTree(root)).tree
    names = {item.id: item.data.get("handle", "") for item in tree.records}
    mine = [item for item in tree.reviews if item.reviewer == reviewer and "desk" in names[item.record]]
    assert all(verifies(item, tree.reviewers) for item in mine)
    return {names[item.record]: item.verdict for item in mine}


class Reader:
    """Somebody at a terminal: the keys that they press, and the lines that they type."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, keys: str, lines: Iterable[str] = ()) -> None:
        pressed, typed = iter(keys), iter(lines)
        monkeypatch.setattr(batch, "at_terminal", lambda: True)
        monkeypatch.setattr(click, "getchar", lambda: next(pressed))

        def prompt(*_given: Any, **_options: Any) -> str:
            return next(typed)

        monkeypatch.setattr(click, "prompt", prompt)


def look(root: Path, *given: str) -> subprocess.CompletedProcess[str]:
    done = handlelists(*LOOK, *given, root=root)
    assert "Traceback" not in done.stderr
    return done


def test_all_are_signed_one_by_one_once_the_words_are_typed(
    root: Path, keyed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    Reader(monkeypatch, "nc", ["confirm 8"])
    done = look(root, *keyed)
    assert done.returncode == 0, done.stderr
    assert signed(root) == {f"desk_0{number}": "confirm" for number in range(1, COUNT + 1)}
    assert 'Type "confirm 8" to confirm 8 claims, one signature each, as reviewer-c' in " ".join(
        done.stdout.split()
    )
    assert "add lists/harbour/reviews/reviewer-c\n" in done.stdout
    assert "left for another session" not in done.stdout
    assert handlelists("validate", root=root).returncode == 0
    reviews = f"lists/harbour/reviews/{REVIEWER}"
    assert handlelists("fmt", "--check", reviews, root=root).returncode == 0
    again = look(root, *keyed)
    assert "8 records left out: your verdict is confirm already: " in again.stdout
    assert "waits for reviewer-c" in again.stdout


def test_what_is_taken_out_is_left_and_other_words_sign_nothing(
    root: Path, keyed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint(root)
    Reader(monkeypatch, "edzxxnccccq", ["2, 9", "2 4-5", "confirm 8", "y", "", "confirm 5 "])
    done = look(root, *keyed)
    assert "https://news.example/ferry-report" in done.stdout
    assert done.stdout.count("salt") == COUNT
    assert "none was taken out" in done.stdout
    assert "Taken out, for a review by themselves: 2, 4, 5." in done.stdout
    assert signed(root) == {f"desk_0{number}": "confirm" for number in (1, 3, 6, 7, 8)}
    assert "3 records left for another session" in done.stdout
    changed = fingerprint(root).items() - before.items()
    assert all(path.startswith("lists/harbour/reviews/reviewer-c/") for path, _ in changed)


def test_a_word_that_is_wrong_or_a_session_that_ends_signs_nothing(
    root: Path, keyed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint(root)
    for keys, lines in (("ncq", ["confirm"]), ("ncpnq", ["reject 8"]), ("q", []), ("nq", [])):
        Reader(monkeypatch, keys, lines)
        done = look(root, *keyed)
        assert done.returncode == 0, done.stderr
        assert "8 records left for another session" in done.stdout
    assert fingerprint(root) == before


def test_the_verdict_is_asked_for_after_the_last_page_only(
    root: Path, keyed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys of verdicts mean nothing before, and no key but one goes on."""
    before = fingerprint(root)
    Reader(monkeypatch, "crwy\r q")
    done = look(root, *keyed)
    assert "c confirm" not in done.stdout
    assert fingerprint(root) == before


def test_what_cannot_be_written_leaves_everything_as_it_was(
    root: Path, keyed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint(root)

    def fail(*_given: Any) -> None:
        raise OutputError("the disk is full")

    monkeypatch.setattr("site_builder.cli.ledgers.write_together", fail)
    Reader(monkeypatch, "ncq", ["confirm 8"])
    done = look(root, *keyed)
    assert "the disk is full" in done.stdout
    assert fingerprint(root) == before


def test_a_wrong_key_signs_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(root)
    Reader(monkeypatch, "ncq", ["confirm 8"])
    done = look(root, "--key", str(key("reviewer-b").private_file(root.parent)))
    assert (done.returncode, "another reviewer (reviewer-b)" in done.stderr) == (2, True)
    assert fingerprint(root) == before


def test_what_is_not_reviewed_with_the_rest_is_left_out_and_said(
    root: Path, keyed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(root, file_of(root, 1), "submitted_by", value=["contributor-x", REVIEWER])
    desk = open_desk(root)
    for number, verdict in ((2, "confirm"), (3, "reject")):
        review(root, REVIEWER, desk.items[id_of(root, number)], verdict, "2026-01-20", sign=True)
    edit(root, file_of(root, 3), "summary", value="Something else.")
    (root / "lists/withheld").mkdir(exist_ok=True)
    (root / withholding(id_of(root, 4))).write_text("{since: 2026-01-30, by: desk, reason: safety}\n")
    edit(root, file_of(root, 5), "evidence", 0, "sensitivity", value="graphic")
    (root / file_of(root, 6)).write_text((root / file_of(root, 6)).read_text() + "id: twice\n")
    Reader(monkeypatch, "nc", ["confirm 2"])
    done = look(root, *keyed, "--skip", "graphic")
    said = done.stdout + done.stderr
    for number, why in (
        (1, "the reviewer wrote or edited the claim"),
        (2, "your verdict is confirm already"),
        (3, "you reviewed another version of the claim"),
        (4, "withheld"),
        (5, "all evidence is skipped by --skip graphic"),
        (6, "`handlelists validate` says why"),
    ):
        line = next(line for line in said.splitlines() if "left out" in line and why in line)
        number_of = id_of(root, number) if number != 6 else line[-12:]
        assert line.endswith(number_of), why
    assert signed(root) == {
        "desk_02": "confirm",
        "desk_03": "reject",
        "desk_07": "confirm",
        "desk_08": "confirm",
    }


def test_what_is_withheld_is_not_stopped_with_the_rest_either(root: Path, keyed: tuple[str, ...]) -> None:
    (root / "lists/withheld").mkdir(exist_ok=True)
    (root / withholding(id_of(root, 4))).write_text("{since: 2026-01-30, by: desk, reason: safety}\n")
    done = look(root, *keyed, "--verdict", "reject")
    assert f"1 record left out: withheld: {id_of(root, 4)}\n" in done.stdout
    assert len(signed(root)) == COUNT - 1


def test_a_batch_is_found_however_its_name_is_written(root: Path) -> None:
    file = root / file_of(root, 4)
    file.write_text(file.read_text().replace(f"batch: {BATCH}", 'batch: "desks\\x2dof-june"'))
    assert "The same in 8 accounts" in look(root).stdout


def test_an_odd_one_is_shown_whole_on_a_page_of_its_own(root: Path) -> None:
    edit(root, file_of(root, 4), "summary", value="Posed as a ministry.")
    done = look(root)
    assert "The same in 7 accounts, on the list harbour" in done.stdout
    *_, last = done.stdout.partition("Account 4, whole")
    assert "in: summary." in last
    assert "Posed as a ministry." in last
    assert "Nothing was signed" in last


def test_look_alikes_elsewhere_are_said_and_those_of_the_series_counted(root: Path) -> None:
    edit(root, file_of(root, 3), "handle", value="quay_new")
    edit(root, file_of(root, 5), "handle", value="harbour_tickets1")
    done = look(root)
    below = done.stdout.partition("quay_new,")[2].partition(", line ")[2].partition(", line ")[0]
    assert "The protected account quay_news (Quay News): one edit apart." in " ".join(below.split())
    assert "7k3f9q2m4d1p on harbour (Harbour_Tickets," in " ".join(done.stdout.split())
    assert "6 accounts with a handle one or two edits" in done.stdout


def test_a_batch_is_rejected_and_withdrawn_without_a_look_and_confirmed_never(
    root: Path, keyed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint(root)
    for terminal in (False, True):
        monkeypatch.setattr(batch, "at_terminal", lambda terminal=terminal: terminal)
        done = look(root, *keyed, "--verdict", "confirm")
        assert (done.returncode, "a batch is confirmed at a terminal" in done.stderr) == (2, True)
    assert look(root, *keyed, "--verdict", "withdraw").stdout.count("left out") == 1
    assert fingerprint(root) == before
    monkeypatch.undo()
    done = look(root, *keyed, "--verdict", "reject")
    assert done.returncode == 0, done.stderr
    assert set(signed(root).values()) == {"reject"}
    assert len(signed(root)) == COUNT
    Reader(monkeypatch, "nc", ["confirm 8"])
    assert "Nothing waits" in look(root, *keyed).stdout


def test_more_than_one_look_takes_in_waits_for_the_next(
    root: Path, keyed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for count, left in ((5, "3 records left"), (3, "")):
        Reader(monkeypatch, "nc", [f"confirm {count}"])
        done = look(root, *keyed, "--session", "5")
        assert done.returncode == 0, done.stderr
        assert left in done.stdout
    assert len(signed(root)) == COUNT


def test_the_queue_says_what_is_of_a_batch(root: Path) -> None:
    hint = f"8 waiting records are of the batch {BATCH}: handlelists review --as {REVIEWER} --batch {BATCH}\n"
    queue = ("review", "--as", REVIEWER, "--queue", "--now", TODAY)
    assert hint in handlelists(*queue, root=root).stdout
    said = json.loads(handlelists(*queue, "--format", "json", root=root).stdout)["waiting"]
    assert [row["batch"] for row in said].count(BATCH) == COUNT
    assert None in [row["batch"] for row in said]


def test_a_batch_is_exported_for_a_reviewer_without_git(root: Path) -> None:
    packet = root.parent / "packet.json"
    done = look(root, "--export", str(packet))
    assert done.returncode == 0, done.stderr
    assert len(json.loads(packet.read_text())["records"]) == COUNT


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--batch", "none"), "no record that can be read is of the batch none"),
        (("--batch", "\x1b[2J"), "of the batch \\u001b[2J"),
        (("--batch", BATCH, "7k3f9q2m4d1p"), "RECORD_ID cannot be used with --batch"),
        (("--batch", BATCH, "--queue"), "--batch cannot be used with --queue"),
        (("--batch", BATCH, "--packet", "x"), "--batch cannot be used with --packet"),
        (("--batch", BATCH, "--format", "json"), "--format cannot be used with --batch"),
        (("--batch", BATCH, "--export", "x", "--queue"), "not several of them"),
    ],
)
def test_wrong_use_is_said(root: Path, given: tuple[str, ...], said: str) -> None:
    done = handlelists("review", "--as", REVIEWER, *given, "--now", TODAY, root=root)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


def test_who_is_not_active_is_told_so(root: Path, keyed: tuple[str, ...]) -> None:
    edit(root, ROSTER_FILE, REVIEWER, "active", 0, "until", value="2026-01-15", kind=FileKind.REVIEWERS)
    assert "8 records left out: the reviewer was not active on that day" in look(root, *keyed).stdout


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3, 7-9", {3, 7, 8, 9}),
        ("1", {1}),
        ("", set()),
        ("9-7", None),
        ("0", None),
        ("11", None),
        ("a", None),
    ],
)
def test_numbers_are_read_or_refused_whole(text: str, numbers: set[int] | None) -> None:
    known: Any = dict.fromkeys(range(1, 11))
    assert batch.numbers_of(text, known) == numbers
