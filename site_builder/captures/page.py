"""Page: an address that a capture holds and when it was captured, and which of several pages is meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from site_builder.days import is_day
from site_builder.errors import quantity
from site_builder.strict_json import Malformed, demand
from site_builder.web_address import page_of, same_page, unsafe_url

URL_MOST: Final = 2000
"""Characters of an address that a record can hold."""
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class CapturedPage:
    """A page as a capture names it, neither judged nor parsed."""

    url: str
    """Empty where the file does not say it."""
    when: str = ""
    """A day, or an instant with its offset from UTC; empty where the file does not say it."""

    @property
    def day(self) -> str | None:
        """The UTC day of the capture, None where the file does not say it. Raises `Malformed` for a broken date."""
        if not self.when or is_day(self.when):
            return self.when or None
        try:
            instant = datetime.fromisoformat(self.when)
            demand(instant.tzinfo is not None, "")
            return instant.astimezone(UTC).date().isoformat()
        except (ValueError, OverflowError):
            raise Malformed(
                f"it says that it was captured at {self.when[:40]!r}, which is not a date"
            ) from None


@dataclass(frozen=True, slots=True)
class CaptureFacts:
    """What a file says of itself: its format, as people call it, and the page that is meant, if it names any."""

    format: str
    page: CapturedPage | None = None


def the_page(pages: Sequence[CapturedPage], wanted: str | None) -> CapturedPage | None:
    """Return the page whose address is `wanted`, else the only one; None where there is none.

    Raises `Malformed` where the file holds others than the one that is wanted, or several and none is wanted, and for
    an address that no record may hold.
    """
    named = [page for page in pages if page.url]
    found = [page for page in named if wanted is not None and same_page(page.url, wanted)]
    if found or not named:
        return _dated(found or pages)
    urls = list(dict.fromkeys(page.url for page in named))
    shown = ", ".join(url[:URL_MOST] for url in urls[:_SHOWN])
    more = f" and {quantity(len(urls) - _SHOWN, 'other')}" if len(urls) > _SHOWN else ""
    demand(wanted is None, f"it holds {shown}{more}, not {wanted}")
    demand(
        len({page_of(url) for url in urls}) == 1,
        f"it holds several pages; say which with --url: {shown}{more}",
    )
    refuse_unsafe(urls[0])
    return _dated(named)


def _dated(pages: Sequence[CapturedPage]) -> CapturedPage | None:
    """Return the first page that has a date, else the first."""
    return next((page for page in pages if page.when), pages[0] if pages else None)


def refuse_unsafe(url: str) -> None:
    """Raise `Malformed` for an address that no record may hold."""
    demand(len(url) <= URL_MOST, f"its address is longer than {URL_MOST} characters")
    why = unsafe_url(url)
    demand(why is None, f"its address {url} cannot be in a record: {why}")
