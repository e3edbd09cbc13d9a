"""Records: what may not happen to one that is or was public, who stands behind a claim, what public ones rest on."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from site_builder.check.side import Pair, ever_public
from site_builder.derive.state import DerivedRecord
from site_builder.handles import fold
from site_builder.load.layout import named_record
from site_builder.load.names import AccountNames
from site_builder.model import AccountList, JsonObject, RecordId
from site_builder.problems import Place, Problem
from site_builder.record import OF_LIST, claim_fields, entries_used, succession_faults
from site_builder.rules import problem
from site_builder.settings import LIMITS

_Account = tuple[str, str, str]


def check_gone(pair: Pair) -> Iterator[Problem]:
    """`record-deleted`, `record-moved`, `record-id-changed`: what was public keeps its file and its id."""
    gone = {
        item: name
        for item in pair.scope.records
        if item.before is not None and item.after is None and (name := named_record(item.path)) is not None
    }
    public = ever_public(pair, gone.values())
    heirs = _heirs(pair) if public else {}
    for item, name in gone.items():
        if name not in public:
            continue
        elsewhere = pair.after.atlas.records.get(name, ())
        old = pair.before.source.mapping(item.path, LIMITS.record_bytes)
        heir = next((heirs[account] for account in _accounts(pair, old) if account in heirs), None)
        if elsewhere:
            yield problem("record-moved", Place(elsewhere[0]), record=name, before=item.path)
        elif heir is not None:
            yield problem("record-id-changed", Place(heir), record=name)
        else:
            yield problem("record-deleted", Place(item.path), record=name)


def check_claims(pair: Pair) -> Iterator[Problem]:
    """`claim-replaces`, `record-account-changed`: a claim that was reviewed has one successor, about one account.

    `record-claim-unreviewed`: a public claim is replaced only by one that a quorum has confirmed.
    """
    reviewed = {review.record for review in pair.before.tree.reviews}
    for before, after in _both(pair):
        old, new, derived = before.record, after.record, after.derived
        if old.id in reviewed and old.claim != new.claim:
            if new.data.get("replaces") != old.claim:
                at = "/replaces" if "replaces" in new.data else ""
                yield pair.problem("claim-replaces", new.file, at, record=new.id, claim=old.claim)
                continue
            for name, why in succession_faults(old.data, new.data, pair.after.tree.platforms):
                code = "record-account-changed" if name in ("account_id", "handle") else "next-claim-member"
                params: dict[str, Any] = {"record": new.id} if code != "next-claim-member" else {"why": why}
                if name != "submitted_by":  # `submitter-removed` says that
                    yield pair.problem(code, new.file, f"/{name}" if name in new.data else "", **params)
        if old.claim != new.claim and before.derived.public and (derived.unconfirmed or derived.rejects):
            fields = claim_fields(old.data, new.data)
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
    yield from _next_claims(pair, {review.claim for review in pair.before.tree.reviews})


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
    """`archive-changed`: reviewers vouched for the bytes, so the place of their capture is given once."""
    reviewed = {review.record for review in pair.before.tree.reviews}
    for before, after in _both(pair):
        if before.record.id not in reviewed:
            continue
        file, evidence = after.record.file, after.record.data["evidence"]
        later = {item["id"]: (index, item) for index, item in enumerate(evidence)}
        for item in before.record.data["evidence"]:
            index, now = later.get(item["id"], (0, item))
            if "archived" in item and "sha256" in item and item["archived"] != now.get("archived"):
                yield pair.problem("archive-changed", file, f"/evidence/{index}", evidence=item["id"])


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
    """Yield the records whose changed file is on both sides and can be read there."""
    for item, before, after in pair.touched():
        if before is not None and before.record.file == after.record.file == item.path:
            yield before, after


def _heirs(pair: Pair) -> Mapping[_Account, str]:
    """Return the files that the change adds, each under everything that names its account."""
    # Of two the first counts, which comes last here.
    new = (item.path for item in reversed(pair.scope.records) if item.before is None)
    return {
        account: path
        for path in new
        for account in _accounts(pair, pair.after.source.mapping(path, LIMITS.record_bytes))
    }


def _accounts(pair: Pair, raw: JsonObject) -> Iterator[_Account]:
    """Yield what names the account in a record's file: its platform with its id, and with its folded handle."""
    platform, names = pair.after.tree.platforms.get(str(raw.get("platform"))), AccountNames.written(raw)
    if platform is not None and names is not None:
        if names.account_id is not None:
            yield platform.id, "id", names.account_id
        if names.handle is not None:
            yield platform.id, "handle", fold(platform, names.handle)


_Entry = tuple[str, str]
"""Kind and name of an entry of a list."""


def check_references(pair: Pair) -> Iterator[Problem]:
    """`source-changed`, `affiliation-changed`, `category-changed`: reviewers vouched for claims that name them."""
    if not pair.whole:
        return
    for list_id, old in sorted(pair.before.tree.lists.items()):
        new = pair.after.tree.lists.get(list_id)
        if new is None:
            continue
        before, after = _entries(old), _entries(new)
        changed = {entry for entry, was in before.items() if _differs(was, after.get(entry, {}))}
        for (kind, name), user in sorted(_users(pair, old, changed).items()):
            path = new.file if kind == "category" else f"lists/{list_id}/sources.yaml"
            pointer = f"/{OF_LIST[kind]}"
            at = f"{pointer}/{name}" if (kind, name) in after else pointer
            params = {kind: name, "record": user}
            yield pair.problem(f"{kind}-changed", path, at, on_key=True, **params)


def _entries(account_list: AccountList) -> Mapping[_Entry, Any]:
    of = account_list.entries
    return {(kind, name): of[member][name] for kind, member in OF_LIST.items() for name in of[member]}


def _differs(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Return whether an entry is gone or says something else; an archived capture may be added once."""
    return {name: value for name, value in now.items() if name != "archived" or name in was} != was


def _users(pair: Pair, account_list: AccountList, entries: Collection[_Entry]) -> Mapping[_Entry, RecordId]:
    """Return for each entry a record that rests on it and is or ever was public, or would be except for a removal."""
    resting: dict[RecordId, frozenset[_Entry]] = {}
    for name, item in pair.before.items.items() if entries else ():
        if item.record.list == account_list.id:
            used = entries_used(item.record.data, account_list.affiliations).intersection(entries)
            if used:
                resting[name] = used
    unsure = {name for name in resting if pair.before.items[name].derived.unconfirmed}
    public = (resting.keys() - unsure) | ever_public(pair, unsure)
    # Of several the first is named.
    return {entry: name for name in sorted(public, reverse=True) for entry in resting[name]}
