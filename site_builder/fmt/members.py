"""Members: the canonical text of many records that have most members in common, each of which is written once."""

from collections.abc import Mapping
from typing import Any, Final

from site_builder.fmt.emitter import emit
from site_builder.fmt.form import form
from site_builder.fmt.node import bare, plain
from site_builder.fmt.scalars import inline
from site_builder.load.layout import FileKind

_LINE: Final = 987_654_321
"""Stands for the line of an origin while the rest of a piece of evidence is written: no file has so many."""
_SHORT: Final = 60
"""Characters of a text that is never broken into lines."""
_MOST: Final = 10_000
"""Members that are known at once."""


class MemberEmitter:
    """Writes records: what `emit` gives, and what the strict loader reads in it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[bytes, Any]] = {}
        self._form = form(FileKind.RECORD)
        self._order = {name: at for at, name in enumerate(self._form.named)}

    def emit(self, value: Mapping[str, Any]) -> tuple[bytes, dict[str, Any]]:
        """Return the canonical file of a record that fits its schema, and what the strict loader reads in it."""
        if len(self._known) > _MOST:
            self._known.clear()
        parts = [
            (name, *self._member(name, value[name])) for name in sorted(value, key=self._order.__getitem__)
        ]
        return b"".join(text for _, text, _ in parts), {name: read for name, _, read in parts}

    def _member(self, name: str, part: Any) -> tuple[bytes, Any]:
        lines = [item["origin"]["line"] for item in part if "origin" in item] if name == "evidence" else []
        if lines:
            part = [
                item | {"origin": item["origin"] | {"line": _LINE}} if "origin" in item else item
                for item in part
            ]
        if isinstance(part, str) and len(part) < _SHORT and "\n" not in part:
            return f"{name}: {inline(part, self._form.child(name).reading)}\n".encode(), part
        key = name, repr(part)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = emit(FileKind.RECORD, {name: part}), plain(bare(part))
        text, read = known
        if not lines:
            return text, read
        for line in lines:
            text = text.replace(b"line: %d" % _LINE, b"line: %d" % line, 1)
        left = iter(lines)
        return text, [
            item | {"origin": item["origin"] | {"line": str(next(left))}} if "origin" in item else item
            for item in read
        ]
