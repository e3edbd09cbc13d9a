"""Promotion: a next claim that its reviewers confirmed takes the place of its record's claim.

It counts by its own words alone, whatever appeal or withholding of the record is open: those stay with the record. What
nobody vouches for is kept: observations, appeals, retractions, and the capture's address where its bytes are the same.
"""

from dataclasses import dataclass

from site_builder.derive.state import DerivedRecord, derive_next
from site_builder.errors import confirmations, quantity
from site_builder.fmt.edit import put_all
from site_builder.handles import Platforms
from site_builder.load.layout import FileKind
from site_builder.load.source_tree import Tree
from site_builder.model import Record
from site_builder.record import carried_over, hindrance, succession_faults


@dataclass(frozen=True, slots=True)
class Promotion:
    """A next claim and the record whose claim it is to replace."""

    record: Record
    next_claim: DerivedRecord
    platforms: Platforms

    @property
    def fault(self) -> str | None:
        """Return why the next claim can never take its record's place, whoever confirms it; None where it can."""
        item = self.next_claim.record
        faults = succession_faults(self.record.data, item.data, self.platforms)
        return hindrance(self.record, item) or next((why for _, why in faults), None)

    @property
    def refusal(self) -> str | None:
        """Return why the next claim cannot take its record's place today, or None where it can."""
        derived = self.next_claim.derived
        if self.fault is not None:
            return self.fault
        if derived.rejects:
            return f"it has {quantity(len(derived.rejects), 'rejection')}"
        if len(derived.confirms) < derived.needed:
            return f"it has {confirmations(len(derived.confirms), derived.needed)}"
        return None


def promotions(tree: Tree, today: str) -> tuple[Promotion, ...]:
    """Return the tree's next claims with their records, as far as these can be read, ordered by record and file."""
    records = {(record.list, record.id): record for record in tree.records}
    found = (
        Promotion(records[item.record.list, item.record.id], item, tree.platforms)
        for item in derive_next(tree, today)
        if (item.record.list, item.record.id) in records
    )
    return tuple(sorted(found, key=lambda item: (item.record.id, item.next_claim.record.file)))


def promoted(promotion: Promotion, data: bytes) -> bytes:
    """Return the record's file after the promotion; `data` is the next claim's file. Raises as `put_all` does."""
    new = promotion.next_claim.record
    return put_all(FileKind.RECORD, data, carried_over(promotion.record.data, new.data), new.file)
