"""The examples of the reference are one instance that is good, and the rows and events that follow from it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from site_builder.derive.state import derive_all
from site_builder.fmt.formatter import format_bytes
from site_builder.load.files import WorkingTree
from site_builder.load.layout import FileKind, Spot, spot
from site_builder.load.source_tree import load_tree
from site_builder.validate.checks import validate
from tests.unit.history.story import Story

if TYPE_CHECKING:
    from site_builder.load.source_tree import Loading

PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "examples.md"
TEXT: Final = PAGE.read_text(encoding="utf-8")
FILES: Final = dict(re.findall(r"```yaml\n# (lists/\S+)\n(.*?)```", TEXT, flags=re.DOTALL))
ROWS: Final = {
    path.split("/")[2]: json.loads(text)
    for path, text in re.findall(r"`(lists/\S+/record\.json)`:\n\n```json\n(.*?)```", TEXT, flags=re.DOTALL)
}
EVENTS: Final = [
    json.loads(text) for text in re.findall(r"event:\n\n```json\n(.*?)```", TEXT, flags=re.DOTALL)
]
TODAY: Final = "2026-03-02"
ABSENT: Final = {FileKind.PROSE, FileKind.PLATFORMS, FileKind.PASSED_OVER, FileKind.PURGED}
"""Kinds of files of which the reference has nothing to show but its tables."""


@pytest.fixture(scope="module")
def loading(tmp_path_factory: pytest.TempPathFactory) -> Loading:
    root = tmp_path_factory.mktemp("examples")
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return load_tree(WorkingTree(root))


def kind(path: str) -> FileKind:
    where = spot(path)
    assert isinstance(where, Spot), where
    return where.kind


def test_every_kind_of_file_has_its_example() -> None:
    assert {kind(path) for path in FILES} == set(FileKind) - ABSENT


def test_they_are_a_good_instance(loading: Loading) -> None:
    assert [(item.code, item.place.file) for item in validate(loading, TODAY)] == []


@pytest.mark.parametrize("path", FILES)
def test_each_has_its_canonical_form(path: str) -> None:
    data = FILES[path].encode()
    assert format_bytes(kind(path), data, path).content == data


def test_their_states_are_those_that_the_page_says(loading: Loading) -> None:
    said = dict(re.findall(r"^\| `([0-9a-z]{12})` \| (\w+) \|", TEXT, flags=re.MULTILINE))
    assert {item.record.id: item.derived.state for item in derive_all(loading.tree, TODAY)} == said


@pytest.fixture(scope="module")
def story() -> Story:
    """What is told of the instance: first nothing was retracted, nor listed again."""
    (retracted,) = (path for path, text in FILES.items() if "\nretractions:" in text)
    again = {path for path, text in FILES.items() if "\nrelists:" in text or "/reviews/reviewer-c/" in text}
    files: dict[str, object] = {
        path: text.partition("retractions:")[0] if path == retracted else text for path, text in FILES.items()
    }
    first = {path: text for path, text in files.items() if path not in again}
    return Story().commit("2026-02-02", files=first).commit(TODAY, files=dict(FILES))


def test_the_rows_are_those_that_follow(story: Story) -> None:
    made: dict[str, Any] = {record: json.loads(entry.row_bytes) for record, entry in story.entries().items()}
    assert ROWS
    assert {record: made[record] for record in ROWS} == ROWS


def test_the_events_are_those_that_follow(story: Story) -> None:
    made = [event.row for event in story.walk().events]
    assert EVENTS
    assert [event for event in EVENTS if event not in made] == []
