"""Reading a tree without the package: PyYAML's plainest loader, every scalar a string, and what a claim means."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.world.repository import Folder, WorldRepository

VOCABULARY: Final = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "schemas/vocabulary.yaml").read_text(encoding="utf-8")
)
RULES: Final = re.compile(
    r"lists/(instance|reviewers|platforms)\.yaml|lists/[^/]+/list\.yaml|lists/protected/[^/]+\.yaml"
)
_RECORD: Final = re.compile(r"lists/([^/]+)/([a-z-]+)/[^/]{2}/([0-9a-z]{12})\.yaml")
_ACTOR: Final = re.compile(r"https://([^/]+)/users/(.+)")
_WITHHELD: Final = re.compile("lists/withheld/([0-9a-hjkmnp-tv-z]{12})")
_OUTSIDE: Final = {"observations", "appeals", "retractions", "context"}
_LABELS: Final = {"categories": {"archived", "title"}, "sources": {"archived"}, "affiliations": {"archived"}}


@lru_cache(maxsize=4096)
def _parsed(data: bytes) -> Any:
    try:
        return yaml.load(data, Loader=yaml.CBaseLoader)  # noqa: S506 - makes strings, lists and mappings alone
    except (yaml.YAMLError, ValueError):
        return None


class Reading:
    """One tree, as somebody reads it who has nothing but the files."""

    def __init__(self, repository: WorldRepository, folder: Folder) -> None:
        self._contents = repository.contents
        self.files = {path: blob.object for path, blob in folder.files.items()}

    def value(self, path: str) -> Any:
        """Return what a file says; an empty mapping where it is absent, broken or something else."""
        found = _parsed(self._contents[self.files[path]]) if path in self.files else None
        return found if isinstance(found, dict) else {}

    @property
    def records(self) -> dict[str, str]:
        """Return the paths of records by their ids, next claims aside."""
        return {
            match[3]: path
            for path in self.files
            if (match := _RECORD.fullmatch(path)) is not None and match[2] != "reviews"
        }

    @property
    def withheld(self) -> dict[str, str]:
        """Return the entries that withhold, with the records that their names begin with."""
        found = ((path, _WITHHELD.match(path)) for path in self.files)
        return {path: match[1] for path, match in found if match is not None}

    @property
    def rules(self) -> dict[str, str]:
        """Return the names of the contents of all files of rules, by path."""
        return {path: blob for path, blob in self.files.items() if RULES.fullmatch(path)}

    def words(self) -> Iterator[str]:
        """Yield the signatures of all words that are filed."""
        for path in self.files:
            if "/reviews/" in path:
                for items in self.value(path).values():
                    yield from (item.get("signature", "") for item in items if isinstance(item, dict))

    def decisions(self) -> Iterator[tuple[str, Any]]:
        """Yield the ids of all decisions with what they say."""
        for path in self.files:
            if path.startswith("lists/decisions/"):
                yield path[16:28], self.value(path)

    def policy(self, list_id: str) -> Any:
        """Return the policy of a list."""
        return self.value(f"lists/{list_id}/list.yaml").get("policy", {})

    def people(self, list_id: str) -> set[str]:
        """Return who is on the roster for a list."""
        roster = self.value("lists/reviewers.yaml")
        return {name for name, entry in roster.items() if list_id in entry.get("lists", ())}

    def meaning(self, path: str) -> str:
        """Return what a record says, with all that it refers to in full: what a reviewer sees who looks at it."""
        data, list_id = self.value(path), path.split("/")[1]
        kept = {name: part for name, part in data.items() if name not in _OUTSIDE}
        kept["evidence"] = [_pinned(item) for item in data.get("evidence", ())]
        named = self._referred(data, list_id)
        return json.dumps([list_id, kept, named], sort_keys=True, ensure_ascii=False)

    def _referred(self, data: Any, list_id: str) -> Any:
        entries = self.value(f"lists/{list_id}/sources.yaml")
        entries = {**entries, "categories": self.value(f"lists/{list_id}/list.yaml").get("categories", {})}
        names: dict[str, set[str]] = {
            "categories": {*data.get("categories", ())},
            "sources": {*data.get("sources", ())},
            "affiliations": {*data.get("affiliations", ())},
        }
        for item in data.get("evidence", ()):
            names["categories"] |= {*item.get("shows", ())}
        names["sources"] |= {item["source"] for item in data.get("basis", ()) if "source" in item}
        for name in names["affiliations"]:
            names["sources"] |= {
                part
                for key, part in (entries.get("affiliations", {}).get(name) or {}).items()
                if key == "source"
            }
        return {
            kind: {name: _less(kind, entries.get(kind, {}).get(name)) for name in sorted(some)}
            for kind, some in names.items()
        }


def names_of(data: Any) -> frozenset[str]:
    """Return everything by which a record names its account, on its platform: ids, and handles in one case."""
    platform = data.get("platform", "")
    found = [data.get("handle"), *(item.get("handle") for item in data.get("previous_handles", ()))]
    found += [name for item in data.get("retractions", ()) for name in item.get("covers", ())]
    known = data.get("account_id", "")
    ids = {f"{platform}:id:{known.removeprefix('-100')}"} if known else set()
    # On a server of the fediverse the address that is an account's id says its name, too, and a domain does.
    found += [f"{user}@{host}" for host, user in _ACTOR.findall(known)]
    found += [known.removeprefix("did:web:")] if known.startswith("did:web:") else []
    return frozenset(ids | {f"{platform}:{name.casefold()}" for name in found if name})


def effects_of(data: Any) -> set[str]:
    """Return the effects of a record's retractions."""
    reasons = VOCABULARY["removal_reasons"]
    return {
        reasons[item["reason"]]["effect"]
        for item in data.get("retractions", ())
        if item.get("reason") in reasons
    }


def _less(kind: str, entry: Any) -> Any:
    if not isinstance(entry, dict):
        return None
    return {name: part for name, part in entry.items() if name not in _LABELS[kind]}


def _pinned(item: Any) -> Any:
    if isinstance(item, dict) and "sha256" in item:
        return {name: part for name, part in item.items() if name != "archived"}
    return item
