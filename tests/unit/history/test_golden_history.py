"""The golden repository: the history of these commits has these bytes, in this release and in every later one.

`tests/golden/history/repository.stream` was made once and stays as it is, whatever becomes of the script that wrote
it: `--update-golden` writes it only where it is missing. The events and rows stand in a folder named after
`HISTORY_VERSION`: other bytes need a higher version, and so a new folder.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from site_builder.history.model import HISTORY_VERSION
from tests.history.actual import actual, actual_rows
from tests.history.compare import assert_same, replayed
from tests.history.golden_script import golden_stream
from tests.history.oracle import oracle
from tests.history.repositories import Told
from tests.history.stream import load

FOLDER = Path(__file__).resolve().parents[2] / "golden" / "history"
STREAM = FOLDER / "repository.stream"
RAISE = (
    "The history of an old repository comes out with other bytes. What was published under it would no longer stand: "
    "either undo the change, or raise HISTORY_VERSION in site_builder/history/model.py, which makes every consumer "
    "start again, and write the new version's files with --update-golden."
)

Golden = Callable[[str, bytes], None]


@pytest.fixture(scope="module")
def repository(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.config.getoption("--update-golden") and not STREAM.exists():
        STREAM.parent.mkdir(parents=True, exist_ok=True)
        STREAM.write_bytes(golden_stream()[0])
    return load(tmp_path_factory.mktemp("golden") / "repository", STREAM.read_bytes())


def pinned(golden: Golden, name: str, data: bytes) -> None:
    try:
        golden(f"history/v{HISTORY_VERSION}/{name}", data)
    except AssertionError as error:
        pytest.fail(f"{RAISE}\n\n{error}")


def lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(rfc8785.dumps(row) + b"\n" for row in rows)


def test_the_events_have_the_bytes_that_they_always_had(repository: Path, golden: Golden) -> None:
    pinned(golden, "events.ndjson", lines(actual(repository)[0]))


def test_the_rows_have_the_bytes_that_they_always_had(repository: Path, golden: Golden) -> None:
    rows = actual_rows(repository)
    pinned(golden, "records.ndjson", b"".join(rows[record] for record in sorted(rows)))


def test_the_oracle_agrees_with_what_is_pinned(repository: Path) -> None:
    events, entries = oracle(repository)
    assert lines(events) == (FOLDER / f"v{HISTORY_VERSION}" / "events.ndjson").read_bytes()
    assert_same(actual(repository), (events, entries))
    assert replayed(events) == entries


def test_the_story_is_as_its_teller_expected(tmp_path: Path) -> None:
    data, told = golden_stream()
    story = Told.of(load(tmp_path / "repository", data), told)
    assert story.surprises() == []
    assert len(told) >= 35
