"""The schemas of the feeds, in two forms made from `schemas/feeds/v1/feeds.schema.json`; and `openapi.json`.

The source is one flat name space: every object and every union has a name under `$defs`, which is one thing in all
documents, and each document is one of these names. A schema is a document with the names that it leads to, beside one
another and without an `$id` of their own; `openapi.json` has all names under `components/schemas`. That is what common
generators read.

The committed form is **strict**: it closes every object (`additionalProperties: false`) and every vocabulary
(`enum`), so that a member or a value that nobody described is a defect that stops the build.

The published form is **open**, derived from the strict one by `opened`: closed objects are opened, members that
were forbidden (`false`) are allowed, and a vocabulary becomes `type: string` with the known values as `examples`.
Inside v1 members and values are only added, so a consumer who keeps an old copy of a published schema goes on
validating newer feeds with it. What v1 promises for good stays: required members, types, patterns, `const`, and the
states that tell a listing from a tombstone: a row in a state of a later release is an `UnknownRow`, and only what
every row has is required of it. Words that are neither object nor union are put in where they are used, so that what
is said there is not lost on generators that drop what is beside a `$ref`.

Nothing here looks at data.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from typing import Any, Final

import jsonschema_rs

from site_builder import resources
from site_builder.addresses import FEEDS, schema
from site_builder.canonical import json_document
from site_builder.errors import DefectError
from site_builder.feeds.exporter import JSON, NDJSON, SCHEMA, Export, Exporter, Material
from site_builder.history.model import REMOVED
from site_builder.model import PUBLIC_STATES, JsonObject
from site_builder.problems import escape_pointer

# Keywords whose members are named by the data, not by JSON Schema: their values are schemas.
_MAPS: Final = frozenset({"$defs", "properties"})
# Keywords whose values are not schemas to open: data, and conditions.
_KEPT: Final = frozenset({"const", "examples", "if", "not", "required"})
_CLOSERS: Final = frozenset({"additionalProperties", "unevaluatedProperties"})
_MORE: Final = " The examples are the values known to this release; later releases may add others."
_APART: Final = (sorted(PUBLIC_STATES), sorted(REMOVED))
_SOURCE: Final = "feeds/v1/feeds"
_REF: Final = "#/$defs/"
_COMPONENTS: Final = "#/components/schemas/"


def names() -> JsonObject:
    """Return all names of the feeds, each with what it is, as committed. Do not change what is returned."""
    found: JsonObject = resources.schema(_SOURCE)["$defs"]
    return found


def strict_schema(name: str) -> JsonObject:
    """Return the schema `name` with all names that it leads to, as committed. Do not change what is returned."""
    return _complete(name, lambda schema: schema)


@cache
def _complete(name: str, form: Callable[[JsonObject], JsonObject]) -> JsonObject:
    whole = resources.schema(_SOURCE)
    top = named(name)
    others = _reached([top], form)
    return {
        "$schema": whole["$schema"],
        "$id": whole["$id"].replace("feeds.schema", f"{name}.schema"),
        "title": top,
        **others.pop(top),
        "$defs": others,
    }


def named(name: str) -> str:
    """Return the name that documents of the schema `name` have, such as `Row` for `record`."""
    reference: str = resources.schema(_SOURCE)["properties"][name]["$ref"]
    return reference.removeprefix(_REF)


def _reached(starts: Iterable[str], form: Callable[[JsonObject], JsonObject]) -> dict[str, JsonObject]:
    """Return these names and all others that they lead to in a form, each with its schema, sorted."""
    found: dict[str, JsonObject] = {}
    waiting = list(starts)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = form(names()[name])
            waiting += _references(found[name])
    return dict(sorted(found.items()))


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
        yield schema["$ref"].removeprefix(_REF)
    for item in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _references(item)


def opened(schema: Any) -> Any:
    """Return a schema that accepts whatever `schema` accepts and also members and values added later."""
    if isinstance(schema, list):
        return [opened(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    word = names().get(schema.get("$ref", "").removeprefix(_REF))
    if word is not None and not {"anyOf", "properties"} & word.keys():
        return opened({**word, **{keyword: value for keyword, value in schema.items() if keyword != "$ref"}})
    result: JsonObject = {}
    for keyword, value in schema.items():
        if keyword in _MAPS:
            result[keyword] = {name: opened(item) for name, item in value.items() if item is not False}
        elif keyword in _KEPT or value in _APART:
            result[keyword] = value
        elif keyword == "enum" and value:
            result |= {"examples": value, "description": schema["description"] + _MORE}
        elif not (keyword in _CLOSERS and value is False) and keyword != "enum":
            result.setdefault(keyword, opened(value))
    return result


def schema_names(exporters: Iterable[Exporter]) -> tuple[str, ...]:
    """Return the names of the schemas that files of these exporters follow, and of an event's, sorted."""
    used = {exporter.schema for exporter in exporters if exporter.schema is not None}
    return tuple(sorted(used | {"event"}))


def schema_files(material: Material) -> Iterator[Export]:
    """Yield the published schemas, ordered by path. They follow from the builder alone."""
    for name in schema_names(material.registry):
        yield Export({"schema": name}, (), partial(_published, name))


def _published(name: str) -> tuple[bytes]:
    return (json_document(_complete(name, opened)),)


# Messages speak of the place alone: values come from the lists and may hold anything.
_MASK: Final = "the value"


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(strict_schema(name), mask=_MASK)


def check_json(path: str, data: bytes, name: str) -> None:
    """Check that `data`, the file at `path`, is UTF-8 JSON that follows schema `name` of the feeds.

    Raises `DefectError` that names the file, the JSON pointer (RFC 6901) of the first fault, and what is wrong.
    """
    try:
        value = json.loads(data.decode("utf-8"))
    except ValueError as error:
        raise DefectError(_shown(f"{path} would not be JSON: {error}")) from error
    validator = _validator(name)
    if validator.is_valid(value):
        return
    fault = next(iter(validator.iter_errors(value)))
    while isinstance(fault.kind, jsonschema_rs.ValidationErrorKind.AnyOf):
        fault = min(fault.kind.context, key=len)[0]  # of the form that fits best
    pointer = "".join(f"/{escape_pointer(str(token))}" for token in fault.instance_path)
    raise DefectError(_shown(f"{path} breaks its schema {name} at {pointer or 'its top'}: {fault.message}"))


def _shown(message: str) -> str:
    """Return the message in printable ASCII: names of members may hold anything too."""
    return "".join(
        character if character.isascii() and character.isprintable() else f"\\u{ord(character):04x}"
        for character in message
    )


def openapi_file(material: Material) -> Iterator[Export]:
    """Yield the description of the files that exporters have here: without history there are no changes.

    It is OpenAPI 3.1, for tools that make clients, complete in itself: names are those of the published schemas.
    """
    title, site_url = material.catalog.instance["title"], material.catalog.instance["site_url"]
    inputs = (title, site_url, *(exporter.path for exporter in material.exporters))
    yield Export({}, inputs, lambda: (json_document(_document(title, site_url, material.exporters)),))


def _document(title: str, site_url: str, exporters: Iterable[Exporter]) -> JsonObject:
    """Return the committed description of what all files share, `schemas/feeds/v1/openapi.json`, with the files."""
    file = resources.schemas_path() / "feeds/v1/openapi.json"
    document: JsonObject = json.loads(file.read_text(encoding="utf-8"))
    document["components"]["schemas"] = _components(exporters)
    return {
        **document,
        "info": {**document["info"], "title": f"{title}: feeds"},
        "servers": [{"url": site_url.rstrip("/")}],
        "paths": {f"/{exporter.path}": {"get": _operation(exporter)} for exporter in exporters},
    }


def _components(exporters: Iterable[Exporter]) -> JsonObject:
    starts = {named(exporter.schema) for exporter in exporters if exporter.schema is not None}
    moved: JsonObject = json.loads(
        json.dumps(_reached(starts, opened)).replace(f'"{_REF}', f'"{_COMPONENTS}')
    )
    return moved


def _operation(exporter: Exporter) -> JsonObject:
    path, summary = exporter.path, exporter.summary
    tag = "changes" if exporter.needs == "history" else "lists" if "{list}" in path else "site"
    about = f"{summary} Its media type is {exporter.media_type}."
    if exporter.schema is not None:
        about = names()[named(exporter.schema)]["description"]
    given = re.findall(r"\{(\w+)\}", path)
    return {
        "operationId": _operation_id(path),
        "summary": summary,
        "description": about,
        "tags": ["search" if exporter.schema == "search" else tag],
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in (*given, "IfNoneMatch")],
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
    """Return the schema of a body: what its files are by name, or what can be said without one."""
    if exporter.schema is None:
        return {"type": "object" if exporter.media_type in (JSON, SCHEMA) else "string"}
    if exporter.media_type == NDJSON:
        return {
            "type": "string",
            "description": f"Lines, each a JSON value that {schema(exporter.schema)} describes.",
        }
    return {"$ref": _COMPONENTS + named(exporter.schema)}


def _operation_id(path: str) -> str:
    """Return a name for generated code, such as `get_lists_list_records_json`."""
    words = path.removeprefix(FEEDS).replace("{", "").replace("}", "")
    return "get_" + "".join(letter if letter.isalnum() else "_" for letter in words)
