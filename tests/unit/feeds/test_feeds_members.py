"""What a row has: schema, types, change history, CSV, words for changes and reference name the same members."""

from __future__ import annotations

from site_builder.feeds.feed_schemas import names
from site_builder.wording import change_words


def test_every_member_of_a_row_has_words_for_its_change() -> None:
    assert set(change_words.MEMBERS) == {
        *names()["Listing"]["properties"],
        *names()["Tombstone"]["properties"],
    }
