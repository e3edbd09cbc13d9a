"""Captures that evidence names, set against those that are there."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from site_builder.captures.holdings import Holdings, holdings
from site_builder.captures.store import CaptureStore, opened
from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import load_tree
from tests.instance import LINKING, PROPOSED, VERIFIED, write_instance

if TYPE_CHECKING:
    from pathlib import Path

    from site_builder.load.source_tree import Tree

HERE, GONE = (hashlib.sha256(data).hexdigest() for data in (b"here", b"gone"))


@pytest.fixture
def store(tmp_path: Path) -> CaptureStore:
    store = CaptureStore(tmp_path / "store", tmp_path / "tree")
    for data in (b"here", b"nobody's"):
        (tmp_path / "file").write_bytes(data)
        with opened(tmp_path / "file") as capture:
            store.put(capture, hashlib.sha256(data).hexdigest())
    return store


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    root = write_instance(tmp_path / "tree")
    for path, digest in ((VERIFIED, HERE), (PROPOSED, GONE)):
        text = (root / path).read_text(encoding="utf-8")
        (root / path).write_text(text.replace("    captured:", f"    sha256: {digest}\n    captured:", 1))
    text = (root / LINKING).read_text(encoding="utf-8")
    (root / LINKING).write_text(
        text.replace("archived: https://archive.example", "url: https://posts.example"), encoding="utf-8"
    )
    return load_tree(WorkingTree(root)).tree


def names(found: Holdings) -> tuple[list[str], tuple[str, ...], int, list[str]]:
    return (
        [use.file for use in found.missing],
        found.changed,
        len(found.unreferenced),
        [use.file for use in found.uncaptured],
    )


def test_it_finds_what_is_missing_unreferenced_and_without_a_capture(store: CaptureStore, tree: Tree) -> None:
    found = holdings(store, tree, None)
    assert names(found) == ([PROPOSED], (), 1, [LINKING])
    assert (found.files, found.good, found.missing[0].sha256) == (1, False, GONE)
    assert names(holdings(store, tree, "harbour")) == names(found)
    assert names(holdings(store, tree, "another")) == ([], (), 1, [])


def test_it_finds_what_has_other_bytes_than_its_name_says(store: CaptureStore, tree: Tree) -> None:
    (store.folder / store.path_of(HERE)).write_bytes(b"her3")
    found = holdings(store, tree, None)
    assert (found.changed, found.good) == ((store.path_of(HERE),), False)
    assert holdings(store, tree, "another").good


def test_a_store_that_is_not_there_has_nothing(tmp_path: Path, tree: Tree) -> None:
    found = holdings(CaptureStore(tmp_path / "none", tmp_path / "tree"), tree, None)
    assert names(found)[0] == [PROPOSED, VERIFIED]
    assert not (tmp_path / "none").exists()


def test_the_capture_of_a_source_is_not_nobodys(store: CaptureStore, tmp_path: Path) -> None:
    root = write_instance(tmp_path / "with-source")
    sources = root / "lists/harbour/sources.yaml"
    digest = hashlib.sha256(b"nobody's").hexdigest()
    text = sources.read_text(encoding="utf-8").replace(
        "  ferry-report:\n", f"  ferry-report:\n    sha256: {digest}\n"
    )
    sources.write_text(text, encoding="utf-8")
    loaded = load_tree(WorkingTree(root))
    assert not loaded.problems
    found = holdings(store, loaded.tree, None)
    assert found.unreferenced == (store.path_of(HERE),)
