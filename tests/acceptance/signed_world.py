"""A real repository of a list that demands signatures, and the moves that honest and hostile people make in it.

Keys are made from names, so everything is the same on every machine. Dates of commits are given; nothing asks the
clock.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from site_builder.check.breaker import turned
from site_builder.check.decisions import override_subject
from site_builder.check.run import Checked, check_change
from site_builder.check.side import Between, read_pair
from site_builder.fmt.edit import append, put
from site_builder.fmt.emitter import emit
from site_builder.git import GitRepository
from site_builder.load.layout import FileKind, decision_path, record_path, review_path
from site_builder.load.parsed import claim_digest
from site_builder.load.strict_yaml import load
from site_builder.problems import Problems
from site_builder.record import OUTSIDE_CLAIM
from site_builder.signatures.decision import NAMESPACE as DECISIONS
from site_builder.signatures.review import NAMESPACE
from tests.acceptance.support import git
from tests.instance import completed, withholding
from tests.keys import key, message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LIST: Final = "quay"
DAY: Final = "2026-06-01"
"""The day of the last commit of the base."""
NOW: Final = "2026-06-03T12:00:00Z"
REVIEWERS: Final = ("reviewer-a", "reviewer-b", "reviewer-c")
STEWARDS: Final = ("steward-a", "steward-b")
SPARE: Final = "steward-spare"
SHA: Final = "5f" * 32


def name(word: str, number: int) -> str:
    """Return a record id made from a word and a number."""
    safe = word.translate(str.maketrans("ilou", "110v"))
    return f"{safe:x<8}"[:8] + f"{number:04}"


DECISION: Final = "dddd00000001"
PROPOSED: Final = name("prop", 1)
VERIFIED: Final = name("very", 1)
RETRACTED: Final = name("retr", 1)
WITHHELD: Final = name("wthh", 1)
CONFIRMED_ONCE: Final = tuple(name("half", number) for number in range(14))
PUBLIC: Final = (VERIFIED, *(name("very", number) for number in range(2, 16)))


def day(offset: int) -> str:
    """Return the day that many days after `DAY`."""
    return (date.fromisoformat(DAY) + timedelta(days=offset)).isoformat()


class World:
    """One repository, its work tree and what people do in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def git(self, *arguments: str, at: str = DAY) -> str:
        return git(self.root, *arguments, day=at).strip()

    def write(self, path: str, content: str | bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)

    def read(self, path: str) -> Any:
        return load((self.root / path).read_bytes(), path).value

    def put(self, kind: FileKind, path: str, where: tuple[str | int, ...], value: object) -> None:
        self.write(path, put(kind, (self.root / path).read_bytes(), where, value, path))

    def add(self, kind: FileKind, path: str, where: tuple[str | int, ...], value: object) -> None:
        old = (self.root / path).read_bytes() if (self.root / path).exists() else b""
        self.write(path, append(kind, old, where, value, path))

    def withhold(self, record: str, *, at: str = DAY, reason: str = "under-review") -> None:
        entry = {"since": at, "by": "maintainer-a", "reason": reason}
        self.write(withholding(record), emit(FileKind.WITHHELD, entry))

    def release(self, record: str, steward: str | None = STEWARDS[0]) -> None:
        """Take a withholding out, by a steward's decision unless that is None."""
        path = withholding(record)
        (self.root / path).unlink()
        self.settle("release", {"withholding": path.rpartition("/")[2]}, steward)

    def retract(
        self,
        record: str,
        *,
        reason: str = "mistaken-identity",
        at: str = DAY,
        steward: str | None = STEWARDS[0],
        **fields: Any,
    ) -> None:
        """Retract a record, by a steward's decision unless that is None."""
        self.add(
            FileKind.RECORD, self.path(record), ("retractions",), {"date": at, "reason": reason} | fields
        )
        subject = {"record": record, "claim": self.claim(record)}
        covers = {"covers": fields["covers"]} if "covers" in fields else {}
        self.settle("retraction", subject | {"retraction": at, "removal": reason} | covers, steward)
        if fields.get("public_handle"):
            self.settle("name-shown", subject | {"retraction": at}, steward)

    def name_cleared(self, record: str, steward: str | None = STEWARDS[0]) -> None:
        """Name the account of a retracted record as cleared."""
        self.edit(record, "retractions", -1, "public_handle", value=True)
        date = self.read(self.path(record))["retractions"][-1]["date"]
        subject = {"record": record, "claim": self.claim(record), "retraction": date}
        self.settle("name-shown", subject, steward)

    def appeal(self, record: str = VERIFIED, **fields: str) -> None:
        """Open an appeal, which `fields` may change."""
        appeal = {"opened": DAY, "ground": "mistaken-identity", "due": day(14), "status": "open"} | fields
        self.add(FileKind.RECORD, self.path(record), ("appeals",), appeal)

    def decide_appeal(  # noqa: PLR0913 - everything that a forger may change
        self,
        outcome: str,
        record: str = VERIFIED,
        *,
        at: str = DAY,
        by: str = STEWARDS[0],
        steward: str | None = STEWARDS[0],
        claim: str | None = None,
    ) -> None:
        """Decide a record's last appeal, by a steward's decision unless that is None."""
        appeals = self.read(self.path(record))["appeals"]
        decided = {"status": outcome, "decided": at, "decided_by": by, "reason": "As it was found."}
        self.edit(record, "appeals", value=[*appeals[:-1], appeals[-1] | decided])
        subject = {"record": record, "claim": claim or self.claim(record)}
        meant = {"appeal": appeals[-1]["opened"], "ground": appeals[-1]["ground"]}
        self.settle("appeal", subject | meant | {"outcome": outcome}, steward)

    def settle(self, kind: str, subject: dict[str, Any], steward: str | None, **fields: Any) -> None:
        """File a decision of a kind, signed by a steward; none where that is None."""
        if steward is None:
            return
        folder = self.root / "lists/decisions"
        count = len(list(folder.glob("eeee*"))) if folder.exists() else 0
        name = f"eeee{count:08}"
        self.decision(name, kind=kind, subject=subject, **fields)
        self.decide(steward, name)

    def path(self, record: str, platform: str = "twitter") -> str:
        return record_path(LIST, platform, record)

    def record(self, record: str, **fields: Any) -> None:
        """Write a record; `fields` replace those of an ordinary one, None takes one away."""
        whole = ordinary(record) | fields
        made = {field: value for field, value in whole.items() if value is not None}
        self.write(self.path(record, made["platform"]), emit(FileKind.RECORD, made))
        if "context" not in fields:
            self.complete(record)

    def complete(self, record: str) -> None:
        """Write the context that a record has now, as `fmt` does."""
        path = self.path(record)
        found = next(
            (path for path in (self.root / "lists" / LIST).rglob(f"{record}.yaml")), self.root / path
        )
        listed, named = (self.read(f"lists/{LIST}/{file}.yaml") for file in ("list", "sources"))
        where = found.relative_to(self.root).as_posix()
        made = completed(self.read(where), listed, named)
        self.put(FileKind.RECORD, where, ("context",), made["context"])

    def edit(self, record: str, *where: str | int, value: object) -> None:
        self.put(FileKind.RECORD, self.path(record), where, value)

    def correct(self, record: str, *where: str | int, value: object) -> None:
        """Change a record's claim as a promotion does: what it says now names what it replaces."""
        before, path = self.claim(record), self.path(record)
        earlier = self.earlier(record)
        self.edit(record, *where, value=value)
        self.edit(record, "replaces", value=before)
        if where == ("handle",):
            self.put(FileKind.RECORD, path, ("previous_handles",), earlier)

    def earlier(self, record: str) -> list[dict[str, str]]:
        """Return the earlier handles that a record has once it is renamed: the one of today is the last."""
        held = self.read(self.path(record))
        return [
            *held.get("previous_handles", ()),
            *([{"handle": held["handle"]}] if "handle" in held else []),
        ]

    def next_claim(self, record: str, *where: str | int, value: object, end: str = "0a1b2c") -> str:
        """Write a next claim of a record, with one thing changed; return its path."""
        path = self.path(record).replace(".yaml", f".next-{end}.yaml")
        kept = {
            name: part for name, part in self.read(self.path(record)).items() if name not in OUTSIDE_CLAIM
        }
        self.write(path, emit(FileKind.RECORD, kept | {"replaces": self.claim(record)}))
        self.put(FileKind.RECORD, path, where, value)
        if where == ("handle",):
            self.put(FileKind.RECORD, path, ("previous_handles",), self.earlier(record))
        return path

    def claim(self, record: str) -> str:
        return self.claim_of(self.path(record), record)

    def claim_of(self, path: str, record: str) -> str:
        return claim_digest(LIST, record, self.read(path))

    def review(  # noqa: PLR0913 - everything that a forger may change
        self,
        reviewer: str,
        record: str,
        *,
        verdict: str = "confirm",
        at: str = DAY,
        claim: str | None = None,
        signed: dict[str, Any] | None = None,
        signer: str | None = None,
        namespace: str = NAMESPACE,
        filed_as: str | None = None,
        number: int | None = None,
    ) -> None:
        """File a review. `signed` replaces parts of what is signed, `signer` whose key signs."""
        path = review_path(LIST, filed_as or reviewer, record)
        there = self.read(path).get(record, []) if (self.root / path).exists() else []
        said: dict[str, Any] = {
            "claim": claim or self.claim(record),
            "date": at,
            "record": record,
            "reviewer": reviewer,
            "verdict": verdict,
            "number": number or max((int(item["number"]) for item in there), default=0) + 1,
        }
        signature = key(signer or reviewer).sign(message(**(said | (signed or {}))), namespace=namespace)
        review = {field: said[field] for field in ("claim", "date", "number", "verdict")}
        self.add(FileKind.REVIEWS, path, (record,), review | {"signature": signature})

    def decision(self, decision: str = DECISION, **fields: Any) -> None:
        """Write a decision that nobody has signed yet; `fields` replace those of an empty override."""
        digest = "ab" * 32
        subject = {"set": digest, "rules": {"before": digest, "after": digest}}
        said = {"kind": "override", "date": DAY, "subject": subject, "reason": "The annex of a judgment."}
        self.write(decision_path(decision), emit(FileKind.DECISION, said | fields))

    def decide(
        self,
        steward: str,
        decision: str = DECISION,
        *,
        signer: str | None = None,
        namespace: str = DECISIONS,
        signed: dict[str, Any] | None = None,
    ) -> None:
        """Sign a decision. `signed` replaces parts of what is signed, `signer` whose key signs."""
        path = decision_path(decision)
        held = self.read(path)
        said = {name: held[name] for name in ("date", "kind", "subject")}
        said |= {"decision": decision, "instance": INSTANCE["id"], "steward": steward, **(signed or {})}
        message = json.dumps(said, separators=(",", ":"), sort_keys=True).encode()
        signature = key(signer or steward).sign(message, namespace=namespace)
        item = {"steward": steward, "signature": signature}
        self.add(FileKind.DECISION, path, ("signatures",), item)

    @property
    def repository(self) -> GitRepository:
        """Return the repository as it is now, of which nothing is remembered."""
        return GitRepository(self.root)

    def override(
        self, stewards: Iterable[str] = STEWARDS, decision: str = DECISION, base: str = "HEAD", **fields: Any
    ) -> None:
        """Let through what the work tree changes: decide on exactly that, and sign it."""
        base, here = self.git("rev-parse", base, "HEAD").split()
        head = self.commit("To know what it does")
        repository = self.repository
        with repository.blobs() as blobs:
            pair = read_pair(repository, Between.of(repository, base, head), blobs)
            subject = override_subject(pair, turned(pair))
        self.git("reset", "-q", here)
        self.decision(decision, **({"subject": subject} | fields))
        for steward in stewards:
            self.decide(steward, decision)

    def confirm(
        self,
        record: str,
        reviewers: Iterable[str] = REVIEWERS[:2],
        at: str = DAY,
        claim: str | None = None,
    ) -> None:
        for reviewer in reviewers:
            self.review(reviewer, record, at=at, claim=claim)

    def commit(self, subject: str = "A change", at: str = day(1)) -> str:
        self.git("add", "-A", at=at)
        self.git("commit", "-q", "--allow-empty", "-m", subject, at=at)
        return self.git("rev-parse", "HEAD")

    def check(
        self, base: str = "HEAD~1", head: str = "HEAD", actor: str | None = None, now: str = NOW
    ) -> Checked:
        base, head = self.git("rev-parse", base, head).split()
        checked = check_change(self.repository, base, head, now, actor)
        # Its addresses are invented, as they have to be.
        problems = Problems.of(item for item in checked.problems if item.code != "address-nowhere")
        return replace(checked, problems=problems)

    def copy(self, target: Path) -> World:
        shutil.copytree(self.root, target, symlinks=True)
        return World(target)


def ordinary(record: str) -> dict[str, Any]:
    """Return the fields of a record with two pieces of evidence, one of which pins the captured bytes."""
    digest = hashlib.sha256(record.encode()).hexdigest()
    made = {
        "id": record,
        "handle": f"q_{digest[:12]}",
        "platform": "twitter",
        "account_id": str(7 * 10**17 + int(digest[:12], 16)),
        "categories": ["fraud"],
        "summary": "Sold tickets for a ferry that does not run.",
        "submitted_by": ["contributor-a"],
        "sources": ["ferry-report"],
        "affiliations": ["ticket-desk"],
        "evidence": [
            {
                "id": "e1",
                "kind": "report",
                "sensitivity": "none",
                "url": "https://reports.example/ferries",
                "captured": "2026-03-01",
                "shows": ["fraud"],
                "summary": "Table 4 names the account.",
            },
            {
                "id": "e2",
                "kind": "post",
                "sensitivity": "none",
                "url": "https://social.example/posts/1",
                "sha256": SHA,
                "captured": "2026-03-02",
                "summary": "Offers tickets.",
            },
        ],
    }
    return completed(made, LIST_DATA, SOURCES)


LIST_DATA: Final[dict[str, Any]] = {
    "title": "Quay fraud",
    "scope": "Accounts that sell ferry tickets that do not exist.",
    "categories": {
        "fraud": {"title": "Ticket fraud", "meaning": "Sells tickets that do not exist.", "harm": "fraud"},
        "spare": {"title": "Spare", "meaning": "No record uses this.", "harm": "other"},
    },
    "policy": {
        "quorum": 2,
        "signatures": "required",
        "min_evidence": 1,
        "require_archive": False,
        "require_account_id": False,
        "recheck_after_days": 365,
        "appeal_days": 14,
        "withhold_on": ["legal-order"],
        "max_change_percent": 20,
    },
    "contacts": {"intake": "mailto:intake@quay.example", "appeals": "mailto:appeals@quay.example"},
    "controller": "The quay lists, an invented organisation.",
    "legal_basis": "research-exemption",
    "retention": "Records are kept while the test runs.",
    "notification": "Nobody is told, because nobody is listed.",
    "license": "CC0-1.0",
}
INSTANCE: Final[dict[str, Any]] = {
    "id": "0b9bb5e4-6f1c-4c0a-9c1e-7d2f3a4b5c6d",
    "title": "Quay lists",
    "description": "An instance that lives in a test.",
    "site_url": "https://quay.example/",
    "contacts": {"maintainers": "mailto:m@quay.example", "security": "mailto:s@quay.example"},
    "source_public": True,
    "show_reviewers": "count",
}
SOURCES: Final[dict[str, Any]] = {
    "sources": {
        "ferry-report": {"title": "Ferries that do not run", "date": "2026-02-01"},
        "spare-report": {"title": "Nobody uses this"},
    },
    "affiliations": {"ticket-desk": {"title": "Ticket desk", "meaning": "Sells.", "source": "ferry-report"}},
}


def roster() -> dict[str, Any]:
    """Return the roster: three reviewers of the list, one of another, one who has left, one to come, stewards."""

    def entry(
        name: str, start: str = "2026-01-01", end: str | None = None, list_id: str = LIST
    ) -> dict[str, Any]:
        period = {"from": start} | ({"until": end} if end else {})
        return {
            "lists": [list_id],
            "active": [period],
            "keys": [{"key": key(name).public, "from": "2025-01-01"}],
        }

    people = {name: entry(name) for name in REVIEWERS}
    people["reviewer-elsewhere"] = entry("reviewer-elsewhere", list_id="pier")
    people["reviewer-gone"] = entry("reviewer-gone", start="2025-01-01", end="2026-05-15")
    people["reviewer-soon"] = entry("reviewer-soon", start="2027-01-01")
    people["reviewer-keyless"] = {
        name: value for name, value in entry("reviewer-keyless").items() if name != "keys"
    }
    robbed = entry("reviewer-robbed")
    robbed["keys"][0]["until"] = day(-3)
    people["reviewer-robbed"] = robbed
    expired = entry("reviewer-rekeyed")
    expired["keys"] = [
        {"key": key("reviewer-rekeyed").public, "from": "2025-01-01", "until": "2026-05-01"},
        {"key": key("reviewer-rekeyed-2").public, "from": "2026-05-02"},
    ]
    people["reviewer-rekeyed"] = expired
    for name in (*STEWARDS, SPARE):
        people[name] = entry(name, list_id="pier") | {"steward": True}
    return people


def build_world(root: Path, top: Path | None = None) -> World:
    """Write the repository in which every test begins: public, proposed, retracted and withheld records.

    With `top`, the instance is a folder of a repository that begins higher up.
    """
    root.mkdir(parents=True)
    world = World(root)
    git(top or root, "init", "-q", "-b", "main")
    world.write("lists/instance.yaml", emit(FileKind.INSTANCE, INSTANCE))
    world.write("lists/reviewers.yaml", emit(FileKind.REVIEWERS, roster()))
    protected = {
        "title": "Press",
        "accounts": [
            {"id": "harbour-news", "platform": "twitter", "handle": "harbour_news", "name": "Harbour News"}
        ],
    }
    world.write("lists/protected/press.yaml", emit(FileKind.PROTECTED, protected))
    for list_id in (LIST, "pier"):
        world.write(f"lists/{list_id}/list.yaml", emit(FileKind.LIST, LIST_DATA))
        world.write(f"lists/{list_id}/sources.yaml", emit(FileKind.SOURCES, SOURCES))
    world.write("site_builder/engine.py", "print('the builder of this repository')\n")
    world.write("schemas/record.schema.json", "{}\n")
    world.write("README.md", "# Quay lists\n")
    world.commit("An empty instance", at="2026-05-01")
    for record in (*PUBLIC, RETRACTED, WITHHELD):
        world.record(record)
        world.confirm(record, at="2026-05-10")
    world.commit("Records that are public", at="2026-05-10")
    world.edit(RETRACTED, "retractions", value=[{"date": "2026-05-20", "reason": "mistaken-identity"}])
    world.withhold(WITHHELD, at="2026-05-20")
    for record in CONFIRMED_ONCE:
        world.record(record)
        world.review("reviewer-a", record, at="2026-05-20")
    world.record(PROPOSED)
    world.commit("Removals and proposals", at=DAY)
    return world
