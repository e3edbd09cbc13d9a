"""An instance that changes: the files of the minimal one, and the acts that people do to them.

Acts change `World.files`; whoever writes commits takes the files as they stand. Claims are computed by
`site_builder.load.parsed` from the file as it is written, so that reviews fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml

from site_builder.load.layout import record_path, review_path
from site_builder.load.parsed import claim_digest
from site_builder.load.strict_yaml import load
from site_builder.record import OUTSIDE_CLAIM
from tests.instance import BASE, withholding

if TYPE_CHECKING:
    from tests.history.stream import Content, Files

INSTANCE: Final = "lists/instance.yaml"
ROSTER: Final = "lists/reviewers.yaml"
PLATFORMS: Final = "lists/platforms.yaml"
PURGED: Final = "lists/purged.yaml"
FORGE: Final = "forge: {name: Forge, kind: github, repository: https://forge.example/lists}\n"
FRAUD: Final = "654770ed76de0e5445856700ca9f1e74a8ec03e8c74c7f4a1da52211b9153546"
"""Digest of the category `fraud` of the minimal instance."""
A, B, C, D = "reviewer-a", "reviewer-b", "reviewer-c", "reviewer-d"


class World:
    """The instance as it stands. All values are text, as YAML's scalars are for the strict loader."""

    def __init__(self) -> None:
        self.files: Files = {
            path.relative_to(BASE).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(BASE.rglob("*"))
            if path.is_file()
        }
        self.files[INSTANCE] = f"{self.files[INSTANCE]!s}{FORGE}"
        self.good: Files = {}
        """Of each path the last content that could be read, for whoever keeps it."""

    # Files

    def read(self, path: str) -> Any:
        """Return a file's value; an empty mapping where there is no such file."""
        content = self.files.get(path, "{}")
        assert isinstance(content, str), path
        loaded = load(content.encode(), path)
        assert not loaded.problems, loaded.problems
        return loaded.value

    def write(self, path: str, value: Any) -> None:
        """Write a value to a file."""
        self.files[path] = written(value)

    def update(self, path: str, **members: Any) -> None:
        """Set members of a file's mapping; None takes one away."""
        value = {**self.read(path), **members}
        self.write(path, {name: item for name, item in value.items() if item is not None})

    def put(self, path: str, content: Content) -> None:
        """Put any content at a path."""
        self.files[path] = content

    def remove(self, *paths: str) -> None:
        """Delete files."""
        for path in paths:
            del self.files[path]

    # Lists

    def add_list(self, name: str, **members: Any) -> None:
        """Add a list like `harbour` that is no example, and let every reviewer review it."""
        model = self.read("lists/harbour/list.yaml")
        model.pop("example")
        self.write(f"lists/{name}/list.yaml", {**model, **members})
        roster = self.read(ROSTER)
        for reviewer in roster.values():
            reviewer["lists"] = [*reviewer["lists"], name]
        self.write(ROSTER, roster)

    def policy(self, name: str, **members: Any) -> None:
        """Set members of a list's policy; None takes one away."""
        path = f"lists/{name}/list.yaml"
        policy = {**self.read(path)["policy"], **members}
        self.update(path, policy={key: value for key, value in policy.items() if value is not None})

    def roster(self, reviewer: str, *, lists: tuple[str, ...], active: str, until: str | None = None) -> None:
        """Set a reviewer's entry."""
        period = {"from": active} if until is None else {"from": active, "until": until}
        self.update(ROSTER, **{reviewer: {"lists": list(lists), "active": [period]}})

    # Records

    def path(self, record: str) -> str:
        """Return the path of a record's file."""
        return next(path for path in sorted(self.files) if path.endswith(f"/{record}.yaml"))

    def has(self, record: str) -> bool:
        """Return whether there is a file of the record."""
        return any(path.endswith(f"/{record}.yaml") for path in self.files)

    def add(
        self, record: str, handle: str, *, to: str = "harbour", platform: str = "twitter", **more: Any
    ) -> None:
        """Add a record that nobody has reviewed yet."""
        made = {
            "id": record,
            "salt": (record * 3)[:26],
            "handle": handle,
            "platform": platform,
            "categories": ["fraud"],
            "summary": "Sold tickets for a ferry that does not run.",
            "submitted_by": ["contributor-a"],
            "context": {"categories": {"fraud": FRAUD}},
            "evidence": [evidence("e1", "2026-01-10")],
        }
        self.write(record_path(to, platform, record), made | more)

    def edit(self, record: str, **members: Any) -> None:
        """Set members of a record; None takes one away."""
        self.update(self.path(record), **members)

    def move(self, record: str, to: str) -> None:
        """Move a record's file to another list."""
        raw = self.read(self.path(record))
        del self.files[self.path(record)]
        self.write(record_path(to, raw["platform"], record), raw)

    def copy(self, record: str, to: str) -> None:
        """Lay a copy of a record's file into another list: one id twice."""
        raw = self.read(self.path(record))
        self.write(record_path(to, raw["platform"], record), raw)

    def append(self, record: str, member: str, *items: dict[str, Any]) -> None:
        """Add items to one of a record's sequences."""
        raw = self.read(self.path(record))
        self.edit(record, **{member: [*raw.get(member, []), *items]})

    def last(self, record: str, member: str, **members: Any) -> None:
        """Set members of the last item of one of a record's sequences; None takes one away."""
        items = self.read(self.path(record))[member]
        item = {**items[-1], **members}
        items[-1] = {name: value for name, value in item.items() if value is not None}
        self.edit(record, **{member: items})

    # What people do

    def next_claim(self, record: str, end: str, **members: Any) -> str:
        """Write a next claim of a record, with members of its claim set; return its path."""
        path, raw = self.path(record), self.read(self.path(record))
        kept = {name: value for name, value in raw.items() if name not in OUTSIDE_CLAIM}
        made = f"{path.removesuffix('.yaml')}.next-{end}.yaml"
        self.write(made, {**kept, "replaces": claim_digest(path.split("/")[1], record, raw), **members})
        return made

    def promote(self, record: str, path: str) -> None:
        """Put a next claim in its record's place, whatever it is; what is no part of a claim stays."""
        raw = self.read(self.path(record))
        kept = {name: value for name, value in raw.items() if name in OUTSIDE_CLAIM}
        self.write(self.path(record), {**self.read(path), **kept})
        del self.files[path]

    def review(
        self,
        record: str,
        day: str,
        *reviewers: str,
        verdict: str = "confirm",
        step: int = 1,
        of: str | None = None,
    ) -> None:
        """Add reviews of a record's claim as it stands, by `step` above the highest number of their reviewer.

        `of` is the path of a next claim that is reviewed instead.
        """
        path = of or self.path(record)
        name = path.split("/")[1]
        digest = claim_digest(name, record, self.read(path))
        for reviewer in reviewers:
            shard = review_path(name, reviewer, record)
            given = self.read(shard).get(record, [])
            number = max((int(item["number"]) for item in given), default=0) + step
            said = {"claim": digest, "date": day, "verdict": verdict, "number": str(max(number, 1))}
            self.update(shard, **{record: [*given, said]})

    def retract(self, record: str, day: str, reason: str = "mistaken-identity", **more: str) -> None:
        """Retract a record."""
        self.append(record, "retractions", {"date": day, "reason": reason, **more})

    def unretract(self, record: str) -> None:
        """Take a record's retractions out of its file, which brings it nothing back."""
        self.edit(record, retractions=None)

    def withhold(
        self, record: str, day: str, reason: str = "under-review", *, end: str = "0a1b2c", **more: str
    ) -> None:
        """Withhold a record by one file; `end` is the random part of its name."""
        said = {"since": day, "by": "maintainer-a", "reason": reason}
        self.write(withholding(record, end), said | more)

    def withheld(self, record: str) -> list[str]:
        """Return everything that withholds a record."""
        return sorted(path for path in self.files if path.startswith(f"lists/withheld/{record}"))

    def release(self, record: str) -> None:
        """Withhold a record no longer."""
        self.remove(*self.withheld(record))

    def appeal(self, record: str, day: str, due: str, ground: str = "mistaken-identity") -> None:
        """Open an appeal."""
        self.append(record, "appeals", {"opened": day, "ground": ground, "due": due, "status": "open"})

    def decide(self, record: str, day: str, status: str = "dismissed") -> None:
        """Decide the last appeal."""
        self.last(record, "appeals", status=status, decided=day, decided_by="maintainer-b")

    def observe(self, record: str, day: str, state: str = "active", **more: str) -> None:
        """Add an observation."""
        self.append(record, "observations", {"date": day, "state": state, **more})


def evidence(name: str, captured: str, **more: Any) -> dict[str, Any]:
    """Return an evidence item."""
    made = {
        "id": name,
        "kind": "report",
        "sensitivity": "none",
        "url": f"https://news.example/{name}",
        "captured": captured,
        "summary": "The article describes the account.",
    }
    return made | more


def written(value: Any) -> str:
    """Return a value as YAML that the strict loader reads back as it was."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return text


class _Dumper(yaml.CSafeDumper):
    """Writes every value out: aliases are refused."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True
