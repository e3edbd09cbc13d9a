"""The chapter that git itself writes: merge, squash, rebase, revert, criss-cross merge, rename, empty commits."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.history.chapters_records import REFUNDS, SUCCESSOR, TICKETS
from tests.history.stream import run
from tests.history.teller import Step, Teller, rid
from tests.history.world import A, B

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class _Checkout:
    """A working tree that the teller's world is written to and read from."""

    def __init__(self, root: Path, teller: Teller) -> None:
        self.root = root
        self.t = teller
        self.steps: list[Step] = []

    def git(self, *arguments: str) -> str:
        """Run git at the teller's clock, which goes on by an hour."""
        told = run(self.root, *arguments, when=self.t.clock)
        self.t.wait_hours(1)
        return told

    def commit(self, subject: str) -> None:
        """Commit the world as it stands."""
        shutil.rmtree(self.root / "lists")
        for path, content in self.t.w.files.items():
            assert isinstance(content, str), path
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        run(self.root, "add", "--all")
        self.git("commit", "--quiet", "--message", subject)

    def switch(self, *arguments: str) -> None:
        """Switch to a branch and read the world from it."""
        run(self.root, "switch", "--quiet", *arguments)
        self.read()

    def read(self) -> None:
        """Read the world from the working tree."""
        files = sorted(path for path in (self.root / "lists").rglob("*") if path.is_file())
        self.t.w.files = {path.relative_to(self.root).as_posix(): path.read_text("utf-8") for path in files}

    def landed(self, expected: Mapping[str, str], commits: int = 1) -> None:
        """Note that the newest commit of main is a step; of several, that only the last one expects something."""
        told = run(self.root, "log", "--first-parent", "--reverse", f"-{commits}", "--format=%s", "main")
        self.steps += [Step(subject, {}) for subject in told.splitlines()[:-1]]
        self.steps.append(Step(told.splitlines()[-1], expected))


def told_by_git(root: Path, t: Teller) -> list[Step]:
    """Commit to the branch main of the repository, which is checked out; return the steps."""
    c = _Checkout(root, t)
    for chapter in (_merge, _squash, _rebase, _reverts, _criss_cross, _rename):
        c.switch("main")
        t.wait(1)
        chapter(c)
    c.switch("main")
    return c.steps


def _merge(c: _Checkout) -> None:
    one = rid("gm1")
    c.switch("--create", "feature")
    c.t.w.add(one, "harbour_git")
    c.commit("on a branch: a record")
    c.t.w.review(one, c.t.today, A, B)
    c.commit("on a branch: its reviews")
    c.switch("main")
    c.t.w.observe(REFUNDS, c.t.today)
    c.commit("by git: meanwhile on main")
    c.landed({REFUNDS: "observed"})
    c.git(
        "merge",
        "--quiet",
        "--no-ff",
        "--message",
        "Merge pull request #60 from contributor/feature",
        "feature",
    )
    c.landed({one: "published"})


def _squash(c: _Checkout) -> None:
    one = rid("bs1")
    c.switch("--create", "squashed")
    c.t.w.observe(one, c.t.today)
    c.commit("on a branch: seen")
    c.t.w.observe(one, c.t.today, "suspended")
    c.commit("on a branch: seen no more")
    c.switch("main")
    c.git("merge", "--quiet", "--squash", "squashed")
    c.git("commit", "--quiet", "--message", "by git: observed twice (#61)")
    c.landed({one: "observed"})


def _rebase(c: _Checkout) -> None:
    one = rid("gr1")
    c.switch("--create", "rebased")
    c.t.w.add(one, "harbour_rebased")
    c.commit("by git: rebased, a record")
    c.t.w.review(one, c.t.today, A)
    c.commit("by git: rebased, a review")
    c.t.w.review(one, c.t.today, B)
    c.commit("by git: rebased, another")
    c.switch("main")
    c.t.w.observe(TICKETS, c.t.today)
    c.commit("by git: main goes on")
    c.landed({TICKETS: "observed"})
    c.git("rebase", "--quiet", "main", "rebased")
    c.git("switch", "--quiet", "main")
    c.git("merge", "--quiet", "--ff-only", "rebased")
    c.landed({one: "published"}, commits=3)


def _reverts(c: _Checkout) -> None:
    one, two = rid("gv1"), rid("gw1")  # not in one file of reviews, so that git can revert the older
    for record in (one, two):
        c.t.w.add(record, f"harbour_{record[:3]}")
        c.t.w.review(record, c.t.today, A, B)
        c.commit(f"by git: add {record[:3]}")
        c.landed({record: "published"})
    c.git("revert", "--no-edit", "HEAD~1")
    c.landed({one: "withdrawn"})
    c.git("revert", "--no-edit", "HEAD")
    c.landed({one: "published"})
    c.read()
    c.t.w.retract(one, c.t.today)
    c.commit("by git: retract")
    c.landed({one: "retracted"})
    c.git("revert", "--no-edit", "HEAD")
    c.landed({})
    c.git("revert", "--no-edit", "--mainline", "1", ":/Merge pull request #60")
    c.landed({rid("gm1"): "withdrawn"})


def _criss_cross(c: _Checkout) -> None:
    """Two branches each merge the other's older tip; main then merges one of them."""
    c.switch("--create", "left")
    c.t.w.observe(REFUNDS, c.t.today)
    c.commit("on the left: refunds")
    c.switch("--create", "right", "main")
    c.t.w.edit(SUCCESSOR, links=None)
    c.t.w.review(SUCCESSOR, c.t.today, A, B)
    c.commit("on the right: successor")
    right = run(c.root, "rev-parse", "right").strip()
    c.git("merge", "--quiet", "--no-ff", "--message", "right takes left", "left")
    c.switch("left")
    c.git("merge", "--quiet", "--no-ff", "--message", "left takes right", right)
    c.read()
    c.t.w.observe(TICKETS, c.t.today)
    c.commit("on the left: tickets")
    c.switch("main")
    c.git("merge", "--quiet", "--no-ff", "--message", "by git: main takes right (#62)", "right")
    c.landed({REFUNDS: "observed", SUCCESSOR: "changed"})
    c.git("merge", "--quiet", "--no-ff", "--message", "Merge pull request #63 from contributor/left", "left")
    c.landed({TICKETS: "observed"})


def _rename(c: _Checkout) -> None:
    run(c.root, "mv", f"lists/harbour/twitter/7k/{TICKETS}.yaml", f"lists/harbour/{TICKETS}.yaml")
    c.git("commit", "--quiet", "--message", "by git: a file is renamed")
    c.landed({})
    run(c.root, "mv", f"lists/harbour/{TICKETS}.yaml", f"lists/harbour/twitter/7k/{TICKETS}.yaml")
    c.git("commit", "--quiet", "--message", "by git: and named as it was")
    c.landed({})
    c.git("commit", "--quiet", "--allow-empty", "--message", "by git: nothing")
    c.landed({})
