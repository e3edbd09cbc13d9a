"""`status`: a clean no only for what was read in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.support import git, handlelists
from tests.instance import write_instance

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_instance(tmp_path_factory.mktemp("instance"))
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    return root


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("\u201c@nobody_at_all\u201d", 1, "No record matches"),
        ("twitter: nobody_at_all", 1, "No record matches"),
        ("not a handle!!", 2, "cannot say whether a record matches"),
        ("@nobody_at_all - suspended", 2, "cannot say whether a record matches"),
        ("9.00E+18", 2, "cannot say whether a record matches"),
        ("https://x.com/nobody_at_a…", 2, "cut short"),
        ("North Wind Desk", 2, "No platform known here has such handles"),
        ("https://t.co/AbCdEf", 2, "cannot say whether a record matches"),
        ("https://lists.example/lists/harbour/7k3f9q2m4d1p/", 0, "record 7k3f9q2m4d1p"),
        ("https://lists.example/lists/harbour/7k3f9q2m4d1p/ - suspended", 0, "was not read in full"),
    ],
)
def test_no_record_is_said_only_of_what_was_read_in_full(
    root: Path, text: str, status: int, words: str
) -> None:
    done = handlelists("status", text, root=root)
    assert (done.returncode, words in done.stdout + done.stderr) == (status, True), done
