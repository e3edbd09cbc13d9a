"""One entry more in the registry is published, named by the index, described, and checked."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

import pytest

from site_builder import addresses
from site_builder.errors import OutputError
from site_builder.feeds import publish
from site_builder.feeds.exporter import CSV, JSON, Export, Exporter
from site_builder.feeds.registry import EXPORTERS
from tests.unit.feeds.feed_catalog import bare_catalog, catalog
from tests.unit.feeds.feed_files import new_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from site_builder.feeds.exporter import Material

_PATH: Final = f"{addresses.list_feeds('{list}')}ids.txt"


def _ids(material: Material) -> Iterator[Export]:
    for item in material.lists:
        lines = [f"{entry.id}\n".encode() for entry in item.entries]
        yield Export({"list": item.id}, tuple(lines), lambda lines=lines: lines)  # type: ignore[misc]  # bound now


def _no_chunk(_material: Material) -> Iterator[Export]:
    yield Export({}, (), lambda: (b"{", b"}"))


def _with(monkeypatch: pytest.MonkeyPatch, exporter: Exporter) -> None:
    monkeypatch.setattr("site_builder.feeds.registry.EXPORTERS", (exporter, *EXPORTERS))


def test_an_exporter_more_is_published_named_and_described(monkeypatch: pytest.MonkeyPatch) -> None:
    _with(monkeypatch, Exporter(_PATH, CSV, None, "Ids, one a line.", _ids))
    files = dict(new_files(catalog()))
    path = _PATH.format(list="pier")
    assert files[path] == b"3x3x3x3x3x3x\n"
    lists = json.loads(files[addresses.INDEX])["lists"]
    (entry,) = (entry for item in lists for entry in item["files"] if entry["path"] == path)
    digest = hashlib.sha256(files[path]).hexdigest()
    assert entry == {"bytes": 13, "media_type": CSV, "path": path, "sha256": digest}
    described = json.loads(files[addresses.OPENAPI])["paths"][f"/{_PATH}"]["get"]
    assert described["summary"] == "Ids, one a line."
    assert list(described["responses"]["200"]["content"]) == [CSV]


def test_an_exporter_of_the_history_has_no_files_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    _with(monkeypatch, Exporter(_PATH, CSV, None, "Ids, one a line.", _ids, needs="history"))
    files = dict(new_files(bare_catalog()))
    assert not [path for path in files if path.endswith("ids.txt")]
    assert "ids.txt" not in files[addresses.OPENAPI].decode()


def test_pieces_are_checked_as_one_document_before_any_is_given_away(monkeypatch: pytest.MonkeyPatch) -> None:
    _with(monkeypatch, Exporter("feeds/v1/x.json", JSON, "chunk", "No chunk.", _no_chunk))
    promise = next(iter(publish(catalog(), {"keys": _Tree(), "tails": _Tree()})))
    with pytest.raises(OutputError, match=r"feeds/v1/x\.json breaks its schema chunk at its top"):
        next(iter(promise.make()))


class _Tree:
    """A tree without accounts."""

    files: Final[dict[str, bytes]] = {}
    member: Final[dict[str, object]] = {"children": [], "height": 0}
