"""Records: what may not happen to one that was public, reviewed or taken back, and who is behind a claim."""

from collections.abc import Collection, Iterator
from typing import Any

from site_builder.check.past import ever_public, last_written
from site_builder.check.side import Pair, Side
from site_builder.derive.row import is_taken_over
from site_builder.derive.state import DerivedRecord
from site_builder.load.layout import named_record, next_claim_of
from site_builder.model import Record
from site_builder.problems import Place, Problem
from site_builder.record import claim_fields, retraction_in_force, succession_faults
from site_builder.rules import problem
from site_builder.settings import LIMITS


def check_gone(pair: Pair) -> Iterator[Problem]:
    """`record-deleted`, `record-moved`: what was public, or is taken back or doubted, keeps its file.

    What was reviewed keeps its place; without ever having been public it may be deleted, and its reviews stay.
    """
    gone = {
        item: name
        for item in pair.scope.records
        if item.before is not None and item.after is None and (name := named_record(item.path)) is not None
    }
    public = ever_public(pair, gone.values())
    reviewed = {review.record for review in pair.before.tree.reviews}
    for item, name in gone.items():
        elsewhere = pair.after.atlas.records.get(name, ())
        why = held(pair.before, name)
        if elsewhere and (name in public or name in reviewed or why):
            yield problem("record-moved", Place(elsewhere[0]), record=name, before=item.path)
        elif not elsewhere and (name in public or why):
            cause = {} if name in public else {"cause": why}
            yield problem("record-deleted", Place(item.path), record=name, **cause)


def held(side: Side, name: str) -> str:
    """Return why a record that was never public stays: whose account it is has to be known. Empty where it need not."""
    item = side.items.get(name)
    if name in side.tree.withheld:
        return "withheld"
    data: Any = item.record.data if item is not None else {}
    return "retracted" if data.get("retractions") else "appealed" if data.get("appeals") else ""


def check_reused(pair: Pair) -> Iterator[Problem]:
    """`record-id-used`: the id of a record that was deleted is given to no other; exactly what it held comes back."""
    known = pair.before.atlas.records
    added = {
        name: item
        for item in pair.scope.records
        if item.before is None and (name := named_record(item.path)) is not None and name not in known
    }
    for name, changes in last_written(pair, added.keys()).items():
        item = added[name]
        last = next((change for change in changes if not change.deleted), None)
        same = (
            item.after is not None
            and last is not None
            and (last.path, last.blob) == (item.path, item.after.object)
        )
        if not same:
            yield problem("record-id-used", Place(item.path), record=name)


def check_claims(pair: Pair) -> Iterator[Problem]:
    """`claim-replaces`, `record-account-changed`: a claim that was reviewed has one successor, about one account.

    One that is withheld or under appeal keeps its account, too: no other record of that is listed meanwhile.
    `record-claim-unreviewed`: a claim that was ever public is replaced only by one that a quorum has confirmed.
    `retracted-changed`: that of a retracted record never is. `observation-removed`: nor does a record count as one to
    act upon again by what is not in its claim.
    """
    reviewed = {review.record for review in pair.before.tree.reviews}
    both = ((old, new) for old, new in _both(pair) if old.record.file == new.record.file)  # else it was moved
    changed = [(old, new) for old, new in both if old.record.claim != new.record.claim]
    public = ever_public(pair, [old.record.id for old, _ in changed])
    for before, after in changed:
        old, new = before.record, after.record
        if retraction_in_force(old.data) is not None or retraction_in_force(new.data) is not None:
            at = next(iter(claim_fields(old.data, new.data)), "")
            at = f"/{at}" if at in new.data else ""
            yield pair.problem("retracted-changed", new.file, at, on_key=True, record=new.id)
            continue
        if old.id in reviewed and new.data.get("replaces") != old.claim:
            at = "/replaces" if "replaces" in new.data else ""
            yield pair.problem("claim-replaces", new.file, at, record=new.id, claim=old.claim)
            continue
        if old.id in reviewed or held(pair.before, old.id):
            yield from _succession(pair, old, new)
        if new.id in public:
            yield from _unreviewed(pair, before, after)
    yield from _next_claims(pair, {review.claim for review in pair.before.tree.reviews})
    yield from _repaired(pair)
    yield from _acted_on_again(pair)


def _succession(pair: Pair, old: Record, new: Record) -> Iterator[Problem]:
    for name, why in succession_faults(old.data, new.data, pair.after.tree.platforms):
        code = "record-account-changed" if name in ("account_id", "handle") else "next-claim-member"
        params: dict[str, Any] = {"record": new.id} if code != "next-claim-member" else {"why": why}
        if name != "submitted_by":  # `submitter-removed` says that
            yield pair.problem(code, new.file, f"/{name}" if name in new.data else "", **params)


def _unreviewed(pair: Pair, before: DerivedRecord, after: DerivedRecord) -> Iterator[Problem]:
    new, derived = after.record, after.derived
    if len(derived.confirms) >= derived.needed and not derived.rejects:
        return
    fields = claim_fields(before.record.data, new.data)
    yield pair.problem(
        "record-claim-unreviewed",
        new.file,
        f"/{fields[0]}" if fields and fields[0] in new.data else "",
        on_key=True,
        **({"cause": "rejected"} if derived.rejects else {}),
        record=new.id,
        fields=fields,
        confirms=len(derived.confirms),
        needed=derived.needed,
        rejects=len(derived.rejects),
    )


def _repaired(pair: Pair) -> Iterator[Problem]:
    """Yield records whose file could not be read, and whose claim is not the last one that could."""
    broken = {
        name: item.record
        for name, item in pair.after.items.items()
        if name in pair.affected and name in pair.before.atlas.records and name not in pair.before.items
    }
    for name, changes in last_written(pair, broken.keys()).items():
        new = broken[name]
        names = [change.blob for change in changes if change.blob is not None]
        contents = pair.blobs.read_many(names, LIMITS.record_bytes)
        parsed = (pair.after.source.contents.parsed(data) for data in contents)
        last = next(
            (item.claim_digest(new.list, name) for item in parsed if item.value is not None), new.claim
        )
        if last != new.claim:
            yield pair.problem("claim-replaces", new.file, cause="repair", record=name, claim=last)


def _acted_on_again(pair: Pair) -> Iterator[Problem]:
    """Yield records that lose an observation that is newer than every confirmation, whatever their states are now."""
    for before, after in _both(pair):
        seen: Any = {"observations": before.record.data.get("observations", [])}
        new, confirms = after.record, after.derived.confirms
        if before.account_list.example or not confirms:
            continue
        then, now = (
            is_taken_over(data, confirms[-1].date, pair.after.tree.vocabulary)
            for data in (new.data | seen, new.data)
        )
        if then and not now:
            at = "/observations" if "observations" in new.data else ""
            yield pair.problem("observation-removed", new.file, at, record=new.id)


def _next_claims(pair: Pair, reviewed: Collection[str]) -> Iterator[Problem]:
    """`claim-replaces`, `submitter-removed`: a next claim that somebody has reviewed waits as it is, or goes."""
    after = {item.record.file: item.record for item in pair.after.next_claims.values()}
    for item in pair.before.next_claims.values():
        old, new = item.record, after.get(item.record.file)
        if new is None or new.claim == old.claim:
            continue
        if old.claim in reviewed:
            yield pair.problem("claim-replaces", new.file, cause="next", record=new.id)
        lost = [name for name in old.data["submitted_by"] if name not in new.data["submitted_by"]]
        if lost:
            yield pair.problem("submitter-removed", new.file, "/submitted_by", on_key=True, submitter=lost[0])


def check_archives(pair: Pair) -> Iterator[Problem]:
    """`archive-changed`: reviewers vouched for the bytes, so the place of their capture is given once.

    In a next claim, too, and in another one that says the same; what the record gives goes before that.
    """
    tree, changed = pair.before.tree, {item.path for item in (*pair.scope.records, *pair.scope.next_claims)}
    reviewed = {name for review in tree.reviews for name in (review.record, review.claim)}
    waiting = [item for item in tree.next_claims if item.claim in reviewed]
    records = {item.id: item for item in tree.records if item.id in reviewed}
    for new in (*pair.after.tree.records, *pair.after.tree.next_claims):
        if new.file not in changed:
            continue
        before = [item for item in waiting if new.claim == item.claim]
        if next_claim_of(new.file) is None and new.id in records:
            before.append(records[new.id])
        known = {digest: places for item in before for digest, places in _archived(item).items()}
        for index, item in enumerate(new.data["evidence"]):
            if item.get("archived") not in known.get(item.get("sha256"), {item.get("archived")}):
                yield pair.problem("archive-changed", new.file, f"/evidence/{index}", evidence=item["id"])


def _archived(record: Record) -> dict[str | None, set[str | None]]:
    """Return by the digest of its bytes where each capture of a record's evidence is."""
    found: dict[str | None, set[str | None]] = {}
    for item in record.data["evidence"]:
        if "archived" in item and "sha256" in item:
            found.setdefault(item["sha256"], set()).add(item["archived"])
    return found


def check_submitters(pair: Pair, actor: str | None) -> Iterator[Problem]:
    """`submitter-removed`, `submitter-missing`: everyone who wrote a claim stays on record, and may not confirm it."""
    for before, after in _both(pair):
        new, kept = after.record, after.record.data["submitted_by"]
        for index, name in enumerate(before.record.data["submitted_by"]):
            if kept[index : index + 1] != [name]:
                yield pair.problem(
                    "submitter-removed", new.file, "/submitted_by", on_key=True, submitter=name
                )
                break
    if actor is None or actor not in pair.before.tree.reviewers:
        return
    # What was there as a next claim was written by those whom it names, whoever promotes it.
    known = {item.record.claim for item in pair.before.items.values()} | pair.before.next_claims.keys()
    changed = {item.path for item in pair.scope.next_claims}
    waiting = (item.record for item in pair.after.next_claims.values() if item.record.file in changed)
    for new in (*(found.record for _, _, found in pair.touched()), *waiting):
        if new.claim not in known and actor not in new.data["submitted_by"]:
            yield pair.problem("submitter-missing", new.file, "/submitted_by", on_key=True, actor=actor)


def _both(pair: Pair) -> Iterator[tuple[DerivedRecord, DerivedRecord]]:
    """Yield the records of the change that are on both sides and can be read there, wherever their files are."""
    for name in sorted(pair.affected):
        before, after = pair.before.items.get(name), pair.after.items.get(name)
        if before is not None and after is not None:
            yield before, after
