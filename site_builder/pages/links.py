"""Addresses from the data: which may be links, and which are shown as text with a copy button.

A listed account is never linked, and neither is evidence that shows what it published: a page must not send
readers there, nor tell the account who reads about it.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from site_builder.web_address import host, is_linkable

MISTAKE: Final = "Record {record} on the list {list}: report of a mistake"
"""Subject of a message about a record. The script fills the same text: see `block_letter.html`."""


@dataclass(frozen=True, slots=True)
class Address:
    """A URL as a page shows it: as a link where `linked`, otherwise as text to copy."""

    url: str
    linked: bool

    @property
    def host(self) -> str:
        """The host that a link leads to, for reading; empty where there is none."""
        return host(self.url) if self.linked else ""


def address(url: str | None, *, linkable: bool) -> Address | None:
    """Return how a URL of the data is shown; None where there is none. Only https addresses become links."""
    return None if url is None else Address(url, linkable and is_linkable(url))


def contact(target: str, *, subject: str) -> str | None:
    """Return the href of a contact with `subject` filled in; None where it is neither mailto: nor https:.

    A form takes the subject as the query parameter `subject` (RFC 6068 names it so for mailto:); one that does
    not know it shows itself unfilled.
    """
    if not target.startswith("mailto:") and not is_linkable(target):
        return None
    base, hash_sign, fragment = target.partition("#")
    separator = "&" if "?" in base else "?"
    return f"{base}{separator}subject={quote(subject, safe='')}{hash_sign}{fragment}"


def contact_text(target: str) -> str:
    """Return a contact for reading: the bare address of a mailto:, a form's URL as it is."""
    return target.removeprefix("mailto:").partition("?")[0] if target.startswith("mailto:") else target


def contact_pair(target: str, *, subject: str) -> tuple[str | None, str]:
    """Return a contact as pages show it: its href with `subject` filled in, if it can have one, and its text."""
    return contact(target, subject=subject), contact_text(target)


def filled(template: str | None, name: str, value: str | None, *, safe: str = "") -> str | None:
    """Return an address of the forge: its template with `value` for `{name}`, quoted except for what is `safe`.

    None where one of both is unknown, or where that is not an https address.
    """
    if template is None or value is None:
        return None
    made = template.replace(f"{{{name}}}", quote(value, safe=safe))
    return made if is_linkable(made) else None
