"""The state is a value: a step leaves the one that it starts from, and goes on from a written one as from itself."""

from __future__ import annotations

import json

import pytest

from site_builder.history.state import State
from site_builder.history.step import step
from tests.history.actual import reader_of
from tests.instance import VERIFIED
from tests.unit.history.story import RECORD, Story, record_text, reviews_of
from tests.unit.history.test_walk import RETRACTION, WITHHELD, withheld

STORY = (
    Story()
    .base()
    .commit("2026-05-02", files={VERIFIED: (edited := record_text(summary="Sold tickets."))})
    .commit("2026-05-03", files=reviews_of(edited))
    .commit("2026-05-04", files={WITHHELD: withheld()})
    .commit("2026-05-05", files={WITHHELD: None, "lists/harbour/list.yaml": b"broken: ["})
    .commit("2027-06-01")
    .commit("2027-06-02", files={VERIFIED: record_text(retractions=[RETRACTION])})
    .commit("2027-06-03", files={VERIFIED: None})
)


def test_a_step_goes_on_from_a_written_state_with_a_reader_that_knows_nothing() -> None:
    state, reader = State(), reader_of(STORY)
    told = []
    for revision in STORY.revisions:
        written = json.loads(json.dumps(state.document))
        assert State.of(written) == state
        afresh = step(State.of(written), revision, reader_of(STORY))
        state, changes = step(state, revision, reader)
        assert afresh == (state, changes)
        told += [change.kind for change in changes if change.record == RECORD]
    assert told == ["published", "withdrawn", "published", "withheld", "published", "lapsed", "retracted"]
    assert tuple(state.document) == (
        "commit",
        "time",
        "files",
        "records",
        "reviews",
        "linking",
        "withheld",
        "due",
    )


def test_a_step_leaves_the_state_that_it_starts_from() -> None:
    reader = reader_of(STORY)
    states = [State()]
    for revision in STORY.revisions:
        states.append(step(states[-1], revision, reader)[0])
    documents = [json.dumps(state.document) for state in states]
    for state, revision, written in zip(states, STORY.revisions, documents, strict=False):
        step(state, revision, reader)
        assert json.dumps(state.document) == written


def test_a_state_holds_no_value_of_a_record() -> None:
    state = State()
    for revision in STORY.revisions[:3]:
        state, _ = step(state, revision, reader_of(STORY))
    written = json.dumps(state.document)
    for value in ("Harbour_Tickets", "harbour_tickets", "Sold tickets", "https:"):
        assert value not in written


def test_what_is_no_state_is_refused() -> None:
    with pytest.raises(KeyError):
        State.of({})
