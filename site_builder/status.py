"""Status: everything that one wants to know of an account's records, public or not.

For the people who work on the source; nothing of it reaches the site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from site_builder.derive.reviews import Standing
from site_builder.errors import quantity
from site_builder.handles import fold, parse_profile
from site_builder.ids import is_record_id
from site_builder.load.names import AccountNames

if TYPE_CHECKING:
    from collections.abc import Iterable

    from site_builder.derive.state import Derived
    from site_builder.derive.states import DerivedRecord
    from site_builder.handles import Platforms
    from site_builder.load.part import TreePart
    from site_builder.load.source_tree import Loading, Tree
    from site_builder.model import JsonObject, Policy, RecordId


def find(account: str, loading: Loading, records: Iterable[DerivedRecord]) -> tuple[DerivedRecord, ...]:
    """Return the records that `account` names: a record id, account id, handle or profile URL."""
    wanted = _Wanted(account, loading.tree.platforms)
    return tuple(
        item
        for item in records
        if wanted.by(item.record.id, item.record.data["platform"], AccountNames.written(item.record.data))
    )


def take_in(account: str, part: TreePart) -> None:
    """Take into a part of a tree the records that `account` names, as `find` takes it."""
    wanted = _Wanted(account, part.loading.tree.platforms)
    found = [record for record, platform, names in part.names() if wanted.by(record, platform, names)]
    part.take(found or filter(is_record_id, (account.strip(),)))


class _Wanted:
    """What somebody named, and whether a record is it."""

    def __init__(self, account: str, platforms: Platforms) -> None:
        self._text, self._platforms = account.strip(), platforms
        bare = self._text.removeprefix("@")
        self._folded = {platform.id: {fold(platform, bare)} for platform in platforms}
        self._id: tuple[str, str | None] = ("", "")
        parsed = parse_profile(platforms, self._text)
        if parsed is None or parsed.platform is None:
            return
        if parsed.account_id is not None:
            self._id = (parsed.platform, parsed.account_id)
        if parsed.handle is not None:
            self._folded[parsed.platform].add(fold(platforms[parsed.platform], parsed.handle))

    def by(self, record: RecordId, name: str, names: AccountNames | None) -> bool:
        """Return whether it is the record with this id, the name of its platform and what names its account."""
        if self._text == record or (names is not None and self._text == names.account_id):
            return True
        platform = self._platforms.get(name)
        if platform is None or names is None:
            return False
        handles = (names.handle, *names.earlier)
        return (name, names.account_id) == self._id or any(
            fold(platform, handle) in self._folded[name] for handle in handles
        )


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
