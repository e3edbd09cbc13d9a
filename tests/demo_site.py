"""The site of a small demonstration, with this repository's guides: what visitors see, and what feeds say, of years.

`the_demo_site(once)` is the one that most tests look at.
"""

from __future__ import annotations

import json
import shutil
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.acceptance.support import REPOSITORY, git, handlelists
from tests.demo import write_demo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.demo import WrittenDemo
    from tests.once import Once


class DemoSite(NamedTuple):
    """Where its source and its pages are."""

    root: Path
    folder: Path

    def json(self, path: str) -> Any:
        """Return what a file of the site says."""
        return json.loads((self.folder / path).read_bytes())

    @property
    def lists(self) -> list[str]:
        """Return the ids of its lists, the longest first."""
        counts = {item["id"]: item["counts"]["public"] for item in self.json("feeds/v1/index.json")["lists"]}
        return sorted(counts, key=lambda name: -counts[name])

    def rows(self, *lists: str) -> list[dict[str, Any]]:
        """Return the rows of lists, tombstones among them; of all where none is named."""
        paths = (
            self.folder / f"feeds/v1/lists/{name}/records.ndjson" for name in lists or sorted(self.lists)
        )
        return [json.loads(line) for path in paths for line in path.read_bytes().splitlines()]

    def files(self) -> dict[str, bytes]:
        """Return what it publishes, by path."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file()
        }

    def events(self) -> list[dict[str, Any]]:
        """Return all that happened, oldest first."""
        pages = range(self.json("feeds/v1/index.json")["changes"]["pages"])
        return [event for page in pages for event in self.json(f"feeds/v1/changes/{page}.json")["events"]]


def the_demo_site(once: Once) -> DemoSite:
    """Return the site of the small demonstration, which is built once in a run of the tests."""
    return once("demo site", partial(build_demo_site, demo=once("demo", write_demo)))


def build_demo_site(folder: Path, demo: WrittenDemo, at: str = "HEAD", *, guides: bool = True) -> DemoSite:
    """Build the site of a demonstration as it was at a commit, in an empty folder."""
    root = shutil.copytree(demo.root, folder / "root")
    git(root, "reset", "-q", "--hard", at)
    if guides:
        shutil.rmtree(root / "docs")
        shutil.copytree(REPOSITORY / "docs", root / "docs")
        shutil.copy(REPOSITORY / "mkdocs.yml", root)
    done = handlelists("build", root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return DemoSite(root, root / "site")
