"""Ids: the form of a record's id, and of the names of everything else. The schemas' patterns say the same."""

import re
from typing import Final

RECORD_ID: Final = "[0-9a-hjkmnp-tv-z]{12}"
"""The whole of a record's id as a regular expression: 12 characters of Crockford's base32 in lower case."""
RECORD_ID_LENGTH: Final = 12
SALT_LENGTH: Final = 26
"""Characters of a record's salt: 130 random bits."""
END_LENGTH: Final = 6
"""Characters in which the names of withholdings and next claims end, behind the record's id: several get on."""
RECORD_ID_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""No i, l, o, u (https://www.crockford.com/base32.html)."""
SLUG: Final = "[a-z0-9]+(-[a-z0-9]+)*"
"""The whole of a name as a regular expression: lower-case letters, digits and single hyphens between them."""

_RECORD_ID: Final = re.compile(RECORD_ID)
_SLUG: Final = re.compile(SLUG)


def is_record_id(text: str) -> bool:
    """Return whether text has the form of a record id."""
    return _RECORD_ID.fullmatch(text) is not None


def is_slug(text: str) -> bool:
    """Return whether text can name a list, a reviewer, a source or a category, its length aside."""
    return _SLUG.fullmatch(text) is not None
