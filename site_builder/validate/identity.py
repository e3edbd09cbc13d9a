"""Identity: is a record what and where it says it is: id, path, platform, handle, account id."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from site_builder.handles import Platform, Platforms
from site_builder.handles.fold import lower
from site_builder.handles.reader import read_text
from site_builder.handles.url import known_handle
from site_builder.load.layout import record_path
from site_builder.load.source_tree import PLATFORMS_FILE, Loading, Tree
from site_builder.problems import Problem

_NOT_RESERVED: Final = "a name that the platform does not keep for itself"


def check_drafts(loading: Loading) -> Iterator[Problem]:
    """`record-draft`: a record without an id."""
    for draft in loading.tree.drafts:
        yield loading.places.problem("record-draft", draft.file)


def check_paths(loading: Loading) -> Iterator[Problem]:
    """`record-path`: a record is where its list, platform and id put it."""
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


def check_purged(loading: Loading) -> Iterator[Problem]:
    """`record-purged`: the id of a record that was purged stands for its tombstone, and for nothing else."""
    for record in (*loading.tree.records, *loading.tree.next_claims):
        if record.id in loading.tree.purged:
            yield loading.places.problem("record-purged", record.file, "/id", record=record.id)
    for file, name in sorted({(item.file, item.record) for item in loading.tree.reviews}):
        if name in loading.tree.purged:
            params: dict[str, Any] = {"cause": "reviews", "record": name}
            yield loading.places.problem("record-purged", file, f"/{name}", on_key=True, **params)


def check_handles(loading: Loading) -> Iterator[Problem]:
    """`platform-unknown`, `handle-missing`, `handle-syntax`, `handle-former`, `account-id-syntax`.

    For records and protected accounts. A handle that a platform gave out in earlier times is one that an account had.
    """
    platforms, problem = loading.tree.platforms, loading.places.problem
    platforms_are_broken = any(path == PLATFORMS_FILE for path, _ in loading.documents.broken)
    for file, at, data in _accounts(loading.tree):
        name, account_id = data["platform"], data.get("account_id")
        platform = platforms.get(name)
        if platform is None and platforms_are_broken:
            continue  # perhaps that file defines it; its own problems are what is said
        if platform is None:
            yield problem(
                "platform-unknown", file, f"{at}/platform", platform=name, hint=platforms.hint(name)
            )
            continue
        called, earlier = platform.name, enumerate(data.get("previous_handles", ()))
        handles = {"/handle": data["handle"]} if "handle" in data else {}
        if not handles and platform.account_id is None:
            yield problem("handle-missing", file, at, platform=called)
        handles |= {f"/previous_handles/{index}/handle": item["handle"] for index, item in earlier}
        for pointer, handle in handles.items():
            said = {"handle": handle, "platform": called}
            if known_handle(platform, handle) != handle:
                reserved = lower(handle) in platform.reserved
                said["syntax"] = _NOT_RESERVED if reserved else platform.handle.words
                said |= _meant(platforms, platform, handle)
                yield problem("handle-syntax", file, f"{at}{pointer}", **said)
            elif pointer == "/handle" and not platform.valid_handle(handle):
                yield problem("handle-former", file, f"{at}{pointer}", **said, syntax=platform.handle.words)
        if account_id is not None and not platform.valid_account_id(account_id):
            words = (
                platform.account_id.words
                if platform.account_id
                else "none, as the platform gives out no ids; delete this line"
            )
            pointer = f"{at}/account_id"
            yield problem(
                "account-id-syntax", file, pointer, account_id=account_id, platform=called, syntax=words
            )


def _meant(platforms: Platforms, platform: Platform, handle: str) -> dict[str, str]:
    """Return the cause where what was written holds a handle: behind an @, in quotation marks, in an address."""
    read = read_text(platforms, handle, platform=platform)
    meant = next((item.handle for item in read if item.platform == platform.id and item.handle), None)
    return {"cause": "meant", "meant": meant} if meant is not None and meant != handle else {}


def _accounts(tree: Tree) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield file, pointer and data of what names an account: claims and protected accounts."""
    for record in tree.claims:
        yield record.file, "", record.data
    for item in tree.protected:
        yield item.file, item.pointer, item.data
