"""Next claims: whether what waits to take the place of a record's claim belongs to it, and still can."""

from collections.abc import Iterator
from typing import Any, Final

from site_builder.load.source_tree import Loading
from site_builder.model import Record
from site_builder.problems import Problem
from site_builder.record import OUTSIDE_CLAIM, hindrance, succession_faults

_END: Final = slice(-len(".next-0a1b2c.yaml"), None)


def check_next_claims(loading: Loading) -> Iterator[Problem]:
    """`next-claim-misplaced`, `next-claim-member`, `next-claim-stale`."""
    problem = loading.places.problem
    records = {record.id: record for record in loading.tree.records}
    broken = {path for path, _ in loading.documents.broken}
    for item in loading.tree.next_claims:
        record = records.get(item.id)
        if record is None:
            beside = f"{item.file.rpartition('/')[0]}/{item.id}.yaml"
            if item.id not in loading.documents.others and beside not in broken:
                yield problem("next-claim-misplaced", item.file, record=item.id)
            continue
        expected = f"{record.file.removesuffix('.yaml')}{item.file[_END]}"
        if item.file != expected:
            params: dict[str, Any] = {"cause": "elsewhere", "record": item.id, "expected": expected}
            yield problem("next-claim-misplaced", item.file, **params)
            continue
        late = hindrance(record, item) if "replaces" in item.data else None
        if late is not None:
            yield problem("next-claim-stale", item.file, "/replaces", why=late)
            continue
        for name, why in _members(loading, record, item):
            at = f"/{name}" if name in item.data else ""
            yield problem("next-claim-member", item.file, at, on_key=True, why=why)


def _members(loading: Loading, record: Record, item: Record) -> Iterator[tuple[str, str]]:
    """Yield each member that a next claim cannot have as it is, and why."""
    old: Any = record.data
    new: Any = item.data
    for name in sorted(OUTSIDE_CLAIM.intersection(new)):
        yield name, f"{name} are not part of a claim, and the record keeps its own; delete them here"
    if "replaces" not in new:
        yield "replaces", "it does not say which claim it replaces; run `handlelists fmt`"
    yield from succession_faults(old, new, loading.tree.platforms)
