"""Tables of a JSON file: each list in it is one, and each line of an NDJSON file is a row.

Of an object, keys are columns: those of objects inside it are joined by dots (`profile.name`), lists of values by
commas; a list of objects stays JSON.
"""

import io
import itertools
import json
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any, Final

from site_builder.errors import quantity
from site_builder.settings import LIMITS
from site_builder.strict_json import Malformed, demand
from site_builder.tables.json_text import DECODER, JsonItem, JsonText, TwiceNamed
from site_builder.tables.lines import checked_row, lines, too_many
from site_builder.tables.model import SourceTable, TableFault, TableRefused, TableRow

Headers = dict[str, tuple[str, ...] | None]
"""Of each list of a file, by its name, the keys of its objects as they come; None for a list without objects."""

_DEEP: Final = "it is nested too deeply"
_TWICE: Final = "a key occurs twice in it"


def json_items(text: io.TextIOBase, *, whole: bool) -> Iterator[JsonItem]:
    """Yield the items of a file's lists or, with `whole`, its only object. Raises `TableRefused`."""
    if not whole:
        yield from JsonText(text).lists()
    elif value := JsonText(text).whole():
        yield JsonItem("", 1, value)


def line_items(text: io.TextIOBase) -> Iterator[JsonItem]:
    """Yield what the lines of a file say, numbered by line; a `Malformed` in the place of one that says nothing."""
    for number, line in enumerate(lines(text), 1):
        if line.strip():
            try:
                value = DECODER.decode(line)
            except RecursionError:
                value = Malformed(_DEEP)
            except json.JSONDecodeError:
                value = Malformed("it is not JSON")
            yield JsonItem("", number, value)


def headers(items: Iterable[JsonItem]) -> Headers:
    """Return the header of each list with something in it. Raises `TableRefused` for too many lists or keys."""
    found: dict[str, dict[str, None]] = {}
    objects = set()
    for item in items:
        if item.number > LIMITS.table_lines:
            raise too_many("items")
        keys = found.setdefault(item.of, {})
        if isinstance(item.value, dict):
            objects.add(item.of)
            try:
                keys.update(dict.fromkeys(_flat(item.value)))
            except Malformed:
                continue  # its row is a fault
        if len(keys) > LIMITS.table_columns or len(found) > LIMITS.tables:
            most = f"{quantity(LIMITS.tables, 'list')}, and {quantity(LIMITS.table_columns, 'key')} of a list"
            raise TableRefused("file-size", f"the file has more than is read: {most}")
    return {name: tuple(keys) if name in objects else None for name, keys in found.items()}


def tables(items: Iterable[JsonItem], known: Headers) -> Iterator[SourceTable]:
    """Yield the tables of a file whose headers are known; rows are read before the next table is asked for."""
    for name, group in itertools.groupby(items, attrgetter("of")):
        header = known.get(name)
        yield SourceTable(name, header, _rows(group, header))


def _rows(items: Iterable[JsonItem], header: tuple[str, ...] | None) -> Iterator[TableRow | TableFault]:
    for item in items:
        row: TableRow | TableFault | None
        try:
            row = checked_row(item.number, _cells(item.value, header))
        except Malformed as error:
            row = TableFault("item", item.number, f"this item is not read: {error}")
        if row:
            yield row


def _cells(value: Any, header: tuple[str, ...] | None) -> tuple[str, ...]:
    if header is not None:
        given = _flat(value)
        return tuple(given.get(name, "") for name in header)
    return tuple(_cell(part) for part in value) if isinstance(value, list) else (_cell(value),)


def _flat(value: Any) -> dict[str, str]:
    """Return the cells of an object by their columns. Raises `Malformed`."""
    if isinstance(value, Malformed):
        raise value
    demand(not isinstance(value, TwiceNamed), _TWICE)
    demand(isinstance(value, dict), "it is not an object, as others are")
    made: dict[str, str] = {}
    _flatten(value, "", made, LIMITS.table_depth)
    return made


def _flatten(value: Any, name: str, made: dict[str, str], depth: int) -> None:
    demand(depth > 0, _DEEP)
    if isinstance(value, dict) and (value or not name):
        for key, part in value.items():
            _flatten(part, f"{name}.{key}" if name else key, made, depth - 1)
    else:
        demand(name not in made, _TWICE)
        made[name] = _cell(value)


def _cell(value: Any) -> str:
    """Return a value that is one cell."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if not value:
        return ""
    if isinstance(value, list) and not any(isinstance(part, list | dict | TwiceNamed) for part in value):
        return ", ".join(map(_cell, value))
    _check(value, LIMITS.table_depth)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _check(value: Any, depth: int) -> None:
    """Raise `Malformed` where a value is nested too deeply or has an object with a key twice."""
    demand(depth > 0, _DEEP)
    demand(not isinstance(value, TwiceNamed), _TWICE)
    if isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            _check(part, depth - 1)
