"""`openapi.json`: an OpenAPI 3.1 description of the feeds, for tools that make clients and documentation.

Responses refer to the published schemas by address, relative to this file, so a schema is said once. The files are
static: what a web server adds (validators, caching) is described as far as clients may count on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from site_builder import addresses
from site_builder.feeds.feed_file import (
    ATOM,
    CSV,
    JSON,
    JSON_FEED,
    NDJSON,
    SCHEMA,
    FeedFile,
    json_document,
)
from site_builder.feeds.feed_schemas import NAMES

if TYPE_CHECKING:
    from site_builder.catalog.model import Catalog
    from site_builder.model import JsonObject

# Path below the site root, media type, name of the schema, summary. A path with a parameter stands for many files.
_File = tuple[str, str, str | None, str]
_LIST: Final = f"{addresses.FEEDS}lists/{{list}}/"
_FILES: Final[tuple[_File, ...]] = (
    (f"{addresses.FEEDS}index.json", JSON, "index", "The root: start here."),
    (f"{addresses.FEEDS}openapi.json", JSON, None, "This description."),
    (f"{addresses.FEEDS}platforms.json", JSON, "platforms", "How handles look, fold and match."),
    (f"{addresses.FEEDS}schemas/{{schema}}.schema.json", SCHEMA, None, "A JSON Schema of the feeds."),
    (f"{_LIST}chunks.json", JSON, "chunks", "The chunks that hold all rows of a list."),
    (f"{_LIST}chunks/{{sha256}}.json", JSON, "chunk", "Some consecutive rows of a list."),
    (f"{_LIST}records.csv", CSV, None, "All rows of a list, flat, safe to open in a spreadsheet."),
    (f"{_LIST}records.json", JSON, "records", "A list and all its rows."),
    (f"{_LIST}records.ndjson", NDJSON, "record", "All rows of a list, one a line."),
    ("find/keys/{sha256}.json", JSON, "search", "A node or a leaf of the index of accounts: keys."),
    ("find/tails/{sha256}.json", JSON, "search", "A node or a leaf of the index of accounts: parts of keys."),
    ("lists/{list}/{record}/record.json", JSON, "record", "One row: a listing, or what is left of it."),
)
_HISTORY: Final[tuple[_File, ...]] = (
    (f"{addresses.FEEDS}changes.atom", ATOM, None, "Recent changes of all lists, for feed readers."),
    (f"{addresses.FEEDS}changes.json", JSON_FEED, "feed", "Recent changes of all lists, for feed readers."),
    (
        f"{addresses.FEEDS}changes/{{page}}.json",
        JSON,
        "changes",
        "A page of the change history: 64 events, or the last.",
    ),
    (f"{_LIST}changes.atom", ATOM, None, "Recent changes of a list, for feed readers."),
    (f"{_LIST}changes.json", JSON_FEED, "feed", "Recent changes of a list, for feed readers."),
)

_PARAMETERS: Final[dict[str, tuple[str, JsonObject]]] = {
    "list": (
        "Id of a list, from index.json.",
        {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
    ),
    "page": ("Number of an event page, from 0.", {"type": "integer", "minimum": 0}),
    "record": (
        "Id of a record that is or was public.",
        {"type": "string", "pattern": "^[0-9a-hjkmnp-tv-z]{12}$"},
    ),
    "schema": ("Name of a schema.", {"type": "string", "enum": list(NAMES)}),
    "sha256": (
        "Digest of the whole file, from the file that names it.",
        {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    ),
}
_ETAG: Final = {"description": "Validator of these bytes (RFC 9110, 8.8.3).", "schema": {"type": "string"}}


def openapi_file(catalog: Catalog) -> FeedFile:
    """Return the description of the feeds that this catalog gives: without history there are no changes."""
    files = (*_FILES, *_HISTORY) if catalog.history is not None else _FILES
    instance = catalog.instance
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": f"{instance['title']}: feeds",
            "summary": "Lists of accounts as static files.",
            "description": "Static files without keys. Read index.json, take files from there and check their "
            "size and SHA-256. Act on a row only where actionable is true and valid_until has not passed. "
            "Members and values are only added inside v1. A server may send a more general media type than the one "
            "given here.",
            "version": "1",
        },
        "servers": [{"url": instance["site_url"].rstrip("/")}],
        "security": [],
        "paths": {f"/{file[0]}": {"get": _operation(file)} for file in sorted(files)},
        "components": {
            "headers": {"ETag": _ETAG},
            "parameters": {
                **{name: _path_parameter(name, *_PARAMETERS[name]) for name in _PARAMETERS},
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
    return FeedFile(addresses.OPENAPI, json_document(document), JSON)


def _operation(file: _File) -> JsonObject:
    path, media_type, schema, summary = file
    names = [name for name in _PARAMETERS if f"{{{name}}}" in path]
    return {
        "operationId": _operation_id(path),
        "summary": summary,
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in (*names, "IfNoneMatch")],
        "responses": {
            "200": {
                "description": summary,
                "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                "content": {media_type: {"schema": _schema(media_type, schema)}},
            },
            "304": {"$ref": "#/components/responses/NotModified"},
            "404": {"$ref": "#/components/responses/NotFound"},
        },
    }


def _schema(media_type: str, schema: str | None) -> JsonObject:
    """Return the schema of a body: the published one by its address, or what can be said without one."""
    if media_type == NDJSON:
        return {
            "type": "string",
            "description": f"Lines, each a JSON value that {addresses.schema(str(schema))} describes.",
        }
    if schema is not None:
        return {"$ref": addresses.schema(schema).removeprefix(addresses.FEEDS)}
    return {"type": "object" if media_type in (JSON, SCHEMA) else "string"}


def _path_parameter(name: str, description: str, schema: JsonObject) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def _operation_id(path: str) -> str:
    """Return a name for generated code, such as `get_lists_list_records_json`."""
    words = path.removeprefix(addresses.FEEDS).replace("{", "").replace("}", "")
    return "get_" + "".join(letter if letter.isalnum() else "_" for letter in words)
