"""A world that publishes which accounts it protects, hostile ones among them, and what the browser must answer."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from site_builder.find import search_trees
from site_builder.handles import fold, profile_url
from tests.find.corpus import corpus
from tests.find.oracle import Oracle
from tests.find.sites import index_files, write
from tests.find.vectors import queries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from site_builder.catalog.model import Catalog
    from site_builder.handles import Platforms

RECORDS: Final = 1000
OTHERS: Final = 500
"""Queries that are about listed accounts, or nobody."""


def protected_world() -> Catalog:
    """Return a catalog with protected accounts of every kind: see `_accounts`."""
    made = corpus(RECORDS)
    chance = random.Random(20261130)  # noqa: S311 - the same accounts every time, no secrets
    catalog = made.catalog(made.rows[RECORDS // 10 :])
    accounts = {*_accounts(made.rows, chance, catalog.platforms), *_cleared(made.cleared)}
    return replace(catalog, protected=tuple(sorted(accounts)))


def _accounts(rows: Any, chance: random.Random, platforms: Platforms) -> Iterator[tuple[str, str, str]]:
    """Yield accounts that are not listed, that look like a listed one, had its handle, or share it elsewhere."""
    rows = [row for row in rows if "handle" in row]
    for row in rows[: RECORDS // 20]:
        yield (row["platform"], row["handle"], row.get("account_id", ""))
    for row in rows[RECORDS // 10 :: 3]:
        platform, other = platforms[row["platform"]], chance.choice(list(platforms))
        for handle in (item["handle"] for item in row.get("previous_handles", ())):
            where = chance.choice((platform, other, platforms["telegram"]))
            if where.valid_handle(handle):
                yield (where.id, handle, "")
        near = row["handle"][:-1] + chance.choice("abc1_")
        if platform.valid_handle(near) and chance.random() < 1 / 4:
            yield (platform.id, near, "")
        if other.valid_handle(row["handle"]) and chance.random() < 1 / 4:
            # Perhaps on its own, where it is listed: no valid tree has that, and listed it stays.
            yield (other.id, row["handle"], "")
        name = row.get("profile", {}).get("display_name", "").replace(" ", "_")
        if platform.valid_handle(name):
            yield (platform.id, name, "")


def _cleared(rows: Any) -> Iterator[tuple[str, str, str]]:
    return ((row["platform"], row["handle"], "") for row in rows if "handle" in row)


def protected_texts(catalog: Catalog) -> Iterator[str]:
    """Yield texts that name protected accounts exactly or nearly, and others."""
    chance = random.Random(20261201)  # noqa: S311 - the same texts every time, no secrets
    for platform_id, handle, account_id in catalog.protected:
        platform = catalog.platforms[platform_id]
        address = profile_url(platform, handle, None) or handle
        yield from (handle, f"@{handle}", f"{platform_id}: {handle}", address, fold(platform, handle))
        yield chance.choice(
            (handle[:-1], f"{handle}x", handle.upper(), f"“{handle}”, gone", f"{handle} and more")
        )
        if account_id:
            yield from (account_id, f"{address} {account_id}", account_id[:-1])
    yield from islice(queries(catalog), OTHERS)


def protected_answers(catalog: Catalog) -> Iterator[list[Any]]:
    """Yield each text with verdict, hits, whether there are more, and what each place protects."""
    oracle = Oracle.of(catalog)
    for text in protected_texts(catalog):
        answer = oracle.answer(text)
        hits = [f"{how} {kind} {record}" for how, kind, record, _ in answer["hits"]]
        yield [text, answer["verdict"], hits, answer["more"], answer["kept"]]


def protected_site(folder: Path) -> Path:
    """Write the index of that world into a folder, and `answers.json`."""
    catalog = protected_world()
    write(folder, index_files(catalog, search_trees(catalog)))
    (folder / "answers.json").write_text(json.dumps(list(protected_answers(catalog))))
    return folder
