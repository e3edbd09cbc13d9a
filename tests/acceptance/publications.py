"""What the demonstration instance published, one state after the other: what consumers' programs are tried on."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder.pipeline import BuildRequest, prepare
from tests.acceptance.support import demonstration, git, handlelists
from tests.instance import withholding
from tests.unit.feeds.feed_files import feed_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NOW: Final = "2026-12-24T00:00:00Z"
DISPUTED: Final = "602ryy3k6g5p"
ERASED: Final = "kbw9qac5k0z4"
UNDONE: Final = "ssmteg1hjn3h"
WITHDRAWN: Final = "j6zr462ap88q"
WITHHELD: Final = "xjs0wfn3f9r5"

_SECOND: Final = (
    (
        "twitter/60/602ryy3k6g5p.yaml",
        "appeals:\n  - {opened: 2026-11-20, ground: mistaken-identity, due: 2026-12-04, status: open}\n",
    ),
    ("twitter/ss/ssmteg1hjn3h.yaml", "retractions:\n  - {date: 2026-11-25, reason: mistaken-identity}\n"),
    (
        "../northwind/tiktok/kb/kbw9qac5k0z4.yaml",
        "retractions:\n  - {date: 2026-11-25, reason: personal-data}\n",
    ),
    ("../withheld/xjs0wfn3f9r5.0a1b2c.yaml", "{since: 2026-11-26, by: appeals-desk, reason: safety}\n"),
    ("reviews/reviewer-f/j6.yaml", None),
)
"""Below `lists/ira-2018/`: what each later commit adds to a file, None to take the file away."""

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publications:
    """The files of each published site, by path below its root."""

    first: Files
    """The feeds of the first commit, which publishes everything."""
    second: Files
    """The whole site, built by the command: an appeal, two retractions, a withholding and a withdrawal later."""
    third: Files
    """The feeds after the withheld record was let go again."""
    rewritten: Files
    """The feeds of the second's trees on a branch whose first commit is a day older: other events, the same epoch."""
    renewed: Files
    """The same, with the epoch raised."""


def publications(folder: Path) -> Publications:
    """Publish everything below `folder`."""
    root = _repository(folder / "main", first_day="2026-11-24")
    first = _feeds(root)
    _continue(root)
    done = handlelists("build", "--strict", "--now", NOW, root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    second = _site(root / "site")
    (root / withholding(WITHHELD)).unlink()
    _commit(
        root, "2026-11-29"
    )  # programs of others are run by the clock of the machine: no day is later than this

    other = _repository(folder / "other", first_day="2026-11-23")
    _continue(other)
    rewritten = _feeds(other)
    with (other / "lists/instance.yaml").open("a", encoding="utf-8") as file:
        file.write("epoch: 2\n")
    _commit(other, "2026-11-29")
    renewed = _feeds(other)
    return Publications(first=first, second=second, third=_feeds(root), rewritten=rewritten, renewed=renewed)


def records(files: Mapping[str, bytes], list_id: str) -> bytes:
    """Return a list's rows as they were published."""
    return files[f"feeds/v1/lists/{list_id}/records.ndjson"]


def _repository(root: Path, *, first_day: str) -> Path:
    demonstration(root)
    (root / ".gitignore").write_text("/site/\n/.site-*/\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    _commit(root, first_day)
    return root


def _continue(root: Path) -> None:
    for day, (path, text) in enumerate(_SECOND, 25):
        file = root / "lists/ira-2018" / path
        if text is None:
            file.unlink()
        else:
            with file.open("a", encoding="utf-8") as stream:
                stream.write(text)
        _commit(root, f"2026-11-{day}")


def _commit(root: Path, day: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "A change", day=day)


def _feeds(root: Path) -> Files:
    catalog = prepare(root, BuildRequest()).catalog
    assert catalog is not None
    return dict(feed_files(catalog))


def _site(folder: Path) -> Files:
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    shutil.rmtree(folder)
    return files
