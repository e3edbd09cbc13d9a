"""The scripts of the guide for consumers, run as they stand: curl and jq follow a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.publications import records
from tests.interop.consumer import BROKEN, Consumer, well

if TYPE_CHECKING:
    from tests.acceptance.publications import Publications


@pytest.mark.parametrize("list_id", ["ira-2018", "northwind"])
def test_the_scripts_follow_a_list(consumer: Consumer, published: Publications, list_id: str) -> None:
    for name in ("first.sh", "next.sh"):
        script = consumer.folder / name
        script.write_text(script.read_text(encoding="utf-8").replace("LIST=ira-2018", f"LIST={list_id}"))
    rows = consumer.folder / "rows.ndjson"
    well(consumer.run("first.sh"))
    assert rows.read_bytes() == records(published.first, list_id)
    consumer.server.requests.clear()
    well(consumer.run("next.sh"))
    assert consumer.server.requests == ["feeds/v1/index.json"]
    for files in (published.second, published.third):
        consumer.serve(files)
        well(consumer.run("next.sh"))
        assert rows.read_bytes() == records(files, list_id)


@pytest.mark.parametrize(
    "wrong", [*sorted(BROKEN.keys() - {"a digest of other rows"}), "a new epoch", "rows of another list"]
)
def test_the_scripts_stop_at_what_does_not_fit(
    consumer: Consumer, published: Publications, wrong: str
) -> None:
    consumer.serve(published.second)
    well(consumer.run("first.sh"))
    kept = [consumer.folder / name for name in ("rows.ndjson", "state.json")]
    before = [file.read_bytes() for file in kept]
    if wrong == "rows of another list":
        (consumer.folder / "rows.ndjson").write_bytes(records(published.second, "northwind"))
        before[0] = records(published.second, "northwind")
        consumer.serve(published.third)
    else:
        consumer.serve(published.renewed if wrong == "a new epoch" else BROKEN[wrong](published))
    assert consumer.run("next.sh").returncode != 0
    assert [file.read_bytes() for file in kept] == before
