"""Files of reviews, as the history reads them: what each record's block says, without reading again what stayed.

Such a file grows by a block or a line at almost every commit. What a large one has in common with its former content,
at both ends, is not even cut into blocks again.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

from rpds import HashTrieMap

from site_builder.history import shapes
from site_builder.load.parsed import cut, differing

if TYPE_CHECKING:
    from site_builder.load.parsed import Contents
    from site_builder.model import JsonObject, RecordId

    Blocks = HashTrieMap[RecordId, list[JsonObject]]
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

    def read(self, name: str, data: bytes, former: str | None = None) -> Blocks | None:
        """Return what a content says, None where it is not of the shape of reviews.

        `former` is the name of what the file held before: what both have in common is not looked at again.
        """
        made = self._by_difference(data, former) if former is not None else None
        if made is None:
            value = self._contents.reviews(data)
            if not _fits(value):
                return None
            made = HashTrieMap(value)
            keep = len(data) > _LARGE and cut(data) is not None
        else:
            keep = True
        self._blocks[name] = made
        if keep:
            self._texts[name] = data
            if len(self._texts) > _MOST:
                self._texts.popitem(last=False)
        return made

    def _by_difference(self, data: bytes, former: str) -> Blocks | None:
        """Return what a content says by what is new in it; None where that alone cannot say it."""
        text, made = self._texts.get(former), self._blocks.get(former)
        if text is None or made is None:
            return None
        old, new = differing(text, data)
        gone, come = cut(old) or [], cut(new)
        for record, _ in gone:
            made = made.discard(record)
        if not new:
            return made
        value: Any = self._contents.reviews(new) if come is not None else None
        # A record that is among the others too would be a key twice: the whole file has to say so.
        if not _fits(value) or any(record in made for record in value):
            return None
        return made.update(value)


def _fits(value: object) -> bool:
    try:
        shapes.REVIEWS(value)
    except shapes.Unfit:
        return False
    return True
