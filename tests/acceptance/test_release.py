"""`handlelists decide release`: what withholds goes together with the decision that it goes, or nothing happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.load.strict_yaml import load
from site_builder.write.files import write_atomic
from tests.acceptance.support import git, handlelists
from tests.acceptance.test_withhold import OTHER, RECORD, committed, held, instance, release, states
from tests.instance import BASE, VERIFIED, withholding

if TYPE_CHECKING:
    from pathlib import Path

ENTRY: Final = "since: 2026-01-01\nby: desk\nreason: safety\n"


def released(root: Path) -> list[str]:
    """Return the files that decisions of the working folder release, sorted."""
    files = (root / "lists/decisions").glob("*.yaml")
    found: list[Any] = [load(path.read_bytes(), path.name).value for path in files]
    assert all((item["kind"], item["date"]) == ("release", "2026-05-01") for item in found)
    return sorted(item["subject"]["withholding"] for item in found)


def test_a_released_record_is_in_the_state_that_its_reviews_give_it(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {withholding(RECORD): ENTRY, withholding(RECORD, "zzzzzz"): ENTRY}
    root = instance(tmp_path, **files, **{withholding(OTHER): ENTRY})
    assert states(root, RECORD) == ["withheld"]
    done = release(root, RECORD)
    assert done.returncode == 0, done.stderr
    assert held(root) == {OTHER: [ENTRY]}
    assert released(root) == [f"{RECORD}.0a1b2c.yaml", f"{RECORD}.zzzzzz.yaml"]
    assert f"Release: {withholding(RECORD)} no longer withholds its record." in done.stdout
    assert (
        "  - Withheld since 2026-01-01 by desk, for safety. The listing may put somebody in danger."
        in done.stdout
    )
    assert f"deleted {withholding(RECORD)}\ndeleted {withholding(RECORD, 'zzzzzz')}\n" in done.stdout
    assert f"{RECORD} is then confirmed, public: A quorum" in done.stdout
    assert f"git commit -m 'Release {RECORD}' -- lists/decisions/" in done.stdout
    assert "decide sign" not in done.stdout
    assert states(root, RECORD) == ["verified"]
    assert handlelists("validate", root=root).returncode == 0


@pytest.mark.parametrize("named", [withholding(RECORD), f"{RECORD}.0a1b2c.yaml"])
def test_one_of_two_withholdings_alone_releases_nobody(tmp_path: Path, named: str) -> None:
    other = ENTRY.replace("safety", "legal-order")
    root = instance(tmp_path, **{withholding(RECORD): ENTRY, withholding(RECORD, "zzzzzz"): other})
    done = release(root, named)
    assert done.returncode == 0, done.stderr
    assert held(root) == {RECORD: [other]}
    assert released(root) == [f"{RECORD}.0a1b2c.yaml"]
    assert f"{RECORD} is then withheld, not public" in done.stdout


def test_the_commands_that_are_said_commit_a_release(tmp_path: Path) -> None:
    root = instance(tmp_path, **{withholding(RECORD): ENTRY})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    committed(root, release(root, RECORD))


def test_of_many_the_folders_are_committed(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {withholding(RECORD, f"00000{digit}"): ENTRY for digit in "0123"}
    root = instance(tmp_path, **files)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    done = release(root, RECORD)
    assert f"-m 'Release {RECORD}' -- lists/decisions lists/withheld\n" in done.stdout
    committed(root, done)
    assert len(released(root)) == 4


def test_what_a_deleted_withholding_said_is_known_from_the_history(tmp_path: Path) -> None:
    root = instance(tmp_path, **{withholding(RECORD): ENTRY})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    (root / withholding(RECORD)).unlink()
    git(root, "commit", "-qam", "two")
    (root / withholding(RECORD)).write_text("by: nobody\n")  # which fits no schema
    assert "Withheld since 2026-01-01 by desk" in release(root, RECORD).stdout


def test_where_a_decision_or_a_file_fails_everything_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = instance(tmp_path, **{withholding(RECORD): ENTRY, withholding(RECORD, "zzzzzz"): ENTRY})
    written = []

    def fail(path: Path, content: bytes) -> None:
        assert len(held(root)[RECORD]) == 2, "what is withheld without a decision stays so"
        written.append(path)
        if len(written) == 2:
            raise OSError(28, "No space left on device", str(path))
        write_atomic(path, content)

    monkeypatch.setattr("site_builder.write.files.write_atomic", fail)
    assert release(root, RECORD).returncode == 2
    assert (held(root), released(root)) == ({RECORD: [ENTRY, ENTRY]}, [])


def test_what_would_break_the_lists_is_not_released(tmp_path: Path) -> None:
    root = instance(
        tmp_path, **{withholding(RECORD): ENTRY, VERIFIED: (BASE / VERIFIED).read_text() + "unknown: 1\n"}
    )
    assert handlelists("validate", root=root).returncode == 0
    done = release(root, RECORD)
    assert (done.returncode, "[schema-unknown-key]" in done.stdout) == (1, True), done.stderr
    assert (held(root), released(root)) == ({RECORD: [ENTRY]}, [])


def test_a_withholding_of_no_record_is_released_too(tmp_path: Path) -> None:
    root = instance(tmp_path, **{withholding("zzzzzzzzzzzz"): ENTRY})
    done = release(root, "zzzzzzzzzzzz")
    assert (done.returncode, "There is no record zzzzzzzzzzzz." in done.stdout) == (0, True), done.stderr
    assert held(root) == {}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((RECORD, "--unsigned"), f"{RECORD} cannot be released: it is not withheld by a file"),
        ((OTHER, RECORD, "--unsigned"), f"{RECORD} cannot be released"),
        (("lists/reviewers.yaml", "--unsigned"), "cannot be released"),
        ((OTHER,), "sign it: --as STEWARD --key FILE; or leave that to a steward: --unsigned"),
        ((OTHER, "--as", "reviewer-a"), "reviewer-a cannot decide: not a steward"),
        ((OTHER, "--as", "reviewer-a", "--unsigned"), "--unsigned cannot be used with --as"),
    ],
)
def test_what_makes_no_sense_changes_nothing(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    root = instance(tmp_path, **{withholding(OTHER): ENTRY})
    done = handlelists("decide", "release", *arguments, "--reason", "Looked at.", root=root)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert (held(root), released(root)) == ({OTHER: [ENTRY]}, [])
