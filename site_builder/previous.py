"""Previous: the index of the site as it was published last, from a folder or from the web."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from site_builder.errors import OutputError
from site_builder.sync.http import Http, NotThere, TooLong, base_address
from site_builder.sync.index import INDEX
from site_builder.sync.limits import LIMITS, MIB

_INDEX_LIMIT: Final = 32 * MIB
_NOT_FOUND: Final = 404


class NothingPublished(OutputError):  # noqa: N818 - what is the case, and often as it should be
    """There is certainly no index: the server answers 404, or the folder has no such file."""

    def __init__(self, place: str, why: str) -> None:
        message = f"nothing is published at {place} yet ({INDEX}: {why})"
        super().__init__(message, hint="if this is the first publication, add --first")


def published_index(place: str) -> Any:
    """Return `feeds/v1/index.json` of a published site: a folder, or the address of its root.

    Raises `NothingPublished` where there is none, `OutputError` where it cannot be read, `SyncRefused` where the server
    does not answer as it should: the last two say nothing about whether something is published.
    """
    if place.startswith(("http://", "https://")):
        data = _fetched(place)
    else:
        try:
            with (Path(place) / INDEX).open("rb") as stream:
                data = stream.read(_INDEX_LIMIT)
        except FileNotFoundError:
            raise NothingPublished(place, "no such file") from None
        except OSError as error:
            message = f"{INDEX} in {place} cannot be read ({error.strerror})"
            raise OutputError(message) from error
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        message = f"{INDEX} of {place} is not JSON"
        raise OutputError(message) from error


def _fetched(address: str) -> bytes:
    """Return the index of a site on the web, fetched as `sync` does."""
    with Http(base_address(address, allow_http=False), LIMITS) as http:
        try:
            return http.get(INDEX, _INDEX_LIMIT).body
        except NotThere as answer:
            if answer.status == _NOT_FOUND:
                raise NothingPublished(address, str(_NOT_FOUND)) from None
            message = f"{INDEX} is gone from {address}: the server answers {answer.status}"
            raise OutputError(message) from None
        except TooLong:
            message = f"{INDEX} of {address} is larger than {_INDEX_LIMIT} bytes"
            raise OutputError(message) from None
