"""References: everything that a file names exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from site_builder.load.layout import FileKind, named_record, review_path
from site_builder.load.source_tree import REVIEWERS_FILE, WITHHELD_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.load.source_tree import Loading
    from site_builder.model import AccountList, Record
    from site_builder.problems import Problem


def check_records(loading: Loading) -> Iterator[Problem]:
    """Check what records name: categories, sources, affiliations, evidence, other records, protected accounts."""
    tree = loading.tree
    known = known_ids(loading)
    protected = {item.data["id"] for item in tree.protected}
    broken = {(where.kind, where.list) for _, where in loading.documents.broken}
    for record in (*tree.records, *tree.drafts):
        account_list = tree.lists.get(record.list)
        # A name is not unknown because the file that would know it is broken: that is what is said then.
        if account_list is not None:
            yield from _categories(loading, record, account_list)
            if (FileKind.SOURCES, record.list) not in broken:
                yield from _sources_and_affiliations(loading, record, account_list)
        yield from _evidence(loading, record)
        yield from _links(loading, record, known)
        for index, item in enumerate(record.data.get("distinct_from", ())):
            if item["protected"] not in protected and (FileKind.PROTECTED, "") not in broken:
                yield loading.places.problem(
                    "protected-unknown",
                    record.file,
                    f"/distinct_from/{index}/protected",
                    protected=item["protected"],
                )


def check_protected_ids(loading: Loading) -> Iterator[Problem]:
    """`protected-id-duplicate`: distinct_from names one account."""
    first: dict[str, str] = {}
    for item in loading.tree.protected:
        name = item.data["id"]
        if name in first:
            yield loading.places.problem(
                "protected-id-duplicate", item.file, f"{item.pointer}/id", id=name, other=first[name]
            )
        first.setdefault(name, item.file)


def check_sources(loading: Loading) -> Iterator[Problem]:
    """`source-unknown`: the sources that affiliations name."""
    for account_list in loading.tree.lists.values():
        file = f"lists/{account_list.id}/sources.yaml"
        for name, affiliation in account_list.affiliations.items():
            source = affiliation.get("source")
            if source is not None and source not in account_list.sources:
                pointer = f"/affiliations/{name}/source"
                yield loading.places.problem("source-unknown", file, pointer, source=source, file=file)


def check_reviews(loading: Loading) -> Iterator[Problem]:
    """`review-unknown-reviewer`, `review-unknown-record`, `review-place`."""
    tree = loading.tree
    for file, _list, reviewer in tree.review_files:
        # Without a roster that is what is wrong, and it is said.
        if tree.reviewers and reviewer not in tree.reviewers:
            yield loading.places.problem("review-unknown-reviewer", file, reviewer=reviewer)
    known = {(record.list, record.id) for record in tree.records}
    known |= {(where.list, named_record(path) or "") for path, where in loading.documents.broken}
    seen: set[tuple[str, str]] = set()
    for review in tree.reviews:
        if (review.file, review.record) in seen:
            continue
        seen.add((review.file, review.record))
        pointer = f"/{review.record}"
        if (review.list, review.record) not in known:
            yield loading.places.problem(
                "review-unknown-record",
                review.file,
                pointer,
                on_key=True,
                list=review.list,
                record=review.record,
            )
        expected = review_path(review.list, review.reviewer, review.record)
        if review.file != expected:
            yield loading.places.problem(
                "review-place", review.file, pointer, on_key=True, record=review.record, expected=expected
            )


def check_instance(loading: Loading) -> Iterator[Problem]:
    """`withheld-unknown` and `roster-unknown-list`: what the instance's own files name."""
    known = known_ids(loading)
    for record in loading.tree.withheld:
        if record not in known:
            yield loading.places.problem(
                "withheld-unknown", WITHHELD_FILE, f"/{record}", on_key=True, record=record
            )
    for reviewer, entry in loading.tree.reviewers.items():
        for index, name in enumerate(entry["lists"]):
            if name not in loading.documents.folders:
                yield loading.places.problem(
                    "roster-unknown-list", REVIEWERS_FILE, f"/{reviewer}/lists/{index}", list=name
                )


def known_ids(loading: Loading) -> frozenset[str]:
    """Return the ids of all records, those of unreadable files included (by file name)."""
    readable = {record.id for record in loading.tree.records}
    broken = {
        name
        for path, where in loading.documents.broken
        if where.kind is FileKind.RECORD and (name := named_record(path)) is not None
    }
    return frozenset(readable | broken)


def _categories(loading: Loading, record: Record, account_list: AccountList) -> Iterator[Problem]:
    data = record.data
    categories = account_list.data["categories"]
    uses: list[tuple[str, list[str]]] = [("/categories", data["categories"])]
    for index, item in enumerate(data["evidence"]):
        uses.append((f"/evidence/{index}/shows", item.get("shows", [])))
    for pointer, names in uses:
        for index, name in enumerate(names):
            if name not in categories:
                yield loading.places.problem(
                    "category-unknown",
                    record.file,
                    f"{pointer}/{index}",
                    category=name,
                    known=tuple(sorted(categories)),
                )


def _sources_and_affiliations(
    loading: Loading, record: Record, account_list: AccountList
) -> Iterator[Problem]:
    file = f"lists/{record.list}/sources.yaml"
    for pointer, name in _sources(record):
        if name not in account_list.sources:
            yield loading.places.problem("source-unknown", record.file, pointer, source=name, file=file)
    for index, name in enumerate(record.data.get("affiliations", ())):
        if name not in account_list.affiliations:
            pointer = f"/affiliations/{index}"
            yield loading.places.problem(
                "affiliation-unknown", record.file, pointer, affiliation=name, file=file
            )


def _sources(record: Record) -> Iterator[tuple[str, str]]:
    for index, name in enumerate(record.data.get("sources", ())):
        yield f"/sources/{index}", name
    for index, basis in enumerate(record.data.get("basis", ())):
        if "source" in basis:
            yield f"/basis/{index}/source", basis["source"]


def _evidence(loading: Loading, record: Record) -> Iterator[Problem]:
    data: Any = record.data
    ids: set[str] = set()
    for index, item in enumerate(data["evidence"]):
        if item["id"] in ids:
            yield loading.places.problem(
                "evidence-duplicate", record.file, f"/evidence/{index}/id", evidence=item["id"]
            )
        ids.add(item["id"])
    for field in ("observations", "links", "distinct_from"):
        for index, item in enumerate(data.get(field, ())):
            name = item.get("evidence")
            if name is not None and name not in ids:
                yield loading.places.problem(
                    "evidence-unknown", record.file, f"/{field}/{index}/evidence", evidence=name
                )


def _links(loading: Loading, record: Record, known: frozenset[str]) -> Iterator[Problem]:
    for index, link in enumerate(record.data.get("links", ())):
        target = link["record"]
        why = None
        if target == record.id:
            why = "the link leads to the record itself"
        elif target not in known:
            why = f"no record has the id {target}"
        if why is not None:
            yield loading.places.problem("link-unknown", record.file, f"/links/{index}/record", why=why)
