"""Instances with many records and repositories of them, the same on every machine, made in memory.

Some dozens of records are proposed as in `handlelists demo`. All others say what one of them says, with ids, salts,
handles and account ids of their own, and reviews that are signed as any are.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from site_builder.fmt.emitter import emit
from site_builder.git import create_repository
from site_builder.load.layout import FileKind, record_path, review_path
from site_builder.load.parsed import claim_digest
from site_builder.model import Review
from site_builder.world.dice import Die
from site_builder.world.script import script
from site_builder.world.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

DAY: Final = "2026-05-01"
"""The day of all reviews and commits."""
_FIRST: Final = "2021-05-01"
_NOON: Final = 1_777_636_800
_SAMPLES: Final = 60
_IDS: Final = {"twitter": "90000000000{:08}", "telegram": "-100900000{:07}"}
"""Platforms of the records, with how their account ids look."""
_PROTECTED: Final = 500
_EDITS: Final = 5


class ManyRecords:
    """An instance that has as many records as one likes; `signed`: its lists demand signatures."""

    def __init__(self, *, signed: bool = True) -> None:
        stage = Stage(script(), "bench", _FIRST, DAY)
        stage.begin({"id": "7d0c4f0e-52a5-4a53-9f5c-2f6f0b1f8f11"})
        self._files, self._moves, self._repository = stage.files, stage.moves, stage.repository
        self._die, self._signed = Die("bench"), signed
        self._enter_people(stage)
        self._samples = list(_samples(stage))
        self.reviewers = tuple(stage.people.there("reviewer")[:2])
        self._values: dict[str, Mapping[str, str]] = {}
        self._words: dict[str, dict[str, bytes]] = defaultdict(dict)
        self._line: list[str] = []
        if not signed:
            for name in stage.script.lists:
                self._moves.put(f"lists/{name}/list.yaml", ("policy", "signatures"), "waived")

    def _enter_people(self, stage: Stage) -> None:
        """Let everybody join who does in these years, and protect many accounts."""
        roster = stage.people.roster()
        for day, action, name in stage.people.changes():
            stage.people.today = day
            stage.people.change(roster, action, name)
        stage.people.today = DAY
        self._moves.write("lists/reviewers.yaml", roster)
        accounts = [
            {
                "id": f"office-{number}",
                "platform": "twitter",
                "handle": f"o_{self._die.text('aeinorst', 8)}_{number}",
                "name": f"Office {number}",
            }
            for number in range(_PROTECTED)
        ]
        self._moves.write("lists/protected/many.yaml", {"title": "Offices", "accounts": accounts})

    def add(self, count: int, prefix: str = "") -> list[str]:
        """Add records whose ids begin with a prefix; return their paths, sorted."""
        made = []
        for number in range(len(self._values), len(self._values) + count):
            list_id, sample = self._samples[number % len(self._samples)]
            platform, record = sample["platform"], prefix + self._die.record_id()[len(prefix) :]
            value = {
                **sample,
                "id": record,
                "salt": self._die.salt(),
                "handle": f"{sample['handle'][:9].rstrip('_')}_{number:05}",
                "account_id": _IDS[platform].format(number),
            }
            path = record_path(list_id, platform, record)
            self._files[path], self._values[path] = emit(FileKind.RECORD, value), value
            made.append(path)
        return sorted(made)

    def confirm(self, reviewer: str, paths: Iterable[str]) -> None:
        """Let a reviewer confirm records."""
        changed = set()
        for path in paths:
            list_id, value = path.split("/")[1], self._values[path]
            said = {"claim": claim_digest(list_id, value["id"], value), "date": DAY, "verdict": "confirm"}
            if self._signed:
                word = Review(reviewer=reviewer, list=list_id, record=value["id"], number=1, **said)
                said["signature"] = self._moves.signed(word).signature or ""
            shard = review_path(list_id, reviewer, value["id"])
            entry = {value["id"]: [said | {"number": "1"}]}
            self._words[shard][value["id"]] = emit(FileKind.REVIEWS, entry)
            changed.add(shard)
        for shard in changed:
            self._files[shard] = b"".join(words for _, words in sorted(self._words[shard].items()))

    def publish(self, paths: Iterable[str]) -> None:
        """Let as many reviewers confirm records as it takes."""
        for reviewer in self.reviewers:
            self.confirm(reviewer, paths)

    def observe(self, path: str, followers: int) -> None:
        """Write down what somebody saw of an account again."""
        seen = {"date": DAY, "state": "active", "followers": str(followers)}
        self._moves.append(path, "observations", seen)

    def commit(self) -> None:
        """Commit what was done since."""
        time = _NOON + 60 * len(self._line)
        made = self._repository.commit(self._files, self._line[-1:], time, "bench", "A change")
        self._line.append(made)

    def write(self, root: Path) -> None:
        """Write the repository into a folder, which may be missing, with its work tree."""
        root.mkdir(parents=True, exist_ok=True)
        create_repository(root, self._repository.fast_import(self._line[-1]))


def _samples(stage: Stage) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what records say, each with its list, and take these records away again."""
    die = Die("bench", "samples")
    made = [name for name, item in stage.script.operations.items() if item.makes is not None]
    for number in range(_SAMPLES):
        operation = made[number % len(made)]
        account = stage.casting.account(operation, stage.today, number)
        listing = stage.propose(operation, account, [stage.people.one("contributor", die)])
        value = stage.moves.value(listing.path)
        del stage.files[listing.path]
        if account.platform in _IDS:
            value.pop("links", None)
            yield listing.list_id, value


def observed(root: Path, records: int, commits: int) -> None:
    """Make a repository of records that are public from the first commit on; each later one observes some again."""
    world, die = ManyRecords(), Die("bench", "observed")
    paths = world.add(records)
    world.publish(paths)
    world.commit()
    for number in range(1, commits):
        for path in die.sample(paths, _EDITS):
            world.observe(path, number)
        world.commit()
    world.write(root)


def revised(root: Path, records: int) -> None:
    """Make a repository of records that have three events each: published, and observed twice."""
    world = ManyRecords()
    paths = world.add(records)
    world.publish(paths)
    world.commit()
    for number in range(2):
        for path in paths:
            world.observe(path, number)
        world.commit()
    world.write(root)


def reviewed_one_by_one(root: Path, records: int) -> None:
    """Make a repository in which each record becomes public by a commit of its own, that of its second review.

    All ids begin alike, so that one file of a list grows at every commit: with signatures too long in the end.
    """
    world = ManyRecords(signed=False)
    paths, (first, second) = world.add(records, prefix="zz"), world.reviewers
    world.confirm(first, paths)
    world.commit()
    for path in paths:
        world.confirm(second, [path])
        world.commit()
    world.write(root)
