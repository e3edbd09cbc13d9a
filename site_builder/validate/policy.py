"""Policy: what a list requires of itself and of its records, and the files that must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from site_builder.load.files import SOURCE_FOLDER
from site_builder.load.source_tree import INSTANCE_FILE, REVIEWERS_FILE, Loading
from site_builder.problems import Place, Problem
from site_builder.rules import problem

if TYPE_CHECKING:
    from collections.abc import Iterator


_MINIMUM_QUORUM: Final = 2


def check_files(loading: Loading) -> Iterator[Problem]:
    """`file-missing`: an instance needs its name and roster, a list its list.yaml."""
    present = {document.file for document in loading.documents.good}
    present |= {path for path, _ in loading.documents.broken}
    needed = [] if SOURCE_FOLDER in loading.documents.unread else [INSTANCE_FILE, REVIEWERS_FILE]
    for file in needed:
        if file not in present:
            yield problem("file-missing", Place(file), file=file)
    for folder in sorted(loading.documents.folders):
        file = f"lists/{folder}/list.yaml"
        if file not in present:
            known = ", ".join(sorted(loading.tree.lists))
            cause = {"cause": "list", "list": folder, "known": known} if known else {}
            yield problem("file-missing", Place(file), file=file, **cause)


def check_lists(loading: Loading) -> Iterator[Problem]:
    """`policy-quorum`, `policy-signatures`: what only an example list may do."""
    for account_list in loading.tree.lists.values():
        policy = account_list.data["policy"]
        if account_list.example:
            continue
        if policy["quorum"] < _MINIMUM_QUORUM:
            yield loading.places.problem(
                "policy-quorum", account_list.file, "/policy/quorum", quorum=policy["quorum"]
            )
        if policy["signatures"] == "waived":
            yield loading.places.problem("policy-signatures", account_list.file, "/policy/signatures")


def check_records(loading: Loading) -> Iterator[Problem]:
    """`policy-evidence`, `policy-archive`, `policy-account-id`: what a list requires of its records."""
    problem = loading.places.problem
    for record in (*loading.tree.records, *loading.tree.drafts):
        account_list = loading.tree.lists.get(record.list)
        if account_list is None:
            continue
        file, evidence, policy = record.file, record.data["evidence"], account_list.data["policy"]
        count, minimum = len(evidence), policy["min_evidence"]
        if count < minimum:
            yield problem("policy-evidence", file, "/evidence", on_key=True, count=count, minimum=minimum)
        if policy["require_account_id"] and "account_id" not in record.data:
            platform = loading.tree.platforms.get(record.data["platform"])
            without = platform is not None and platform.account_id is None
            advice = "its platform has none, so it belongs on another list" if without else "add it"
            yield problem("policy-account-id", file, advice=advice)
        for index, item in enumerate(evidence if policy["require_archive"] else ()):
            if "archived" not in item:
                yield problem("policy-archive", file, f"/evidence/{index}", evidence=item["id"])
