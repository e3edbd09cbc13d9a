"""`openapi.json`: an OpenAPI 3.1 description of the feeds, for tools that make clients and documentation.

Responses refer to the published schemas by address, relative to this file, so a schema is said once. The files are
static: what a web server adds (validators, caching) is described as far as clients may count on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from site_builder.addresses import FEEDS, schema
from site_builder.canonical import json_document
from site_builder.feeds.exporter import JSON, NDJSON, SCHEMA, Export, Exporter, Material
from site_builder.feeds.feed_schemas import schema_names
from site_builder.ids import RECORD_ID, SLUG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from site_builder.model import JsonObject

_PARAMETERS: Final[dict[str, tuple[str, JsonObject]]] = {
    "list": (
        "Id of a list, from index.json.",
        {"type": "string", "pattern": f"^{SLUG}$"},
    ),
    "page": ("Number of an event page, from 0.", {"type": "integer", "minimum": 0}),
    "record": (
        "Id of a record that is or was public.",
        {"type": "string", "pattern": f"^{RECORD_ID}$"},
    ),
    "schema": ("Name of a schema.", {"type": "string"}),
    "sha256": (
        "Digest of the whole file, from the file that names it.",
        {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    ),
}
_ETAG: Final = {"description": "Validator of these bytes (RFC 9110, 8.8.3).", "schema": {"type": "string"}}


def openapi_file(material: Material) -> Iterator[Export]:
    """Yield the description of the files that exporters have here: without history there are no changes."""
    title, site_url = material.catalog.instance["title"], material.catalog.instance["site_url"]
    exporters, names = material.exporters, schema_names(material.registry)
    inputs = (title, site_url, material.catalog.history is not None)
    yield Export({}, inputs, lambda: (json_document(_document(title, site_url, exporters, names)),))


def _document(title: str, site_url: str, exporters: Iterable[Exporter], schemas: Iterable[str]) -> JsonObject:
    parameters: JsonObject = {
        name: {"name": name, "in": "path", "required": True, "description": description, "schema": of}
        for name, (description, of) in _PARAMETERS.items()
    }
    parameters["schema"]["schema"] = {"type": "string", "enum": list(schemas)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{title}: feeds",
            "summary": "Lists of accounts as static files.",
            "description": "Static files without keys. Read index.json, take files from there and check their "
            "size and SHA-256. Act on a row only where actionable is true and valid_until has not passed. "
            "Members and values are only added inside v1. A server may send a more general media type than the one "
            "given here.",
            "version": "1",
        },
        "servers": [{"url": site_url.rstrip("/")}],
        "security": [],
        "paths": {f"/{exporter.path}": {"get": _operation(exporter)} for exporter in exporters},
        "components": {
            "headers": {"ETag": _ETAG},
            "parameters": {
                **parameters,
                "IfNoneMatch": {
                    "name": "If-None-Match",
                    "in": "header",
                    "description": "The ETag of the copy that you have (RFC 9110, 13.1.2).",
                    "schema": {"type": "string"},
                },
            },
            "responses": {
                "NotFound": {
                    "description": "There is no such file. Start again from index.json: it may have gone since."
                },
                "NotModified": {
                    "description": "The copy that you have is current.",
                    "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                },
            },
        },
    }


def _operation(exporter: Exporter) -> JsonObject:
    path, summary = exporter.path, exporter.summary
    names = [name for name in _PARAMETERS if f"{{{name}}}" in path]
    return {
        "operationId": _operation_id(path),
        "summary": summary,
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in (*names, "IfNoneMatch")],
        "responses": {
            "200": {
                "description": summary,
                "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                "content": {exporter.media_type: {"schema": _body(exporter)}},
            },
            "304": {"$ref": "#/components/responses/NotModified"},
            "404": {"$ref": "#/components/responses/NotFound"},
        },
    }


def _body(exporter: Exporter) -> JsonObject:
    """Return the schema of a body: the published one by its address, or what can be said without one."""
    if exporter.schema is None:
        return {"type": "object" if exporter.media_type in (JSON, SCHEMA) else "string"}
    address = schema(exporter.schema)
    if exporter.media_type == NDJSON:
        return {"type": "string", "description": f"Lines, each a JSON value that {address} describes."}
    return {"$ref": address.removeprefix(FEEDS)}


def _operation_id(path: str) -> str:
    """Return a name for generated code, such as `get_lists_list_records_json`."""
    words = path.removeprefix(FEEDS).replace("{", "").replace("}", "")
    return "get_" + "".join(letter if letter.isalnum() else "_" for letter in words)
