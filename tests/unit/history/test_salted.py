"""Who knows everything of a record but its salt cannot tell which account a hash is about, afterwards neither."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

import pytest
import rfc8785
import yaml

from site_builder.load.parsed import claim, claim_digest
from site_builder.load.strict_yaml import load
from tests.instance import salt_of
from tests.unit.history.story import RECORD, REVIEWERS, Story, record_text

if TYPE_CHECKING:
    from collections.abc import Iterator

KNOWN, HIDDEN = RECORD, "8k4g0r3n5e2q"
"""Two rows of one import: the first is public still, of the second only hashes are left."""
HANDLES: Final = ("somebody_else", "Harbour_Hidden", "harbour_hidden", "another_one")
"""Whom it may have been about, in the guesser's eyes: one of them it was."""
REAL: Final = "Harbour_Hidden"
SALTS: Final = (None, "", salt_of(KNOWN), "0" * 26)


def file_of(record: str, handle: str, salt: str | None) -> str:
    """Return a record's file as the import's template makes it: two differ in handle, id and salt alone."""
    return record_text(id=record, handle=handle, salt=salt, account_id=None, observations=None)


def path_of(record: str) -> str:
    return f"lists/harbour/twitter/{record[:2]}/{record}.yaml"


def reviews_of(record: str, text: str) -> dict[str, object]:
    value: Any = load(text.encode(), "").value
    said = [{"claim": claim_digest("harbour", record, value), "date": "2026-01-20", "verdict": "confirm"}]
    return {
        f"lists/harbour/reviews/{reviewer}/{record[:2]}.yaml": yaml.safe_dump(
            {record: [said[0] | {"number": "1"}]}
        )
        for reviewer in REVIEWERS
    }


@pytest.fixture(scope="module")
def story() -> Story:
    """Both published, then one erased."""
    known, hidden = file_of(KNOWN, "Harbour_Known", salt_of(KNOWN)), file_of(HIDDEN, REAL, salt_of(HIDDEN))
    files: dict[str, object] = {path_of(KNOWN): known, path_of(HIDDEN): hidden}
    made = (
        Story()
        .base()
        .commit("2026-05-02", files=files | reviews_of(KNOWN, known) | reviews_of(HIDDEN, hidden))
    )
    gone = hidden + "retractions:\n- {date: 2026-05-03, reason: personal-data}\n"
    return made.commit("2026-05-03", files={path_of(HIDDEN): gone})


def guesses(row: dict[str, Any], salts: tuple[str | None, ...]) -> Iterator[tuple[str, bytes]]:
    """Yield each handle with a row that the hidden record may have had, made from the known one's."""
    for handle in HANDLES:
        folded = handle.lower()
        match = row["match"] | {"handle": folded, "key": f"twitter:handle:{folded}"}
        for salt in salts:
            made = row | {"handle": handle, "id": HIDDEN, "match": match, "salt": salt}
            yield (
                handle,
                rfc8785.dumps({name: part for name, part in made.items() if part is not None}) + b"\n",
            )


def row_of(story: Story) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(story.entries()[KNOWN].row_bytes)
    return row


def test_no_hash_of_a_row_can_be_matched_without_its_salt(story: Story) -> None:
    events = [event for event in story.walk().events if event.record == HIDDEN]
    assert [(event.kind, event.effect) for event in events] == [("published", None), ("retracted", "erase")]
    published = {event.sha256 for event in story.walk().events}
    tried = {hashlib.sha256(data).hexdigest() for _, data in guesses(row_of(story), SALTS)}
    assert published.isdisjoint(tried)
    # The same with the salt finds it at once: nothing but the salt was in the way.
    found = {
        handle
        for handle, data in guesses(row_of(story), (salt_of(HIDDEN),))
        if hashlib.sha256(data).hexdigest() == events[0].sha256
    }
    assert found == {REAL}


def test_what_is_left_of_it_does_not_give_its_salt_away(story: Story) -> None:
    left = story.entries()[HIDDEN]
    assert left.row["effect"] == "erase"
    assert salt_of(HIDDEN).encode() not in left.row_bytes
    said = json.dumps([event.row for event in story.walk().events])
    assert salt_of(HIDDEN) not in said
    assert REAL.lower() not in said.lower()


def test_no_digest_of_a_claim_in_a_file_of_reviews_can_be_matched_without_its_salt(story: Story) -> None:
    shard = f"lists/harbour/reviews/{REVIEWERS[0]}/{HIDDEN[:2]}.yaml"
    blob = next(item.blob for revision in story.revisions for item in revision.changes if item.path == shard)
    text = story.store[blob or ""].decode()

    def tried(salts: tuple[str | None, ...]) -> dict[str, str]:
        found = {}
        for handle in HANDLES:
            for salt in salts:
                raw: Any = load(file_of(HIDDEN, handle, salt).encode(), "").value
                digest = hashlib.sha256(rfc8785.dumps(claim("harbour", HIDDEN, raw))).hexdigest()
                found[digest] = handle
        return found

    assert not [digest for digest in tried(SALTS) if digest in text]
    assert [handle for digest, handle in tried((salt_of(HIDDEN),)).items() if digest in text] == [REAL]
