"""Bounds on what one run takes from a server: times in seconds, sizes in bytes, counts in items.

Sizes are some times what real sites have, which is said beside them: JSON may take twenty times its bytes in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncLimits:
    """Beyond any of these a run stops, and the mirror stays as it is."""

    connect_seconds: float = 10
    """Until a connection is made."""
    read_seconds: float = 20
    """Between two pieces of an answer."""
    answer_seconds: float = 120
    """One whole answer, from the request to its last byte: a server that drips is stopped by this."""
    run_seconds: float = 1800
    """All requests and waits of one run together."""

    attempts: int = 4
    """How often one file is asked for, where the server does not answer or asks to come back later."""
    backoff_seconds: float = 1
    """Before the second attempt; doubled before each further one."""
    retry_after_seconds: float = 60
    """The longest wait that a server may ask for (Retry-After, RFC 9110, 10.2.3)."""
    restarts: int = 3
    """How often a run starts again from index.json because files did not fit together."""
    restart_seconds: float = 2
    """Before the first new start; doubled before each further one."""
    ahead_seconds: float = 600
    """By how much a site may speak for a later instant than the consumer's clock shows."""

    index_bytes: int = 4 * MIB
    """6 kB, and 2 kB for each list."""
    lists: int = 1000
    events: int = 10_000_000
    """All since the first one."""
    rows: int = 500_000
    """All rows of a site, which are in memory together."""
    page_bytes: int = 256 * KIB
    """One page of 64 events: 35 kB."""
    record_bytes: int = 256 * KIB
    """One row: 2 kB on average; its source may have a quarter of this."""
    chunks_bytes: int = 4 * MIB
    """One list's chunks.json: 130 bytes for 64 records."""
    chunk_bytes: int = 16 * MIB
    """One chunk: 64 rows on average; 800 kB the largest of 46,000 records."""
    chunk_rows: int = 4096
    """So many come together once in 10^28 chunks."""
    run_bytes: int = 512 * MIB
    """All answers of one run together: 90 MB for 46,000 records."""
    suppress_bytes: int = 64 * MIB
    """The consumer's own file of exceptions."""

    json_depth: int = 32
    """Nested objects and arrays in one file."""
    request_cost: int = 4 * KIB
    """What a request costs beside its bytes, when records are weighed against chunks."""


LIMITS: Final = SyncLimits()
