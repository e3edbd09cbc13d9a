"""Promises: files that will be published, each with what it is made from and how it is made.

A publisher is a pure function from the catalog to promises; nothing is drawn or written before somebody asks. Whoever
keeps the bytes of an earlier build may use them again where path and inputs are the same: then so are the bytes.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """One file of the site that can be made when it is wanted."""

    path: str
    """Below the site root: POSIX, without a leading slash."""
    inputs: tuple[Hashable, ...]
    """All that the bytes follow from, besides path and builder: texts, numbers, digests."""
    make: Callable[[], Iterable[bytes]]
    """Return the file's bytes in pieces, in order. May be called more than once, and gives the same each time."""


def at_hand(data: bytes) -> Callable[[], Iterable[bytes]]:
    """Return the maker of bytes that are there already, as of a file that is named by their digest."""
    return lambda: (data,)


def fingerprint(*values: object) -> str:
    """Return the hex SHA-256 of everything that `values` say, for a promise's inputs.

    They are made of texts, numbers, truth values, None, sequences, mappings, and dataclasses of these: of such values
    `repr` writes every part, and never the same for two that differ. Sets have no order, so there are none.
    """
    return hashlib.sha256(repr(values).encode()).hexdigest()
