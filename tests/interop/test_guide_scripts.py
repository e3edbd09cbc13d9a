"""The scripts of the guide for consumers, run as they stand: curl and jq follow a list of the demonstration."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.publications import records
from tests.demo import write_demo
from tests.demo_site import build_demo_site
from tests.interop.consumer import BROKEN, Consumer, well

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.publications import Files, Publications
    from tests.once import Once

LIST = "harbour-fraud"
"""The list that the scripts follow."""


@pytest.fixture(scope="module")
def years(once: Once) -> tuple[Files, Files]:
    """What the demonstration published half-way, and at its end."""

    def build(folder: Path) -> tuple[Files, Files]:
        demo = once("demo", write_demo)
        (folder / "late").mkdir()
        late = build_demo_site(folder / "late", demo, guides=False)
        events = late.events()
        early = build_demo_site(folder, demo, events[len(events) // 2]["commit"], guides=False)
        return early.files(), late.files()

    return once("demo half-way and at its end", build)


def test_the_first_look_finds_a_row_and_none_to_act_on(
    consumer: Consumer, years: tuple[Files, Files]
) -> None:
    consumer.serve(years[1])
    index = json.loads(years[1]["feeds/v1/index.json"])
    counts = next(item["counts"] for item in index["lists"] if item["id"] == LIST)
    said = well(consumer.run("look.sh")).splitlines()
    assert f"{LIST}\t{counts['public']}\t0" in said
    _, state, actionable, by, until = json.loads(said[2])
    assert (state in counts["states"], actionable) == (True, False)
    assert (by in ("account_id", "handle"), until > index["as_of"]) == (True, True)
    removed = dict(line.split()[::-1] for line in said[3:-1])
    assert sum(map(int, removed.values())) == sum(counts["removed"].values())
    assert json.loads(said[-1]) == [index["changes"]["events"], index["changes"]["pages"]]


def test_the_scripts_follow_a_list(consumer: Consumer, years: tuple[Files, Files]) -> None:
    early, late = years
    rows = consumer.folder / "rows.ndjson"
    consumer.serve(early)
    well(consumer.run("first.sh"))
    assert rows.read_bytes() == records(early, LIST)
    consumer.server.requests.clear()
    well(consumer.run("next.sh"))
    assert consumer.server.requests == ["feeds/v1/index.json"]
    consumer.serve(late)
    well(consumer.run("next.sh"))
    assert rows.read_bytes() == records(late, LIST) != records(early, LIST)


@pytest.mark.parametrize(
    "wrong", [*sorted(BROKEN.keys() - {"a digest of other rows"}), "a new epoch", "rows of another list"]
)
def test_the_scripts_stop_at_what_does_not_fit(
    consumer: Consumer, published: Publications, wrong: str
) -> None:
    for name in ("first.sh", "next.sh"):
        script = consumer.folder / name
        script.write_text(script.read_text(encoding="utf-8").replace(f"LIST={LIST}", "LIST=ira-2018"))
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
