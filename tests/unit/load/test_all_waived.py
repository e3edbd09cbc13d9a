"""Whether nobody has to sign: every list is an example that waives signatures, and none is unknown."""

from __future__ import annotations

import pytest

from site_builder.load.source_tree import load_tree
from tests.property.source_trees import MemorySource, base_files

_LIST = "lists/harbour/list.yaml"
_OTHER = "lists/pier/list.yaml"
_TEXT = base_files()[_LIST]


@pytest.mark.parametrize(
    ("files", "waived"),
    [
        ({}, True),
        ({_OTHER: _TEXT}, True),
        ({_OTHER: _TEXT.replace(b"example: true\n", b"")}, False),
        ({_OTHER: _TEXT.replace(b"signatures: waived", b"signatures: required")}, False),
        ({_OTHER: _TEXT.replace(b"title:", b"titel:", 1)}, False),
        ({_OTHER: b"title: [\n"}, False),
        ({"lists/pier/sources.yaml": b"sources: {}\n"}, False),
    ],
)
def test_every_list_waives_and_one_that_cannot_be_read_does_not(
    files: dict[str, bytes], *, waived: bool
) -> None:
    assert load_tree(MemorySource({**base_files(), **files})).all_waived is waived
