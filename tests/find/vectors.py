"""Queries by the thousand and what the browser must answer: `python -m tests.find.vectors` writes the file again.

The queries are made from the accounts of the corpus and from nothing: as they are, in other letters, as addresses,
cut, with a mistake, and invented. The answers are the oracle's.
"""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from site_builder.handles import fold, profile_url, search_key
from tests.find.corpus import corpus
from tests.find.oracle import Oracle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from site_builder.catalog.model import Catalog
    from site_builder.handles import Platforms
    from site_builder.model import JsonObject

FILE: Final = Path(__file__).resolve().parents[1] / "data" / "find_vectors.ndjson"
RECORDS: Final = 3000
QUERIES: Final = 5_000
_SHOWN: Final = 3
_PLANES: Final = (0, 1, 2, 14)
"""The planes of Unicode of which the table says anything."""
_ALIKE: Final = str.maketrans(
    {
        "a": "\u0430",
        "e": "\u0435",
        "o": "\u03bf",
        "p": "\u0440",
        "c": "\u0441",
        "i": "\u0456",
        "l": "1",
        "0": "O",
    }
)
_WIDE: Final = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
_ODD: Final = (
    "",
    " ",
    "@",
    "acct:",
    "@@",
    "/",
    "https://",
    "https://x.example/nobody",
    "\u202e\u200b",
    "\U0001f600",
    "a" * 3000,
    "%00",
    "https://twitter.com/%E0%A4%A",
    "\u0130\u0131",
    "\u1112\u1161\u11ab",
    "rn",
    "m",
    "\u0645\u0631\u062d\u0628\u0627",
)


def world() -> Catalog:
    """Return the catalog that the vectors speak of."""
    return corpus(RECORDS).catalog()


def queries(catalog: Catalog) -> Iterator[str]:
    """Yield the queries, always the same."""
    chosen = random.Random(20260302)  # noqa: S311 - the same queries every time, no secrets
    rows: list[Any] = [record.row for public in catalog.lists for record in public.records]
    rows += [item.row for public in catalog.lists for item in public.removed]
    yield from _ODD
    for _ in range(QUERIES - len(_ODD)):
        yield _query(chosen, chosen.choice(rows), catalog.platforms)


def vectors(catalog: Catalog) -> Iterator[list[Any]]:
    """Yield each query with its search key, a digest of how platforms fold it, and the answer to it.

    Of the answer: the verdict, whether there is more, the best hits, and a digest of all of them.
    """
    oracle = Oracle.of(catalog)
    for query in queries(catalog):
        answer = oracle.answer(query)
        hits = [f"{how} {kind} {record}" for how, kind, record, _ in answer["hits"]]
        folded = [fold(platform, query) for platform in catalog.platforms]
        answered = [answer["verdict"], answer["more"], hits[:_SHOWN], digest(hits)]
        yield [query, search_key(query), digest(folded), *answered]


def code_points() -> Iterator[str]:
    """Yield a digest of the search keys of the characters of each plane, `a` before and `b` after each."""
    for plane in _PLANES:
        points = (point for point in range(plane << 16, plane + 1 << 16) if not 0xD800 <= point < 0xE000)
        yield digest([search_key(f"a{chr(point)}b") for point in points])


def digest(texts: list[str]) -> str:
    """Return eight hex digits that stand for texts in their order."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:8]


def lines() -> str:
    """Return the file: the planes of Unicode, then a line for each query."""
    made = [list(code_points()), *vectors(world())]
    return "".join(f"{json.dumps(item, ensure_ascii=False, separators=(',', ':'))}\n" for item in made)


def _query(chosen: random.Random, row: JsonObject, platforms: Platforms) -> str:
    texts = [row.get("handle") or row["account_id"]] * 4 + [
        item["handle"] for item in row.get("previous_handles", ())
    ]
    texts += [value for value in (row.get("account_id"), row.get("profile", {}).get("display_name")) if value]
    text: str = chosen.choice(texts)
    match chosen.randrange(16):
        case 0 | 1:
            return _address(chosen, row, platforms) or text
        case 2:
            return "".join(chosen.choices("abcdefghijklmnoprstuvz0123456789_.", k=chosen.randrange(1, 16)))
        case 3 | 4 | 5 | 6 | 7 | 8:
            return chosen.choice(_SPELLINGS)(text)
    return _broken(chosen, text)


_SPELLINGS: Final[tuple[Callable[[str], str], ...]] = (
    str,
    lambda text: f"@{text.upper()}",
    lambda text: f"  {text.lower()} ",
    lambda text: text.translate(_WIDE),
    lambda text: text.translate(_ALIKE),
)


def _broken(chosen: random.Random, text: str) -> str:
    """Return a part of a text, or the text with one mistake."""
    at, other = chosen.randrange(len(text)), chosen.randrange(len(text))
    letter = chosen.choice("abcxyz_.7\u0436\u0645")
    return chosen.choice(
        (
            text[: at + 1],
            text[min(at, other) : max(at, other) + 1],
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + letter + text[at + 1 :],
            text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
            "".join(chosen.sample(text, len(text))),
        )
    )


def _address(chosen: random.Random, row: JsonObject, platforms: Platforms) -> str | None:
    platform = platforms[row["platform"]]
    by_id = chosen.random() < 1 / 3
    url = profile_url(platform, None if by_id else row.get("handle"), row.get("account_id"))
    if url is None:
        return None
    bare = url.removeprefix("https://")
    host, _, path = bare.partition("/")
    forms = (
        url,
        bare,
        f"http://{bare}/",
        f"{url}?utm_source=x#top",
        f"https://{host.upper()}/{path}",
        f"//{bare}",
    )
    return chosen.choice(forms)


def main() -> None:
    """Write the file again."""
    FILE.write_text(lines(), encoding="utf-8")


if __name__ == "__main__":
    main()
