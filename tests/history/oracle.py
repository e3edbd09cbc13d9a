"""The history, computed the slow way: every first-parent commit read and derived in full, two trees compared.

Written from docs/reference/history.md alone, apart from `site_builder.history`, whose result it judges. Nothing is
kept from one commit to the next but what the page says is kept: the content that stands for files that cannot be
read, and each record's row. States and rows are worked out in `standing`, apart from `site_builder.derive`.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import rfc8785

from tests.history.lenient import Content, lenient_platforms, lenient_words, list_of, record_of, reviews_of
from tests.history.revisions import Commit, FirstParentLine
from tests.history.standing import Circumstances, Standing, row_of, standing_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from site_builder.model import Record, Review

Row = Any
Event = dict[str, Any]
Map = dict[str, tuple[str, str]]

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")
_PROJECT: Final = re.compile(r"See merge request [A-Za-z0-9_./-]*")
_SPACE: Final = " \t\r\n"


@dataclass(frozen=True)
class Kept:
    """A record that was public at some time: its status now, its row or tombstone, and two instants."""

    status: str
    row: Row
    first_public: str
    removed: str | None

    @property
    def state(self) -> str:
        """What events call it: the state where it is public, else the status."""
        return str(self.row["state"]) if self.status == "public" else self.status


@dataclass(frozen=True)
class Found:
    """A record of one tree on one day."""

    record: Record
    about: Circumstances
    derived: Standing


def oracle(root: Path, prefix: str = "") -> tuple[list[Event], Map]:
    """Return all events of the instance in folder `prefix` (`""` or ending in a slash) of the repository `root`,
    and for each record that was ever public its state or status and the digest of its row.
    """
    line = list(steps(root, prefix))
    last = line[-1].known
    return (
        [event for step in line for event in step.events],
        {record_id: (kept.state, digest(kept.row)) for record_id, kept in last.items()},
    )


@dataclass(frozen=True)
class Step:
    """One commit: its events, and every record that was public at some time as it is then."""

    commit: Commit
    events: list[Event]
    known: dict[str, Kept]


def steps(root: Path, prefix: str = "") -> Iterator[Step]:
    """Yield each commit of the first-parent line, oldest first."""
    known: dict[str, Kept] = {}
    tree: dict[str, Content] = {}
    final: set[str] = set()
    seconds = count = 0
    for commit in FirstParentLine(root, prefix):
        seconds = max(seconds, commit.seconds)
        time = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        by_clock = full(tree, known, time, final)
        tree = standing(tree, commit.files)
        now = full(tree, known, time, final)
        events = []
        for record_id in sorted(known.keys() | now.keys()):
            before, after = known.get(record_id), now[record_id]
            if before is not None and (before.status, before.row) == (after.status, after.row):
                continue
            change = compare(before, after, time)
            clock_did_it = record_id in by_clock and by_clock[record_id].row == after.row
            instance = tree.get("lists/instance.yaml", {})
            if instance.get("source_public") and not clock_did_it:
                forge = instance.get("forge")
                kind = forge.get("kind") if isinstance(forge, dict) else None
                number = pull_request(str(kind), commit.message)
                change |= {"commit": commit.commit, **({"pull_request": number} if number else {})}
            count += 1
            events.append({"seq": count, **change})
        known = now
        yield Step(commit, events, known)


def standing(tree: dict[str, Content], files: Mapping[str, Content | None]) -> dict[str, Content]:
    """Return what each file of a commit says; `tree` is what stood at the commit before."""
    stands = {}
    for path, content in files.items():
        if path.startswith("lists/withheld/"):
            stands[path] = content or {}  # nothing stands for it: it withholds by its name
        elif content is not None:
            stands[path] = content
        elif path in tree:
            stands[path] = tree[path]
    return stands


def full(tree: dict[str, Content], known: dict[str, Kept], time: str, final: set[str]) -> dict[str, Kept]:
    """Derive a tree in full on the day of `time`; `known` is what was so at the commit before.

    `final` are the records that were ever retracted, whatever they were otherwise; those of this tree join them.
    """
    withheld = withholdings(tree)
    found = derive_everything(tree, time[:10])
    final |= {record_id for record_id, item in found.items() if item.derived.state == "retracted"}
    purged = tree.get("lists/purged.yaml", {})
    public = {record_id for record_id, item in found.items() if item.derived.public} - final - purged.keys()
    after = {}
    for record_id, left in purged.items():
        stone = {**left, "actionable": False, "id": record_id}
        after[record_id] = Kept(left["state"], stone, left["first_public"], left["removed"])
    for record_id in (known.keys() | public) - purged.keys():
        before, item = known.get(record_id), found.get(record_id)
        if item is not None and record_id in public:
            made = row_of(item.record, item.derived, item.about, public, lenient_words())
            first = before.first_public if before is not None else time
            removed = before.removed if before is not None else None
            after[record_id] = Kept("public", made, first, removed)
        elif before is not None:
            after[record_id] = bury(before, item, withheld.get(record_id), time)
    return after


def withholdings(tree: dict[str, Content]) -> dict[str, str]:
    """Return the reason of every record that something in `lists/withheld/` withholds."""
    by_record: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for path, content in tree.items():
        name = path.removeprefix("lists/withheld/")
        beginning = re.match("[0-9abcdefghjkmnpqrstvwxyz]{12}", name)
        if path == name or beginning is None or path.endswith((".gitkeep", ".handlelists-tmp")):
            continue
        given = by_record[beginning[0]]
        if content:
            given.append((content["since"], path, content["reason"]))
    return {record: min(given)[2] if given else "under-review" for record, given in by_record.items()}


def derive_everything(tree: dict[str, Content], today: str) -> dict[str, Found]:
    """Return every record of the tree by id; where two files have one id the first path counts."""
    lists = {made.id: made for path in tree if (made := list_of(path, tree[path])) is not None}
    reviews: dict[tuple[str, str], list[Review]] = defaultdict(list)
    for path in sorted(tree, key=str.encode):
        for review in reviews_of(path, tree[path]):
            reviews[review.list, review.record].append(review)
    withheld, platforms = withholdings(tree), lenient_platforms(tree.get("lists/platforms.yaml"))
    found: dict[str, Found] = {}
    for path in sorted(tree, key=str.encode):
        record = record_of(path, tree[path])
        if record is None or record.list not in lists or record.id in found:
            continue
        about = Circumstances(
            account_list=lists[record.list],
            roster=tree.get("lists/reviewers.yaml", {}),
            withheld=withheld,
            platforms=platforms,
            instance=tree.get("lists/instance.yaml", {}).get("id"),
            today=today,
        )
        given = reviews[record.list, record.id]
        found[record.id] = Found(record, about, standing_of(record, given, about))
    return found


def bury(before: Kept, item: Found | None, withholding: str | None, time: str) -> Kept:
    """Return the tombstone of a record that was public at some time and is not now."""
    state = None if item is None else item.derived.state
    removed = time if before.status == "public" else before.removed
    if "retracted" in (state, before.status):
        status = "retracted"
    elif state == "withheld" or (item is None and withholding is not None):
        status = "withheld"
    else:
        status = "withdrawn"

    if status == "retracted" and state != "retracted":
        named = ("platform", "handle", "account_id", "salt")
        stone = {name: value for name, value in before.row.items() if name not in named}
    else:
        stone = {
            "actionable": False,
            "effect": "stop-relying",
            "example": before.row["example"] if item is None else item.about.account_list.example,
            "first_public": before.first_public,
            "id": before.row["id"],
            "list": before.row["list"] if item is None else item.record.list,
            "reason": "absent" if item is None else "unverified",
            "removed": removed,
            "state": status,
        }
        if item is not None and item.derived.reason is not None:
            stone["reason"] = item.derived.reason
        elif item is None and withholding is not None:
            stone["reason"] = withholding
        if status == "retracted":
            stone["effect"] = lenient_words()["removal_reasons"][stone["reason"]]["effect"]

    if item is not None and status == "retracted" and names_the_account(item.record):
        data: Any = item.record.data
        name = "handle" if "handle" in data else "account_id"
        stone |= {"platform": data["platform"], name: data[name], "salt": data["salt"]}
    return Kept(status, stone, before.first_public, removed)


def names_the_account(record: Record) -> bool:
    """Return whether the newest retraction says that the tombstone names the account."""
    retractions = record.data.get("retractions", [])
    return bool(retractions) and retractions[-1].get("public_handle", False)


def compare(before: Kept | None, after: Kept, time: str) -> Event:
    """Return the event without number, chain and commit."""
    old = {} if before is None else before.row
    new = after.row
    fields = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    change = {
        "time": time,
        "record": new["id"],
        "list": new["list"],
        "kind": kind(before, after, fields),
        "from": "none" if before is None else before.state,
        "to": after.state,
        "fields": fields,
        "sha256": digest(new),
    }
    if after.status != "public":
        change |= {"reason": new["reason"], "effect": new["effect"]}
    return change


def kind(before: Kept | None, after: Kept, fields: list[str]) -> str:
    """Return the event's kind, by the table of the page."""
    status = None if before is None else before.status
    if after.status != "public":
        return "changed" if status == after.status else after.status
    if before is None or status != "public":
        return "published"
    if "handle" in fields:
        return "renamed"
    if "state" in fields:
        return "lapsed" if after.row["state"] == "lapsed" else "state"
    unseen = [
        {name: value for name, value in kept.row["match"].items() if name != "handle_seen"}
        for kept in (before, after)
    ]
    if set(fields) <= {"observations", "match"} and unseen[0] == unseen[1]:
        return "observed"
    return "changed"


def pull_request(forge: str, message: str) -> int | None:
    """Return the number that a kind of forge wrote into a message, read word by word."""
    lines = message.strip(_SPACE).split("\n")
    if forge == "gitlab":
        project, named, digits = lines[-1].rpartition("!")
        known = named and len(lines) > 1 and _PROJECT.fullmatch(project)
        return number(digits) if known else None
    signs = {"github": ("#",), "forgejo": ("#", "!")}.get(forge, ())
    words = lines[0].rstrip(_SPACE).split(" ")
    named = words[-1] if len(words) > 1 else ""
    if words[:3] == ["Merge", "pull", "request"]:
        title = " ".join(words[3:-5])
        if forge == "github" and len(words) == 6 and words[4] == "from":
            named = f"({words[3]})"
        elif forge == "forgejo" and words[-4::2] == ["from", "into"] and re.fullmatch("'.*'", title):
            named = words[-5]
    whole = named.startswith("(") and named[1:2] in signs and named.endswith(")")
    return number(named[2:-1]) if whole else None


def number(text: str) -> int | None:
    """Return a number of a pull request."""
    return int(text) if _NUMBER.fullmatch(text) else None


def digest(made: Row) -> str:
    """Return the SHA-256 of a row's `record.json`."""
    return hashlib.sha256(rfc8785.dumps(made) + b"\n").hexdigest()
