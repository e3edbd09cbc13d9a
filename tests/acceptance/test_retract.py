"""`handlelists retract`: one small diff that `check` accepts, whatever else is wrong with the record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.fmt.formatter import format_bytes
from site_builder.load.layout import FileKind
from site_builder.load.parsed import claim_digest
from site_builder.load.strict_yaml import load
from site_builder.write.files import write_atomic
from tests.acceptance.support import git, handlelists
from tests.instance import BASE, VERIFIED, write_instance

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

RECORD: Final = "7k3f9q2m4d1p"
TEXT: Final = format_bytes(FileKind.RECORD, (BASE / VERIFIED).read_bytes(), VERIFIED).content.decode()
WHY: Final = ("--why", "Somebody else.", "--unsigned")
COMMENTED: Final = "# Kept by the desk.\n\n" + TEXT.replace("\nsummary:", "\n# looked at twice\nsummary:")


def repository(root: Path, text: str = COMMENTED) -> Path:
    write_instance(root, files={VERIFIED: text})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "base", day="2026-02-01")
    return root


def retract(root: Path, *arguments: str, day: str = "2026-02-10") -> subprocess.CompletedProcess[str]:
    decided = () if "--clear-handle" in arguments or "--why" in arguments else WHY
    return handlelists("retract", RECORD, *arguments, *decided, "--now", f"{day}T12:00:00Z", root=root)


def added(root: Path) -> list[str]:
    """Return the lines that the work tree's one changed file has more than HEAD; it lacks none."""
    rows = git(root, "diff", "--unified=0", "--no-prefix").splitlines()
    lines = [row for row in rows if row[:1] in "+-" and not row.startswith(("+++", "---"))]
    assert all(line.startswith("+") for line in lines), lines
    return [line[1:] for line in lines]


def accepted(root: Path, day: str) -> None:
    """Commit the work tree; `check` accepts the change."""
    git(root, "add", "-A")
    git(root, "commit", "-qm", "change", day=day)
    done = handlelists("check", "--base", "HEAD~1", "--now", f"{day}T13:00:00Z", root=root)
    assert done.returncode == 0, done.stdout


def decisions(root: Path) -> dict[str, tuple[str, dict[str, str]]]:
    """Return kind and subject of each decision of the working folder."""
    files = sorted((root / "lists/decisions").glob("*.yaml"))
    found: dict[str, Any] = {path.stem: load(path.read_bytes(), path.name).value for path in files}
    assert all(item["reason"] in {"Somebody else.", "Not theirs."} for item in found.values())
    return {name: (item["kind"], item["subject"]) for name, item in found.items()}


def claim_of(root: Path) -> str:
    value: Any = load((root / VERIFIED).read_bytes(), VERIFIED).value
    return claim_digest("harbour", RECORD, value)


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
    files = " ".join((*(f"lists/decisions/{name}.yaml" for name in decisions(root)), VERIFIED))
    assert all(f"wrote {path}\n" in done.stdout for path in files.split())
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("  git commit"))
    assert line.startswith(f"  git commit -m 'Retract {RECORD}' -- lists/decisions/")
    assert sorted(line.rpartition(" -- ")[2].split()) == sorted(files.split())
    assert "Undo. The listing was wrong." in done.stdout
    assert "decide sign" not in done.stdout, "where all lists waive signatures nobody has to sign"
    claim = claim_of(root)
    assert sorted(decisions(root).values(), key=str) == [
        ("name-shown", {"record": RECORD, "claim": claim, "retraction": "2026-02-10"}),
        (
            "retraction",
            {"record": RECORD, "claim": claim, "retraction": "2026-02-10", "removal": "mistaken-identity"},
        ),
    ]
    accepted(root, "2026-02-10")
    assert state(root) == "retracted"

    assert retract(root, "--clear-handle").returncode == 0
    assert len(decisions(root)) == 2
    assert "public_handle" not in (root / VERIFIED).read_text()
    accepted(root, "2026-02-11")
    assert "already" in retract(root, "--clear-handle").stdout
    assert retract(root, "--public-handle").returncode == 0
    assert added(root) == ["    public_handle: true"]
    assert len(decisions(root)) == 3
    assert "named already" in retract(root, "--public-handle").stdout
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
    done = handlelists("retract", account, "--reason", "duplicate", *WHY, "--now", "2026-02-10", root=root)
    assert done.returncode == 0
    assert f"Retract {RECORD}" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "give one of"),
        (("--reason", "duplicate", "--clear-handle"), "give one of"),
        (("--clear-handle", "--why", "x"), "--clear-handle needs no decision"),
        (("--clear-handle", "--unsigned"), "--clear-handle needs no decision"),
        (
            ("--reason", "duplicate", "--unsigned", "--key", "x", "--why", "x"),
            "--unsigned cannot be used with --key",
        ),
        (
            ("--reason", "duplicate", "--unsigned", "--as", "x", "--why", "x"),
            "leave out --as: a steward signs afterwards with `handlelists decide sign`",
        ),
        (
            ("--reason", "duplicate", "--why", "x"),
            "sign it: --as STEWARD --key FILE; or leave that to a steward: --unsigned",
        ),
        (
            ("--reason", "duplicate", "--why", "x", "--as", "reviewer-a"),
            "reviewer-a cannot decide: not a steward",
        ),
        (("--reason", "safety"), "is not one of"),
        (("--reason", "duplicate", "--date", "2026-02-11"), "2026-02-11 is after today, 2026-02-10"),
        (("--public-handle",), "was never retracted"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    root = repository(tmp_path)
    done = retract(root, *arguments)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert (added(root), decisions(root)) == ([], {})


def test_a_decision_says_why(tmp_path: Path) -> None:
    root = repository(tmp_path)
    arguments = ("--reason", "duplicate", "--unsigned", "--now", "2026-02-10")
    done = handlelists("retract", RECORD, *arguments, root=root)
    assert (done.returncode, "missing: --why" in done.stderr) == (2, True)
    done = retract(root, "--reason", "duplicate", "--unsigned", "--why", "Ask a@b.example.")
    assert (done.returncode, "[text-email]" in done.stdout) == (1, True), done.stderr
    assert (added(root), decisions(root)) == ([], {})


def test_where_the_record_cannot_be_written_nothing_is_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path)
    order = []

    def fail(path: Path, content: bytes) -> None:
        order.append(path.parent.name)
        if path.parent.name != "decisions":
            raise OSError(28, "No space left on device", str(path))
        write_atomic(path, content)

    monkeypatch.setattr("site_builder.write.files.write_atomic", fail)
    done = retract(root, "--reason", "duplicate")
    assert (done.returncode, order) == (2, ["decisions", "7k"]), done.stderr
    assert (added(root), decisions(root)) == ([], {})


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
