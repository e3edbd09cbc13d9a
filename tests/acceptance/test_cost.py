"""What commands cost: work grows with what is asked for, not with everything around it, and never with its square.

Nothing is timed. Counted are the records that are read as documents, and the lines of the builder that run.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.check.run import check_change
from site_builder.git import GitRepository
from site_builder.load import documents
from tests.acceptance.support import NO_HISTORY, git, handlelists
from tests.acceptance.test_add import REST
from tests.instance import BASE, VERIFIED, write_instance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.once import Once

RECORDS: Final = 300
PACKAGE: Final = str(Path(check_change.__code__.co_filename).parents[1])
RECORD: Final = "7k3f9q2m4d1p"
ROLE: Final = ("--by", "maintainers")
WHY: Final = ("--why", "x", "--unsigned")
TEXT: Final = (BASE / VERIFIED).read_text(encoding="utf-8")


# What concerns one account


@pytest.fixture(scope="module")
def root(once: Once, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> str:
        proposed(write_instance(folder), RECORDS)
        return str(folder)

    return Path(shutil.copytree(once("tree-of-300", make), tmp_path_factory.mktemp("cost") / "tree"))


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("add", "@ferry_desk_7", "--platform", "twitter", *REST), 0),
        (("add", "@harbour_tickets", "--platform", "twitter", *REST), 1),
        (("status", "@harbour_tickets", *NO_HISTORY), 0),
        (("status", RECORD, *NO_HISTORY), 0),
        (("status", "@nobody_at_all", *NO_HISTORY), 1),
        (("appeal", "open", RECORD, "--ground", "mistaken-identity"), 0),
        (("retract", "https://x.com/harbour_tickets", "--reason", "mistaken-identity", *WHY), 0),
        (("withhold", RECORD, *ROLE), 0),
        (("decide", "release", RECORD, "--reason", "x", "--unsigned"), 0),
        (("review", RECORD, "--as", "reviewer-a", "--verdict", "reject"), 2),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else "",
)
def test_a_command_about_one_account_reads_few_records(
    root: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], status: int
) -> None:
    read: set[str] = set()
    whole = documents.read_document

    def counted(source: Any, places: Any, contents: Any, path: str, where: Any) -> Any:
        read.add(path)
        return whole(source, places, contents, path, where)

    monkeypatch.setattr(documents, "read_document", counted)
    done = handlelists(*arguments, root=root)
    assert done.returncode == status, done.stdout + done.stderr
    assert len([path for path in read if "/twitter/" in path]) <= 5


# What concerns a change


def lines_run(work: Callable[[], object]) -> int:
    """Return how many lines of the builder run."""
    count = 0

    def line(_frame: Any, event: str, _given: Any) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def call(frame: Any, _event: str, _given: Any) -> Any:
        return line if frame.f_code.co_filename.startswith(PACKAGE) else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def ids(count: int) -> Iterator[tuple[int, str]]:
    return ((number, f"zz{number:010}") for number in range(count))


def proposed(root: Path, count: int) -> None:
    """Propose records that link elsewhere, with reviews of another claim than theirs."""
    for _, name in ids(count):
        put(root, place(name), text(name) + "links:\n  - {relation: successor-of, record: 0a1b2c3d4e5f}\n")
    for reviewer in ("reviewer-a", "reviewer-b"):
        said = (
            f"{name}:\n  - {{claim: {number:064}, date: 2026-01-01, verdict: confirm, number: 1}}\n"
            for number, name in ids(count)
        )
        put(root, f"lists/harbour/reviews/{reviewer}/zz.yaml", "".join(said))


def taken_away(root: Path, count: int) -> None:
    """Delete records and propose others."""
    for number, name in ids(count):
        (root / place(name)).unlink()
        put(root, place(f"yy{number:010}"), text(f"yy{number:010}"))


def text(record: str) -> str:
    """Return a record whose account is like no other."""
    digest = hashlib.sha256(record.encode()).hexdigest()
    other = TEXT.replace(RECORD, record).replace("Harbour_Tickets", digest[:12])
    return other.replace("900000000000000001", str(9 * 10**17 + int(digest[:12], 16)))


def place(record: str) -> str:
    return VERIFIED.replace(f"7k/{RECORD}", f"{record[:2]}/{record}")


def put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("changes", [(proposed,), (proposed, taken_away)], ids=["proposed", "taken away"])
def test_the_work_of_a_check_grows_with_the_change_and_not_with_its_square(
    tmp_path: Path, changes: tuple[Callable[[Path, int], None], ...]
) -> None:
    def work(count: int) -> int:
        root = tmp_path / str(count)
        write_instance(root)
        git(root, "init", "-q", "-b", "main")
        for change in (lambda *_: None, *changes):
            change(root, count)
            git(root, "add", "-A")
            git(root, "commit", "-qm", "x")
        base, head = (git(root, "rev-parse", name).strip() for name in ("HEAD~1", "HEAD"))
        return lines_run(lambda: check_change(GitRepository(root), base, head, "2026-01-02T00:00:00Z"))

    work(1)  # what is worked out once a process is
    few, some, many = (work(count) for count in (5, 20, 80))
    assert many - some <= 1.05 * (80 - 20) / (20 - 5) * (some - few)
