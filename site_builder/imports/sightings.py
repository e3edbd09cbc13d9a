"""Sightings: rows of a table as what somebody saw of accounts, for `observe`."""

from site_builder.imports.entries import ImportEntry, reason_words
from site_builder.observations.sighting import COUNTS, Sighting, SightingRefusal


def sighting_of(entry: ImportEntry, state: str | None, day: str | None) -> Sighting | SightingRefusal:
    """Return what a row of a table says that somebody saw, or why it is refused.

    `state` and `day` are for rows that do not say them.
    """
    sheet = f"{entry.place.sheet}, " if entry.place.sheet else ""
    place = f"{sheet}line {entry.place.line}"
    if entry.reason:
        return SightingRefusal(place, entry.reason, reason_words(entry))
    facts = entry.facts
    counts = {name: facts[name] for name in COUNTS if name in facts}
    return Sighting(
        place,
        entry.platform,
        entry.handle,
        entry.account_id,
        facts.get("state") or state,
        facts.get("date") or day,
        counts,
    )
