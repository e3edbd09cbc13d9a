"""State: what a record is today. One pure function; the first row that matches decides.

1 retracted: a retraction. 2 withheld: in `withheld/`, or an open appeal is overdue or on a ground that the policy
withholds on. 3 rejected: R >= 2, or the quorum where that is 1. 4 proposed: C < the quorum, one more with `relists`.
5 disputed: an appeal is open, or R >= 1. 6 lapsed: today > newest confirm + recheck_after_days, or + handle_days where
the account is matched by its handle or by an id that goes with a domain. 7 verified. C and R are the confirms and
rejects that count.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from site_builder.days import shifted
from site_builder.derive.reviews import Judged, Setting, Standing, judge
from site_builder.load.source_tree import Tree
from site_builder.model import (
    HANDLE_DAYS,
    PUBLIC_STATES,
    AccountList,
    Appeal,
    JsonObject,
    Record,
    Review,
    State,
)
from site_builder.progress import Progress, counted, silent
from site_builder.record import is_overdue, open_appeals, retraction_in_force

ENOUGH_REJECTS: Final = 2
"""So many rejects keep a record from being public, however high its list's quorum is."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A record's state and everything that it follows from."""

    state: State
    reason: str | None
    """Of a retracted or withheld record the reason's code."""
    judged: tuple[Judged, ...]
    confirms: tuple[Review, ...]
    rejects: tuple[Review, ...]
    needed: int
    """Confirms that the record needs to be public."""
    appeal: Appeal | None
    """The open appeal that is due first."""
    valid_until: str | None
    """Last day before the record lapses; None without a confirm."""

    @property
    def public(self) -> bool:
        """Whether the record is published."""
        return self.state in PUBLIC_STATES

    @property
    def unconfirmed(self) -> bool:
        """Whether reviews alone keep the record from being public: too few confirm its claim, or too many reject."""
        return self.state in ("proposed", "rejected")

    @property
    def shown(self) -> tuple[object, ...]:
        """What of this a row or a tombstone shows: two that are equal here look the same to the public."""
        return self.state, self.reason, self.confirms, self.appeal, self.valid_until


def derive(record: Record, reviews: Iterable[Review], setting: Setting) -> Derived:
    """Return the record's state on the setting's day."""
    policy = setting.account_list.data["policy"]
    judged = judge(record, reviews, setting)
    counting = sorted(
        (item.review for item in judged if item.standing is Standing.COUNTS),
        key=lambda review: (review.date, review.reviewer),
    )
    confirms = tuple(review for review in counting if review.verdict == "confirm")
    rejects = tuple(review for review in counting if review.verdict == "reject")
    needed = policy["quorum"] + (1 if record.data.get("relists") else 0)
    appeals = sorted(open_appeals(record.data), key=lambda appeal: appeal["due"])
    days = policy["recheck_after_days"]
    if _passes_on(record, setting):
        days = min(days, policy.get("handle_days", HANDLE_DAYS))
    valid_until = shifted(confirms[-1].date, days) if confirms else None

    removal = _removal(record, appeals, setting)
    state: State
    if removal is not None:
        state, reason = removal
    else:
        reason = None
        if len(rejects) >= min(policy["quorum"], ENOUGH_REJECTS):
            state = "rejected"
        elif len(confirms) < needed:
            state = "proposed"
        elif appeals or rejects:
            state = "disputed"
        elif valid_until is not None and setting.today > valid_until:
            state = "lapsed"
        else:
            state = "verified"
    return Derived(
        state=state,
        reason=reason,
        judged=judged,
        confirms=confirms,
        rejects=rejects,
        needed=needed,
        appeal=appeals[0] if appeals else None,
        valid_until=valid_until,
    )


def _passes_on(record: Record, setting: Setting) -> bool:
    """Return whether somebody else may come to have what the account is matched by: a handle, or a domain."""
    if "account_id" not in record.data:
        return True
    platform = setting.platforms.get(record.data["platform"])
    return platform is not None and record.data["account_id"].startswith(platform.domain_ids)


def _removal(record: Record, appeals: list[Appeal], setting: Setting) -> tuple[State, str] | None:
    """Return rows 1 and 2 of the table: the state and the reason's code."""
    retraction = retraction_in_force(record.data)
    if retraction is not None:
        return "retracted", retraction["reason"]
    if record.id in setting.withheld:
        return "withheld", setting.withheld[record.id]
    if any(is_overdue(appeal, setting.today) for appeal in appeals):
        return "withheld", "appeal-overdue"
    withhold_on = setting.account_list.data["policy"].get("withhold_on", ())
    if any(appeal["ground"] in withhold_on for appeal in appeals):
        return "withheld", "appeal-open"
    return None


def effect_of(reason: str, vocabulary: JsonObject) -> str:
    """Return what a removal for this reason asks of consumers; of a reason that nobody knows, to stop relying."""
    effect: str = vocabulary["removal_reasons"].get(reason, {}).get("effect", "stop-relying")
    return effect


def is_cleared(data: Mapping[str, Any], vocabulary: JsonObject) -> bool:
    """Return whether a record was retracted because it was wrong, or has to be erased."""
    effects = {effect_of(item["reason"], vocabulary) for item in data.get("retractions", ())}
    return not effects.isdisjoint({"undo", "erase"})


@dataclass(frozen=True, slots=True)
class DerivedRecord:
    """A record, its list, and what was derived."""

    record: Record
    account_list: AccountList
    derived: Derived


def derive_next(tree: Tree, today: str) -> tuple[DerivedRecord, ...]:
    """Return the tree's next claims, each with the words on it and the state that its record would have by it."""
    return derive_all(replace(tree, records=tree.next_claims), today)


def derive_all(tree: Tree, today: str, tell: Progress = silent) -> tuple[DerivedRecord, ...]:
    """Return the tree's records with their states on the day `today`, in the tree's order.

    Records of a list whose list.yaml cannot be read have no state and are left out.
    """
    reviews: dict[tuple[str, str], list[Review]] = defaultdict(list)
    for review in tree.reviews:
        reviews[review.list, review.record].append(review)
    settings = {
        name: Setting(
            account_list,
            tree.reviewers,
            tree.withheld,
            tree.vocabulary,
            tree.platforms,
            tree.instance_id,
            today,
        )
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
