"""References: everything that a file names exists."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any, Final

from site_builder.load.layout import (
    FileKind,
    decision_path,
    named_record,
    next_claim_of,
    review_path,
    withheld_record,
)
from site_builder.load.source_tree import REVIEWERS_FILE, Loading
from site_builder.model import ListId, Protected, Record, RecordId
from site_builder.problems import Problem
from site_builder.record import OF_LIST, context_faults, references
from site_builder.signatures.review import kept
from site_builder.signatures.ssh_signature import one_form

_OF_NOTHING: Final = hashlib.sha256().hexdigest()


def check_records(loading: Loading) -> Iterator[Problem]:
    """Check what records name: categories, sources, affiliations, evidence, other records, protected accounts."""
    tree = loading.tree
    broken = {(where.kind, where.list) for _, where in loading.documents.broken}
    everywhere: dict[str, Collection[str]] = {}
    if not loading.documents.unread:
        everywhere["link"] = known_ids(loading) | tree.purged.keys()
    if (FileKind.PROTECTED, "") not in broken and not loading.documents.unread:
        everywhere["protected"] = {item.data["id"] for item in tree.protected}
    for record in tree.claims:
        known = everywhere | {"evidence": {item["id"] for item in record.data["evidence"]}}
        account_list = tree.lists.get(record.list)
        # A name is not unknown because the file that would know it is broken: that is what is said then.
        if account_list is not None:
            known["category"] = account_list.data["categories"]
            if (FileKind.SOURCES, record.list) not in broken:
                known |= {"source": account_list.sources, "affiliation": account_list.affiliations}
        yield from _unknown(loading, record, known)
        yield from _evidence(loading, record)


def check_contexts(loading: Loading) -> Iterator[Problem]:
    """`context-differs`: what a claim refers to is what its context says; broken files aside.

    As long as nobody has reviewed the record it is a warning, which `fmt` answers; in a next claim it is one always.
    """
    tree = loading.tree
    reviewed = {(review.list, review.record) for review in tree.reviews}
    broken = {where.list for _, where in loading.documents.broken if where.kind is FileKind.SOURCES}
    for record in (*tree.records, *tree.next_claims):
        account_list = tree.lists.get(record.list)
        if account_list is None or record.list in broken:
            continue
        certain = (record.list, record.id) in reviewed and next_claim_of(record.file) is None
        written = record.data.get("context", {})
        for member, name, why in context_faults(record.data, account_list.entries):
            known = name in written.get(member, {})
            pointer = f"/context/{member}/{name}" if known else "/context" if written else ""
            params: dict[str, Any] = {"cause": why, "member": member, "name": name}
            item = loading.places.problem("context-differs", record.file, pointer, **params)
            yield item if certain else item.as_warning()


def check_protected_ids(loading: Loading) -> Iterator[Problem]:
    """`protected-id-duplicate`: distinct_from names one account."""
    first: dict[str, Protected] = {}
    for item in loading.tree.protected:
        name = item.data["id"]
        other = first.setdefault(name, item)
        if other is not item:
            pointer = f"{item.pointer}/id"
            yield loading.places.problem(
                "protected-id-duplicate", item.file, pointer, id=name, other=other.file
            )


def check_sources(loading: Loading) -> Iterator[Problem]:
    """`source-unknown`: the sources that affiliations name; and `capture-false` of sources."""
    for account_list in loading.tree.lists.values():
        file = f"lists/{account_list.id}/sources.yaml"
        for name, item in account_list.sources.items():
            yield from _capture(loading, file, f"/sources/{name}", item)
        for name, affiliation in account_list.affiliations.items():
            source = affiliation.get("source")
            if source is not None and source not in account_list.sources:
                pointer = f"/affiliations/{name}/source"
                yield loading.places.problem("source-unknown", file, pointer, source=source, file=file)


def check_reviews(loading: Loading) -> Iterator[Problem]:
    """`review-unknown-reviewer`, `review-unknown-record`, `review-place`, `review-signature-form`."""
    tree = loading.tree
    # Without a roster that is what is wrong, and it is said.
    for document in loading.documents.good if tree.reviewers else ():
        reviewer = document.spot.reviewer
        if reviewer and reviewer not in tree.reviewers:
            yield loading.places.problem("review-unknown-reviewer", document.file, reviewer=reviewer)
    known = {(list_id, record) for list_id, record, _ in _read(loading)}
    others = loading.documents.others
    problem = partial(loading.places.problem, on_key=True)
    for review in {(review.file, review.record): review for review in tree.reviews}.values():
        file, record = review.file, review.record
        elsewhere = any(path.split("/")[1] == review.list for path in others.get(record, ()))
        if not elsewhere and (review.list, record) not in known and not loading.documents.unread:
            yield problem("review-unknown-record", file, f"/{record}", list=review.list, record=record)
        expected = review_path(review.list, review.reviewer, record)
        if file != expected:
            yield problem("review-place", file, f"/{record}", record=record, expected=expected)
    for review in tree.reviews:
        if kept(review) != review:
            at = f"{review.pointer}/signature"
            yield loading.places.problem("review-signature-form", review.file, at)


def check_decisions(loading: Loading) -> Iterator[Problem]:
    """`decision-signature-form`, `decision-unknown-steward`."""
    tree, problem = loading.tree, loading.places.problem
    for name, decision in tree.decisions.items():
        file = decision_path(name)
        for number, item in enumerate(decision.get("signatures", ())):
            steward, at = item["steward"], f"/signatures/{number}"
            if one_form(item["signature"]) != item["signature"]:
                yield problem("decision-signature-form", file, f"{at}/signature")
            if tree.reviewers and steward not in tree.reviewers:
                yield problem("decision-unknown-steward", file, f"{at}/steward", steward=steward)


def check_instance(loading: Loading) -> Iterator[Problem]:
    """`withheld-unknown` and `roster-unknown-list`: what the instance's own files name."""
    if loading.documents.unread:
        return
    known = known_ids(loading)
    for file in loading.documents.withholdings:
        record = withheld_record(file) or ""
        if record not in known:
            yield loading.places.problem("withheld-unknown", file, record=record)
    for reviewer, entry in loading.tree.reviewers.items():
        for index, name in enumerate(entry["lists"]):
            if name not in loading.documents.folders:
                yield loading.places.problem(
                    "roster-unknown-list", REVIEWERS_FILE, f"/{reviewer}/lists/{index}", list=name
                )


def known_ids(loading: Loading) -> frozenset[str]:
    """Return the ids of all records, those of files that cannot be or were not read included (by file name)."""
    return frozenset(record for _, record, _ in _read(loading)).union(loading.documents.others)


def record_files(loading: Loading) -> Iterator[tuple[ListId, RecordId, str]]:
    """Yield list, id and file of every record, those of files that cannot be or were not read included."""
    yield from _read(loading)
    for name, paths in loading.documents.others.items():
        yield from ((path.split("/")[1], name, path) for path in paths)


def _read(loading: Loading) -> Iterator[tuple[ListId, RecordId, str]]:
    for record in loading.tree.records:
        yield record.list, record.id, record.file
    for path, where in loading.documents.broken:
        name = named_record(path)
        if where.kind is FileKind.RECORD and name is not None:
            yield where.list, name, path


def _unknown(loading: Loading, record: Record, known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """Yield what a record names and nobody knows, by the kind of it; a kind that is not in `known` is not looked at."""
    for kind, name, pointer in references(record.data):
        if name in known.get(kind, (name,)) and (kind, name) != ("link", record.id):
            continue
        params: dict[str, Any] = {kind: name}
        if kind == "category":
            params |= {"known": tuple(sorted(known[kind]))} | _elsewhere(loading, kind, name)
        elif kind in ("source", "affiliation"):
            params |= {"file": f"lists/{record.list}/sources.yaml"} | _elsewhere(loading, kind, name)
        elif kind == "link":
            own = name == record.id
            params = {
                "why": "this link leads to its own record; name another record, or delete the link"
                if own
                else f"no record has the id {name}"
            }
        yield loading.places.problem(f"{kind}-unknown", record.file, pointer, **params)


def _elsewhere(loading: Loading, kind: str, name: str) -> dict[str, str]:
    """Return the cause where another list knows the name: the file may be in the wrong folder."""
    for other in loading.tree.lists.values():
        if name in other.entries[OF_LIST[kind]]:
            return {"cause": "folder", "other": other.id}
    return {}


def _evidence(loading: Loading, record: Record) -> Iterator[Problem]:
    """`evidence-duplicate`, `capture-false`."""
    seen: set[str] = set()
    for index, item in enumerate(record.data["evidence"]):
        if item["id"] in seen:
            pointer = f"/evidence/{index}/id"
            yield loading.places.problem("evidence-duplicate", record.file, pointer, evidence=item["id"])
        seen.add(item["id"])
        yield from _capture(loading, record.file, f"/evidence/{index}", item)


def _capture(loading: Loading, file: str, at: str, item: Mapping[str, Any]) -> Iterator[Problem]:
    """`capture-false`: an archived copy that is the original itself, a digest of nothing."""
    false = {
        "archived": (item.get("url"), "this is the address of the original; give that of an archived copy")
    }
    false["sha256"] = (_OF_NOTHING, "this is the SHA-256 of an empty file; give that of the captured bytes")
    for key, (value, why) in false.items():
        if key in item and item[key] == value:
            yield loading.places.problem("capture-false", file, f"{at}/{key}", why=why)
