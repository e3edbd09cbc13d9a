"""The OpenAPI description says of every path what is published there. Whether it is valid: `tests/interop/`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from site_builder.addresses import OPENAPI
from site_builder.feeds.feed_schemas import named
from tests.unit.feeds.feed_catalog import bare_catalog, catalog
from tests.unit.feeds.feed_files import SCHEMAS, feed_files

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog

_CATALOGS = pytest.mark.parametrize("published", [catalog(), bare_catalog()], ids=["history", "no history"])


def _described(files: dict[str, bytes]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(files[OPENAPI])
    return document


def _resolved(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    reference = part.get("$ref", "")
    if not reference.startswith("#/"):
        return part
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    resolved: dict[str, Any] = found
    return resolved


def _template(document: dict[str, Any], path: str) -> str:
    """Return the one documented path that a published path is an instance of, its parameters' schemas held."""
    matching: list[str] = []
    for template, item in document["paths"].items():
        pattern = re.sub(r"\\\{([a-z0-9]+)\\\}", r"(?P<\1>[^/]+)", re.escape(template))
        found = re.fullmatch(pattern, f"/{path}")
        if found is None:
            continue
        parameters = [_resolved(document, part) for part in item["get"]["parameters"]]
        schemas = {part["name"]: part["schema"] for part in parameters if part["in"] == "path"}
        assert set(schemas) == set(found.groupdict()), template
        values = {
            name: int(value) if schemas[name]["type"] == "integer" else value
            for name, value in found.groupdict().items()
        }
        if all(jsonschema.Draft202012Validator(schemas[name]).is_valid(values[name]) for name in values):
            matching.append(template)
    assert len(matching) == 1, path
    return matching[0]


@_CATALOGS
def test_every_published_path_is_described_and_every_described_path_published(published: Catalog) -> None:
    files = dict(feed_files(published))
    document = _described(files)
    assert {_template(document, path) for path in files} == set(document["paths"])


@_CATALOGS
def test_a_response_has_the_media_type_and_the_schema_that_the_index_names(published: Catalog) -> None:
    files = dict(feed_files(published))
    document = _described(files)
    index = json.loads(files["feeds/v1/index.json"])
    entries = [*index["files"], *(entry for item in index["lists"] for entry in item["files"])]
    entries += [page for page in (index.get("changes", {}).get("last_page"),) if page]
    for entry in entries:
        response = document["paths"][_template(document, entry["path"])]["get"]["responses"]["200"]
        ((media_type, content),) = response["content"].items()
        assert media_type == entry["media_type"]
        if media_type == "application/x-ndjson":
            assert entry["schema"] in content["schema"]["description"]
        elif "schema" in entry:
            top = json.loads(files[entry["schema"]])["title"]
            assert content["schema"] == {"$ref": f"#/components/schemas/{top}"}
        else:
            assert "$ref" not in content["schema"]


@_CATALOGS
def test_what_is_published_follows_the_schema_of_its_response(published: Catalog) -> None:
    files = dict(feed_files(published))
    document = _described(files)
    referred = set()
    for path, data in files.items():
        response = document["paths"][_template(document, path)]["get"]["responses"]["200"]
        ((media_type, content),) = response["content"].items()
        schema = content["schema"]
        referred.add(schema.get("$ref"))
        value = (
            json.loads(data) if media_type.endswith("json") and "ndjson" not in media_type else data.decode()
        )
        whole = {**schema, "components": document["components"]}
        jsonschema.Draft202012Validator(whole).validate(value)
    # An event has no file of its own.
    unused = {"event"} if published.history is not None else {"changes", "event", "feed"}
    assert referred - {None} == {
        f"#/components/schemas/{named(name)}" for name in SCHEMAS if name not in unused
    }


@_CATALOGS
def test_every_path_can_be_asked_for_under_a_condition(published: Catalog) -> None:
    document = _described(dict(feed_files(published)))
    for item in document["paths"].values():
        assert list(item) == ["get"]
        parameters = [_resolved(document, part) for part in item["get"]["parameters"]]
        assert ("If-None-Match", "header") in {(part["name"], part["in"]) for part in parameters}
        responses = {code: _resolved(document, part) for code, part in item["get"]["responses"].items()}
        assert sorted(responses) == ["200", "304", "404"]
        assert "ETag" in responses["200"]["headers"]
        assert "ETag" in responses["304"]["headers"]


def test_the_server_is_the_site_and_the_title_is_its_own() -> None:
    document = _described(dict(feed_files(catalog())))
    assert document["openapi"].startswith("3.1.")
    assert document["servers"] == [{"url": "https://lists.example/sub/path"}]
    assert document["info"]["title"] == "Example lists: feeds"


def test_without_history_nothing_of_changes_is_described() -> None:
    with_history = _described(dict(feed_files(catalog())))["paths"]
    without = _described(dict(feed_files(bare_catalog())))["paths"]
    assert set(without) < set(with_history)
    assert not [path for path in without if "changes" in path]
