"""Six jobs that honest people do: how many commands and people each takes, by the real command and real merges.

The guide for maintainers has the same table. A rule that makes a job longer has to say so here.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.load.layout import FileKind
from tests.acceptance.signed_world import (
    VERIFIED,
    WITHHELD,
    World,
    build_world,
    day,
)
from tests.acceptance.support import REPOSITORY, handlelists
from tests.acceptance.test_decide import Stewards
from tests.keys import key
from tests.unit.signatures import oracle

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = oracle.needed
_ROSTER: Final = "lists/reviewers.yaml"
_AT: Final = ("--now", f"{day(1)}T12:00:00Z")
_WHY: Final = "As it was found."
_GUIDE: Final = REPOSITORY / "docs/guides/maintainers.md"


class Team:
    """People who work on branches of their own, of which everybody sees main alone; commands are counted."""

    def __init__(self, world: World, keys: Path) -> None:
        self.world, self.stewards = world, Stewards(world, keys)
        self.commands: Counter[str] = Counter()
        self.requests = 0

    def run(self, person: str, *arguments: str, key_of: str | None = None) -> str:
        """Run one command as a person does, with a key where one is used."""
        self.commands[person] += 1
        who = self.stewards.who(person, key_of or "") if key_of is not None else ()
        done = handlelists(*arguments, *who, *_AT, root=self.world.root)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def request(self, *steps: Callable[[], object]) -> None:
        """Open a pull request, with a commit after each step; it is accepted and merged."""
        self.requests += 1
        self.world.git("switch", "-q", "-c", f"request-{self.requests}", "main")
        for step in steps:
            step()
            self.world.commit("A step", at=day(1))
        assert self.world.check("main").problems.errors == 0
        self.world.git("switch", "-q", "main")
        self.world.git("merge", "-q", "--no-ff", "-m", "Merge", f"request-{self.requests}", at=day(1))
        assert self.world.check("HEAD~1").problems.errors == 0

    def state(self, record: str) -> str:
        done = handlelists("status", record, "--format", "json", root=self.world.root)
        (state,) = re.findall(r'^      "state": "([a-z]+)"', done.stdout, flags=re.MULTILINE)
        return str(state)

    def corrected(self, *given: str) -> None:
        """Correct a public record: its editor and two reviewers each open one pull request."""
        options = ("--submitted-by", "contributor-b", "--allow-email")
        self.request(lambda: self.run("editor", "add", "--next", VERIFIED, *given, *options))
        (path,) = (self.world.root / self.world.path(VERIFIED)).parent.glob(f"{VERIFIED}.next-*.yaml")
        review = ("review", path.stem, "--verdict", "confirm")
        for reviewer in ("reviewer-b", "reviewer-c"):
            assert self.state(VERIFIED) == "verified"
            self.request(partial(self.run, reviewer, *review, key_of=reviewer))
        assert self.state(VERIFIED) == "verified"

    def overridden(self, edit: Callable[[], object]) -> None:
        """Change the roster by two stewards on one branch."""
        override = ("decide", "override", "--base", "main", "--reason", _WHY)

        def sign() -> None:
            name = next((self.world.root / "lists/decisions").glob("*.yaml")).stem
            self.run("steward-b", "decide", "sign", name, "--base", "main", key_of="steward-b")

        self.request(edit, lambda: self.run("steward-a", *override, key_of="steward-a"), sign)


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(build_world(tmp_path / "repository"), tmp_path)


def _typo(team: Team) -> None:
    team.corrected("--summary", "Sold tickets for a ferry that never ran.")


def _rename(team: Team) -> None:
    team.corrected("--handle", "@quay_office")


def _removal(team: Team) -> None:
    retract = ("retract", VERIFIED, "--reason", "mistaken-identity", "--why", _WHY)
    team.request(lambda: team.run("steward-a", *retract, key_of="steward-a"))
    assert team.state(VERIFIED) == "retracted"


def _new_reviewer(team: Team) -> None:
    entry = {"lists": ["quay"], "active": [{"from": day(1)}]}
    entry["keys"] = [{"key": key("reviewer-new").public, "from": day(1)}]
    team.overridden(lambda: team.world.put(FileKind.REVIEWERS, _ROSTER, ("reviewer-new",), entry))


def _lost_key(team: Team) -> None:
    ended = ("reviewer-a", "keys", 0, "until")
    team.request(lambda: team.world.put(FileKind.REVIEWERS, _ROSTER, ended, day(1)))
    assert team.state(VERIFIED) == "verified"  # what it signed counts
    new = {"key": key("reviewer-a-2").public, "from": day(1)}
    team.overridden(lambda: team.world.add(FileKind.REVIEWERS, _ROSTER, ("reviewer-a", "keys"), new))


def _release(team: Team) -> None:
    release = ("decide", "release", WITHHELD, "--reason", _WHY)
    team.request(lambda: team.run("steward-a", *release, key_of="steward-a"))
    assert team.state(WITHHELD) == "verified"


JOBS: Final[dict[str, tuple[Callable[[Team], None], dict[str, int], int]]] = {
    "a typo in a public summary": (_typo, {"editor": 1, "reviewer-b": 1, "reviewer-c": 1}, 3),
    "a rename": (_rename, {"editor": 1, "reviewer-b": 1, "reviewer-c": 1}, 3),
    "a removal": (_removal, {"steward-a": 1}, 1),
    "a new reviewer": (_new_reviewer, {"steward-a": 1, "steward-b": 1}, 1),
    "a lost key": (_lost_key, {"steward-a": 1, "steward-b": 1}, 2),
    "a release": (_release, {"steward-a": 1}, 1),
}
"""Of each job how it is done, how many commands each person runs, and how many pull requests it takes."""


@pytest.mark.parametrize("job", JOBS)
def test_an_honest_job_stays_short(team: Team, job: str) -> None:
    do, commands, requests = JOBS[job]
    do(team)
    assert (dict(team.commands), team.requests) == (commands, requests)


def test_the_guide_says_what_each_job_takes() -> None:
    rows = re.findall(
        r"^\| (an? [^|]+) \| (\d+) \| (\d+) \| (\d+) \|", _GUIDE.read_text("utf-8"), flags=re.MULTILINE
    )
    told = {job: (int(people), int(commands), int(requests)) for job, people, commands, requests in rows}
    assert told == {
        job: (len(commands), sum(commands.values()), requests)
        for job, (_, commands, requests) in JOBS.items()
    }
