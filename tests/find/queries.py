"""Queries as people type them, each with the record that it is for: `python -m tests.find.queries` writes them again.

Twenty of each kind, from the first 12,000 accounts of the corpus, which are in every larger one, and twenty of each
kind that must not be called listed.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Final

from site_builder.handles import profile_url
from tests.find.corpus import corpus, platforms
from tests.find.sites import LARGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from site_builder.model import JsonObject

    _Make = Callable[[JsonObject, random.Random], str | None]

FILE: Final = Path(__file__).resolve().parents[1] / "data" / "find_queries.json"
EACH: Final = 20
_CYRILLIC: Final = str.maketrans({"a": "\u0430", "e": "\u0435", "o": "\u043e", "p": "\u0440", "c": "\u0441"})
_GREEK: Final = str.maketrans({"o": "\u03bf", "v": "\u03bd", "i": "\u03b9", "a": "\u03b1"})
_WIDE: Final = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
_LONG: Final = 7


def _handle(row: JsonObject) -> str | None:
    """Return the handle where it is one that people mistype: long enough, in ASCII."""
    handle: str = row.get("handle", "")
    return handle if len(handle) >= _LONG and handle.isascii() else None


def _spelled(change: Callable[[str, int, random.Random], str]) -> _Make:
    def made(row: JsonObject, chosen: random.Random) -> str | None:
        handle = _handle(row)
        return None if handle is None else change(handle, chosen.randrange(len(handle) - 1), chosen)

    return made


def _url(form: Callable[[str], str]) -> _Make:
    def made(row: JsonObject, _chosen: random.Random) -> str | None:
        url = profile_url(platforms()[row["platform"]], row.get("handle"), None)
        return None if url is None else form(url)

    return made


def _name(row: JsonObject, *, arabic: bool) -> str | None:
    name: str | None = row.get("profile", {}).get("display_name")
    return name if name is not None and ("\u0627" in name) == arabic else None


_KINDS: Final[Mapping[str, _Make]] = {
    "as it is": lambda row, _: row.get("handle"),
    "other case": _spelled(lambda text, _at, _: text.swapcase()),
    "with @": _spelled(lambda text, _at, _: f"@{text}"),
    "address": _url(str),
    "address with more": _url(lambda url: f"{url}?utm_source=x&lang=en#top"),
    "address without scheme": _url(lambda url: url.removeprefix("https://")),
    "account id": lambda row, _: row.get("account_id"),
    "earlier handle": lambda row, _: next((item["handle"] for item in row.get("previous_handles", ())), None),
    "full-width": _spelled(lambda text, _at, _: text.translate(_WIDE)),
    "display name": lambda row, _: _name(row, arabic=False),
    "Arabic display name": lambda row, _: _name(row, arabic=True),
    "Cyrillic letters": _spelled(lambda text, _at, _: text.translate(_CYRILLIC)),
    "Greek letters": _spelled(lambda text, _at, _: text.translate(_GREEK)),
    "beginning": _spelled(lambda text, _at, _: text[:-1]),
    "middle": _spelled(lambda text, _at, _: text[1:-1]),
    "one wrong": _spelled(
        lambda text, at, _: f"{text[:at]}{'x' if text[at] != 'x' else 'y'}{text[at + 1 :]}"
    ),
    "one missing": _spelled(lambda text, at, _: text[:at] + text[at + 1 :]),
    "one doubled": _spelled(lambda text, at, _: text[: at + 1] + text[at:]),
    "two swapped": _spelled(lambda text, at, _: text[:at] + text[at + 1] + text[at] + text[at + 2 :]),
}
_ABSENT: Final[Mapping[str, _Make]] = {
    "nobody": lambda _row, chosen: "".join(chosen.choices("bdfgklrstvz", k=11)),
    "another platform": lambda row, _: (
        f"https://www.tiktok.com/@{row['handle'].lower()}"
        if row["platform"] == "twitter" and "handle" in row
        else None
    ),
    "another id": lambda _row, chosen: str(chosen.randrange(10**14, 10**15)),
}


def queries() -> Iterator[dict[str, str | None]]:
    """Yield kind, query, and the record that it is for; None where there is none."""
    chosen = random.Random(20260303)  # noqa: S311 - the same queries every time, no secrets
    rows = corpus(LARGE).rows
    for kinds, there in ((_KINDS, True), (_ABSENT, False)):
        for kind, make in kinds.items():
            found = 0
            while found < EACH:
                row = chosen.choice(rows)
                query = make(row, chosen)
                if query is not None:
                    yield {"kind": kind, "query": query, "record": row["id"] if there else None}
                    found += 1


def main() -> None:
    """Write the file again."""
    text = ",\n".join(json.dumps(item, ensure_ascii=False) for item in queries())
    FILE.write_text(f"[\n{text}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
