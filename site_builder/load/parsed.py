"""Parsed: what the content of a file says, worked out once however often it appears: in the tree, in any commit.

Content is known by the name that git gives it (the SHA-1 of `blob`, its size and its bytes), so that the history need
not even read what the working tree holds too. What a file says here is text: the tree and the history each type it
by their own schema or shapes. Nothing here knows a repository or a path.

A file of reviews grows by one review a commit, so it is cut at its top-level keys: a block that was parsed before, in
whatever file, is not parsed again.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from site_builder.canonical import digest
from site_builder.load.strict_yaml import load
from site_builder.record import OUTSIDE_CLAIM

_KEY: Final = re.compile(rb"^([0-9a-hjkmnp-tv-z]{12}):(?=[ \n])", re.MULTILINE)
# Where every line that begins at the margin is a record's key or a comment, a key begins nothing but an entry of the
# document's mapping: no sequence, flow, quoted text or second document can be open across it unseen (see `cut`).
_OTHER: Final = re.compile(rb"^(?![0-9a-hjkmnp-tv-z]{12}:[ \n]|#|[ \n])[^\n]", re.MULTILINE)
_HASHTAG: Final = re.compile(rb"\S +#[^\s#]")
_HEAD: Final = re.compile(rb"(?:#[^\n]*\n|\n)*")


@dataclass(slots=True)
class Parsed:
    """What one content says: its size in bytes, and its value, None where it is not clean strict YAML."""

    size: int
    value: Any
    _claim: tuple[str, str, str] = ("", "", "")
    plain: bool = True
    """Whether it is all ASCII and no word begins with #: then nothing hides in it, in its comments neither."""

    def claim_digest(self, list_id: str, record_id: str) -> str:
        """Return the digest of the claim that a record's file with this content makes."""
        known = self._claim
        if known[:2] != (list_id, record_id):
            known = self._claim = (list_id, record_id, claim_digest(list_id, record_id, self.value))
        return known[2]


class Contents:
    """Contents that were parsed, by name; any may be forgotten at any time, which costs only time."""

    def __init__(self) -> None:
        self._known: dict[str, Parsed] = {}
        self._blocks: dict[bytes, Any] = {}

    def known(self, name: str) -> Parsed | None:
        """Return what the content of this name says, None where it was not met or was forgotten."""
        return self._known.get(name)

    def parsed(self, data: bytes, name: str | None = None, *, reviews: bool = False) -> Parsed:
        """Return what a content says, and know it by `name`, where a repository uses other ones than `name_of`.

        `reviews` says that it is cut at its top-level keys, the ids of records.
        """
        own = name_of(data)
        found = self._known.get(own)
        if found is None:
            value = self.reviews(data) if reviews else _value(data)
            found = Parsed(len(data), value, plain=is_plain(data))
        self._known[name or own] = found
        return found

    def forget(self, name: str) -> None:
        """Keep the content of this name no longer."""
        self._known.pop(name, None)

    def reviews(self, data: bytes) -> Any:
        """Return what a file of reviews says; None where it is not clean."""
        blocks = self.blocks(data)
        return blocks if blocks is not None else _value(data)

    def blocks(self, data: bytes) -> dict[str, Any] | None:
        """Return what consecutive blocks of a file of reviews say, by record; None where it cannot be cut into them."""
        blocks = cut(data)
        if blocks is None:
            return None
        names = [hashlib.blake2b(block, digest_size=16).digest() for _, block in blocks]
        new = [at for at, name in enumerate(names) if name not in self._blocks]
        if 2 * len(new) > len(blocks):
            # Most are new: all are read in one pass, which says the same (see `cut`).
            whole = _value(data)
            if not isinstance(whole, dict) or list(whole) != [record for record, _ in blocks]:
                return None
            self._blocks.update(zip(names, whole.values(), strict=True))
            return whole
        for at in new:
            record, block = blocks[at]
            value = _value(block)
            if not isinstance(value, dict) or list(value) != [record]:
                return None
            self._blocks[names[at]] = value[record]
        found = {record: self._blocks[name] for (record, _), name in zip(blocks, names, strict=True)}
        return found if len(found) == len(blocks) else None


def is_plain(data: bytes) -> bool:
    """Return whether a content is all ASCII and no word begins with #: then nothing hides in it."""
    return data.isascii() and not _HASHTAG.search(data)


def name_of(data: bytes, digits: int = 40) -> str:
    """Return the name of a content: what git calls it where it names objects by SHA-1, or by SHA-256 (64 digits).

    See gitformat-pack(5).
    """
    digest = hashlib.sha1(usedforsecurity=False) if digits == 40 else hashlib.sha256()  # noqa: PLR2004 - as above
    digest.update(b"blob %d\0%b" % (len(data), data))
    return digest.hexdigest()


def _value(data: bytes) -> Any:
    loaded = load(data, "")
    return None if loaded.problems else loaded.value


def cut(data: bytes) -> list[tuple[str, bytes]] | None:
    """Return the blocks of a file of reviews with the ids that they begin with; None where it is written otherwise.

    What comes before the first key, comments, belongs to the first block, so that it is read, too.

    A block that can be read by itself leaves the parser where the document's mapping goes on, so what the blocks say
    is what the file says. The other way round, where the whole is read and its keys are those of the cuts, in order
    and number, no cut is inside a text, since such a line would be one key more.
    """
    if _OTHER.search(data):
        return None
    found = list(_KEY.finditer(data))
    if not found or _HEAD.fullmatch(data, 0, found[0].start()) is None:
        return None
    ends = (0, *(match.start() for match in found[1:]), len(data))
    return [
        (match[1].decode("ascii"), data[start:end])
        for match, (start, end) in zip(found, pairwise(ends), strict=True)
    ]


def differing(old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """Return what differs between two contents of a file of reviews that can be cut, as whole blocks of each.

    What is left out at both ends is the same in both, from the beginning of a block to the end of one.
    """
    same = _common(old, new)
    start = new.rfind(b"\n", 0, same) + 1
    while start and not _KEY.match(new, start, same):
        start = new.rfind(b"\n", 0, start - 1) + 1
    tail = _common(old[start:][::-1], new[start:][::-1])
    # The line break before the key has to be the same in both, too.
    match = _KEY.search(new, len(new) - tail + 1)
    rest = len(new) - match.start() if match is not None else 0
    return old[start : len(old) - rest], new[start : len(new) - rest]


def _common(one: bytes, other: bytes) -> int:
    """Return how many bytes two texts have in common from their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


_OUTSIDE: Final = OUTSIDE_CLAIM | {"id"}


def claim(list_id: str, record_id: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claim of a record, what reviewers vouch for: `raw` is its file as the strict loader gives it.

    What changes without anybody vouching for it stays out: observations, appeals, retractions, and the address of a
    capture whose bytes are pinned by a digest.
    """
    body = {key: value for key, value in raw.items() if key not in _OUTSIDE}
    evidence = body.get("evidence")
    if isinstance(evidence, list):
        body["evidence"] = [_pinned(item) for item in evidence]
    # `id` is carried by `record`; a file has no keys of these two names (its schema sees to it).
    return {**body, "list": list_id, "record": record_id}


def claim_digest(list_id: str, record_id: str, raw: Mapping[str, Any]) -> str:
    """Return the claim's hex SHA-256 over its RFC 8785 form."""
    return digest(claim(list_id, record_id, raw))


def _pinned(item: Any) -> Any:
    if isinstance(item, dict) and "sha256" in item and "archived" in item:
        return {key: value for key, value in item.items() if key != "archived"}
    return item
