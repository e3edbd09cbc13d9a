"""`handlelists withhold`: the emergency stop works whatever else is broken."""

from __future__ import annotations

import errno
import json
import os
import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.support import NO_HISTORY, REPOSITORY, git, handlelists
from tests.instance import BASE, LINKING, PROPOSED, VERIFIED, withholding, write_instance

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

RECORD = "7k3f9q2m4d1p"
OTHER = "0a1b2c3d4e5f"
WITHHELD = "lists/withheld"


def instance(root: Path, **files: str | bytes | None) -> Path:
    write_instance(root, files=files)
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_bytes((REPOSITORY / "tests/acceptance/minimal-mkdocs.yml").read_bytes())
    return root


def states(root: Path, account: str) -> list[str]:
    done = handlelists("status", account, *NO_HISTORY, "--format", "json", root=root)
    return [record["state"] for record in json.loads(done.stdout)["records"]]


def held(root: Path) -> dict[str, list[str]]:
    """Return what each file of `lists/withheld/` holds, by record."""
    found: dict[str, list[str]] = {}
    for path in sorted((root / WITHHELD).glob("*")):
        assert re.fullmatch("[0-9a-hjkmnp-tv-z]{12}[.][0-9a-hjkmnp-tv-z]{6}[.]yaml", path.name)
        found.setdefault(path.name[:12], []).append(path.read_text())
    return found


def committed(root: Path, done: subprocess.CompletedProcess[str]) -> None:
    """Run the commands that were said; nothing is left to be committed then."""
    assert done.returncode == 0, done.stdout + done.stderr
    said = [shlex.split(line) for line in done.stdout.splitlines() if line.startswith("  git ")]
    assert [words[:2] for words in said] == [["git", "add"], ["git", "commit"]]
    for words in said:
        git(root, *words[1:])
    assert git(root, "status", "--short", "lists") == ""


def release(root: Path, *named: str, now: str = "2026-05-01") -> subprocess.CompletedProcess[str]:
    options = ("--reason", "It was looked at.", "--unsigned", "--now", now)
    return handlelists("decide", "release", *named, *options, root=root)


def test_a_withheld_record_is_not_published_and_leaves_no_trace(tmp_path: Path) -> None:
    root = instance(tmp_path)
    assert handlelists("build", *NO_HISTORY, root=root).returncode == 0
    assert (root / "site/lists/harbour" / RECORD / "index.html").is_file()
    done = handlelists("withhold", RECORD, "--by", "maintainers", "--since", "2026-05-01", root=root)
    assert done.returncode == 0
    assert held(root) == {RECORD: ["since: 2026-05-01\nby: maintainers\nreason: under-review\n"]}
    assert states(root, RECORD) == ["withheld"]
    assert handlelists("build", *NO_HISTORY, root=root).returncode == 0
    assert not (root / "site/lists/harbour" / RECORD).exists()
    data = b"".join(path.read_bytes() for path in (root / "site").rglob("*") if path.is_file())
    assert RECORD.encode() not in data


def test_what_is_there_stays_as_it_is(tmp_path: Path) -> None:
    before = "# kept by the desk\nsince: 2026-01-01\nby: desk\nreason: safety\n"
    root = instance(tmp_path, **{withholding(OTHER): before})
    done = handlelists("withhold", OTHER, RECORD, "--by", "desk", "--since", "2026-05-01", root=root)
    assert done.returncode == 0
    assert {record: len(files) for record, files in held(root).items()} == {OTHER: 2, RECORD: 1}
    assert (root / withholding(OTHER)).read_text() == before
    assert handlelists("fmt", "--check", WITHHELD, root=root).returncode == 0
    assert states(root, OTHER) == states(root, RECORD) == ["withheld"]


def test_a_broken_file_never_delays_a_removal(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {
        VERIFIED: "id: [broken",
        LINKING: b"\xff\xfe",
        "lists/harbour/reviews/reviewer-b/0a.yaml": f"{OTHER}: nonsense\n",
    }
    root = instance(tmp_path, **files)
    assert handlelists("build", *NO_HISTORY, root=root).returncode == 1
    done = handlelists("withhold", "--invalid", "--by", "maintainers", root=root)
    assert done.returncode == 0, done.stderr
    assert sorted(held(root)) == [OTHER, RECORD]
    assert all("reason: unreadable" in text for texts in held(root).values() for text in texts)
    validated = handlelists("validate", root=root)
    assert validated.returncode == 0
    assert "warning" in validated.stdout
    assert handlelists("build", *NO_HISTORY, root=root).returncode == 0
    again = handlelists("withhold", "--invalid", "--by", "maintainers", root=root)
    assert (again.returncode, again.stdout) == (0, "Nothing to withhold.\n")


def test_no_pattern_is_looked_at_to_withhold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = "handle: {pattern: '(?:a|a){1,60}b', syntax: text, examples: [a], not_handles: ['!']}"
    root = instance(tmp_path, **{"lists/platforms.yaml": f"skiffs:\n  name: Skiffs\n  {platform}\n"})
    monkeypatch.setattr("site_builder.handles.platform.judged", lambda _: pytest.fail("looked at"))
    done = handlelists("withhold", RECORD, "--by", "desk", root=root)
    assert done.returncode == 0, done.stderr


def test_no_record_has_to_be_read_to_withhold_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = instance(tmp_path)
    opened = os.open

    def refuse(path: str, *arguments: Any, **more: Any) -> int:
        assert "/lists/harbour/" not in str(path)
        return opened(path, *arguments, **more)

    monkeypatch.setattr("site_builder.load.files.os.open", refuse)
    done = handlelists("withhold", RECORD, OTHER, "--by", "desk", root=root)
    assert (done.returncode, sorted(held(root))) == (0, [OTHER, RECORD]), done.stderr


@pytest.mark.parametrize("content", ["", "<<<<<<< HEAD\n", b"\xff\xfe", "since: [", "reason: nonsense\n"])
@pytest.mark.parametrize("name", [f"{OTHER}.0a1b2c.yaml", f"{OTHER}.yaml", OTHER, f"{OTHER}/note.txt"])
def test_a_broken_withholding_withholds_and_stops_nothing(
    tmp_path: Path, name: str, content: str | bytes
) -> None:
    root = instance(tmp_path, **{f"{WITHHELD}/{name}": content})
    done = handlelists("withhold", RECORD, "--by", "night-desk", "--reason", "legal-order", root=root)
    assert (done.returncode, done.stderr) == (0, "")
    said = handlelists("validate", root=root).stdout
    assert ("leave it as it is" in said, "delete" in said) == (True, False), said
    assert states(root, OTHER) == states(root, RECORD) == ["withheld"]
    assert handlelists("build", *NO_HISTORY, root=root).returncode == 0
    done = release(root, OTHER, RECORD)
    assert done.returncode == 0, done.stderr
    assert (states(root, OTHER), states(root, RECORD)) == (["lapsed"], ["verified"])


@pytest.mark.parametrize("target", ["nothing", "../reviewers.yaml", "../harbour"])
def test_a_link_withholds_and_is_not_followed(tmp_path: Path, target: str) -> None:
    root = instance(tmp_path)
    (root / WITHHELD).mkdir()
    (root / WITHHELD / f"{OTHER}.0a1b2c.yaml").symlink_to(target)
    assert states(root, OTHER) == ["withheld"]
    assert handlelists("build", *NO_HISTORY, root=root).returncode == 0
    assert handlelists("withhold", OTHER, "--by", "desk", root=root).returncode == 0
    assert release(root, OTHER).returncode == 0
    assert states(root, OTHER) == ["lapsed"]
    assert (root / "lists/reviewers.yaml").is_file()


@pytest.mark.parametrize("folder", ["file", "link"])
def test_nothing_is_written_where_the_folder_is_something_else(tmp_path: Path, folder: str) -> None:
    root = instance(tmp_path / "root")
    if folder == "file":
        (root / WITHHELD).write_text("stop\n")
    else:
        (tmp_path / "elsewhere").mkdir()
        (root / WITHHELD).symlink_to(tmp_path / "elsewhere")
    assert handlelists("validate", root=root).returncode == 1
    done = handlelists("withhold", RECORD, "--by", "desk", root=root)
    assert (done.returncode, f"{WITHHELD} is not a folder" in done.stderr) == (2, True), done.stderr
    assert not list((tmp_path / "elsewhere").glob("*"))


def test_a_withholding_that_cannot_be_opened_withholds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = instance(tmp_path, **{withholding(OTHER): "since: 2026-01-01\nby: desk\nreason: safety\n"})
    opened = os.open

    def refuse(path: str, *arguments: Any, **more: Any) -> int:
        if str(path).endswith(withholding(OTHER)):
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *arguments, **more)

    monkeypatch.setattr("site_builder.load.files.os.open", refuse)
    assert handlelists("withhold", RECORD, "--by", "desk", root=root).returncode == 0
    assert states(root, OTHER) == states(root, RECORD) == ["withheld"]
    assert handlelists("validate", root=root).returncode == 0


def test_a_broken_list_withholds_all_of_it_but_must_be_mended(tmp_path: Path) -> None:
    root = instance(tmp_path, **{"lists/harbour/sources.yaml": "sources: nonsense\n"})
    assert handlelists("withhold", "--invalid", "--by", "maintainers", root=root).returncode == 0
    assert {path.rpartition("/")[2][:12] for path in (VERIFIED, LINKING, PROPOSED)} == held(root).keys()
    assert handlelists("build", *NO_HISTORY, root=root).returncode == 0


def test_what_no_record_is_to_blame_for_is_left_and_said(tmp_path: Path) -> None:
    root = instance(tmp_path, **{"lists/harbour/stray.txt": "x"})
    done = handlelists("withhold", "--invalid", "--by", "maintainers", root=root)
    assert done.returncode == 1
    assert "lists/harbour/stray.txt:1:1" in done.stderr
    assert not (root / WITHHELD).exists()


def test_a_record_that_is_in_no_file_is_withheld_and_said(tmp_path: Path) -> None:
    root = instance(tmp_path)
    done = handlelists("withhold", "zzzzzzzzzzzz", RECORD, "--by", "maintainers", root=root)
    assert (done.returncode, "no file is named after zzzzzzzzzzzz" in done.stderr) == (0, True)
    assert RECORD not in done.stderr
    assert sorted(held(root)) == [RECORD, "zzzzzzzzzzzz"]
    assert "[withheld-unknown]" in handlelists("validate", root=root).stdout


@pytest.mark.parametrize(
    "record", ["ZZZZZZZZZZZZ", "7k3f9q2m4d1", "@harbour_nobody", "@Harbour_Tickets?and more"]
)
def test_what_no_record_is_found_for_is_refused_before_anything_is_written(
    tmp_path: Path, record: str
) -> None:
    root = instance(tmp_path)
    done = handlelists("withhold", RECORD, record, "--by", "maintainers", root=root)
    assert (done.returncode, "a record number always works" in done.stderr) == (2, True), done.stderr
    assert not (root / WITHHELD).exists()


@pytest.mark.parametrize(
    "named", ["@Harbour_Tickets", "harbour_tickets", "https://x.com/Harbour_Tickets/status/1"]
)
def test_an_account_is_withheld_by_what_status_finds(tmp_path: Path, named: str) -> None:
    root = instance(tmp_path)
    done = handlelists("withhold", named, "--by", "desk", "--since", "2026-05-01", root=root)
    assert (done.returncode, sorted(held(root))) == (0, [RECORD]), done.stderr


def test_of_an_account_on_several_records_it_is_said_which(tmp_path: Path) -> None:
    other = (BASE / VERIFIED).read_text().replace(RECORD, "4t4t4t4t4t4t")
    root = instance(tmp_path, **{"lists/harbour/twitter/4t/4t4t4t4t4t4t.yaml": other})
    done = handlelists("withhold", "@Harbour_Tickets", "--by", "desk", root=root)
    assert (done.returncode, f"2 records match @Harbour_Tickets: 4t4t4t4t4t4t, {RECORD}" in done.stderr) == (
        2,
        True,
    )
    assert "a record number always works, and several do" in done.stderr
    done = handlelists("withhold", "4t4t4t4t4t4t", RECORD, "--by", "desk", root=root)
    assert (done.returncode, sorted(held(root))) == (0, ["4t4t4t4t4t4t", RECORD])


def test_a_number_works_where_nothing_can_be_read(tmp_path: Path) -> None:
    root = instance(tmp_path)
    for path in (root / "lists").rglob("*.yaml"):
        path.write_bytes(b"\xff\xfe")
    done = handlelists("withhold", "@Harbour_Tickets", "--by", "desk", root=root)
    assert (done.returncode, "a record number always works" in done.stderr) == (2, True), done.stderr
    assert handlelists("withhold", RECORD, "--by", "desk", root=root).returncode == 0


# What does not validate: who is to blame for it

_COPY = "lists/harbour/twitter/4t/4t4t4t4t4t4t.yaml"


def _unreviewed(text: str) -> str:
    return text.replace(RECORD, "4t4t4t4t4t4t")


@pytest.mark.parametrize(
    ("files", "taken", "left"),
    [
        ({_COPY: _unreviewed}, ["4t4t4t4t4t4t"], ""),
        ({VERIFIED.replace("/7k/", "/00/"): str}, [], "record-id-duplicate"),
        (
            {VERIFIED.replace("/harbour/", "/harbour/a"): str, _COPY: _unreviewed},
            ["4t4t4t4t4t4t"],
            "record-id",
        ),
        ({VERIFIED.replace(".yaml", ".next-0a1b2c.yaml"): lambda _: "x: [\n"}, [], "yaml-syntax"),
        ({PROPOSED: lambda _: "x: [\n"}, ["9m2x0r5t8v4w"], ""),
        ({VERIFIED: lambda _: "x: [\n"}, [RECORD], ""),
    ],
)
def test_what_nobody_reviewed_takes_no_confirmed_record_off(
    tmp_path: Path, files: dict[str, Any], taken: list[str], left: str
) -> None:
    text = (BASE / VERIFIED).read_text()
    root = instance(tmp_path, **{path: make(text) for path, make in files.items()})
    assert handlelists("validate", root=root).returncode == 1
    done = handlelists("withhold", "--invalid", "--by", "desk", "--now", "2026-05-01", root=root)
    assert (done.returncode, sorted(held(root)) if taken else []) == (1 if left else 0, taken), done.stderr
    assert (left in done.stderr, "--from-published" in done.stderr) == (True, bool(left))
    assert handlelists("validate", root=root).returncode == done.returncode


def test_only_what_is_still_wrong_takes_a_public_record_off(tmp_path: Path) -> None:
    """Both are about one protected account, and the one that nobody confirmed does not make the other right."""
    protected = (
        "title: Press\ndescription: x\naccounts:\n"
        "  - {id: tickets, platform: twitter, handle: harbour_tickets, name: Tickets}\n"
    )
    files = {_COPY: _unreviewed((BASE / VERIFIED).read_text()), "lists/protected/more.yaml": protected}
    root = instance(tmp_path, **files)
    assert (
        handlelists("withhold", "--invalid", "--by", "desk", "--now", "2026-05-01", root=root).returncode == 0
    )
    assert sorted(held(root)) == ["4t4t4t4t4t4t", RECORD]


def test_a_role_that_is_none_is_refused(tmp_path: Path) -> None:
    root = instance(tmp_path)
    assert handlelists("withhold", RECORD, "--by", "Not A Role", root=root).returncode == 2
    assert not (root / WITHHELD).exists()


def test_the_same_twice_is_once_and_another_reason_is_another_withholding(tmp_path: Path) -> None:
    root = instance(tmp_path)
    handlelists("withhold", RECORD, "--by", "desk", "--since", "2026-05-01", root=root)
    before = held(root)
    done = handlelists("withhold", RECORD, RECORD, "--by", "desk", root=root)
    assert (done.returncode, done.stdout) == (0, f"{RECORD} is withheld already\nNothing was written.\n")
    assert held(root) == before
    done = handlelists("withhold", RECORD, "--by", "desk", "--reason", "legal-order", root=root)
    assert (done.returncode, "already" in done.stdout) == (0, False)
    assert len(held(root)[RECORD]) == 2


def test_of_many_records_the_folder_is_committed(tmp_path: Path) -> None:
    root = instance(tmp_path)
    records = [f"zzzzzzzzzzz{digit}" for digit in "0123"]
    done = handlelists("withhold", *records, "--by", "desk", root=root)
    assert f"git commit -m 'Withhold 4 records' -- {WITHHELD}\n" in done.stdout
    assert sorted(held(root)) == records


def test_a_withheld_record_may_be_dated_on_no_day_of_the_calendar(tmp_path: Path) -> None:
    reviews = f"lists/harbour/reviews/reviewer-a/{RECORD[:2]}.yaml"
    text = (BASE / reviews).read_text().replace("2026-01-20", "2026-02-30")
    root = instance(tmp_path, **{reviews: text})
    assert handlelists("build", *NO_HISTORY, root=root).returncode == 1
    assert states(root, RECORD) == ["proposed"]
    assert handlelists("withhold", RECORD, "--by", "desk", "--since", "2026-05-01", root=root).returncode == 0
    done = handlelists("build", *NO_HISTORY, root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert states(root, RECORD) == ["withheld"]


@pytest.mark.parametrize("content", [None, "id: [\n", "title: Harbour lists\n"])
def test_without_an_instance_no_word_counts_but_a_withholding_does(
    tmp_path: Path, content: str | None
) -> None:
    path, rules = "lists/instance.yaml", "lists/harbour/list.yaml"
    text = (BASE / rules).read_text().replace("waived", "required").replace("example: true\n", "")
    root = instance(tmp_path, **{path: content, rules: text})
    assert handlelists("withhold", RECORD, "--by", "desk", "--since", "2026-05-01", root=root).returncode == 0
    assert states(root, RECORD) == ["withheld"]
    assert states(root, OTHER) == ["proposed"]


def test_the_commands_that_are_said_commit_a_withholding(tmp_path: Path) -> None:
    root = instance(tmp_path)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    committed(root, handlelists("withhold", RECORD, "--by", "desk", root=root))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((RECORD,), "Missing option '--by'"),
        ((RECORD, "--by", "desk", "--since", "2026-05-02", "--now", "2026-05-01"), "is after today"),
    ],
)
def test_what_makes_no_sense_changes_nothing(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    before = "since: 2026-01-01\nby: desk\nreason: safety\n"
    root = instance(tmp_path, **{withholding(OTHER): before})
    done = handlelists("withhold", *arguments, root=root)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert held(root) == {OTHER: [before]}
