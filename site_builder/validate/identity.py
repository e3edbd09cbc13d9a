"""Identity: is a record what and where it says it is: id, path, platform, handle, account id."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from site_builder.load.layout import record_path
from site_builder.load.source_tree import PLATFORMS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.load.source_tree import Loading, Tree
    from site_builder.problems import Problem


def check_drafts(loading: Loading) -> Iterator[Problem]:
    """`record-draft`: a record without an id."""
    for draft in loading.tree.drafts:
        yield loading.places.problem("record-draft", draft.file)


def check_paths(loading: Loading) -> Iterator[Problem]:
    """`record-path`: a record stands where its list, platform and id put it."""
    for record in loading.tree.records:
        expected = record_path(record.list, record.data["platform"], record.id)
        if record.file != expected:
            yield loading.places.problem("record-path", record.file, "/id", expected=expected)


def check_ids(loading: Loading) -> Iterator[Problem]:
    """`record-id-duplicate`: no two records of the instance share an id."""
    first: dict[str, str] = {}
    for record in loading.tree.records:
        other = first.setdefault(record.id, record.file)
        if other != record.file:
            yield loading.places.problem("record-id-duplicate", record.file, "/id", id=record.id, other=other)


def check_handles(loading: Loading) -> Iterator[Problem]:
    """`platform-unknown`, `handle-syntax`, `account-id-syntax`, for records and protected accounts."""
    platforms_are_broken = any(path == PLATFORMS_FILE for path, _ in loading.documents.broken)
    for account in _accounts(loading.tree):
        platform = loading.tree.platforms.get(account.platform)
        if platform is None and platforms_are_broken:
            continue  # perhaps that file defines it; its own problems are what is said
        if platform is None:
            yield loading.places.problem(
                "platform-unknown",
                account.file,
                f"{account.pointer}/platform",
                platform=account.platform,
                hint=loading.tree.platforms.hint(account.platform),
            )
            continue
        for pointer, handle in account.handles:
            if not platform.valid_handle(handle):
                yield loading.places.problem(
                    "handle-syntax",
                    account.file,
                    f"{account.pointer}{pointer}",
                    handle=handle,
                    platform=platform.name,
                    syntax=platform.handle.words,
                )
        account_id = account.account_id
        if account_id is not None and not platform.valid_account_id(account_id):
            yield loading.places.problem(
                "account-id-syntax",
                account.file,
                f"{account.pointer}/account_id",
                account_id=account_id,
                platform=platform.name,
                syntax=platform.account_id.words if platform.account_id else "it has none",
            )


class _Account(NamedTuple):
    """What a record and a protected account have in common: where it stands and what it names."""

    file: str
    pointer: str
    platform: str
    account_id: str | None
    handles: list[tuple[str, str]]


def _accounts(tree: Tree) -> Iterator[_Account]:
    for record in (*tree.records, *tree.drafts):
        data = record.data
        handles = [("/handle", data["handle"])]
        handles += [
            (f"/previous_handles/{index}/handle", item["handle"])
            for index, item in enumerate(data.get("previous_handles", ()))
        ]
        yield _Account(record.file, "", data["platform"], data.get("account_id"), handles)
    for item in tree.protected:
        account = item.data
        handles = [("/handle", account["handle"])]
        yield _Account(item.file, item.pointer, account["platform"], account.get("account_id"), handles)
