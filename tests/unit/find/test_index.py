"""The index of 12,000 accounts: how large it is, what one record more rewrites, and what is not in it."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING, Final

import pytest

from site_builder.find import search_trees
from site_builder.find.index_tree import KINDS, entries, sought_keys
from site_builder.handles import search_key
from tests.find.corpus import Corpus, corpus
from tests.find.sites import LARGE, LargeIndex, large_index

if TYPE_CHECKING:
    from collections.abc import Mapping

    from site_builder.find import IndexTree
    from site_builder.model import JsonObject
    from tests.once import Once

pytestmark = pytest.mark.large


ADDED: Final = (LARGE, LARGE + 20)
"""Which accounts of a larger corpus are added, each alone."""


@pytest.fixture(scope="module")
def large(once: Once) -> LargeIndex:
    return once("large index", large_index)


@pytest.fixture(scope="module")
def accounts(large: LargeIndex) -> Corpus:
    return large.accounts


@pytest.fixture(scope="module")
def index(large: LargeIndex) -> Mapping[str, IndexTree]:
    return large.search


def compressed(tree: IndexTree) -> int:
    return sum(len(gzip.compress(data, 9)) for data in tree.files.values())


def names(tree: IndexTree) -> set[str]:
    return set(tree.files)


def grams(row: JsonObject, accounts: Corpus) -> set[str]:
    """Return the distinct runs of three letters in what is found by a part, with both ends marked."""
    catalog = accounts.catalog([row])
    keys = [key for key in sought_keys(entries(catalog)) if key]
    own = [key for key in keys if key in {search_key(text) for text in texts(row)} or len(keys) == 1]
    return {f"^{key}$"[at : at + 3] for key in own for at in range(len(key))}


def texts(row: JsonObject) -> list[str]:
    earlier = [item["handle"] for item in row.get("previous_handles", ())]
    name = row.get("profile", {}).get("display_name")
    found = [*([row["handle"]] if "handle" in row else []), *earlier, *([name] if name else [])]
    return [*found, *(text.replace(".", "") for text in found)]


def test_the_index_is_small(index: Mapping[str, IndexTree]) -> None:
    exact, both = compressed(index["keys"]) / LARGE, compressed(index["tails"]) / LARGE
    assert exact <= 60, exact
    assert exact + both <= 200, both


def test_leaves_hold_about_256_entries_and_nodes_at_most_256_children(index: Mapping[str, IndexTree]) -> None:
    files = [json.loads(data) for data in index["keys"].files.values()]
    leaves = [len(file["entries"]) for file in files if "entries" in file]
    nodes = [len(file["children"]) for file in files if "children" in file]
    assert 200 <= sum(leaves) / len(leaves) <= 320
    assert max(leaves) <= 1024
    assert max(nodes) <= 256
    assert index["keys"].height == 2
    assert len(index["keys"].top) <= 64


def test_one_record_more_rewrites_a_few_files(accounts: Corpus, index: Mapping[str, IndexTree]) -> None:
    more = corpus(ADDED[-1] + 1).rows
    assert more[:LARGE] == accounts.rows
    for number in ADDED:
        row = more[number]
        after = search_trees(accounts.catalog([*accounts.rows, row]))
        assert len(names(after["keys"]) - names(index["keys"])) <= 8, row
        assert len(names(after["tails"]) - names(index["tails"])) <= len(grams(row, accounts)) + 4, row


def test_files_are_named_by_their_digests(index: Mapping[str, IndexTree]) -> None:
    for tree in index.values():
        for sha256, data in tree.files.items():
            assert hashlib.sha256(data).hexdigest() == sha256


def test_the_same_accounts_in_another_order_give_the_same_files(accounts: Corpus) -> None:
    rows = accounts.rows[:2000]
    assert search_trees(accounts.catalog(rows)) == search_trees(accounts.catalog(rows[::-1]))


def test_an_account_without_a_handle_is_found_by_its_id_and_called_by_it() -> None:
    accounts = corpus(3000)
    catalog = accounts.catalog()
    made = {(KINDS[item.kind], item.id, item.text, item.handle) for item in entries(catalog)}
    nameless = [row for row in accounts.rows if "handle" not in row]
    assert len(nameless) > 100
    for row in nameless:
        called = f"{catalog.platforms[row['platform']].name} account {row['account_id']}"
        own = {item for item in made if item[1] == row["id"]}
        assert ("account_id", row["id"], row["account_id"], "") in own
        assert {item[3] for item in own} <= {"", called}
        assert {item[0] for item in own if item[3]} <= {"name", "previous"}
        assert "handle" not in {item[0] for item in own}
    stones = [row for row in accounts.cleared if "handle" not in row]
    assert {("cleared_id", row["id"], row["account_id"], "") for row in stones} <= made
    assert {item[1] for item in made if item[0] == "cleared_id"} == {row["id"] for row in stones} != set()
