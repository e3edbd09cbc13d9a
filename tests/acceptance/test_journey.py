"""One account's whole way, in real repositories, by the commands that people use.

A bare upstream; clones of two contributors, of a reviewer and of the maintainers; a second reviewer who has no
repository and works by packet alone. After each step what is published has to say the right thing, no more.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from tests.acceptance.signed_world import INSTANCE, LIST, LIST_DATA, SOURCES, World
from tests.acceptance.support import REPOSITORY, git, handlelists
from tests.keys import key

if TYPE_CHECKING:
    from pathlib import Path

HANDLE: Final = "ferry_desk"
SUMMARY: Final = "Sold tickets for a ferry that does not run."
CLEARER: Final = "Took payments for a ferry that does not run."
UNLISTED: Final = "quay_tickets"


class Journey:
    """The upstream, everybody's clone, and what was published last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.upstream = folder / "upstream.git"
        git(folder, "init", "-q", "--bare", "-b", "main", str(self.upstream))
        self.site = folder / "site"
        (folder / "keys").mkdir()
        self.keys = {
            name: key(name).private_file(folder / "keys", name)
            for name in ("reviewer-a", "reviewer-b", "reviewer-c", "steward-a")
        }
        self.published: str | None = None

    def clone(self, name: str) -> World:
        git(self.folder, "clone", "-q", str(self.upstream), name)
        return World(self.folder / name)

    def run(self, clone: World, day: str, *arguments: str, status: int = 0) -> str:
        done = handlelists(*arguments, "--now", f"{day}T10:00:00Z", root=clone.root)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def branch(self, clone: World, name: str) -> None:
        """Begin work on top of what is merged."""
        clone.git("fetch", "-q", "origin")
        clone.git("switch", "-q", "-C", name, "origin/main")

    def push(self, clone: World, day: str, subject: str) -> str:
        """Commit and push the branch that is checked out: a pull request."""
        clone.commit(subject, at=day)
        name = clone.git("branch", "--show-current")
        clone.git("push", "-q", "-f", "origin", f"HEAD:refs/heads/{name}")
        return name

    def judge(self, branch: str, day: str) -> tuple[int, dict[str, Any]]:
        """Return what `check` says of a branch merged into main, as a pull request's check does."""
        keeper = World(self.folder / "maintainers")
        self.branch(keeper, "trial")
        keeper.git("merge", "-q", "--no-ff", "-m", f"Merge {branch}", f"origin/{branch}", at=day)
        arguments = ("check", "--base", "origin/main", "--head", "trial", "--format", "json")
        done = handlelists(*arguments, "--now", f"{day}T23:00:00Z", root=keeper.root)
        document: dict[str, Any] = json.loads(done.stdout)
        return done.returncode, document

    def merge(self, branch: str, day: str) -> None:
        """Merge a branch that `check` accepts, and push main."""
        status, document = self.judge(branch, day)
        assert status == 0, document["problems"]
        keeper = World(self.folder / "maintainers")
        keeper.git("push", "-q", "origin", "trial:main")

    def land(self, clone: World, day: str, subject: str) -> None:
        self.merge(self.push(clone, day, subject), day)

    def publish(self, day: str) -> None:
        """Gate, build and publish, as the workflow does; then let a consumer follow."""
        keeper = World(self.folder / "maintainers")
        self.branch(keeper, "main")
        now = ("--now", f"{day}T23:30:00Z")
        if self.published is not None:
            done = handlelists("check", "--since", self.published, *now, root=keeper.root)
            assert done.returncode == 0, done.stdout + done.stderr
        previous = ("--previous", str(self.site)) if self.site.exists() else ()
        done = handlelists("build", "--strict", *previous, *now, root=keeper.root)
        assert done.returncode == 0, done.stdout + done.stderr
        shutil.rmtree(self.site, ignore_errors=True)
        shutil.copytree(keeper.root / "site", self.site)
        self.published = keeper.git("rev-parse", "HEAD")

    def events(self) -> list[dict[str, Any]]:
        pages = sorted((self.site / "feeds/v1/changes").glob("*.json"), key=lambda path: int(path.stem))
        return [event for page in pages for event in json.loads(page.read_bytes())["events"]]

    def row(self, record: str) -> dict[str, Any]:
        row: dict[str, Any] = json.loads((self.site / f"lists/{LIST}/{record}/record.json").read_bytes())
        return row

    def page(self, record: str) -> str:
        return (self.site / f"lists/{LIST}/{record}/index.html").read_text(encoding="utf-8")

    def mentions(self, text: str) -> list[str]:
        """Return the published files that hold a text."""
        wanted = text.encode()
        files = (path for path in sorted(self.site.rglob("*")) if path.is_file())
        return [path.relative_to(self.site).as_posix() for path in files if wanted in path.read_bytes()]


@pytest.fixture
def journey(tmp_path: Path) -> Journey:
    """An empty list with three reviewers, one of whom joins later; a steward reviews, too, and another does not."""
    made = Journey(tmp_path)
    keeper = made.clone("maintainers")
    keeper.git("switch", "-q", "-c", "main")
    keeper.write("lists/instance.yaml", emit(FileKind.INSTANCE, INSTANCE))
    entry = {"lists": [LIST], "active": [{"from": "2026-01-01"}]}
    people = {
        name: entry | {"keys": [{"key": key(name).public, "from": "2026-01-01"}]}
        for name in ("reviewer-a", "reviewer-b", "steward-a")
    }
    for name in ("reviewer-a", "steward-a"):
        people[name]["steward"] = True
    keeper.write("lists/reviewers.yaml", emit(FileKind.REVIEWERS, people))
    keeper.write(f"lists/{LIST}/list.yaml", emit(FileKind.LIST, LIST_DATA))
    keeper.write(f"lists/{LIST}/sources.yaml", emit(FileKind.SOURCES, SOURCES))
    keeper.write("docs/index.md", "# Quay lists\n")
    keeper.write(".gitignore", "/site/\n")
    shutil.copy(REPOSITORY / "tests/acceptance/minimal-mkdocs.yml", keeper.root / "mkdocs.yml")
    keeper.commit("An empty list", at="2026-05-01")
    keeper.git("push", "-q", "origin", "main")
    return made


def _add(journey: Journey, clone: World, day: str, handle: str, name: str) -> str:
    """Propose an account by `handlelists add`; return its record's id."""
    before = set((clone.root / "lists").rglob("*.yaml"))
    options = ["--list", LIST, "--category", "fraud", "--summary", SUMMARY, "--submitted-by", name]
    options += ["--evidence-kind", "post", "--evidence-url", "https://social.example/posts/1"]
    options += ["--shows", "fraud", "--sha256", "5f" * 32, "--captured", day, "--sensitivity", "none"]
    options += ["--evidence-summary", "Offers tickets.", "--allow-email"]
    journey.run(clone, day, "add", f"https://x.com/{handle}", *options)
    (made,) = set((clone.root / "lists").rglob("*.yaml")) - before
    return made.stem


def _review(journey: Journey, clone: World, day: str, reviewer: str, record: str) -> None:
    options = ("--as", reviewer, "--verdict", "confirm", "--key", str(journey.keys[reviewer]))
    journey.run(clone, day, "review", record, *options)


def _review_by_packet(journey: Journey, carrier: World, day: str, reviewer: str, record: str) -> None:
    """Export a packet, answer it where there is no repository, file the answer in the carrier's clone."""
    verdict = (record.partition(".")[0], "--verdict", "confirm")
    _by_packet(journey, carrier, day, reviewer, "review", given=(record,), away=verdict)


def _by_packet(  # noqa: PLR0913 - who asks whom for what, and when
    journey: Journey,
    carrier: World,
    day: str,
    person: str,
    *command: str,
    given: tuple[str, ...],
    away: tuple[str, ...] = (),
    applied: tuple[str, ...] = (),
) -> str:
    """Have a packet made by a command answered with the same one, and file the answer; return what was shown."""
    packet, answer = journey.folder / "packet.json", journey.folder / "answer.json"
    journey.run(carrier, day, *command, *given, "--as", person, "--export", str(packet))
    home = journey.folder / f"home-of-{person}"
    home.mkdir(exist_ok=True)
    arguments = [sys.executable, "-m", "site_builder", *command, *away, "--as", person]
    arguments += ["--packet", str(packet), "--out", str(answer), "--now", f"{day}T11:00:00Z"]
    arguments += ["--key", str(journey.keys[person])]
    done = subprocess.run(
        arguments,
        cwd=home,
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    journey.run(carrier, day, *command, "--apply", str(answer), *applied)
    answer.unlink()
    packet.unlink()
    return done.stdout


@dataclass(slots=True)
class _Way:
    """Who takes part, and the two records."""

    journey: Journey
    alice: World
    bob: World
    anna: World
    keeper: World
    record: str = ""
    other: str = ""


def _two_propose(way: _Way) -> None:
    """Two contributors propose at the same time; nothing is public."""
    journey, alice, bob = way.journey, way.alice, way.bob
    for clone in (alice, bob):
        journey.branch(clone, clone.root.name)
    way.record = _add(journey, alice, "2026-05-02", HANDLE, "contributor-a")
    way.other = _add(journey, bob, "2026-05-02", UNLISTED, "contributor-b")
    branches = [journey.push(clone, "2026-05-02", "Propose an account") for clone in (alice, bob)]
    for branch in branches:
        journey.merge(branch, "2026-05-02")
    journey.publish("2026-05-02")
    assert journey.events() == []
    assert journey.mentions(way.record) == journey.mentions(HANDLE) == []


def _reviewed(way: _Way) -> None:
    """One reviewer by pull request, the other by packet: then it is public."""
    journey, bob, anna, record = way.journey, way.bob, way.anna, way.record
    journey.branch(anna, "review-a")
    _review(journey, anna, "2026-05-03", "reviewer-a", record)
    journey.land(anna, "2026-05-03", "A review")
    journey.publish("2026-05-03")
    assert journey.events() == []
    journey.branch(bob, "review-b")
    _review_by_packet(journey, bob, "2026-05-04", "reviewer-b", record)
    status, told = journey.judge(journey.push(bob, "2026-05-04", "A review by packet"), "2026-05-04")
    assert status == 0
    (change,) = told["changes"][0]["records"]
    assert (change["record"], change["before"], change["after"], change["published"]) == (
        record,
        "proposed",
        "verified",
        True,
    )
    journey.merge("review-b", "2026-05-04")
    journey.publish("2026-05-04")
    assert [(event["kind"], event["to"]) for event in journey.events()] == [("published", "verified")]
    assert journey.row(record)["actionable"] is True
    assert journey.row(record)["confirms"] == {"count": 2, "first": "2026-05-03", "newest": "2026-05-04"}
    assert HANDLE in journey.page(record)


def _archived(way: _Way) -> None:
    """An archive is added: nobody has to review again."""
    journey, alice, record = way.journey, way.alice, way.record
    journey.branch(alice, "archive")
    alice.edit(record, "evidence", 0, "archived", value="https://archive.example/posts/1")
    journey.land(alice, "2026-05-05", "Archive the post")
    journey.publish("2026-05-05")
    last = journey.events()[-1]
    assert (len(journey.events()), last["kind"], last["to"], last["fields"]) == (
        2,
        "changed",
        "verified",
        ["evidence"],
    )


def _edited(way: _Way) -> None:
    """Edited in its place it is refused; as a next claim with both reviews it is public throughout."""
    journey, alice, record = way.journey, way.alice, way.record
    journey.branch(alice, "edit")
    alice.edit(record, "summary", value=CLEARER)
    alone = journey.push(alice, "2026-05-06", "Clearer words")
    status, told = journey.judge(alone, "2026-05-06")
    assert (status, [item["code"] for item in told["problems"]]) == (1, ["claim-replaces"])
    journey.branch(alice, "next")
    options = ("--summary", CLEARER, "--submitted-by", "contributor-a", "--allow-email")
    journey.run(alice, "2026-05-06", "add", "--next", record, *options)
    (made,) = (alice.root / alice.path(record)).parent.glob(f"{record}.next-*.yaml")
    _review(journey, alice, "2026-05-06", "reviewer-a", made.stem)
    _review_by_packet(journey, alice, "2026-05-06", "reviewer-b", made.stem)
    assert not made.exists()
    journey.land(alice, "2026-05-06", "A next claim, both its reviews, and its promotion")
    journey.publish("2026-05-06")
    last = journey.events()[-1]
    assert (len(journey.events()), last["kind"], last["from"], last["to"]) == (
        3,
        "changed",
        "verified",
        "verified",
    )
    assert journey.mentions(SUMMARY) == []


def _appealed(way: _Way) -> None:
    """Disputed at once, withheld by itself when nobody decides."""
    journey, alice, keeper, record = way.journey, way.alice, way.keeper, way.record
    journey.branch(alice, "appeal")
    journey.run(alice, "2026-05-07", "appeal", "open", record, "--ground", "mistaken-identity")
    journey.land(alice, "2026-05-07", "An appeal")
    journey.publish("2026-05-07")
    assert journey.row(record)["state"] == "disputed"
    assert journey.row(record)["appeal"] == {"opened": "2026-05-07", "due": "2026-05-21"}
    for day, status in (("2026-05-21", 0), ("2026-05-22", 1)):
        journey.run(keeper, day, "tick", status=status)
    journey.branch(keeper, "tick")
    journey.land(keeper, "2026-05-22", "Tick")
    journey.publish("2026-05-22")
    last = journey.events()[-1]
    assert (last["kind"], last["reason"], last["effect"]) == ("withheld", "appeal-overdue", "stop-relying")
    assert journey.row(record)["state"] == "withheld"
    assert journey.mentions(HANDLE) == []
    assert "commit" not in last


def _upheld(way: _Way) -> None:
    """Upheld, and retracted in the same change, by a steward without git; one who confirmed may not decide."""
    journey, alice, record = way.journey, way.alice, way.record
    journey.branch(alice, "decision")
    decided = ["appeal", "decide", record, "--outcome", "upheld", "--retract", "mistaken-identity"]
    decided += ["--reason", "Another person.", "--unsigned", "--as"]
    done = handlelists(*decided, "reviewer-a", "--now", "2026-05-23T09:00:00Z", root=alice.root)
    assert (done.returncode, "reviewer-a confirmed the listing" in done.stderr) == (2, True)
    said = journey.run(alice, "2026-05-23", *decided, "steward-a")
    assert "Signed by 0 of 1 steward so far." in said
    names = tuple(said.partition("handlelists decide sign ")[2].partition(" --as")[0].split())
    assert len(names) == 2
    shown = _by_packet(journey, alice, "2026-05-23", "steward-a", "decide", "sign", given=names)
    assert "The appeal of 2026-05-07, on the ground mistaken-identity, is upheld." in shown
    assert "Undo. The listing was wrong." in shown
    assert CLEARER in shown
    journey.land(alice, "2026-05-23", "The appeal is upheld")
    journey.publish("2026-05-23")
    last = journey.events()[-1]
    assert (last["kind"], last["reason"], last["effect"]) == ("retracted", "mistaken-identity", "undo")
    row = journey.row(record)
    assert (row["state"], row["first_public"][:10], row["removed"][:10]) == (
        "retracted",
        "2026-05-04",
        "2026-05-22",
    )
    assert journey.mentions(HANDLE) == journey.mentions(CLEARER) == journey.mentions("Another person.") == []


def _again(way: _Way) -> None:
    """With new evidence and one confirmation more, the account is listed again, by a new record that says so."""
    journey, alice, bob, anna, keeper, record = (
        way.journey,
        way.alice,
        way.bob,
        way.anna,
        way.keeper,
        way.record,
    )
    journey.branch(keeper, "third")
    people = keeper.read("lists/reviewers.yaml")
    people["reviewer-c"] = people["reviewer-b"] | {
        "keys": [{"key": key("reviewer-c").public, "from": "2026-06-01"}]
    }
    keeper.write("lists/reviewers.yaml", emit(FileKind.REVIEWERS, people))
    keeper.commit("A third reviewer", at="2026-06-01")
    change = ("--base", "origin/main")
    decided = ("override", *change, "--reason", "She was trained.", "--as", "reviewer-a")
    said = journey.run(keeper, "2026-06-01", "decide", *decided, "--key", str(journey.keys["reviewer-a"]))
    assert "Signed by 1 of 2 stewards so far. Another steward signs it:" in said
    name = said.partition("handlelists decide sign ")[2].partition(" ")[0]
    signed = {"given": (name, *change), "applied": change}
    shown = _by_packet(journey, keeper, "2026-06-01", "steward-a", "decide", "sign", **signed)
    assert "    + reviewer-c:" in shown.splitlines()
    journey.land(keeper, "2026-06-01", "Two stewards decide so")
    journey.branch(alice, "again")
    record = _add(journey, alice, "2026-06-02", HANDLE, "contributor-a")
    journey.land(alice, "2026-06-02", "Propose the account again")
    count = len(journey.events())
    for day, reviewer in (("2026-06-03", "reviewer-a"), ("2026-06-04", "reviewer-c")):
        journey.branch(anna, f"again-{reviewer}")
        _review(journey, anna, day, reviewer, record)
        journey.land(anna, day, "A review")
        journey.publish(day)
        assert (len(journey.events()), journey.mentions(record)) == (count, [])
    journey.branch(bob, "again-b")
    _review_by_packet(journey, bob, "2026-06-05", "reviewer-b", record)
    journey.land(bob, "2026-06-05", "The third review")
    journey.publish("2026-06-05")
    last = journey.events()[-1]
    assert (len(journey.events()), last["kind"], last["to"]) == (count + 1, "published", "verified")
    assert journey.row(record)["confirms"]["count"] == 3
    assert HANDLE in journey.page(record)


def test_the_whole_way_of_one_listing(journey: Journey) -> None:
    alice, bob, anna = (journey.clone(name) for name in ("contributor-a", "contributor-b", "reviewer-a"))
    way = _Way(journey, alice, bob, anna, World(journey.folder / "maintainers"))
    for step in (_two_propose, _reviewed, _archived, _edited, _appealed, _upheld, _again):
        step(way)
    # The other proposal was never anybody's business, nor is who decided.
    assert journey.mentions(way.other) == journey.mentions(UNLISTED) == journey.mentions("steward-a") == []
    kinds = [event["kind"] for event in journey.events()]
    assert kinds == ["published", "changed", "changed", "state", "withheld", "retracted", "published"]
