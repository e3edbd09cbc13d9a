"""Withholdings: the emergency stop, one file each in `lists/withheld/`. Its name alone withholds, whatever it holds.

The history reads by these rules too, so they are frozen from release 1.0.
"""

from collections.abc import Iterable
from typing import Any, Final

from site_builder.load.layout import misnamed, withheld_record
from site_builder.model import JsonObject, RecordId

_UNREAD: Final = "under-review"
"""The reason of a record whose withholdings give none."""


def withheld_by(entries: Iterable[tuple[str, Any]], vocabulary: JsonObject) -> dict[RecordId, str]:
    """Return the withheld records, sorted, each with the code of its reason.

    `entries` are the path of each entry of the folder and what the strict loader reads in it, None where it reads
    nothing. Of a record's entries that give a reason the first by `since`, then by name, counts. A reason is a code
    of the vocabulary: any other text would be published, in events for good.
    """
    terms = vocabulary["removal_reasons"]
    found: dict[RecordId, list[tuple[str, str, str]]] = {}
    for path, value in entries:
        record = withheld_record(path)
        if record is not None:
            given = found.setdefault(record, [])
            said = value if isinstance(value, dict) and misnamed(path) is None else {}
            since, reason = said.get("since"), said.get("reason")
            is_code = isinstance(reason, str) and "withheld" in terms.get(reason, {}).get("used_by", ())
            if isinstance(since, str) and isinstance(reason, str) and is_code:
                given.append((since, path, reason))
    return {record: min(given, default=("", "", _UNREAD))[2] for record, given in sorted(found.items())}
