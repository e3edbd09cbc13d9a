"""Files of reviews, as the history reads them: what each record's block says, without reading again what stayed.

Such a file grows by a block or a line at almost every commit. What a large one has in common with its former content,
at both ends, is not even cut into blocks again.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Final, TypeAlias

from rpds import HashTrieMap

from site_builder.history import shapes
from site_builder.load.parsed import Contents, cut, differing
from site_builder.model import JsonObject, RecordId

Blocks: TypeAlias = "HashTrieMap[RecordId, list[JsonObject]]"
"""By record the reviews of one file as they are written, in order."""
_LARGE: Final = 64 * 1024
"""Bytes from which on a file's text is kept, so that the next one is compared with it."""
_MOST: Final = 16
"""So many texts are kept."""


class ReviewFiles:
    """What files of reviews say, by the names of their contents."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._blocks: dict[str, Blocks] = {}
        self._texts: OrderedDict[str, bytes] = OrderedDict()

    def known(self, name: str) -> Blocks | None:
        """Return what a content says that was read and not forgotten."""
        return self._blocks.get(name)

    def forget(self, name: str) -> None:
        """Keep the content of this name no longer."""
        self._blocks.pop(name, None)
        self._texts.pop(name, None)

    def read(self, name: str, data: bytes) -> Blocks | None:
        """Return what a content says, None where it is not of the shape of reviews."""
        blocks = self._contents.blocks(data)
        value = blocks if blocks is not None else self._contents.reviews(data)
        if not _fits(value):
            return None
        made: Blocks = HashTrieMap(value)
        # Only of what was cut where its blocks end can a difference be cut.
        self._keep(name, made, data if blocks is not None else b"")
        return made

    def changed(self, former: str, name: str, data: bytes) -> set[RecordId] | None:
        """Read a content by what is new in it beside the one that it takes the place of.

        Return the records about which it says something new, None where the difference alone cannot tell.
        """
        text, old = self._texts.get(former), self._blocks.get(former)
        if text is None or old is None:
            return None
        gone, come = differing(text, data)
        value: Any = self._contents.blocks(come) if come else {}
        if not _fits(value):
            return None
        made = old
        for record, _ in cut(gone) or ():
            made = made.discard(record)
        # A record that is among the others too would be a key twice, and without any there is no mapping: the
        # whole file has to say so.
        if any(record in made for record in value) or not (value or len(made)):
            return None
        made = made.update(value)
        self._keep(name, made, data)
        records = {record for record, _ in cut(gone) or ()}.union(value)
        return {record for record in records if old.get(record) != made.get(record)}

    def _keep(self, name: str, made: Blocks, data: bytes) -> None:
        self._blocks[name] = made
        if len(data) > _LARGE:
            self._texts[name] = data
            if len(self._texts) > _MOST:
                self._texts.popitem(last=False)


def _fits(value: object) -> bool:
    try:
        shapes.REVIEWS(value)
    except shapes.Unfit:
        return False
    return True
