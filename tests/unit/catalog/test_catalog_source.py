"""Where the source is not public, the catalog names neither its commits nor its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.pipeline import BuildRequest, prepare
from tests.acceptance.support import git
from tests.instance import BASE, write_instance

if TYPE_CHECKING:
    from pathlib import Path

_INSTANCE = "lists/instance.yaml"


@pytest.mark.parametrize("public", [True, False])
def test_commit_and_files_are_named_where_the_source_is_public(public: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter
    text = (BASE / _INSTANCE).read_text(encoding="utf-8").replace("source_public: true", "source_public: %s")
    said = text % ("true" if public else "false")
    root = write_instance(tmp_path, files={_INSTANCE: said})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "All", day="2026-02-01")
    catalog = prepare(root, BuildRequest()).catalog
    assert catalog is not None
    assert catalog.commit == (git(root, "rev-parse", "HEAD").strip() if public else None)
    files = {record.source_file for entry in catalog.lists for record in entry.records}
    assert (files == {None}) is not public
