"""Status: everything that one wants to know of an account's records, public or not.

For the people who work on the source; nothing of it reaches the site.
"""

from collections.abc import Callable, Iterable

from site_builder.derive.state import Derived, DerivedRecord
from site_builder.errors import confirmations, quantity
from site_builder.handles import Platforms, fold
from site_builder.handles.reader import read_in_full, read_text
from site_builder.load.names import AccountNames
from site_builder.load.part import TreePart
from site_builder.load.source_tree import Loading, Tree
from site_builder.model import JsonObject, Record, RecordId
from site_builder.record import absence, by_day, hindrance


def find(account: str, loading: Loading, records: Iterable[DerivedRecord]) -> tuple[DerivedRecord, ...]:
    """Return the records that `account` names, or whose next claims it names.

    It is a record id, an account id, a handle or a profile's address.
    """
    is_named = _matcher(account, loading.tree.platforms)

    def names(record: Record) -> bool:
        return is_named(record.id, record.data["platform"], AccountNames.written(record.data))

    waiting = {record.id for record in loading.tree.next_claims if names(record)}
    return tuple(item for item in records if item.record.id in waiting or names(item.record))


def take_in(account: str, part: TreePart) -> None:
    """Take into a part of a tree the records that `account` names, as `find` takes it."""
    is_named = _matcher(account, part.loading.tree.platforms)
    found = [record for record, platform, names in part.names() if is_named(record, platform, names)]
    readings = read_text(part.loading.tree.platforms, account)
    part.take(found or [reading.value for reading in readings if reading.kind == "record" and reading.value])


def unread(account: str, tree: Tree, found: Iterable[DerivedRecord]) -> str | None:
    """Return why a text cannot be read in full, so that "no record matches" would be a guess; None where it can.

    Nothing is left of what is as a whole the account id of one that was found.
    """
    readings = read_text(tree.platforms, account)
    if read_in_full(readings) or any(item.record.data.get("account_id") == account.strip() for item in found):
        return None
    reason = next((reading.reason for reading in readings if reading.reason), None) or "no-handle"
    meaning: str = tree.vocabulary["unreadable"][reason]["meaning"]
    return meaning


def names_now(account: str, record: Record, platforms: Platforms) -> bool:
    """Return whether `account` names a record by its id, or the account that it is about by a name it has today."""
    now = AccountNames(record.data.get("handle"), record.data.get("account_id"), ())
    return _matcher(account, platforms)(record.id, record.data["platform"], now)


def _matcher(account: str, platforms: Platforms) -> Callable[[RecordId, str, AccountNames | None], bool]:
    """Return what says of a record, by its id, its platform and what names its account, whether it is meant."""
    text = account.strip()
    readings = read_text(platforms, text)
    numbers = {text, *(reading.value for reading in readings if reading.kind == "record")}
    folded: dict[str, set[str]] = {platform.id: set() for platform in platforms}
    ids = {(platform.id, text) for platform in platforms}
    for reading in readings:
        for platform in platforms:
            if reading.kind == "account" and reading.platform in {None, platform.id}:
                folded[platform.id] |= {fold(platform, reading.handle)} if reading.handle else set()
                ids |= {(platform.id, name) for name in (reading.account_id, reading.value) if name}

    def is_named(record: RecordId, name: str, names: AccountNames | None) -> bool:
        if record in numbers or names is None or name not in platforms:
            return record in numbers
        return (name, names.account_id) in ids or any(
            fold(platforms[name], handle) in folded[name] for handle in names.handles
        )

    return is_named


def answer(item: DerivedRecord, tree: Tree, next_claims: Iterable[DerivedRecord]) -> JsonObject:
    """Return what one wants to know of a record; its claim is the digest that a review of it names now.

    `next_claims` are those of the tree.
    """
    record, derived = item.record, item.derived
    platform = tree.platforms.get(record.data["platform"])
    return {
        "account_id": record.data.get("account_id"),
        "claim": record.claim,
        "file": record.file,
        "handle": record.data.get("handle"),
        "id": record.id,
        "list": record.list,
        "meaning": tree.vocabulary["states"][derived.state]["meaning"],
        "missing": _missing(derived),
        "observed": _observed(record),
        "next": [_waiting(record, other) for other in next_claims if other.record.id == record.id],
        "platform": platform.name if platform is not None else record.data["platform"],
        "public": derived.public,
        "state": derived.state,
        "why": _why(derived, tree.vocabulary),
    }


def _observed(record: Record) -> JsonObject | None:
    """Return what the platform showed last: state, day, and in words what kind of return that was, where it was one."""
    looks = by_day(record.data.get("observations", ()))
    if not looks:
        return None
    back, state = absence(looks), looks[-1]["state"]
    return {
        "date": looks[-1]["date"],
        "state": state,
        "again": back.words if back is not None else None,
    }


def _waiting(record: Record, item: DerivedRecord) -> JsonObject:
    """Return what there is to say of a next claim: why it cannot take the record's place, or what it lacks for it."""
    derived = item.derived
    return {
        "claim": item.record.claim,
        "confirms": len(derived.confirms),
        "file": item.record.file,
        "hindrance": hindrance(record, item.record),
        "needed": derived.needed,
        "rejects": len(derived.rejects),
    }


def _why(derived: Derived, vocabulary: JsonObject) -> list[str]:
    lines = []
    if derived.reason is not None:
        lines.append(f"reason: {vocabulary['removal_reasons'][derived.reason]['meaning']} ({derived.reason})")
    lines.append(
        f"{confirmations(len(derived.confirms), derived.needed)}, {quantity(len(derived.rejects), 'rejection')}"
    )
    lines += [item.words for item in derived.judged]
    if derived.appeal is not None:
        lines.append(
            f"appeal opened {derived.appeal['opened']}, ground {derived.appeal['ground']}, due {derived.appeal['due']}"
        )
    if derived.valid_until is not None and derived.state != "proposed":
        lines.append(f"lapses after {derived.valid_until}")
    return lines


def _missing(derived: Derived) -> list[str]:
    lines = []
    lacking = derived.needed - len(derived.confirms)
    if derived.unconfirmed and lacking > 0:
        lines.append(f"missing: {quantity(lacking, 'more confirmation')} of this claim")
    if derived.state == "lapsed":
        lines.append("missing: a new confirmation")
    return lines
