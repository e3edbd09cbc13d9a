"""A sample row for the developers' page: an account that cannot exist, on a list that does not.

A test checks it against the feeds' own schema, so that it never shows what no feed holds.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from site_builder.model import JsonObject

SAMPLE: Final[JsonObject] = {
    "account_id": "https://social.example/users/no-such-account",
    "actionable": False,
    "categories": ["impersonation"],
    "confirms": {"count": 3, "first": "2026-01-12", "newest": "2026-02-03"},
    "evidence": [
        {
            "archived": "https://archive.example/2026/no-such-account",
            "captured": "2026-01-10",
            "id": "e1",
            "kind": "report",
            "sensitivity": "none",
            "shows": ["impersonation"],
            "summary": "Section 2 describes the account.",
            "url": "https://research.example/report",
        },
    ],
    "example": True,
    "handle": "no-such-account@social.example",
    "id": "000000000000",
    "list": "no-such-list",
    "match": {
        "account_id": "https://social.example/users/no-such-account",
        "by": "account_id",
        "handle": "no-such-account@social.example",
        "handle_seen": "2026-01-10",
    },
    "observations": [{"date": "2026-01-10", "followers": 12, "state": "active"}],
    "platform": "mastodon",
    "state": "verified",
    "summary": "Posed as an aid organisation that does not exist.",
    "valid_until": "2027-02-03",
}


def json_sample() -> str:
    """Return the sample as indented JSON."""
    return json.dumps(SAMPLE, indent=2, sort_keys=True)
