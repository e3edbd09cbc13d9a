"""A folder that cannot be opened: what is in it is not taken for absent."""

from __future__ import annotations

import errno
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.support import NO_HISTORY, handlelists
from tests.instance import VERIFIED, withholding, write_instance

if TYPE_CHECKING:
    from pathlib import Path

RECORD, OTHER = "7k3f9q2m4d1p", "0a1b2c3d4e5f"
EVIDENCE = (
    *("--list", "harbour", "--category", "fraud", "--summary", "Sold tickets.", "--submitted-by", "desk"),
    *("--evidence-kind", "report", "--evidence-url", "https://news.example/x", "--sensitivity", "none"),
    *("--evidence-summary", "The third paragraph names it.", "--allow-email"),
)


@pytest.mark.parametrize(
    "closed", ["lists/harbour/twitter/7k", "lists/harbour/twitter", "lists/harbour", "lists"]
)
def test_what_cannot_be_opened_is_not_taken_for_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    withheld = "since: 2026-01-01\nby: desk\nreason: safety\n"
    root = write_instance(tmp_path, files={withholding(RECORD): withheld})
    scan = os.scandir

    def refuse(folder: str) -> Any:
        if str(folder) == f"{root}/{closed}":
            raise PermissionError(errno.EACCES, "Permission denied")
        return scan(folder)

    monkeypatch.setattr("site_builder.load.files.os.scandir", refuse)
    found = json.loads(handlelists("validate", "--format", "json", root=root).stdout)["problems"]
    assert [(item["code"], item["file"]) for item in found] == [("file-unreadable", closed)]
    for arguments in (
        ("status", "@Harbour_Tickets", *NO_HISTORY),
        ("status", RECORD, *NO_HISTORY),
        ("status", RECORD, *NO_HISTORY, "--format", "json"),
        ("retract", RECORD, "--reason", "mistaken-identity", "--why", "x", "--unsigned"),
        ("add", "https://x.com/nobody_7", *EVIDENCE),
    ):
        done = handlelists(*arguments, root=root)
        assert done.returncode == 2, (arguments, done.stdout, done.stderr)
        if arguments[0] != "add" or closed.startswith("lists/harbour/"):
            assert f"{closed} cannot be opened" in done.stderr
    if closed != "lists":
        done = handlelists("withhold", OTHER, "--by", "desk", root=root)
        assert (done.returncode, done.stderr) == (0, "")


def test_a_record_that_cannot_be_opened_may_be_the_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_instance(tmp_path)
    opened = os.open

    def refuse(path: str, *arguments: Any, **more: Any) -> int:
        if str(path).endswith(f"{RECORD}.yaml"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *arguments, **more)

    monkeypatch.setattr("site_builder.load.files.os.open", refuse)
    for account in ("@Harbour_Tickets", RECORD):
        done = handlelists("status", account, *NO_HISTORY, root=root)
        assert (done.returncode, f"{RECORD}.yaml cannot be opened" in done.stderr) == (2, True), done.stdout


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        (VERIFIED, "handle: [x\n", f"{VERIFIED}:1:9: [ begins a list"),
        (VERIFIED, "handle: Harbour_Tickets\nsummary: x\n", f"{VERIFIED}:1:1: "),
        ("lists/harbour/list.yaml", "title: [x\n", "lists/harbour/list.yaml:1:8: [ begins a list"),
        ("lists/harbour/list.yaml", None, "there is no lists/harbour/list.yaml"),
        ("lists/platforms.yaml", "x: [\n", "lists/platforms.yaml:2:1: "),
    ],
)
def test_what_has_an_error_is_not_taken_for_absent(
    tmp_path: Path, file: str, content: str | None, said: str
) -> None:
    root = write_instance(tmp_path, files={file: content})
    accounts = ("@Harbour_Tickets",) if file != "lists/platforms.yaml" else ("@nobody_7",)
    for account in (*accounts, *((RECORD,) if file != "lists/platforms.yaml" else ())):
        for form in ("text", "json"):
            done = handlelists("status", account, *NO_HISTORY, "--format", form, root=root)
            assert (done.returncode, done.stdout) == (2, ""), done.stdout
            assert f"cannot say whether a record matches {account}: {said}" in done.stderr
    assert handlelists("validate", root=root).returncode == 1
    if file == VERIFIED:
        added = handlelists("add", "https://x.com/Harbour_Tickets", *EVIDENCE, root=root)
        assert (added.returncode, "cannot say whether the account is listed" in added.stderr) == (2, True)


def test_a_broken_draft_is_nobodys_listing(tmp_path: Path) -> None:
    root = write_instance(tmp_path, files={"lists/harbour/draft.yaml": "handle: [x\n"})
    assert handlelists("status", "@nobody_7", *NO_HISTORY, root=root).returncode == 1
