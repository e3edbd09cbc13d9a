"""The instances of the bench are made by the demonstration's world, and are what it says: valid, and public."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_builder.derive.state import derive_all
from site_builder.load.files import WorkingTree
from site_builder.load.source_tree import load_tree
from site_builder.problems import Severity
from site_builder.validate.checks import validate
from tests.bench.worlds import DAY, ManyRecords

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("signed", [True, False])
def test_many_records_are_valid_and_as_many_are_public_as_were_confirmed(
    tmp_path: Path,
    signed: bool,  # noqa: FBT001 - a parameter
) -> None:
    made = ManyRecords(signed=signed)
    paths = made.add(12)
    made.publish(paths[:9])
    made.commit()
    made.observe(paths[0], 7)
    made.commit()
    made.write(tmp_path)
    loading = load_tree(WorkingTree(tmp_path))
    assert [item for item in validate(loading, DAY) if item.severity is Severity.ERROR] == []
    public = {item.record.file for item in derive_all(loading.tree, DAY) if item.derived.public}
    assert public == set(paths[:9])
