"""Members: the canonical text of many records that have most members in common, each of which is written once."""

from collections.abc import Mapping
from typing import Any, Final

from site_builder.fmt.emitter import emit
from site_builder.fmt.form import form
from site_builder.fmt.scalars import inline
from site_builder.load.layout import FileKind

_LINE: Final = 987_654_321
"""Stands for the line of an origin while the rest of a piece of evidence is written: no file has so many."""
_SHORT: Final = 60
"""Characters of a text that is never broken into lines."""


class MemberEmitter:
    """Writes records as `emit` does. Of each member it knows the last one that it wrote."""

    def __init__(self) -> None:
        self._form = form(FileKind.RECORD)
        self._order = {name: at for at, name in enumerate(self._form.named)}
        self._last: dict[str, tuple[Any, bytes]] = {}

    def emit(self, value: Mapping[str, Any]) -> bytes:
        """Return the canonical file of a record that fits its schema."""
        return b"".join(
            [self._member(name, value[name]) for name in sorted(value, key=self._order.__getitem__)]
        )

    def _member(self, name: str, part: Any) -> bytes:
        if isinstance(part, str) and len(part) < _SHORT and "\n" not in part:
            return f"{name}: {inline(part, self._form.child(name).reading)}\n".encode()
        if name != "evidence":
            return self._written(name, part)
        lines = [item["origin"]["line"] for item in part if "origin" in item]
        text = self._written(name, [_without_line(item) for item in part])
        for line in lines:
            text = text.replace(b"line: %d" % _LINE, b"line: %d" % line, 1)
        return text

    def _written(self, name: str, part: Any) -> bytes:
        known = self._last.get(name)
        if known is None or known[0] != part:
            known = self._last[name] = part, emit(FileKind.RECORD, {name: part})
        return known[1]


def _without_line(item: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**item, "origin": {**item["origin"], "line": _LINE}} if "origin" in item else item
