"""`handlelists add`: one clean new file, or nothing at all; from options, or asked for on a terminal."""

from __future__ import annotations

import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.cli.kept import keep
from site_builder.proposals.answers import Answers
from tests.acceptance.support import REPOSITORY, git, handlelists, in_process
from tests.instance import BASE, VERIFIED, as_proposed, write_instance

if TYPE_CHECKING:
    from pathlib import Path

NOW: Final = ("--now", "2026-02-01T00:00:00Z")
REST: Final = (
    *("--category", "fraud", "--summary", "Sold tickets for a ferry that does not run."),
    *("--evidence-kind", "report", "--evidence-url", "https://news.example/ferries", "--sensitivity", "none"),
    *("--evidence-summary", "The third paragraph names it.", "--submitted-by", "contributor-x", *NOW),
)
WRITTEN: Final = """\
handle: ferry_desk_7
platform: twitter
categories: [fraud]
summary: Sold tickets for a ferry that does not run.
submitted_by: [contributor-x]
evidence:
  - id: e1
    kind: report
    sensitivity: none
    url: https://news.example/ferries
    captured: 2026-02-01
    shows: [fraud]
    summary: The third paragraph names it.
"""
ACCOUNT: Final = "https://x.com/ferry_desk_7?lang=en"


def repository(root: Path, email: str = "7+x@users.noreply.github.com", **files: str) -> Path:
    write_instance(root, files=files)
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.email", email)
    git(root, "config", "user.name", "contributor-x")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "base")
    return root


def new_files(root: Path) -> list[str]:
    """Return what the work tree holds more or otherwise than HEAD."""
    told = git(root, "status", "--porcelain", "--untracked-files=all").splitlines()
    assert all(line.startswith("?? ") for line in told), told
    return [line[3:] for line in told]


def on_a_terminal(
    root: Path, *arguments: str, typed: tuple[str, ...], apart: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run the command with a terminal as its standard input, on which all this is typed ahead; then end of input.

    `apart` says that it has a process of its own.
    """
    arguments = (*arguments, "--root", str(root), *NOW)
    terminal, end = pty.openpty()
    os.write(terminal, "".join(f"{line}\n" for line in typed).encode() + b"\x04")
    with os.fdopen(terminal), os.fdopen(end, encoding="utf-8") as stdin:
        if not apart:
            return in_process(*arguments, folder=root, stdin=stdin)
        done = subprocess.run(
            (sys.executable, "-m", "site_builder", *arguments),
            stdin=stdin,
            capture_output=True,
            encoding="utf-8",
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"},
            check=False,
        )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return done


# From options


def test_a_record_is_written_at_its_place_and_committed_by_the_lines_that_are_printed(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = handlelists("add", ACCOUNT, *REST, root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = new_files(root)
    assert re.fullmatch(r"lists/harbour/twitter/(..)/\1.{10}\.yaml", file)
    name = file[-17:-5]
    text = (root / file).read_text()
    assert (text.split("\n", 1)[0], as_proposed(text)) == (f"id: {name}", WRITTEN)
    assert handlelists("validate", root=root).returncode == 0
    assert handlelists("fmt", "--check", file, root=root).returncode == 0
    commands = [line.split("git ", 1)[1] for line in done.stdout.splitlines() if line.startswith("  git ")]
    assert len(commands) == 2
    for command in commands:
        subprocess.run(f"git {command}", shell=True, cwd=root, check=True, capture_output=True)  # noqa: S602 - the lines that a person copies
    assert git(root, "log", "-1", "--format=%s").strip() == f"Propose {name}"
    assert git(root, "show", "--name-only", "--format=").split() == [file]
    assert "ferry_desk" not in git(root, "log", "-1", "--format=%B")


def test_everything_that_is_missing_is_named_at_once(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = handlelists("add", *NOW, root=root)
    assert done.returncode == 2
    for option in (
        "ACCOUNT (or --platform with --handle or --account-id)",
        "--category",
        "--summary",
        "--evidence-kind",
        "--evidence-url",
        "--submitted-by",
    ):
        assert option in done.stderr
    assert new_files(root) == []


def test_what_the_list_requires_is_missing_and_named_once(tmp_path: Path) -> None:
    root = repository(tmp_path)
    policy = root / "lists/harbour/list.yaml"
    text = re.sub(r"(require_\w+): false", r"\1: true", policy.read_text(encoding="utf-8"))
    policy.write_text(text, encoding="utf-8")
    said = handlelists("add", *NOW, root=root).stderr
    assert "--account-id" in said
    assert said.count("--archived") == 1
    assert "--evidence-url" not in said


def test_several_pieces_of_evidence_are_given_in_order(tmp_path: Path) -> None:
    root = repository(tmp_path)
    more = (
        *("--evidence-kind", "profile", "--evidence-url", "-", "--evidence-summary", "It offers places."),
        *(
            "--archived",
            "-",
            "--archived",
            "https://archive.example/1",
            "--sha256",
            "-",
            "--sha256",
            "AB" * 32,
        ),
        *("--shows", "fraud", "--shows", "impersonation,fraud", "--category", "impersonation"),
    )
    done = handlelists("add", ACCOUNT, *REST, *more, root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    text = (root / new_files(root)[0]).read_text()
    assert text.split("  - id: e2\n")[1] == (
        "    kind: profile\n    sensitivity: none\n    archived: https://archive.example/1\n"
        f"    sha256: {'ab' * 32}\n    captured: 2026-02-01\n    shows: [impersonation, fraud]\n"
        "    summary: It offers places.\n"
    )
    assert "archived" not in text.split("  - id: e2\n")[0]


def test_options_of_evidence_that_do_not_fit_together_are_refused(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = handlelists("add", ACCOUNT, *REST, "--evidence-kind", "post", root=root)
    assert (done.returncode, new_files(root)) == (2, [])
    assert "--evidence-url is given 1 time, other options of evidence 2 times" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "ferry_desk_7", *REST), "can be a handle of"),
        (
            ("add", ACCOUNT, *REST, "--platform", "telegram"),
            "address of an account of X (Twitter), not Telegram",
        ),
        (("add", ACCOUNT, *REST, "--handle", "other"), "ACCOUNT says ferry_desk_7, --handle says other"),
        (("add", ACCOUNT, *REST, "--list", "nowhere"), "there is no list nowhere that can be read"),
        (("add", ACCOUNT, *REST, "--captured", "2026-02-02"), "2026-02-02 is after today, 2026-02-01"),
        (("add", ACCOUNT, *REST, "--captured", "2026-02-30"), "is not a day"),
        (("add", *REST, "--platform", "nowhere", "--account-id", "12"), "there is no platform nowhere"),
        (
            ("add", "900000000000000002", *REST, "--platform", "threads"),
            "may be a handle or an account id of",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    root = repository(tmp_path)
    done = handlelists(*arguments, root=root)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert new_files(root) == []


@pytest.mark.parametrize(
    ("account", "platform", "account_id"),
    [
        (
            ("https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv",),
            "youtube",
            "UCabcdefghijklmnopqrstuv",
        ),
        (("https://www.facebook.com/profile.php?id=100012345678901",), "facebook", "100012345678901"),
        (("https://vk.com/id12345",), "vk", "12345"),
        (("--platform", "vk", "--account-id", "12345"), "vk", "12345"),
    ],
)
def test_an_account_id_alone_is_enough(
    tmp_path: Path, account: tuple[str, ...], platform: str, account_id: str
) -> None:
    root = repository(tmp_path)
    done = handlelists("add", *account, *REST, root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = new_files(root)
    named = f'platform: {platform}\naccount_id: "{account_id}"\n'.replace('"UC', "UC").replace('uv"', "uv")
    assert as_proposed((root / file).read_text()).startswith(named)
    assert handlelists("validate", root=root).returncode == 0


def test_an_account_known_by_its_id_is_told_to_be_listed(tmp_path: Path) -> None:
    text = (BASE / VERIFIED).read_text().replace("handle: Harbour_Tickets\n", "")
    root = repository(tmp_path, **{VERIFIED: text})
    done = handlelists("add", *REST, "--platform", "twitter", "--account-id", "900000000000000001", root=root)
    assert (done.returncode, new_files(root)) == (1, [])
    note = "note: record 7k3f9q2m4d1p of harbour, account 900000000000000001: the same account id"
    assert note in done.stderr


def test_an_account_that_is_listed_is_refused_with_where_it_stands(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = handlelists("add", "https://x.com/harbour_TICKETS", *REST, root=root)
    assert (done.returncode, new_files(root)) == (1, [])
    assert "note: record 7k3f9q2m4d1p of harbour, Harbour_Tickets: the same handle (confirmed)" in done.stderr
    assert "[duplicate-handle]" in done.stderr


def test_an_account_that_was_taken_back_is_told_with_the_reason(tmp_path: Path) -> None:
    text = (BASE / VERIFIED).read_text() + "retractions:\n  - {date: 2026-01-30, reason: mistaken-identity}\n"
    root = repository(tmp_path, **{VERIFIED: text})
    done = handlelists("add", "https://x.com/HarbourTickets", *REST, root=root)
    assert done.returncode == 0
    assert "one edit apart (retracted on 2026-01-30: mistaken-identity)" in done.stderr
    done = handlelists("add", "https://x.com/other_1", *REST, "--account-id", "900000000000000001", root=root)
    assert (done.returncode, "the account was cleared" in done.stderr) == (0, True)
    (made,) = (root / path for path in new_files(root) if "other_1" in (root / path).read_text())
    assert "relists: [7k3f9q2m4d1p]\n" in made.read_text()


def test_a_protected_account_is_never_proposed(tmp_path: Path) -> None:
    root = repository(tmp_path)
    for more in ((), ("--distinct-from", "quay-news")):
        done = handlelists("add", "https://x.com/Quay_News", *REST, *more, root=root)
        assert (done.returncode, "[protected-account]" in done.stderr) == (1, True)
    assert new_files(root) == []


def test_what_looks_like_a_protected_account_is_proposed_where_the_evidence_shows_another(
    tmp_path: Path,
) -> None:
    protected = (BASE / "lists/protected/one.yaml").read_text().replace("quay_news", "quay_rnews")
    root = repository(tmp_path, **{"lists/protected/one.yaml": protected})
    done = handlelists("add", "https://x.com/quay_mews", *REST, root=root)
    assert (done.returncode, new_files(root)) == (1, [])
    assert "[protected-lookalike]" in done.stderr
    assert "--distinct-from quay-news" in done.stderr
    done = handlelists("add", "https://x.com/quay_mews", *REST, "--distinct-from", "quay-news", root=root)
    assert done.returncode == 0, done.stdout
    assert (
        "distinct_from:\n  - protected: quay-news\n    evidence: e1\n"
        in (root / new_files(root)[0]).read_text()
    )


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--summary", "Write to a@b.example about it.", "text-email"),
        ("--summary", "Sold \u202eskcit tickets.", "text-bidi"),
        ("--summary", "Sold\u200b tickets.", "text-invisible"),
        ("--summary", "Sold \x1b]0;owned\x07 tickets.", "text-invisible"),
        ("--summary", "x" * 3000, "schema-value"),
        ("--category", "other", "category-unknown"),
        ("--source", "nowhere", "source-unknown"),
        ("--submitted-by", "../../etc", "schema-value"),
        ("--account-id", "twelve", "account-id-syntax"),
        ("--distinct-from", "nobody", "protected-unknown"),
        ("--evidence-url", "https://user:pass@news.example/", "url-unsafe"),
    ],
)
def test_a_record_with_an_error_is_not_written_and_nothing_reaches_the_terminal_raw(
    tmp_path: Path, option: str, value: str, code: str
) -> None:
    root = repository(tmp_path)
    rest = list(REST)
    if option in rest:
        del rest[rest.index(option) : rest.index(option) + 2]
    done = handlelists("add", ACCOUNT, *rest, option, value, root=root)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"[{code}" in done.stdout
    assert "Nothing was written." in done.stderr
    assert not set(done.stdout + done.stderr) & set("\x1b\x07\u202e\u200b")
    assert new_files(root) == []


def test_a_private_address_would_stay_for_ever_and_is_refused(tmp_path: Path) -> None:
    root = repository(tmp_path, email="jane@home.example")
    done = handlelists("add", ACCOUNT, *REST, root=root)
    assert (done.returncode, "jane@home.example" in done.stderr) == (2, True)
    assert "--allow-email" in done.stderr
    assert new_files(root) == []
    assert handlelists("add", ACCOUNT, *REST, "--allow-email", root=root).returncode == 0


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = repository(tmp_path / "root")
    (root / "lists/harbour/vk").symlink_to(outside, target_is_directory=True)
    done = handlelists("add", "https://vk.com/ferry_desk_7", *REST, root=root)
    assert (done.returncode, "something else is in its place" in done.stderr) == (2, True)
    assert list(outside.iterdir()) == []


def test_without_a_list_there_is_nothing_to_propose_for(tmp_path: Path) -> None:
    root = repository(tmp_path, **{"lists/harbour/list.yaml": "title: 1\n"})
    done = handlelists("add", ACCOUNT, *REST, root=root)
    assert (done.returncode, "there is no list that can be read" in done.stderr) == (2, True)


def test_the_example_of_the_reference_does_what_it_says(tmp_path: Path) -> None:
    page = (REPOSITORY / "docs/reference/commands.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^\$ (handlelists add (?:.*\\\n)+.*)$", page, flags=re.MULTILINE)
    shutil.copytree(REPOSITORY / "lists", tmp_path / "lists")
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "user.email", "noreply@forge.example")
    done = handlelists(*shlex.split(command.replace("\\\n", " "))[1:], root=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert handlelists("validate", root=tmp_path).returncode == 0


# On a terminal

ANSWERS: Final = (
    *("fraud", "Sold tickets for a ferry that does not run.", "", "report", "https://news.example/ferries"),
    *("", "", "The third paragraph names it.", "none", "contributor-x"),
)


def test_what_is_missing_is_asked_for_and_the_record_shown_before_it_is_written(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = on_a_terminal(root, "add", typed=("nonsense here", ACCOUNT, "", *ANSWERS, "y"), apart=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = new_files(root)
    assert as_proposed((root / file).read_text()) == WRITTEN
    assert "'nonsense here' is not a valid account of any platform" in done.stderr
    assert "Sells tickets for ferries that do not run." in done.stderr
    assert "neutral" in done.stderr
    assert "\n  handle: ferry_desk_7\n" in done.stderr
    assert "Account:" not in done.stdout


def test_a_handle_is_not_insisted_on_where_the_id_is_known(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = on_a_terminal(root, "add", typed=("https://vk.com/id12345", "", *ANSWERS, "y"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Handle (Enter for none)" in done.stderr
    (file,) = new_files(root)
    text = as_proposed((root / file).read_text())
    assert text == WRITTEN.replace(
        "handle: ferry_desk_7\nplatform: twitter\n", 'platform: vk\naccount_id: "12345"\n'
    )


def test_what_options_said_is_not_asked(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = on_a_terminal(root, "add", ACCOUNT, *REST[:-2], typed=())
    assert done.returncode == 0, done.stdout + done.stderr
    assert (done.stderr, len(new_files(root))) == ("", 1)


def test_an_answer_that_breaks_a_rule_is_asked_for_again(tmp_path: Path) -> None:
    root = repository(tmp_path)
    bad = tuple("Write to a@b.example." if text.startswith("Sold") else text for text in ANSWERS)
    done = on_a_terminal(root, "add", ACCOUNT, typed=("", *bad, ANSWERS[1], "y"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "[text-email]" in done.stdout
    assert as_proposed((root / new_files(root)[0]).read_text()) == WRITTEN


def test_what_stands_there_already_is_told_before_anything_else_is_asked(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = on_a_terminal(root, "add", "https://x.com/harbour_tickets", typed=("",))
    assert (done.returncode, "[duplicate-handle]" in done.stderr) == (1, True)
    assert "Summary" not in done.stderr


@pytest.mark.parametrize(("agreed", "written"), [("y", 1), ("n", 0), ("", 0)])
def test_a_look_alike_of_a_protected_account_has_to_be_confirmed(
    tmp_path: Path, agreed: str, written: int
) -> None:
    protected = (BASE / "lists/protected/one.yaml").read_text().replace("quay_news", "quay_rnews")
    root = repository(tmp_path, **{"lists/protected/one.yaml": protected})
    done = on_a_terminal(root, "add", "https://x.com/quay_mews", typed=("", agreed, *ANSWERS, "y"))
    assert "[protected-lookalike]" in done.stderr
    assert (done.returncode, len(new_files(root))) == (1 - written, written)


# A server that nobody has an account on


STRANGE: Final = "https://nowhere.example/@ferry_desk"


def test_an_account_on_an_unknown_server_needs_somebody_who_saw_it(tmp_path: Path) -> None:
    root = repository(tmp_path)
    for more in ((), ("--new-server", "elsewhere.example")):
        done = handlelists("add", STRANGE, *REST, *more, root=root)
        assert (done.returncode, new_files(root)) == (1, [])
        assert "warning: no other record and no protected account is on nowhere.example" in done.stderr
        assert "Where the profile is there, say --new-server nowhere.example." in done.stderr
    done = handlelists("add", STRANGE, *REST, "--new-server", "Nowhere.Example", root=root)
    assert (done.returncode, len(new_files(root))) == (0, 1), done.stderr
    # One record more does not need the word again: the first is in the tree.
    done = handlelists("add", "@another_desk@nowhere.example", *REST, root=root)
    assert (done.returncode, len(new_files(root))) == (0, 2), done.stderr


def test_a_server_of_a_record_or_of_a_protected_account_is_known(tmp_path: Path) -> None:
    account = "  - {id: office, platform: mastodon, handle: office@nowhere.example, name: Office}\n"
    protected = (BASE / "lists/protected/one.yaml").read_text() + account
    root = repository(tmp_path, **{"lists/protected/one.yaml": protected})
    for text in (STRANGE, "@ferry_desk@social.example"):
        done = handlelists("add", text, *REST, root=root)
        assert (done.returncode, "server-unknown" in done.stderr) == (0, False), done.stderr


def test_the_site_of_others_is_never_a_server(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = handlelists("add", "https://www.producthunt.com/@ferry_desk", *REST, root=root)
    assert (done.returncode, new_files(root)) == (2, [])
    account = ("--platform", "mastodon", "--handle", "ferry_desk@gmail.com")
    done = handlelists("add", *account, *REST, root=root)
    assert (done.returncode, new_files(root)) == (2, []), done.stderr


@pytest.mark.parametrize(("agreed", "written"), [("y", 1), ("n", 0), ("", 0)])
def test_an_unknown_server_has_to_be_confirmed(tmp_path: Path, agreed: str, written: int) -> None:
    root = repository(tmp_path)
    done = on_a_terminal(root, "add", STRANGE, typed=("", agreed, *ANSWERS, "y"))
    assert "Open the profile on nowhere.example. Is it there?" in done.stdout + done.stderr
    assert (done.returncode, len(new_files(root))) == (1 - written, written), done.stderr


# What was typed is kept

PROPOSAL: Final = "proposal-1.yaml"
TYPED: Final = (ACCOUNT, "", *ANSWERS)


def test_an_end_of_input_before_anything_was_typed_leaves_nothing_behind(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = on_a_terminal(root, "add", typed=())
    assert (done.returncode, "interrupted" in done.stderr) == (130, True)
    assert new_files(root) == []


@pytest.mark.parametrize("count", [3, 7, len(TYPED)])
def test_what_was_typed_before_the_input_ended_is_kept(tmp_path: Path, count: int) -> None:
    root = repository(tmp_path)
    done = on_a_terminal(root, "add", typed=TYPED[:count], apart=count == 3)
    assert (done.returncode, "interrupted" in done.stderr) == (130, True)
    assert new_files(root) == [PROPOSAL]
    text = (root / PROPOSAL).read_text()
    assert all(said in text for said in ("ferry_desk_7", *TYPED[2:count]))
    assert (root / PROPOSAL).stat().st_mode & 0o777 == 0o600
    assert f"handlelists add --from {PROPOSAL} --list harbour\n" in done.stderr
    # A second one has a name of its own.
    on_a_terminal(root, "add", typed=TYPED[:count])
    assert new_files(root) == [PROPOSAL, "proposal-2.yaml"]
    # What goes on with one is kept in it.
    on_a_terminal(root, "add", "--from", PROPOSAL, typed=TYPED[count:-1])
    assert new_files(root) == [PROPOSAL, "proposal-2.yaml"]


def test_the_answers_of_a_proposal_that_was_put_off_make_the_same_record(tmp_path: Path) -> None:
    root = repository(tmp_path)
    on_a_terminal(root, "add", typed=(*TYPED, "no"))
    done = on_a_terminal(root, "add", "--from", PROPOSAL, typed=("", "", "", "y"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{PROPOSAL} is no longer needed" in done.stdout
    (file, kept) = new_files(root)
    assert kept == PROPOSAL
    assert as_proposed((root / file).read_text()) == WRITTEN
    # Without a terminal, and with an option that says something else.
    said = ("--summary", "Sold tickets.")
    other = handlelists("add", "--from", PROPOSAL, "--handle", "other_desk_7", *said, *NOW, root=root)
    assert other.returncode == 0, other.stderr
    (new,) = set(new_files(root)) - {file, kept}
    assert "handle: other_desk_7\n" in (root / new).read_text()
    assert "summary: Sold tickets.\n" in (root / new).read_text()


def test_one_answer_is_given_again_before_the_record_is_written(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = on_a_terminal(root, "add", typed=(*TYPED, "x", "edit", "2", "Sold no tickets.", "y"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2   --summary: Sold tickets for a ferry that does not run." in done.stderr
    text = (root / new_files(root)[0]).read_text()
    assert as_proposed(text) == WRITTEN.replace(
        "Sold tickets for a ferry that does not run.", "Sold no tickets."
    )


def test_where_no_file_can_be_written_the_answers_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("site_builder.cli.kept.write_atomic", full)
    keep(Answers(list="harbour", handle="ferry_desk_7", summary="Sold \u202e tickets."), tmp_path)
    told = capsys.readouterr().err
    assert "No space left on device" in told
    assert "handle: ferry_desk_7\nsummary: " in told
    assert "\u202e" not in told


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "the file is empty"),
        ("[a]\n", "this has to be a mapping"),
        ("id: 7k3f9q2m4d1p\n", "`add` does not ask for id"),
        ("observations: []\n", "`add` does not ask for observations"),
        ("summary: [a]\n", "/summary text belongs here"),
        ("categories: fraud\n", "/categories this has to be a list"),
        ("categories: [{a: b}]\n", "/categories/0 text belongs here"),
        ("evidence: e1\n", "/evidence this has to be a list"),
        ("evidence: [{kind: [a]}]\n", "kind has to be text"),
        ("handle: @name\n", "1:9: leave out the @"),
        ("summary: " + "x" * 70_000, "is longer than 65536 bytes"),
    ],
)
def test_a_file_that_keeps_no_answers_is_refused(tmp_path: Path, content: str, words: str) -> None:
    root = repository(tmp_path)
    (root / "other.yaml").write_text(content)
    done = handlelists("add", "--from", "other.yaml", *NOW, root=root)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert new_files(root) == ["other.yaml"]


def test_a_draft_below_lists_is_left_to_fmt(tmp_path: Path) -> None:
    root = repository(tmp_path, **{"lists/harbour/draft.yaml": WRITTEN})
    done = handlelists("add", "--from", "lists/harbour/draft.yaml", *NOW, root=root)
    assert (done.returncode, "`handlelists fmt" in done.stderr) == (2, True)
    gone = handlelists("add", "--from", "gone.yaml", *NOW, root=root)
    assert (gone.returncode, "gone.yaml" in gone.stderr) == (2, True)


def test_a_bare_number_is_not_taken_for_a_handle(tmp_path: Path) -> None:
    root = repository(tmp_path)
    done = handlelists("add", "900000000000000077", "--platform", "twitter", *REST, root=root)
    assert (done.returncode, new_files(root)) == (2, [])
    assert "may be a handle or an account id" in done.stderr
    done = handlelists("add", "@90077", "--platform", "twitter", *REST, root=root)
    assert (done.returncode, len(new_files(root))) == (0, 1), done.stderr
