"""`platforms.json`: how handles look, fold and match on each platform, so that a consumer folds as we do.

The words here say what each fold step does, exactly enough to write it again in another language; the vectors
show it. Those of a step are written by hand, so that they hold our own folding to these words (a test runs them);
those of a platform are the examples of its definition, good and bad.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from site_builder.feeds.documents import json_document
from site_builder.feeds.exporter import Export
from site_builder.handles import fold
from site_builder.handles.unicode_table import unicode_table
from site_builder.promises import fingerprint
from site_builder.wording.platforms import platform_facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.feeds.material import Material
    from site_builder.handles import Platform, Platforms
    from site_builder.model import JsonObject


@dataclass(frozen=True, slots=True)
class FoldStep:
    """One step of folding: what it does, and hand-made pairs of a text and what the step makes of it."""

    id: str
    meaning: str
    vectors: tuple[tuple[str, str], ...]


FOLD_STEPS: Final = (
    FoldStep(
        "drop-dots",
        "Remove every full stop (U+002E). Nothing else changes.",
        (
            ("harbour.news", "harbournews"),
            ("..a..b..", "ab"),
            ("Harbour_News", "Harbour_News"),
            ("a\uff0eb", "a\uff0eb"),
        ),
    ),
    FoldStep(
        "lower",
        "Replace each of the letters A to Z (U+0041 to U+005A) by the letter 32 code points above it. "
        "Nothing else changes: no letter beyond ASCII.",
        (
            ("Harbour_News", "harbour_news"),
            ("A.B-C_9", "a.b-c_9"),
            ("\u00c9COLE", "\u00c9cole"),
            ("\u212aELVIN", "\u212aelvin"),
        ),
    ),
    FoldStep(
        "nfkc-casefold",
        "Three steps, all by the data of the Unicode version that this file names in unicode. First decompose "
        "canonically (NFD, UAX 15). Then replace each code point by its NFKC_Casefold mapping (property NFKC_CF "
        "of DerivedNormalizationProps.txt), which for a default-ignorable code point is nothing. Then compose "
        "canonically (NFC, UAX 15). A code point that this Unicode version does not assign stays as it is, and "
        "a text of ASCII alone is only lowered.",
        (
            ("Harbour_News", "harbour_news"),
            ("STRASSE", "strasse"),
            ("Stra\u00dfe", "strasse"),
            ("\uff28\uff41\uff52\uff42\uff4f\uff55\uff52", "harbour"),
            ("\u212aelvin", "kelvin"),
            ("o\ufb03ce", "office"),
            ("caf\u00e9", "caf\u00e9"),
            ("CAFE\u0301", "caf\u00e9"),
            ("har\u200bbour\u00ad", "harbour"),
            ("\u0130", "i\u0307"),
            ("\u0393\u0391\u03a3", "\u03b3\u03b1\u03c3"),
            ("\u03b3\u03b1\u03c2", "\u03b3\u03b1\u03c3"),
            ("\u041d\u043e\u0432\u043e\u0441\u0442\u0438", "\u043d\u043e\u0432\u043e\u0441\u0442\u0438"),
            ("\ufee3\ufeae\ufed3\ufe84", "\u0645\u0631\u0641\u0623"),
            ("\uac00", "\uac00"),
            ("\u1100\u1161", "\uac00"),
        ),
    ),
)
"""Every step of `handles.fold.STEPS`, ordered by id."""

MATCHING: Final = {
    "account_id": "An account is the listed one if its platform is platform and its account id equals "
    "match.account_id, code point by code point; otherwise it is not, whatever its handle.",
    "handle": "No account id is known. Drop one leading @ from the handle that you have, apply the platform's "
    "fold steps in their order, and compare with match.handle, code point by code point. If they are equal, take "
    "it for a lead, not for proof: after match.handle_seen the handle may have passed to somebody else.",
}
"""What a consumer does for each value of a row's `match.by`."""


def platforms_file(material: Material) -> Iterator[Export]:
    """Yield `platforms.json`."""
    platforms = material.catalog.platforms
    said = fingerprint([(platform.id, platform.definition) for platform in platforms])
    yield Export({}, (said,), lambda: (json_document(platforms_document(platforms)),))


def platforms_document(platforms: Platforms) -> JsonObject:
    """Return the content of `platforms.json` for all platforms of an instance, ordered by id."""
    return {
        "fold_steps": [
            {
                "id": step.id,
                "meaning": step.meaning,
                "vectors": [{"folded": folded, "text": text} for text, folded in step.vectors],
            }
            for step in FOLD_STEPS
        ],
        "matching": MATCHING,
        "platforms": [_platform(platform) for platform in platforms],
        "unicode": unicode_table().version,
    }


def _platform(platform: Platform) -> JsonObject:
    entry = platform_facts(platform)
    handle = platform.definition["handle"]
    entry["vectors"] = [
        {"folded": fold(platform, text), "handle": text, "valid": platform.valid_handle(text)}
        for text in _texts([*handle["examples"], *handle["not_handles"]])
    ]
    ids = platform.definition.get("account_id")
    if ids is not None:
        entry["account_id"]["vectors"] = [
            {"account_id": text, "valid": platform.valid_account_id(text)}
            for text in (*ids["examples"], *ids["not_ids"])
        ]
    return entry


def _texts(examples: list[str]) -> list[str]:
    """Return the examples and, so that folding shows, each in ASCII capitals too; in order, none twice."""
    capitals = str.maketrans({chr(code): chr(code - 32) for code in range(ord("a"), ord("z") + 1)})
    return list(dict.fromkeys(form for text in examples for form in (text, text.translate(capitals))))
