"""Holdings: the captures that evidence names, set against those that the store holds."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from site_builder.captures.store import CaptureStore
from site_builder.load.source_tree import Tree
from site_builder.model import ListId
from site_builder.progress import Progress, counted, silent


@dataclass(frozen=True, slots=True, order=True)
class CaptureUse:
    """An item of evidence: its list, file and name, and the digest of its capture if it has one."""

    list: ListId
    file: str
    evidence: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Holdings:
    """What was found, each sorted."""

    files: int
    """Files of the store that were compared with their digests."""
    missing: tuple[CaptureUse, ...]
    """Evidence whose capture is not in the store."""
    changed: tuple[str, ...]
    """Files of the store, below its folder, that have other bytes than their name says."""
    unreferenced: tuple[str, ...]
    """Files of the store that nothing names."""
    uncaptured: tuple[CaptureUse, ...]
    """Evidence that has neither a digest nor the address of a capture."""

    @property
    def good(self) -> bool:
        """Whether every capture that evidence names is there, unchanged."""
        return not (self.missing or self.changed)


def holdings(store: CaptureStore, tree: Tree, list_id: ListId | None, tell: Progress = silent) -> Holdings:
    """Return what is there and what is not, of all lists or of one: then no file of others is compared.

    Raises `OSError` where a file of the store cannot be read.
    """
    used: dict[str, list[CaptureUse]] = defaultdict(list)
    uncaptured = []
    for use, archived in _uses(tree):
        if use.sha256 is not None:
            used[use.sha256].append(use)
        elif not archived and list_id in {None, use.list}:
            uncaptured.append(use)
    sources = {item.get("sha256") for each in tree.lists.values() for item in each.sources.values()}
    asked = {
        name for name, uses in used.items() if list_id is None or any(use.list == list_id for use in uses)
    }
    found, changed, unreferenced = set(), [], []
    compared = 0
    for path, digest in counted(tell, "Comparing captures", list(store.files())):
        if digest is None or digest not in used.keys() | sources:
            unreferenced.append(path)
            continue
        found.add(digest)
        if list_id is None or digest in asked:
            compared += 1
            if not store.holds(digest):
                changed.append(path)
    missing = (use for name in asked - found for use in used[name] if list_id in {None, use.list})
    return Holdings(
        compared, tuple(sorted(missing)), tuple(changed), tuple(unreferenced), tuple(sorted(uncaptured))
    )


def _uses(tree: Tree) -> Iterator[tuple[CaptureUse, bool]]:
    """Yield every item of evidence, with whether it has the address of a capture."""
    for record in tree.claims:
        for item in record.data["evidence"]:
            use = CaptureUse(record.list, record.file, item["id"], item.get("sha256"))
            yield use, "archived" in item
