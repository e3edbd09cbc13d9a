"""Previous: the index of the site as it was published last, from a folder or from the web."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from site_builder import strict_json
from site_builder.errors import OutputError
from site_builder.sync.http import Http, NotThere, TooLong, base_address
from site_builder.sync.index import INDEX
from site_builder.sync.options import CLOCK, LIMITS
from site_builder.sync.proxies import proxy_for

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOT_FOUND: Final = 404


class NothingPublished(OutputError):  # noqa: N818 - what is the case, and often as it should be
    """There is certainly no index: the server answers 404, or the folder has no such file."""

    def __init__(self, place: str, why: str) -> None:
        message = f"nothing is published at {place} yet ({INDEX}: {why})"
        super().__init__(message, hint="if this is the first publication, add --first")


def published_index(place: str, environment: Mapping[str, str] = MappingProxyType({})) -> Any:
    """Return `feeds/v1/index.json` of a published site: a folder, or the address of its root.

    `environment` holds what names proxies. Raises `NothingPublished` where there is none, `OutputError` where it cannot
    be read, `SyncRefused` where the server does not answer as it should: the last two say nothing about whether
    something is published.
    """
    if place.startswith(("http://", "https://")):
        data = _fetched(place, environment)
    else:
        try:
            with (Path(place) / INDEX).open("rb") as stream:
                data = stream.read(LIMITS.index_bytes + 1)
        except FileNotFoundError:
            raise NothingPublished(place, "no such file") from None
        except OSError as error:
            raise OutputError(f"{INDEX} in {place} cannot be read ({error.strerror})") from error
    if len(data) > LIMITS.index_bytes:
        raise OutputError(f"{INDEX} of {place} is larger than {LIMITS.index_bytes} bytes")
    try:
        return strict_json.parse(data, LIMITS.json_depth)
    except strict_json.Malformed as error:
        raise OutputError(f"{INDEX} of {place}: {error}") from None


def _fetched(address: str, environment: Mapping[str, str]) -> bytes:
    """Return the index of a site on the web, fetched as `sync` does; of one that is too long, too many bytes."""
    base = base_address(address, allow_http=False)
    with Http(base, LIMITS, CLOCK, proxy_for(base, environment)) as http:
        try:
            return http.get(INDEX, LIMITS.index_bytes).body
        except NotThere as answer:
            if answer.status == _NOT_FOUND:
                raise NothingPublished(address, str(_NOT_FOUND)) from None
            raise OutputError(f"{INDEX} is gone from {address}: the server answers {answer.status}") from None
        except TooLong:
            return bytes(LIMITS.index_bytes + 1)
