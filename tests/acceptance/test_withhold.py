"""`handlelists withhold`: the emergency stop works whatever else is broken."""

from __future__ import annotations

import errno
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.support import NO_HISTORY, REPOSITORY, git, handlelists
from tests.instance import BASE, LINKING, PROPOSED, VERIFIED, write_instance

if TYPE_CHECKING:
    from pathlib import Path

RECORD = "7k3f9q2m4d1p"
OTHER = "0a1b2c3d4e5f"
WITHHELD = "lists/withheld.yaml"


def instance(root: Path, **files: str | bytes | None) -> Path:
    write_instance(root, files=files)
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_bytes((REPOSITORY / "tests/acceptance/minimal-mkdocs.yml").read_bytes())
    return root


def states(root: Path, account: str) -> list[str]:
    done = handlelists("status", account, *NO_HISTORY, "--format", "json", root=root)
    return [record["state"] for record in json.loads(done.stdout)["records"]]


def test_a_withheld_record_is_not_published_and_leaves_no_trace(tmp_path: Path) -> None:
    root = instance(tmp_path)
    assert handlelists("build", *NO_HISTORY, root=root).returncode == 0
    assert (root / "site/lists/harbour" / RECORD / "index.html").is_file()
    done = handlelists("withhold", RECORD, "--by", "maintainers", "--since", "2026-05-01", root=root)
    assert done.returncode == 0
    assert (
        root / WITHHELD
    ).read_text() == f"{RECORD}:\n  since: 2026-05-01\n  by: maintainers\n  reason: under-review\n"
    assert states(root, RECORD) == ["withheld"]
    assert handlelists("build", *NO_HISTORY, root=root).returncode == 0
    assert not (root / "site/lists/harbour" / RECORD).exists()
    data = b"".join(path.read_bytes() for path in (root / "site").rglob("*") if path.is_file())
    assert RECORD.encode() not in data


def test_comments_and_earlier_entries_stay(tmp_path: Path) -> None:
    before = f"# kept by the desk\n{OTHER}: # a note\n  since: 2026-01-01\n  by: desk\n  reason: safety\n"
    root = instance(tmp_path, **{WITHHELD: before})
    assert (
        handlelists("withhold", OTHER, RECORD, "--by", "desk", "--since", "2026-05-01", root=root).returncode
        == 0
    )
    after = (root / WITHHELD).read_text()
    assert after.startswith("# kept by the desk\n")
    assert "# a note" in after
    assert "reason: safety" in after
    assert f"{RECORD}:" in after
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
    assert (root / WITHHELD).read_text().count("reason: unreadable") == 2
    validated = handlelists("validate", root=root)
    assert validated.returncode == 0
    assert "warning" in validated.stdout
    assert handlelists("build", *NO_HISTORY, root=root).returncode == 0


def test_no_pattern_is_looked_at_to_withhold_or_to_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = "handle: {pattern: '(?:a|a){1,60}b', syntax: text, examples: [a], not_handles: ['!']}"
    root = instance(tmp_path, **{"lists/platforms.yaml": f"skiffs:\n  name: Skiffs\n  {platform}\n"})
    monkeypatch.setattr("site_builder.handles.platform.judged", lambda _: pytest.fail("looked at"))
    for arguments in ((RECORD, "--by", "desk"), ("--release", RECORD)):
        done = handlelists("withhold", *arguments, root=root)
        assert done.returncode == 0, done.stderr


ENTRY = "  since: 2026-01-01\n  by: desk\n  reason: safety\n"


@pytest.mark.parametrize(
    ("committed", "now"),
    [
        (f"# a note\n{OTHER}:\n{ENTRY}", f"# a note\n{OTHER}:\n{ENTRY}junk\n"),
        (f"# a note\n{OTHER}:\n{ENTRY}", "<<<<<<< HEAD\n"),
        (f"# a note\n{OTHER}:\n{ENTRY}", b"\xff\xfe"),
        (f"{OTHER}:\n{ENTRY}junk\n", "junk\n"),  # it was committed broken
        (f"{OTHER}:\n{ENTRY}junk\n", None),
        (f"{{{OTHER}: {{since: 2026-01-01, by: desk, reason: nonsense}}}}\n", None),
        (None, f"{OTHER}:\n{ENTRY}\tjunk\n"),  # what was not committed yet
    ],
)
def test_a_broken_withheld_file_stops_no_withholding_and_releases_nobody(
    tmp_path: Path, committed: str | None, now: str | bytes | None
) -> None:
    root = instance(tmp_path, **({WITHHELD: committed} if committed else {}))
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    if now is not None:
        (root / WITHHELD).write_bytes(now.encode() if isinstance(now, str) else now)
    done = handlelists("withhold", RECORD, "--by", "night-desk", "--reason", "legal-order", root=root)
    assert done.returncode == 0, done.stderr
    assert "cannot be read, and is written again" in done.stderr
    assert handlelists("validate", root=root).returncode == 0
    assert states(root, OTHER) == states(root, RECORD) == ["withheld"]
    text = (root / WITHHELD).read_text()
    assert ("# a note" in text) == ("note" in str(committed))
    assert ("reason: safety" in text) == ("nonsense" not in str(committed))


def test_a_broken_withheld_file_is_written_again_without_git_or_where_it_cannot_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = instance(tmp_path, **{WITHHELD: f"{OTHER}:\n{ENTRY}zzzzzzzzzzzz: junk\n"})
    assert handlelists("withhold", "--release", OTHER, root=root).returncode == 2
    assert handlelists("withhold", RECORD, "--by", "desk", root=root).returncode == 0
    assert states(root, OTHER) == states(root, RECORD) == ["withheld"]
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    opened = os.open

    def refuse(path: str, *arguments: Any, **more: Any) -> int:
        if str(path).endswith(WITHHELD):
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *arguments, **more)

    third = PROPOSED.rpartition("/")[2].removesuffix(".yaml")
    with monkeypatch.context() as patch:
        patch.setattr("site_builder.load.files.os.open", refuse)
        done = handlelists("withhold", third, "--by", "desk", root=root)
    assert done.returncode == 0, done.stderr
    assert states(root, OTHER) == states(root, RECORD) == states(root, third) == ["withheld"]


def test_a_broken_list_withholds_all_of_it_but_must_be_mended(tmp_path: Path) -> None:
    root = instance(tmp_path, **{"lists/harbour/sources.yaml": "sources: nonsense\n"})
    assert handlelists("withhold", "--invalid", "--by", "maintainers", root=root).returncode == 0
    text = (root / WITHHELD).read_text()
    assert all(
        path.rpartition("/")[2].removesuffix(".yaml") in text for path in (VERIFIED, LINKING, PROPOSED)
    )
    assert handlelists("build", *NO_HISTORY, root=root).returncode == 0


def test_what_no_record_is_to_blame_for_is_left_and_said(tmp_path: Path) -> None:
    root = instance(tmp_path, **{"lists/harbour/stray.txt": "x"})
    done = handlelists("withhold", "--invalid", "--by", "maintainers", root=root)
    assert done.returncode == 1
    assert "lists/harbour/stray.txt:1:1" in done.stderr
    assert not (root / WITHHELD).exists()


def test_an_id_that_no_record_has_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    root = instance(tmp_path)
    done = handlelists("withhold", "zzzzzzzzzzzz", RECORD, "--by", "maintainers", root=root)
    assert (done.returncode, "no record has the id zzzzzzzzzzzz" in done.stderr) == (2, True)
    assert not (root / WITHHELD).exists()


def test_a_role_that_is_none_is_refused(tmp_path: Path) -> None:
    root = instance(tmp_path)
    assert handlelists("withhold", RECORD, "--by", "Not A Role", root=root).returncode == 2
    assert not (root / WITHHELD).exists()


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    root = instance(tmp_path)
    handlelists("withhold", RECORD, "--by", "maintainers", "--since", "2026-05-01", root=root)
    before = (root / WITHHELD).read_bytes()
    done = handlelists("withhold", RECORD, "--by", "desk", root=root)
    assert (done.returncode, "already" in done.stdout) == (0, True)
    assert (root / WITHHELD).read_bytes() == before


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


def test_a_released_record_is_in_the_state_that_its_reviews_give_it(tmp_path: Path) -> None:
    before = f"# kept by the desk\n\n# of the record\n{RECORD}:\n  since: 2026-01-01\n  by: desk\n  reason: safety\n"
    root = instance(tmp_path, **{WITHHELD: before})
    assert states(root, RECORD) == ["withheld"]
    done = handlelists("withhold", "--release", RECORD, "--by", "desk", "--now", "2026-05-01", root=root)
    assert done.returncode == 0, done.stderr
    assert (root / WITHHELD).read_text() == "# kept by the desk\n\n{}\n"
    assert f"{RECORD} is then confirmed, public again" in done.stdout
    assert f"git commit -m 'Release {RECORD}' -- {WITHHELD}" in done.stdout
    assert states(root, RECORD) == ["verified"]
    assert handlelists("validate", root=root).returncode == 0
    assert handlelists("withhold", RECORD, "--by", "desk", "--since", "2026-05-01", root=root).returncode == 0
    assert (root / WITHHELD).read_text().startswith("# kept by the desk\n\n" + RECORD)


def test_other_entries_and_their_comments_stay_when_one_is_released(tmp_path: Path) -> None:
    entry = "  since: 2026-01-01\n  by: desk\n  reason: safety\n"
    root = instance(tmp_path, **{WITHHELD: f"{OTHER}: # a note\n{entry}{RECORD}:\n{entry}"})
    done = handlelists("withhold", "--release", RECORD, root=root)
    assert done.returncode == 0, done.stderr
    assert (root / WITHHELD).read_text() == f"{OTHER}:  # a note\n{entry}"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--release", RECORD), f"{RECORD} is not in {WITHHELD}"),
        (("--release", OTHER, "--reason", "safety"), "--release can be combined only with --by"),
        (("--release", OTHER, RECORD), "--release can be combined only with --by"),
        ((RECORD,), "missing: --by"),
        ((RECORD, "--by", "desk", "--since", "2026-05-02", "--now", "2026-05-01"), "is after today"),
    ],
)
def test_what_makes_no_sense_changes_nothing(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    before = f"{OTHER}:\n  since: 2026-01-01\n  by: desk\n  reason: safety\n"
    root = instance(tmp_path, **{WITHHELD: before})
    done = handlelists("withhold", *arguments, root=root)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert (root / WITHHELD).read_text() == before
