"""The way off a list, as blocks of the policy page: the letter, whom to write to, what happens when, what stays.

Everything that differs from one instance or list to the next comes from the catalog; the prose around it, in its
order, is the page's. A record's page leads here with its number behind the `#`, where no server sees it, and the
site's script puts it into the letter: see `letter` in `assets/js/site.js`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from site_builder import addresses
from site_builder.pages.environment import render
from site_builder.pages.facts import sentence
from site_builder.pages.links import contact_pair

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from site_builder.wording.words import Words

_SUBJECT: Final = "Record {record} on the list {list}: report of a mistake"
"""The script fills the same text: see `block_letter.html`."""


def subject(list_id: str, record_id: str) -> str:
    """Return the subject of a message about a record."""
    return _SUBJECT.format(list=list_id, record=record_id)


def _letter(words: Words, root: str) -> Markup:
    grounds = tuple(words.term("appeal_grounds", code) for code in words.catalog.vocabulary["appeal_grounds"])
    return render("block_letter.html", root=root, grounds=grounds, subject=_SUBJECT)


def _contacts(words: Words, root: str) -> Markup:
    instance = words.catalog.instance
    return render(
        "block_contacts.html",
        root=root,
        lists=tuple(
            (
                public,
                addresses.list_page(public.id),
                contact_pair(
                    public.data["contacts"]["appeals"], subject=f"Appeal: a record on the list {public.id}"
                ),
            )
            for public in words.catalog.lists
        ),
        maintainers=contact_pair(instance["contacts"]["maintainers"], subject=instance["title"]),
    )


def _terms(words: Words, root: str) -> Markup:
    return render(
        "block_terms.html",
        root=root,
        lists=tuple(
            (
                public,
                addresses.list_page(public.id),
                public.data["policy"]["appeal_days"],
                tuple(
                    words.term("appeal_grounds", code)
                    for code in sorted(public.data["policy"].get("withhold_on", ()))
                ),
            )
            for public in words.catalog.lists
        ),
    )


def _kept(words: Words, root: str) -> Markup:
    earlier, indexed = (sentence(name, words.catalog) for name in ("earlier", "indexed"))
    return render("block_kept.html", root=root, earlier=earlier, indexed=indexed)


def _security(words: Words, root: str) -> Markup:
    target = words.catalog.instance["contacts"]["security"]
    return render("block_security.html", root=root, security=contact_pair(target, subject="Security"))


APPEALS: Final[dict[str, Callable[[Words, str], Markup]]] = {
    "contacts": _contacts,
    "kept": _kept,
    "letter": _letter,
    "security": _security,
    "terms": _terms,
}
"""Blocks by name: see `blocks`."""
