"""States: every record of a tree with its state on a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from site_builder.derive.state import Derived, Setting, derive
from site_builder.progress import Progress, counted, silent

if TYPE_CHECKING:
    from site_builder.load.source_tree import Tree
    from site_builder.model import AccountList, Record, Review


@dataclass(frozen=True, slots=True)
class DerivedRecord:
    """A record, its list, and what was derived."""

    record: Record
    account_list: AccountList
    derived: Derived


def derive_all(tree: Tree, today: str, tell: Progress = silent) -> tuple[DerivedRecord, ...]:
    """Return the tree's records with their states on the day `today`, in the tree's order.

    Records of a list whose list.yaml cannot be read have no state and are left out.
    """
    reviews: dict[tuple[str, str], list[Review]] = defaultdict(list)
    for review in tree.reviews:
        reviews[review.list, review.record].append(review)
    settings = {
        name: Setting(account_list, tree.reviewers, tree.withheld, tree.vocabulary, today)
        for name, account_list in tree.lists.items()
    }
    return tuple(
        DerivedRecord(
            record,
            settings[record.list].account_list,
            derive(record, reviews.get((record.list, record.id), ()), settings[record.list]),
        )
        for record in counted(tell, "Deriving states", tree.records)
        if record.list in settings
    )
