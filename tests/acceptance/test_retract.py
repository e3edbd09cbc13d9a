"""`handlelists retract`: one small diff that `check` accepts, whatever else is wrong with the record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.fmt.formatter import format_bytes
from site_builder.load.layout import FileKind
from tests.acceptance.support import git, handlelists
from tests.instance import BASE, VERIFIED, write_instance

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

RECORD: Final = "7k3f9q2m4d1p"
TEXT: Final = format_bytes(FileKind.RECORD, (BASE / VERIFIED).read_bytes(), VERIFIED).content.decode()
COMMENTED: Final = "# Kept by the desk.\n\n" + TEXT.replace("\nsummary:", "\n# looked at twice\nsummary:")


def repository(root: Path, text: str = COMMENTED) -> Path:
    write_instance(root, files={VERIFIED: text})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "base", day="2026-02-01")
    return root


def retract(root: Path, *arguments: str, day: str = "2026-02-10") -> subprocess.CompletedProcess[str]:
    return handlelists("retract", RECORD, *arguments, "--now", f"{day}T12:00:00Z", root=root)


def added(root: Path) -> list[str]:
    """Return the lines that the work tree's one changed file has more than HEAD; it lacks none."""
    rows = git(root, "diff", "--unified=0", "--no-prefix").splitlines()
    lines = [row for row in rows if row[:1] in "+-" and not row.startswith(("+++", "---"))]
    assert all(line.startswith("+") for line in lines), lines
    return [line[1:] for line in lines]


def accepted(root: Path, day: str) -> None:
    """Commit the work tree; `check` accepts the change."""
    git(root, "commit", "-qam", "change", day=day)
    done = handlelists("check", "--base", "HEAD~1", "--now", f"{day}T13:00:00Z", root=root)
    assert done.returncode == 0, done.stdout


def state(root: Path) -> str:
    done = handlelists("status", RECORD, "--format", "json", root=root)
    return str(json.loads(done.stdout)["records"][0]["state"])


def test_other_names_of_the_account_are_written_down_with_it(tmp_path: Path) -> None:
    root = repository(tmp_path)
    assert retract(root, "--covers", "quay_second").returncode == 2
    done = retract(root, "--reason", "mistaken-identity", "--covers", "quay_second", "--covers", "1234")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.strip() for line in added(root)[3:]] == ['covers: [quay_second, "1234"]']


def test_a_retraction_and_its_naming_are_small_diffs_that_are_accepted(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = retract(root, "--reason", "mistaken-identity", "--public-handle")
    assert done.returncode == 0, done.stdout + done.stderr
    assert added(root) == [
        "retractions:",
        "  - date: 2026-02-10",
        "    reason: mistaken-identity",
        "    public_handle: true",
    ]
    assert f"wrote {VERIFIED}\n" in done.stdout
    assert f"git commit -m 'Retract {RECORD}' -- {VERIFIED}\n" in done.stdout
    assert "Undo. The listing was wrong." in done.stdout
    accepted(root, "2026-02-10")
    assert state(root) == "retracted"

    assert retract(root, "--clear-handle").returncode == 0
    assert "public_handle" not in (root / VERIFIED).read_text()
    accepted(root, "2026-02-11")
    assert "already" in retract(root, "--clear-handle").stdout
    assert retract(root, "--public-handle").returncode == 0
    assert added(root) == ["    public_handle: true"]
    accepted(root, "2026-02-12")

    text = (root / VERIFIED).read_text()
    assert text.startswith("# Kept by the desk.\n\n")
    assert "# looked at twice\nsummary:" in text
    assert handlelists("fmt", "--check", VERIFIED, root=root).returncode == 0


@pytest.mark.parametrize(
    "account", ["@harbour_tickets", "https://x.com/Harbour_Tickets", "900000000000000001"]
)
def test_a_record_is_named_by_its_account_too(tmp_path: Path, account: str) -> None:
    root = repository(tmp_path)
    done = handlelists("retract", account, "--reason", "duplicate", "--now", "2026-02-10", root=root)
    assert done.returncode == 0
    assert f"Retract {RECORD}" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "give one of"),
        (("--reason", "duplicate", "--clear-handle"), "give one of"),
        (("--reason", "safety"), "is not one of"),
        (("--reason", "duplicate", "--date", "2026-02-11"), "2026-02-11 is after today, 2026-02-10"),
        (("--public-handle",), "was never retracted"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    root = repository(tmp_path)
    done = retract(root, *arguments)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert added(root) == []


def test_a_second_retraction_for_the_same_reason_is_refused(tmp_path: Path) -> None:
    root = repository(tmp_path)
    retract(root, "--reason", "duplicate")
    before = added(root)
    done = retract(root, "--reason", "duplicate")
    assert (done.returncode, "retracted already, since 2026-02-10: duplicate" in done.stderr) == (2, True)
    assert added(root) == before


def test_a_record_with_problems_of_its_own_is_retracted_all_the_same(tmp_path: Path) -> None:
    root = repository(tmp_path, COMMENTED + "unknown: 1\n")
    done = retract(root, "--reason", "personal-data")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The files that were read have 1 error besides" in done.stderr
    assert "    reason: personal-data\n" in (root / VERIFIED).read_text()


@pytest.mark.parametrize("text", ["id: [broken", "a: 1\na: 2\n", "\ufeffid: a\n", "- a\n"])
def test_a_file_that_is_no_yaml_is_withheld_instead(tmp_path: Path, text: str) -> None:
    root = repository(tmp_path, text)
    done = retract(root, "--reason", "personal-data")
    assert (done.returncode, f"handlelists withhold {RECORD} --by ROLE" in done.stderr) == (2, True)
    assert added(root) == []
    assert handlelists("withhold", RECORD, "--by", "desk", root=root).returncode == 0
