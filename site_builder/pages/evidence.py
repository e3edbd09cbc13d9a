"""Evidence as a page shows it: captures, what they show, and how much of it may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder.pages.links import Address, address

if TYPE_CHECKING:
    from site_builder.catalog.model import PublicList
    from site_builder.model import Evidence
    from site_builder.wording.words import Term, Words

GRAPHIC: Final = "graphic"
DISTURBING: Final = "disturbing"


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One piece of evidence. A graphic one has no addresses, dates or categories: its description and digest."""

    id: str
    kind: Term
    sensitivity: Term
    summary: str
    sha256: str | None
    captured: str | None = None
    published: str | None = None
    original: Address | None = None
    archived: Address | None = None
    shows: tuple[str, ...] = ()

    @property
    def graphic(self) -> bool:
        """Whether only the description and the digest may be shown."""
        return self.sensitivity.code == GRAPHIC

    @property
    def disturbing(self) -> bool:
        """Whether a reader opens it by hand, after a warning."""
        return self.sensitivity.code == DISTURBING


def items(evidence: list[Evidence], public: PublicList, words: Words) -> tuple[EvidenceItem, ...]:
    """Return a record's evidence in the order of its file."""
    return tuple(_item(data, public, words) for data in evidence)


def _item(data: Evidence, public: PublicList, words: Words) -> EvidenceItem:
    kind = words.term("evidence_kinds", data["kind"])
    sensitivity = words.term("sensitivities", data["sensitivity"])
    if sensitivity.code == GRAPHIC:
        return EvidenceItem(data["id"], kind, sensitivity, data["summary"], data.get("sha256"))
    # What the account itself published is never linked, nor is its capture (vocabulary: link: false).
    linkable = words.catalog.vocabulary["evidence_kinds"].get(kind.code, {}).get("link", False)
    return EvidenceItem(
        id=data["id"],
        kind=kind,
        sensitivity=sensitivity,
        summary=data["summary"],
        sha256=data.get("sha256"),
        captured=data["captured"],
        published=data.get("published"),
        original=address(data.get("url"), linkable=linkable),
        archived=address(data.get("archived"), linkable=linkable),
        shows=tuple(category_title(public, code) for code in data.get("shows", ())),
    )


def category_title(public: PublicList, code: str) -> str:
    """Return the title of one of the list's categories."""
    found = public.data["categories"].get(code)
    return code if found is None else found["title"]
