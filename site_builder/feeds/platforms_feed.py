"""`platforms.json`: how handles look, fold and match on each platform, so that a consumer folds as we do.

The words of `data/platforms.json` say what each fold step does, exactly enough to write it again in another language;
the vectors show it. Those of a step are written by hand, so that they hold our own folding to these words (a test runs
them); those of a platform are the examples of its definition, good and bad.
"""

import json
from collections.abc import Iterator
from typing import Final

from site_builder.canonical import json_document
from site_builder.feeds.exporter import Export, Material
from site_builder.handles import Platform, Platforms, fold
from site_builder.handles.unicode_table import unicode_table
from site_builder.model import JsonObject
from site_builder.promises import fingerprint
from site_builder.resources import package_path
from site_builder.wording.words import platform_facts

_TEXTS: Final = "feeds/data/platforms.json"
"""What every instance says: what the steps of folding do, and how to match."""


def platforms_file(material: Material) -> Iterator[Export]:
    """Yield `platforms.json`."""
    platforms = material.catalog.platforms
    reasons = material.catalog.vocabulary["unreadable"]
    said = fingerprint([*((platform.id, platform.definition) for platform in platforms), reasons])
    yield Export({}, (said,), lambda: (json_document(platforms_document(platforms, reasons)),))


def platforms_document(platforms: Platforms, reasons: JsonObject) -> JsonObject:
    """Return the content of `platforms.json`: all platforms of an instance, and `unreadable` of the vocabulary."""
    document: JsonObject = json.loads(package_path(_TEXTS).read_text(encoding="utf-8"))
    return document | {
        "platforms": [_platform(platform) for platform in platforms],
        "unicode": unicode_table().version,
        "unreadable": [{"id": code, "meaning": term["meaning"]} for code, term in sorted(reasons.items())],
    }


def _platform(platform: Platform) -> JsonObject:
    entry = platform_facts(platform)
    entry["profile"] |= {"paths": [], **platform.definition.get("profile", {}), **entry["profile"]}
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
