"""The whole tree that is written: sources, records and reviews, as paths and bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, record_path, review_path
from site_builder.load.source_tree import INSTANCE_FILE
from site_builder.load.strict_yaml import load
from site_builder.record import context
from tools.northwind.cast_desk import DESK
from tools.northwind.cast_first import FIRST
from tools.northwind.cast_freight import FREIGHT
from tools.northwind.cast_relay import RELAY
from tools.northwind.cast_relief import RELIEF
from tools.northwind.cast_storm import BREAKWATER, STORMGLASS
from tools.northwind.cast_weather import WEATHER
from tools.northwind.documents import sources_file
from tools.northwind.records import LIST, MADE, comment, record, reviews
from tools.northwind.settled import Settled, settle
from tools.northwind.stories import STORIES

if TYPE_CHECKING:
    from tools.northwind.shape import Account, Cluster

CLUSTERS: Final[tuple[Cluster, ...]] = (
    FIRST,
    DESK,
    RELAY,
    FREIGHT,
    RELIEF,
    WEATHER,
    STORMGLASS,
    BREAKWATER,
)
_ROOT: Final = Path(__file__).resolve().parent.parent.parent
FOLDER: Final = f"lists/{LIST}"
BY_HAND: Final = frozenset({f"{FOLDER}/list.yaml", f"{FOLDER}/README.md"})
"""Files of the list that people write."""
_SAID: Final = ("claim", "date", "verdict", "number", "signature")


def cast() -> tuple[Settled, ...]:
    """Return all accounts with their days settled, in the order of the cast."""
    return tuple(
        settle(one, cluster)
        for cluster in CLUSTERS
        for account in cluster.accounts
        for one in _records_of(account)
    )


def _records_of(account: Account) -> tuple[Account, ...]:
    """Return what an account has records of: one, or an earlier one that was retracted and one again."""
    first = STORIES[account.story].first
    return (replace(account, story=first), replace(account, again=True)) if first else (account,)


def generate(*, before: bool = False) -> dict[str, bytes]:
    """Return every file that is written: its path below the root and its bytes.

    `before`: as it was before anything was taken back, so that a history of both shows removals.
    """
    files = {f"{FOLDER}/sources.yaml": _commented([MADE], emit(FileKind.SOURCES, sources_file()))}
    categories = _by_hand(f"{FOLDER}/list.yaml")["categories"]
    entries: dict[str, Any] = {"affiliations": {}, **sources_file(), "categories": categories}
    instance = _by_hand(INSTANCE_FILE)["id"]
    shards: dict[str, dict[str, Any]] = {}
    for settled in cast():
        fields = record(settled)
        if before and settled.account.again:
            continue
        if before:
            fields.pop("retractions", None)
        fields["context"] = context(fields, entries)
        path = record_path(LIST, settled.account.platform, settled.id)
        files[path] = _commented(comment(settled, fields), emit(FileKind.RECORD, fields))
        for review in reviews(settled, fields, instance):
            shard = shards.setdefault(review_path(LIST, review.reviewer, settled.id), {})
            said = {name: getattr(review, name) for name in _SAID}
            shard.setdefault(settled.id, []).append(said)
    for path, shard in shards.items():
        files[path] = emit(FileKind.REVIEWS, dict(sorted(shard.items())))
    return dict(sorted(files.items()))


def _by_hand(path: str) -> dict[str, Any]:
    value: Any = load((_ROOT / path).read_bytes(), "").value
    found: dict[str, Any] = value
    return found


def _commented(lines: list[str], data: bytes) -> bytes:
    return "".join(f"# {line}\n" for line in lines).encode() + data


def differences(root: Path, *, before: bool = False) -> list[str]:
    """Return the paths, sorted, at which the tree under `root` is not what is generated."""
    files = generate(before=before)
    there = {path.relative_to(root).as_posix() for path in (root / FOLDER).rglob("*") if not path.is_dir()}
    extra = there - files.keys() - BY_HAND
    wrong = {path for path, data in files.items() if path not in there or (root / path).read_bytes() != data}
    return sorted(extra | wrong)


def write(root: Path, *, before: bool = False) -> None:
    """Make the tree under `root` what is generated; files written by hand stay."""
    files = generate(before=before)
    for path in differences(root, before=before):
        if path in files:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(files[path])
        else:
            (root / path).unlink()
