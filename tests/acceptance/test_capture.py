"""`handlelists capture`: a file into the evidence of a record and into the private store, or neither."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.load.strict_yaml import load
from tests.acceptance.support import fingerprint, git, handlelists
from tests.instance import BASE, PROPOSED, VERIFIED, write_instance
from tests.unit.captures.files import HTML, PAGE, WHEN, png, single_file, text, wacz, warc

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

NOW: Final = ("--now", "2026-02-01T00:00:00Z")
NEW, OLD = "9m2x0r5t8v4w", "7k3f9q2m4d1p"
BY: Final = ("--submitted-by", "contributor-b")
OF_E1: Final = ("--record", NEW, "--evidence", "e1", *BY)
MADE: Final = (
    *("--kind", "profile", "--summary", "The profile offers refunds.", "--shows", "fraud"),
    *("--sensitivity", "none", *BY),
)
POLICY: Final = "lists/harbour/list.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository in which nobody has reviewed the proposal, and whose user has a store."""
    root = write_instance(tmp_path / "tree", files={"lists/harbour/reviews/reviewer-a/9m.yaml": None})
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.email", "7+x@users.noreply.github.com")
    git(root, "config", "handlelists.captures", "../store")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "base")
    return root


def capture(root: Path, data: bytes, *given: str) -> subprocess.CompletedProcess[str]:
    (root.parent / "file").write_bytes(data)
    return handlelists("capture", str(root.parent / "file"), *given, *NOW, root=root)


def stored(root: Path) -> list[str]:
    return list(fingerprint(root.parent / "store").values())


def changed(root: Path) -> list[str]:
    return git(root, "status", "--porcelain", "--untracked-files=all").splitlines()


def accepted(root: Path) -> str:
    """Commit what was written, and return what `check` says of it."""
    git(root, "add", "-A", day="2026-02-01")
    git(root, "commit", "-qm", "capture", day="2026-02-01")
    done = handlelists("check", "--base", "HEAD~1", *NOW[:1], "2026-02-02T00:00:00Z", root=root)
    return done.stdout if done.returncode else ""


def value(root: Path, file: str = PROPOSED) -> Any:
    return load((root / file).read_bytes(), file).value


def test_a_proposal_nobody_reviewed_is_edited_and_the_file_is_kept(root: Path) -> None:
    for number, data in enumerate((wacz(), warc(), single_file()), start=1):
        done = capture(root, data, *OF_E1) if number == 1 else capture(root, data, "--record", NEW, *MADE)
        assert done.returncode == 0, done.stdout + done.stderr
        item = value(root)["evidence"][-1]
        digest = hashlib.sha256(data).hexdigest()
        assert (item["id"], item["sha256"]) == (f"e{number}", digest)
        assert (item["captured"], item["url"]) == ("2026-01-20", PAGE)
        assert len(stored(root)) == number
        assert digest in stored(root)
    assert value(root)["submitted_by"] == ["contributor-a", "contributor-b"]
    assert changed(root) == [f" M {PROPOSED}"]
    assert handlelists("fmt", "--check", PROPOSED, root=root).returncode == 0
    assert handlelists("validate", root=root).returncode == 0
    assert "git commit" in done.stdout.replace(f"git -C {root}", "git")
    assert accepted(root) == ""


def test_a_reviewed_record_gets_a_next_claim_and_keeps_its_own(root: Path) -> None:
    before = (root / VERIFIED).read_bytes()
    data = warc(("https://news.example/ferry-report", HTML, WHEN))
    done = capture(root, data, "--record", OLD, "--evidence", "e1", *BY)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (root / VERIFIED).read_bytes() == before
    (line,) = changed(root)
    next_claim = value(root, line[3:])
    assert next_claim["evidence"][0]["sha256"] == hashlib.sha256(data).hexdigest()
    assert next_claim["evidence"][0]["captured"] == "2026-01-20"
    assert {"replaces", "context"} <= next_claim.keys()
    assert "observations" not in next_claim
    assert len(stored(root)) == 1
    assert handlelists("validate", root=root).returncode == 0
    assert handlelists("fmt", "--check", line[3:], root=root).returncode == 0
    assert accepted(root) == ""


def test_what_is_named_already_is_stored_and_nothing_else_happens(root: Path) -> None:
    data = png(text("URL", "https://elsewhere.example/"))
    digest = hashlib.sha256(data).hexdigest()
    for file in (VERIFIED, PROPOSED):
        words = (root / file).read_text(encoding="utf-8")
        (root / file).write_text(words.replace("    captured:", f"    sha256: {digest}\n    captured:", 1))
    git(root, "commit", "-qam", "digest")
    for _ in range(2):
        done = capture(root, data, "--record", OLD, "--evidence", "e1")
        assert done.returncode == 0, done.stderr
        assert "names exactly this file" in done.stdout
    assert (stored(root), changed(root)) == ([digest], [])
    assert "evidence e1 names this file already" in capture(root, data, "--record", NEW, *MADE).stderr
    assert "evidence e1 names another file" in capture(root, wacz(), *OF_E1).stderr
    assert (stored(root), changed(root)) == ([digest], [])


@pytest.mark.parametrize(
    ("data", "given", "why", "status"),
    [
        (single_file("https://posts.example/2"), OF_E1, f"holds https://posts.example/2, not {PAGE}", 1),
        (
            single_file(),
            (*OF_E1, "--url", "https://x.example/"),
            f"of {PAGE}, --url says https://x.example/",
            1,
        ),
        (
            single_file(),
            (*OF_E1, "--captured", "2026-01-21"),
            "captured on 2026-01-20 (UTC), --captured says",
            1,
        ),
        (wacz(pages=((PAGE, "2026-03-01T00:00:00Z"),)), OF_E1, "2026-03-01, after today, 2026-02-01", 1),
        (single_file("https://a:b@posts.example/"), ("--record", NEW, *MADE), "user name or password", 1),
        (png(), ("--record", NEW, *MADE), "missing: --captured", 2),
        (png(), (*OF_E1[:-2],), "missing: --submitted-by", 2),
        (
            png(),
            ("--record", NEW, "--captured", "2026-01-20"),
            "missing: --kind, --summary, --shows, --sensitivity",
            2,
        ),
        (png(), ("--record", NEW, "--evidence", "e7"), "has no evidence e7; it has e1", 2),
        (png(), (*OF_E1, "--kind", "post"), "--kind cannot be used with --evidence", 2),
        (png(), (*OF_E1, "--list", "harbour"), "--list cannot be used with FILE", 2),
        (png(), (*OF_E1, "--store", "lists/store"), "is inside", 2),
        (
            png(),
            ("--record", NEW, *MADE, "--captured", "2026-01-20", "--url", "ftp://x"),
            "only http and https",
            1,
        ),
        (png(), ("--record", NEW, *MADE, "--captured", "2026-01-20", "--shows", "arson"), "arson", 1),
        (b"\x1b[2J", OF_E1, "it is not a capture", 1),
    ],
    ids=lambda part: "file" if isinstance(part, bytes) else None,
)
def test_a_refusal_stores_and_changes_nothing(
    data: bytes, given: tuple[str, ...], why: str, status: int, root: Path
) -> None:
    done = capture(root, data, *given)
    assert why in done.stderr + done.stdout
    assert done.returncode == status
    assert "\x1b" not in done.stderr + done.stdout
    assert (stored(root), changed(root)) == ([], [])


def test_new_evidence_takes_a_number_that_was_never_used(root: Path) -> None:
    words = (root / PROPOSED).read_text(encoding="utf-8").replace("id: e1", "id: e4")
    (root / PROPOSED).write_text(words, encoding="utf-8")
    assert capture(root, wacz(), "--record", NEW, *MADE).returncode == 0
    assert [item["id"] for item in value(root)["evidence"]] == ["e4", "e5"]


def test_a_store_that_cannot_be_written_leaves_the_record_as_it_was(root: Path) -> None:
    for record, url in ((NEW, PAGE), (OLD, "https://news.example/ferry-report")):
        data = single_file(url)
        in_the_way = root.parent / "store/captures" / hashlib.sha256(data).hexdigest()[:2]
        in_the_way.parent.mkdir(parents=True, exist_ok=True)
        in_the_way.touch()
        done = capture(root, data, "--record", record, "--evidence", "e1", *BY)
        assert done.returncode == 2
        assert changed(root) == []


def test_about_harm_to_children_nothing_is_read_or_stored(root: Path) -> None:
    policy = (BASE / POLICY).read_text(encoding="utf-8")
    (root / POLICY).write_text(policy.replace("harm: impersonation", "harm: child-safety"), encoding="utf-8")
    git(root, "commit", "-qam", "policy")
    fifo = root.parent / "fifo"
    os.mkfifo(fifo)
    shown = ("--record", NEW, *MADE, "--shows", "impersonation")
    for given in (("--record", OLD, "--evidence", "e1", *BY), shown):
        done = handlelists("capture", str(fifo), *given, *NOW, root=root)
        assert done.returncode == 2
        assert "category impersonation of list harbour is about harm to children" in done.stderr
    assert "is not a file" in handlelists("capture", str(fifo), *OF_E1, *NOW, root=root).stderr
    assert (stored(root), changed(root)) == ([], [])


def test_a_retracted_record_gets_no_capture(root: Path) -> None:
    retracted = "retractions:\n  - {date: 2026-01-30, reason: personal-data}\n"
    with (root / PROPOSED).open("a", encoding="utf-8") as file:
        file.write(retracted)
    done = capture(root, wacz(), *OF_E1)
    assert (done.returncode, "is retracted, for good" in done.stderr) == (2, True)
    assert stored(root) == []


def test_without_a_store_or_with_a_private_address_it_says_what_to_do(root: Path) -> None:
    git(root, "config", "--unset", "handlelists.captures")
    assert "git config handlelists.captures DIR" in capture(root, wacz(), *OF_E1).stderr
    git(root, "config", "user.email", "someone@mail.example")
    assert "someone@mail.example" in capture(root, wacz(), *OF_E1).stderr
    done = capture(root, wacz(), *OF_E1, "--allow-email", "--store", str(root.parent / "store"))
    assert (done.returncode, len(stored(root))) == (0, 1), done.stderr


def test_an_address_in_archived_stays_and_it_is_said_that_it_leaves_the_claim(root: Path) -> None:
    words = (root / PROPOSED).read_text(encoding="utf-8")
    words = words.replace("    captured:", "    archived: https://archive.example/1\n    captured:")
    (root / PROPOSED).write_text(words, encoding="utf-8")
    done = capture(root, wacz(), *OF_E1)
    assert (done.returncode, "no longer vouch" in done.stderr) == (0, True)
    assert value(root)["evidence"][0]["archived"] == "https://archive.example/1"


def test_verify_compares_the_store_with_what_evidence_names(root: Path) -> None:
    capture(root, wacz(), *OF_E1)
    done = handlelists("capture", "--verify", *NOW, root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"no capture: {VERIFIED} e1" in done.stdout
    assert "1 capture compared: 0 missing, 0 changed, 0 unreferenced; 1 piece of evidence" in done.stdout
    (kept,) = (root.parent / "store").rglob("*/*/*")
    kept.write_bytes(b"other")
    done = handlelists("capture", "--verify", "--format", "json", *NOW, root=root)
    said = json.loads(done.stdout)
    path = f"captures/{kept.parent.name}/{kept.name}"
    assert (done.returncode, said["changed"]) == (1, [path])
    assert f"changed: {path}\n" in handlelists("capture", "--verify", *NOW, root=root).stdout
    kept.unlink()
    done = handlelists("capture", "--verify", "--list", "harbour", *NOW, root=root)
    assert (done.returncode, f"missing: {PROPOSED} e1 {kept.name}" in done.stdout) == (1, True)
    assert handlelists("capture", "--verify", "--list", "none", *NOW, root=root).returncode == 2
    assert handlelists("capture", "x", "--verify", *NOW, root=root).returncode == 2
    (root / PROPOSED).write_text("id: [", encoding="utf-8")
    done = handlelists("capture", "--verify", *NOW, root=root)
    assert (done.returncode, "cannot say which captures are named" in done.stderr) == (2, True)
