"""The guide for consumers on `handlelists sync`: the mirror, and the queue of work that its program fills."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from tests.acceptance.publications import DISPUTED, records
from tests.interop.consumer import EFFECTS, LISTS, RESTORED, Consumer, record_path, well

if TYPE_CHECKING:
    from tests.acceptance.publications import Publications


def test_the_command_makes_a_mirror(consumer: Consumer, published: Publications) -> None:
    for files, status in ((published.first, 0), (published.first, 3), (published.second, 0)):
        consumer.serve(files)
        done = consumer.run("sync.sh")
        assert done.returncode == status, done.stdout + done.stderr
        current = consumer.folder / "mirror/current"
        for list_id in LISTS:
            assert (current / f"lists/{list_id}/records.ndjson").read_bytes() == records(files, list_id)
    changes = [json.loads(line) for line in (current / "changes.ndjson").read_text().splitlines()]
    assert {change["id"]: change.get("effect") for change in changes} == EFFECTS


def test_the_queue_gets_work_and_what_it_rests_on(consumer: Consumer, published: Publications) -> None:
    well(consumer.run("queue_work.py", "mirror", "--examples"))
    work = consumer.folder / "work.ndjson"
    first = [json.loads(line) for line in work.read_text().splitlines()]
    assert {item["do"] for item in first} == {"review"}
    assert RESTORED in {item["record"] for item in first}
    consumer.serve(published.second)
    well(consumer.run("queue_work.py", "mirror", "--examples"))
    second = [json.loads(line) for line in work.read_text().splitlines()][len(first) :]
    expected = {**EFFECTS, DISPUTED: "stop-relying"}
    assert {item["record"]: item["do"] for item in second} == expected
    index = json.loads(published.second["feeds/v1/index.json"])
    for item in second:
        row = published.second[record_path(item["record"])]
        assert item["sha256"] == hashlib.sha256(row).hexdigest()
        assert (item["instance"], item["epoch"], item["seq"]) == (
            index["instance"]["id"],
            index["epoch"],
            index["changes"]["events"],
        )


def test_without_the_option_the_queue_gets_no_example(consumer: Consumer) -> None:
    well(consumer.run("queue_work.py", "mirror"))
    assert (consumer.folder / "work.ndjson").read_bytes() == b""


def test_more_changes_than_the_limits_wait_for_a_person(consumer: Consumer, published: Publications) -> None:
    script = consumer.folder / "sync.sh"
    script.write_text(script.read_text(encoding="utf-8").replace("--max-removes 100", "--max-removes 1"))
    well(consumer.run("sync.sh"))
    consumer.serve(published.second)
    assert consumer.run("sync.sh").returncode == 5
    script.write_text(
        script.read_text(encoding="utf-8").replace("--max-removes 1", "--max-removes 1 --accept")
    )
    well(consumer.run("sync.sh"))
