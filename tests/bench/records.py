"""An instance with many records, the same on every machine."""

from __future__ import annotations

import hashlib
import random
from functools import cache
from typing import TYPE_CHECKING, Final

from site_builder.fmt.emitter import emit
from site_builder.load.layout import FileKind
from tests.instance import completed, salt_of, write_instance

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_SEED: Final = 20260101
_LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_SYLLABLES: Final = (
    "har",
    "bour",
    "fer",
    "ry",
    "quay",
    "dock",
    "tick",
    "et",
    "pri",
    "ze",
    "mo",
    "le",
    "sea",
    "win",
)
_PROTECTED: Final = 500


def write_records(root: Path, count: int, prefix: str = "") -> tuple[Path, ...]:
    """Write the minimal instance with `count` more records and 500 protected accounts; return the records' files.

    All their ids begin with `prefix`.
    """
    chosen = random.Random(_SEED)  # noqa: S311 - the same records every time, no secrets
    write_instance(root, files={"lists/protected/many.yaml": _protected(chosen)})
    files = []
    ids = {prefix + "".join(chosen.choices(_LETTERS, k=12 - len(prefix))) for _ in range(count)}
    for number, record_id in enumerate(sorted(ids)):
        path = root / "lists" / "harbour" / "twitter" / record_id[:2] / f"{record_id}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_record(chosen, number, record_id), encoding="utf-8")
        files.append(path)
    return tuple(files)


def _name(chosen: random.Random, number: int) -> str:
    return f"{''.join(chosen.choices(_SYLLABLES, k=3))[:9]}_{number:05}"


def _protected(chosen: random.Random) -> str:
    names = [f"o_{_name(chosen, number)[:12]}" for number in range(_PROTECTED)]
    accounts = (
        f"  - {{id: office-{number}, platform: twitter, handle: {name}, name: Office {number}}}\n"
        for number, name in enumerate(names)
    )
    return f"title: Offices\naccounts:\n{''.join(accounts)}"


@cache
def _context() -> str:
    """Return the context of every record, as `fmt` writes it: they all refer to the same entries."""
    made = completed(
        {
            "id": "0" * 12,
            "categories": ["fraud", "impersonation"],
            "sources": ["ferry-report"],
            "affiliations": ["ticket-desk"],
        }
    )
    return emit(FileKind.RECORD, {"context": made["context"]}).decode()


def _record(chosen: random.Random, number: int, record_id: str) -> str:
    return f"""\
id: {record_id}
salt: {salt_of(record_id)}
handle: {_name(chosen, number)}
platform: twitter
account_id: "{9 * 10**17 + 10**6 + number}"
categories: [fraud, impersonation]
summary: >-
  Sold tickets for ferry number {chosen.randrange(900)}, which does not run,
  and posed as the company that would run it.
submitted_by: [contributor-a, contributor-b]
sources: [ferry-report]
affiliations: [ticket-desk]
{_context()}basis:
  - kind: research
    source: ferry-report
    note: Table {chosen.randrange(90)}.
evidence:
  - id: e1
    kind: report
    sensitivity: none
    url: https://news.example/ferry-report/{number}
    archived: https://archive.example/2026/ferry-report/{number}
    captured: 2026-01-10
    published: 2026-01-09
    shows: [fraud]
    summary: The article describes the account, quotes its offers and names buyers' complaints.
  - id: e2
    kind: profile
    sensitivity: none
    archived: https://archive.example/2026/profiles/{number}
    sha256: {chosen.randbytes(32).hex()}
    captured: 2026-01-11
    summary: The profile shows the company's emblem.
profile:
  created: 2025-0{chosen.randrange(1, 10)}-1{chosen.randrange(10)}
  languages:
    - code: en
      inferred: content
observations:
  - date: 2026-01-10
    state: active
    followers: {chosen.randrange(200_000)}
    evidence: e1
  - date: 2026-02-10
    state: suspended
"""


def write_reviews(root: Path, files: Iterable[Path], *, day: str = "2026-05-01") -> None:
    """Write two reviewers' reviews of the records in `files`, whose digests are made up: only their size counts."""
    by_shard: dict[Path, list[str]] = {}
    for file in sorted(files):
        for reviewer in ("reviewer-a", "reviewer-b"):
            folder = root / "lists" / "harbour" / "reviews" / reviewer
            by_shard.setdefault(folder / f"{file.stem[:2]}.yaml", []).append(
                f"{file.stem}:\n  - claim: {hashlib.sha256(file.stem.encode()).hexdigest()}\n"
                f"    date: {day}\n    verdict: confirm\n    number: 1\n"
                f"    signature: |\n{_SIGNATURE}"
            )
    for shard, reviews in by_shard.items():
        shard.parent.mkdir(parents=True, exist_ok=True)
        shard.write_text("".join(reviews), encoding="utf-8")


_SIGNATURE: Final = "\n".join(
    ("      -----BEGIN SSH SIGNATURE-----", *["      " + "A" * 70] * 4, "      -----END SSH SIGNATURE-----\n")
)
