"""The two whole programs of the guide for consumers, run as they stand: a copy that follows what is published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.publications import records
from tests.interop.consumer import (
    BROKEN,
    COPY,
    EFFECTS,
    LISTS,
    RESTORED,
    RUN,
    UNDONE_HANDLE,
    Consumer,
    programs,
    well,
)

if TYPE_CHECKING:
    from tests.acceptance.publications import Publications


def test_every_program_of_the_guide_is_run_here() -> None:
    assert set(programs()) == RUN


both = pytest.mark.parametrize("program", ["mirror.py", "mirror.mjs"])


@both
def test_a_copy_follows_what_is_published(consumer: Consumer, published: Publications, program: str) -> None:
    well(consumer.run(program, COPY))
    for list_id in LISTS:
        assert consumer.rows(list_id) == records(published.first, list_id)
    assert UNDONE_HANDLE in (consumer.folder / COPY).read_text(encoding="utf-8")

    consumer.serve(published.second)
    said = [json.loads(line) for line in well(consumer.run(program, COPY)).splitlines()]
    assert {entry["record"]: entry.get("effect") for entry in said} == EFFECTS
    for list_id in LISTS:
        assert consumer.rows(list_id) == records(published.second, list_id)
    assert UNDONE_HANDLE not in (consumer.folder / COPY).read_text(encoding="utf-8")
    # index.json, the last event page, platforms.json and five records.
    assert len(consumer.server.requests) == 8


@both
def test_when_nothing_is_new_a_run_asks_once_and_says_who_asks(consumer: Consumer, program: str) -> None:
    well(consumer.run(program, COPY))
    before = (consumer.folder / COPY).read_bytes()
    consumer.server.requests.clear()
    assert well(consumer.run(program, COPY)) == ""
    assert consumer.server.requests == ["feeds/v1/index.json"]
    assert (consumer.folder / COPY).read_bytes() == before
    assert all("mailto:" in headers["user-agent"] for headers in consumer.server.headers)


def test_both_programs_say_and_keep_the_same(consumer: Consumer, published: Publications) -> None:
    for files in (published.first, published.second, published.second, published.renewed):
        consumer.serve(files)
        said = [
            [json.loads(line) for line in well(consumer.run(program, f"{program}.json")).splitlines()]
            for program in ("mirror.py", "mirror.mjs")
        ]
        assert said[0] == said[1]
        kept = [
            json.loads((consumer.folder / f"{name}.json").read_bytes())
            for name in ("mirror.py", "mirror.mjs")
        ]
        assert kept[0] == kept[1]


@both
def test_a_new_epoch_starts_again(consumer: Consumer, published: Publications, program: str) -> None:
    consumer.serve(published.second)
    well(consumer.run(program, COPY))
    consumer.serve(published.renewed)
    well(consumer.run(program, COPY))
    for list_id in LISTS:
        assert consumer.rows(list_id) == records(published.renewed, list_id)


@both
@pytest.mark.parametrize("wrong", BROKEN)
def test_what_does_not_fit_is_refused_and_the_copy_stands(
    consumer: Consumer, published: Publications, program: str, wrong: str
) -> None:
    consumer.serve(published.second)
    well(consumer.run(program, COPY))
    before = (consumer.folder / COPY).read_bytes()
    consumer.serve(BROKEN[wrong](published))
    done = consumer.run(program, COPY)
    assert (done.returncode, done.stdout) == (1, "")
    assert (consumer.folder / COPY).read_bytes() == before
    consumer.serve(published.third)
    assert RESTORED in well(consumer.run(program, COPY))
