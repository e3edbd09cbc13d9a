"""Status: everything that one wants to know of an account's records, public or not.

For the people who work on the source; nothing of it reaches the site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.derive.reviews import Standing
from site_builder.errors import quantity
from site_builder.handles import fold, parse_profile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_builder.derive.state import Derived
    from site_builder.derive.states import DerivedRecord
    from site_builder.load.source_tree import Loading, Tree
    from site_builder.model import JsonObject, Policy


def find(account: str, loading: Loading, records: Iterable[DerivedRecord]) -> tuple[DerivedRecord, ...]:
    """Return the records that `account` names: a record id, account id, handle or profile URL."""
    wanted = account.strip()
    platforms = loading.tree.platforms
    parsed = parse_profile(platforms, wanted)
    bare = wanted.removeprefix("@")
    found = []
    for item in records:
        data = item.record.data
        platform = platforms.get(data["platform"])
        names = {item.record.id, data.get("account_id")}
        hit = wanted in names
        if not hit and platform is not None:
            handles = [data["handle"], *(old["handle"] for old in data.get("previous_handles", ()))]
            folded = {fold(platform, handle) for handle in handles}
            hit = fold(platform, bare) in folded
            if not hit and parsed is not None and parsed.platform == platform.id:
                hit = parsed.account_id is not None and parsed.account_id == data.get("account_id")
                hit = hit or (parsed.handle is not None and fold(platform, parsed.handle) in folded)
        if hit:
            found.append(item)
    return tuple(found)


def answer(item: DerivedRecord, tree: Tree) -> JsonObject:
    """Return what one wants to know of a record; its claim is the digest that a review of it names now."""
    record, derived = item.record, item.derived
    platform = tree.platforms.get(record.data["platform"])
    return {
        "claim": record.claim,
        "file": record.file,
        "handle": record.data["handle"],
        "id": record.id,
        "list": record.list,
        "meaning": tree.vocabulary["states"][derived.state]["meaning"],
        "missing": _missing(derived),
        "platform": platform.name if platform is not None else record.data["platform"],
        "public": derived.public,
        "state": derived.state,
        "why": _why(derived, item.account_list.data["policy"], tree.vocabulary),
    }


def _why(derived: Derived, policy: Policy, vocabulary: JsonObject) -> list[str]:
    lines = []
    if derived.reason is not None:
        lines.append(f"reason: {vocabulary['removal_reasons'][derived.reason]['meaning']} ({derived.reason})")
    lines.append(
        f"{len(derived.confirms)} of {quantity(derived.needed, 'confirmation')}, "
        f"{quantity(len(derived.rejects), 'rejection')}"
    )
    lines += [
        f"{item.review.verdict} by {item.review.reviewer} on {item.review.date}"
        + ("" if item.standing is Standing.COUNTS else f" does not count: {item.why}")
        for item in derived.judged
    ]
    if derived.appeal is not None:
        lines.append(
            f"appeal opened {derived.appeal['opened']}, ground {derived.appeal['ground']}, due {derived.appeal['due']}"
        )
    if derived.valid_until is not None:
        lines.append(f"lapses after {derived.valid_until} ({quantity(policy['recheck_after_days'], 'day')})")
    return lines


def _missing(derived: Derived) -> list[str]:
    lines = []
    lacking = derived.needed - len(derived.confirms)
    if derived.unconfirmed and lacking > 0:
        lines.append(f"missing: {quantity(lacking, 'more confirmation')} of this claim")
    if derived.new_evidence_missing:
        lines.append("missing: evidence captured after the retraction")
    if derived.state == "lapsed":
        lines.append("missing: a new confirmation")
    return lines
