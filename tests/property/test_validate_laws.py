"""Validation is total: whatever a file of an instance holds, there are problems with places, never an exception."""

from __future__ import annotations

import json
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.load.source_tree import load_tree
from site_builder.report import REPORTERS, ReportContext
from site_builder.rules import RULES, message
from site_builder.validate.checks import validate
from tests.examples import examples
from tests.property.source_trees import (
    KINDS,
    MemorySource,
    base_files,
    changed,
    good_documents,
    hostile,
    soup,
    styles,
)

_PATHS: Final = {
    "decision": "lists/decisions/5d0e8f7a6c1b.yaml",
    "instance": "lists/instance.yaml",
    "list": "lists/harbour/list.yaml",
    "passed-over": "lists/passed-over.yaml",
    "platforms": "lists/platforms.yaml",
    "protected": "lists/protected/one.yaml",
    "purged": "lists/purged.yaml",
    "record": "lists/harbour/twitter/7k/7k3f9q2m4d1p.yaml",
    "reviewers": "lists/reviewers.yaml",
    "reviews": "lists/harbour/reviews/reviewer-a/7k.yaml",
    "sources": "lists/harbour/sources.yaml",
    "withheld": "lists/withheld/7k3f9q2m4d1p.0a1b2c.yaml",
}


def _check(files: dict[str, bytes]) -> None:
    loading = load_tree(MemorySource(files))
    problems = validate(loading)
    for item in problems:
        assert item.code in RULES
        assert message(item)
        if item.place.file in files:  # otherwise it is a file that is missing
            lines = files[item.place.file].decode("utf-8", "replace").split("\n")
            assert 1 <= item.place.line <= len(lines) + 1
            assert 1 <= item.place.column <= len([*lines, ""][item.place.line - 1]) + 1
        else:
            assert item.code == "file-missing"
    context = ReportContext(checked=1, builder_version="0", sources=loading.places.line)
    for report in REPORTERS.values():
        assert report(problems, context)
    assert validate(load_tree(MemorySource(files))) == problems


def test_every_kind_of_file_is_tried() -> None:
    assert tuple(sorted(_PATHS)) == KINDS


@given(st.sampled_from(sorted(_PATHS)), styles(), st.data())
@settings(max_examples=examples(75))
def test_a_document_with_something_changed_never_raises(kind: str, write: Any, data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(good_documents(kind)))
    for _ in range(data.draw(st.integers(0, 2))):
        document = data.draw(changed(document))
    _check({**base_files(), _PATHS[kind]: write(_as_text(document)).encode()})


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_text(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_as_text(part) for part in value]
    return value if isinstance(value, str) else json.dumps(value)


@given(st.sampled_from(sorted(base_files())), st.data())
@settings(max_examples=examples(75))
def test_a_file_with_bytes_changed_never_raises(path: str, data: st.DataObject) -> None:
    content = base_files()[path]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 30)))
    new = data.draw(st.binary(max_size=8) | soup.map(str.encode) | hostile.map(str.encode))
    _check({**base_files(), path: content[:start] + new + content[end:]})


@given(st.lists(st.sampled_from(sorted(base_files())), unique=True))
@settings(max_examples=examples(25))
def test_files_that_are_missing_or_empty_never_raise(paths: list[str]) -> None:
    _check({path: content for path, content in base_files().items() if path not in paths})
    _check({**base_files(), **dict.fromkeys(paths, b"")})
