"""A small publisher, written from the contract of the feeds and from nothing of the builder's: what sync is tried on.

A `World` holds rows and the events that led to them; `build` gives the files of its site. It knows only what a
consumer may rely on (docs/reference/feeds.md), so it says in its own words what the builder has to publish.
"""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.instance import salt_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

INSTANCE = "11111111-2222-4333-8444-555555555555"
OTHER_INSTANCE = "99999999-2222-4333-8444-555555555555"
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
REMOVED = ("retracted", "withdrawn", "withheld")
EFFECTS = {"mistaken-identity": "undo", "personal-data": "erase", "under-review": "stop-relying"}
INDEX = "feeds/v1/index.json"
FILL = "A sentence of evidence that is about as long as such sentences are in a list. "

Row = dict[str, Any]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def document(value: Any) -> bytes:
    return f"{json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)}\n".encode()


def line(value: Any) -> bytes:
    """Return the line of a value. Without fractions, and with members in ASCII, this is RFC 8785."""
    return f"{json.dumps(value, ensure_ascii=False, separators=(',', ':'), sort_keys=True)}\n".encode()


def record_id(number: int) -> str:
    """Return an id that looks as if it were drawn at random."""
    drawn = random.Random(str(number))  # noqa: S311 - a test's data
    return "".join(drawn.choice(ALPHABET) for _ in range(12))


def listing(record: str, list_id: str = "harbour", *, example: bool = False, **members: Any) -> Row:
    """Return the row of a public record; one without a handle where that is None."""
    handle: str | None = members.pop("handle", f"account_{record[:6]}")
    state = members.pop("state", "verified")
    account = members.get("account_id")
    made: Row = {
        "actionable": state == "verified" and not example,
        "categories": ["deception"],
        "confirms": {"count": 2, "first": "2026-01-01", "newest": "2026-01-02"},
        "evidence": [{"id": "e1", "kind": "report", "summary": FILL * 6}],
        "example": example,
        "id": record,
        "list": list_id,
        "match": {
            "by": "account_id" if account else "handle",
            "key": f"twitter:{'id' if account else 'handle'}:{account or str(handle).lower()}",
        },
        "salt": salt_of(record),
        "platform": "twitter",
        "state": state,
        "summary": FILL,
        "valid_until": "2027-01-02",
    }
    if account:
        made["match"]["account_id"] = account
    if handle is not None:
        made["handle"] = handle
        made["match"]["handle"] = handle.lower()
    return {**made, **members}


def tombstone(before: Row, state: str, reason: str = "mistaken-identity") -> Row:
    """Return what is left of a row."""
    return {
        "actionable": False,
        "effect": EFFECTS[reason],
        "example": before["example"],
        "first_public": "2026-01-01T00:00:00Z",
        "id": before["id"],
        "list": before["list"],
        "reason": reason,
        "removed": "2026-02-01T00:00:00Z",
        "state": state,
    }


def begins_chunk(record: str) -> bool:
    return int(hashlib.sha256(record.encode("ascii")).hexdigest()[:8], 16) % 64 == 0


@dataclass
class World:
    """An instance that changes: `put` makes an event, `build` the site as it then stands."""

    rows: dict[str, Row] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    lists: dict[str, bool] = field(default_factory=lambda: {"harbour": False})
    """Lists by id, and whether they are examples."""
    epoch: str = "1.1"
    instance: str = INSTANCE
    minute: int = 0

    @property
    def now(self) -> str:
        day, rest = divmod(self.minute, 24 * 60)
        return f"2026-03-{day + 1:02}T{rest // 60:02}:{rest % 60:02}:00Z"

    def put(self, *rows: Row) -> None:
        """Let these rows take the place of their records' ones, an event each, a minute later than what was before."""
        self.minute += 1
        for row in rows:
            old = self.rows.get(row["id"])
            members = old or {}
            event: dict[str, Any] = {
                "fields": sorted(
                    name for name in members.keys() | row.keys() if members.get(name) != row.get(name)
                ),
                "from": old["state"] if old else "none",
                "kind": row["state"] if row["state"] in REMOVED else "changed" if old else "published",
                "list": row["list"],
                "record": row["id"],
                "seq": len(self.events) + 1,
                "sha256": sha256(line(row)),
                "time": self.now,
                "to": row["state"],
            }
            if row["state"] in REMOVED:
                event |= {"effect": row["effect"], "reason": row["reason"]}
            self.events.append(event)
            self.rows[row["id"]] = row

    def remove(self, record: str, state: str = "retracted", reason: str = "mistaken-identity") -> None:
        self.put(tombstone(self.rows[record], state, reason))

    def build(self) -> dict[str, bytes]:
        """Return the files that a consumer may ask for, by path below the site root."""
        files: dict[str, bytes] = {}
        pages = self._pages()
        for number, page in enumerate(pages):
            files[f"feeds/v1/changes/{number}.json"] = page
        entries = []
        for list_id, example in sorted(self.lists.items()):
            rows = sorted(
                (row for row in self.rows.values() if row["list"] == list_id), key=lambda row: row["id"]
            )
            files |= {f"lists/{list_id}/{row['id']}/record.json": line(row) for row in rows}
            folder = f"feeds/v1/lists/{list_id}"
            chunks = []
            for group in _cut(rows):
                data = line(group)
                chunks.append({"bytes": len(data), "first": group[0]["id"], "sha256": sha256(data)})
                files[f"{folder}/chunks/{sha256(data)}.json"] = data
            files[f"{folder}/chunks.json"] = document({"chunks": chunks, "list": list_id})
            files[f"{folder}/records.ndjson"] = b"".join(map(line, rows))
            names = [f"{folder}/chunks.json", f"{folder}/records.ndjson"]
            entries.append(
                {
                    "counts": {"public": sum(row["state"] not in REMOVED for row in rows)},
                    "digest": sha256(files[f"{folder}/chunks.json"]),
                    "example": example,
                    "files": [_entry(name, files[name]) for name in names],
                    "id": list_id,
                    "license": "CC-BY-4.0",
                    "title": "A list",
                }
            )
        changes: dict[str, Any] = {"events": len(self.events), "pages": len(pages)}
        if pages:
            changes["last_page"] = _entry(f"feeds/v1/changes/{len(pages) - 1}.json", pages[-1])
        index = {
            "as_of": self.now,
            "builder": {"name": "handlelists", "version": "0"},
            "changes": changes,
            "epoch": self.epoch,
            "files": [],
            "fresh_until": "2026-01-01",
            "history": True,
            "instance": {"id": self.instance, "site_url": "https://lists.example/", "title": "Lists"},
            "lists": entries,
            "version": "1",
        }
        files[INDEX] = document(index)
        return files

    def _pages(self) -> list[bytes]:
        pages: list[bytes] = []
        for start in range(0, len(self.events), 64):
            prev = sha256(pages[-1]) if pages else None
            page: dict[str, Any] = {
                "events": self.events[start : start + 64],
                "page": len(pages),
                "prev": prev,
            }
            pages.append(line(page))
        return pages


def _entry(path: str, data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "media_type": "application/json", "path": path, "sha256": sha256(data)}


def _cut(rows: Iterable[Row]) -> list[list[Row]]:
    groups: list[list[Row]] = []
    for row in rows:
        if not groups or begins_chunk(row["id"]):
            groups.append([])
        groups[-1].append(row)
    return groups


def world(records: int, *, lists: Iterable[str] = ("harbour",)) -> World:
    """Return an instance with so many verified records, published at once, spread over lists."""
    made = World(lists=dict.fromkeys(lists, False))
    names = sorted(made.lists)
    ids = sorted(record_id(number) for number in range(records))
    made.put(*(listing(record, names[at % len(names)]) for at, record in enumerate(ids)))
    return made


def expected(built: dict[str, bytes]) -> dict[str, bytes]:
    """Return the lists' files that a mirror of a build has to hold, by path."""
    return {
        f"lists/{path.split('/')[3]}/records.ndjson": data
        for path, data in built.items()
        if path.endswith("/records.ndjson")
    }


def with_index(built: dict[str, bytes], edit: Callable[[Any], None]) -> dict[str, bytes]:
    """Return a build whose index.json says something else."""
    index = json.loads(built[INDEX])
    edit(index)
    return {**built, INDEX: document(index)}
