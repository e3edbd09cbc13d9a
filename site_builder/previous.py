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


def published_index(place: str) -> Any:
    """Return `feeds/v1/index.json` of a published site: a folder, or the address of its root.

    Raises `OutputError` where there is none.
    """
    if place.startswith(("http://", "https://")):
        data = _fetched(place)
    else:
        try:
            with (Path(place) / INDEX).open("rb") as stream:
                data = stream.read(_INDEX_LIMIT)
        except OSError as error:
            message = f"{place} holds no published site: {INDEX} cannot be read ({error.strerror})"
            raise OutputError(message, hint="for a first publication leave --previous out") from error
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        message = f"{INDEX} of {place} is not JSON"
        raise OutputError(message) from error


def _fetched(address: str) -> bytes:
    """Return the index of a site on the web, fetched as `sync` does.

    Raises `SyncRefused` where the server does not answer as it should, `OutputError` where there is no index.
    """
    with Http(base_address(address, allow_http=False), LIMITS) as http:
        try:
            return http.get(INDEX, _INDEX_LIMIT).body
        except NotThere:
            message = f"{address} holds no published site: there is no {INDEX}"
            raise OutputError(message, hint="for a first publication leave --previous out") from None
        except TooLong:
            message = f"{INDEX} of {address} is larger than {_INDEX_LIMIT} bytes"
            raise OutputError(message) from None
