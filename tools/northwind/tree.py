"""The whole tree that is written: sources, records and reviews, as paths and bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind, record_path, review_path
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

if TYPE_CHECKING:
    from pathlib import Path

    from tools.northwind.shape import Cluster

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
FOLDER: Final = f"lists/{LIST}"
BY_HAND: Final = frozenset({f"{FOLDER}/list.yaml", f"{FOLDER}/README.md"})
"""Files of the list that people write."""


def cast() -> tuple[Settled, ...]:
    """Return all accounts with their days settled, in the order of the cast."""
    return tuple(settle(account, cluster) for cluster in CLUSTERS for account in cluster.accounts)


def generate() -> dict[str, bytes]:
    """Return every file that is written: its path below the root and its bytes."""
    files = {f"{FOLDER}/sources.yaml": _commented([MADE], emit(FileKind.SOURCES, sources_file()))}
    shards: dict[str, dict[str, Any]] = {}
    for settled in cast():
        fields = record(settled)
        path = record_path(LIST, settled.account.platform, settled.id)
        files[path] = _commented(comment(settled), emit(FileKind.RECORD, fields))
        for reviewer, review in reviews(settled, fields):
            shard = shards.setdefault(review_path(LIST, reviewer, settled.id), {})
            shard.setdefault(settled.id, []).append(review)
    for path, shard in shards.items():
        files[path] = emit(FileKind.REVIEWS, dict(sorted(shard.items())))
    return dict(sorted(files.items()))


def _commented(lines: list[str], data: bytes) -> bytes:
    return "".join(f"# {line}\n" for line in lines).encode() + data


def differences(root: Path) -> list[str]:
    """Return the paths, sorted, at which the tree under `root` is not what is generated."""
    files = generate()
    there = {path.relative_to(root).as_posix() for path in (root / FOLDER).rglob("*") if not path.is_dir()}
    extra = there - files.keys() - BY_HAND
    wrong = {path for path, data in files.items() if path not in there or (root / path).read_bytes() != data}
    return sorted(extra | wrong)


def write(root: Path) -> None:
    """Make the tree under `root` what is generated; files written by hand stay."""
    files = generate()
    for path in differences(root):
        if path in files:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(files[path])
        else:
            (root / path).unlink()
