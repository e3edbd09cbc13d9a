"""Evidence: what a capture adds to an item of evidence, and where file, item and options contradict one another."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from site_builder.captures.page import CapturedPage, refuse_unsafe
from site_builder.model import AccountList
from site_builder.strict_json import demand
from site_builder.web_address import same_page

_NEVER: Final = "child-safety"
"""The harm of the vocabulary about which nothing is ever captured."""


def forbidding(account_list: AccountList, categories: Iterable[str]) -> str | None:
    """Return the category for which nothing may be captured, None where there is none."""
    known = account_list.data["categories"]
    return next((name for name in categories if name in known and known[name]["harm"] == _NEVER), None)


def wanted_address(item: Mapping[str, Any], url: str | None) -> str | None:
    """Return the address that an option, or else the item, says. Raises `Malformed` where they differ."""
    known: str | None = item.get("url")
    if url is not None:
        refuse_unsafe(url)
        same = known is None or same_page(known, url)
        demand(same, f"evidence {item.get('id')} is of {known}, --url says {url}")
    return known or url


def members(
    item: Mapping[str, Any], page: CapturedPage | None, url: str | None, day: str | None, digest: str
) -> dict[str, str]:
    """Return the members that an item gets: digest, day and address as far as they are known and new.

    `url` and `day` are what is said beside the file. Raises `Malformed` where the file says another day.
    """
    page = page or CapturedPage("")
    known = page.day
    if known is not None and day is not None:
        demand(known == day, f"it was captured on {known} (UTC), --captured says {day}")
    said = {"sha256": digest, "captured": known or day, "url": item.get("url") or url or page.url}
    return {name: value for name, value in said.items() if value and item.get(name) != value}
