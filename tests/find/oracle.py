"""What the browser must answer, said again over flat sorted lists: no tree, no leaves, no files.

Written apart from `assets/js/index/`, from the description in `docs/reference/find.md`. One edit is measured by
rapidfuzz, parts are looked for in the text itself.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from rapidfuzz.distance import OSA

from site_builder.find.index_tree import KINDS, SOUGHT, entries, sought_keys, tails
from site_builder.handles import fold, parse_profile, search_key, undotted
from site_builder.handles.fold import nfkc_casefold
from site_builder.handles.lookalike import spaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from site_builder.catalog.model import Catalog
    from site_builder.find.index_tree import IndexEntry
    from site_builder.handles import Platform, Platforms

MOST: Final = 10
_ORDER: Final = ("listed", "cleared", "previous", "name", "lookalike", "near", "prefix", "inside")


@dataclass(frozen=True)
class Wanted:
    """A query, read."""

    text: str
    kind: str
    word: str = ""
    url: bool = False
    platform: str | None = None
    handle: str | None = None
    account_id: str | None = None
    keys: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


@dataclass
class Oracle:
    """Answers queries about a catalog."""

    platforms: Platforms
    rows: Sequence[IndexEntry]
    tails: Sequence[str]
    keys: Sequence[str] = field(init=False)

    @classmethod
    def of(cls, catalog: Catalog) -> Oracle:
        """Return the oracle of everything public in a catalog."""
        ordered = entries(catalog)
        return cls(catalog.platforms, ordered, tails(sought_keys(ordered)))

    def __post_init__(self) -> None:
        self.keys = [row.key for row in self.rows]

    def answer(self, text: str) -> dict[str, Any]:
        """Return verdict, hits as [how, kind, record, text], and whether there are more."""
        wanted = self.read(text)
        found = self._exact(wanted)
        verdict = _verdict(wanted, found)
        if wanted.partial and not (wanted.url and verdict == "listed"):
            steps = (self._prefix,) if verdict == "listed" else (self._near, self._prefix, self._inside)
            for step in (self._alike, *steps):
                if len({row.id for _, row in found}) >= MOST:
                    break
                found += step(wanted)
        best: dict[str, tuple[str, IndexEntry]] = {}
        for how, row in sorted(found, key=lambda item: (_ORDER.index(item[0]), item[1])):
            best.setdefault(row.id, (how, row))
        hits = [[how, KINDS[row.kind], row.id, row.text] for how, row in best.values()]
        return {"verdict": _verdict(wanted, found), "hits": hits[:MOST], "more": len(hits) > MOST}

    def read(self, text: str) -> Wanted:
        """Return what a text asks for."""
        trimmed = spaced(text)
        word = (trimmed[5:] if trimmed[:5].lower() == "acct:" else trimmed).removeprefix("@")
        if not search_key(word):
            return Wanted(text, "empty")
        url = "/" in trimmed and " " not in trimmed
        parsed = parse_profile(self.platforms, trimmed)
        if url and parsed is None:
            return Wanted(text, "address", trimmed, url=True, account_id=trimmed, keys=(search_key(trimmed),))
        if url and parsed is not None and parsed.platform is not None:
            return self._profile(text, trimmed, parsed.platform, parsed.handle, parsed.account_id)
        forms = (word, *(fold(platform, word) for platform in self.platforms))
        partial = tuple(dict.fromkeys(map(search_key, forms)))
        kind = "name" if parsed is None else "word" if parsed.platform is None else "account"
        return Wanted(
            text,
            kind,
            word,
            platform=None if parsed is None else parsed.platform,
            handle=None if parsed is None else word,
            account_id=word,
            keys=partial,
            partial=partial,
            alike=() if undotted(word) in partial else (undotted(word),),
        )

    def _profile(
        self, text: str, trimmed: str, platform: str, handle: str | None, account_id: str | None
    ) -> Wanted:
        if handle is None:
            by_id = (search_key(account_id or ""),)
            return Wanted(text, "account", "", True, platform, None, account_id, by_id)  # noqa: FBT003 - as named
        partial = (search_key(fold(self.platforms[platform], handle)),)
        alike = () if undotted(handle) in partial else (undotted(handle),)
        return Wanted(text, "account", handle, True, platform, handle, trimmed, partial, partial, alike)  # noqa: FBT003 - as named

    def _at(self, key: str) -> Iterator[IndexEntry]:
        at = bisect_left(self.keys, key)
        while at < len(self.rows) and self.rows[at].key == key:
            yield self.rows[at]
            at += 1

    def _exact(self, wanted: Wanted) -> list[tuple[str, IndexEntry]]:
        found = self._classified(wanted, wanted.keys)
        whole = wanted.account_id
        if not wanted.url or wanted.kind == "address" or found or whole is None or "/" not in whole:
            return found
        return self._classified(wanted, (search_key(whole),))

    def _classified(self, wanted: Wanted, keys: Iterable[str]) -> list[tuple[str, IndexEntry]]:
        rows = [row for key in keys for row in self._at(key)]
        return [(how, row) for row in rows if (how := self._how(wanted, row)) is not None]

    def _how(self, wanted: Wanted, row: IndexEntry) -> str | None:
        kind = KINDS[row.kind]
        here = wanted.platform is None or not wanted.url or wanted.platform == row.platform
        if kind == "account_id":
            return "listed" if here and row.text == wanted.account_id else None
        if kind == "name":
            if wanted.url:
                return None
            same = nfkc_casefold(spaced(wanted.text)) == nfkc_casefold(spaced(row.text))
            return "name" if same else "lookalike"
        if wanted.url and wanted.handle is None:
            return None
        same = here and _same(self.platforms[row.platform], wanted.word, row.text)
        if kind == "cleared":
            return "cleared" if same else None
        if not same:
            return "lookalike"
        return "listed" if kind == "handle" else "previous"

    def _alike(self, wanted: Wanted) -> list[tuple[str, IndexEntry]]:
        return self._classified(wanted, wanted.alike)

    def _sought(self, wanted: Wanted, rows: Iterable[IndexEntry], how: str) -> list[tuple[str, IndexEntry]]:
        return [
            (how, row)
            for row in rows
            if KINDS[row.kind] in SOUGHT and not (wanted.url and KINDS[row.kind] == "name")
        ]

    def _beginning(self, texts: Sequence[str], prefix: str, most: int) -> range:
        first = bisect_left(texts, prefix)
        end = first
        while end < len(texts) and end - first < most and texts[end].startswith(prefix):
            end += 1
        return range(first, end)

    def _prefix(self, wanted: Wanted) -> list[tuple[str, IndexEntry]]:
        rows = [self.rows[at] for key in wanted.partial for at in self._beginning(self.keys, key, 200)]
        return self._sought(wanted, rows, "prefix")

    def _near(self, wanted: Wanted) -> list[tuple[str, IndexEntry]]:
        found = set()
        for key in wanted.partial:
            letters = key.replace("rn", "m")
            if len(letters) < 4:
                continue
            head, tail, swapped = _halves(letters)
            rows = [self.rows[at] for at in self._beginning(self.keys, head, 2048)]
            near = [row.key for row in (*rows, *self._at(swapped)) if KINDS[row.kind] != "account_id"]
            near += [_whole(self.tails[at]) for at in self._beginning(self.tails, f"{tail}\n", 2048)]
            found |= {other for other in near if other not in wanted.partial and _near(other, key)}
        rows = [row for key in sorted(found)[:MOST] for row in self._at(key)]
        return self._sought(wanted, rows, "near")

    def _inside(self, wanted: Wanted) -> list[tuple[str, IndexEntry]]:
        found = set()
        for part in wanted.partial:
            if len(part) < 3:
                continue
            for prefix in (part, part[1:]):
                keys = [_whole(self.tails[at]) for at in self._beginning(self.tails, prefix, 512)]
                found |= {key for key in keys if part in key and not key.startswith(part)}
        rows = [row for key in sorted(found)[:MOST] for row in self._at(key)]
        return self._sought(wanted, rows, "inside")


def _verdict(wanted: Wanted, found: Iterable[tuple[str, IndexEntry]]) -> str:
    hows = {how for how, _ in found}
    for verdict in ("listed", "cleared", "previous"):
        if verdict in hows:
            return verdict
    return {"empty": "empty", "address": "unreadable"}.get(wanted.kind, "not-listed")


def _same(platform: Platform, typed: str, published: str) -> bool:
    folded = fold(platform, published)
    if fold(platform, typed) == folded:
        return True
    caseless = {"lower", "nfkc-casefold"} & set(platform.fold_steps)
    return bool(caseless) and fold(platform, nfkc_casefold(typed)) == folded


def _near(first: str, second: str) -> bool:
    pairs = ((first, second), (first.replace("rn", "m"), second.replace("rn", "m")))
    return any(OSA.distance(*pair) <= 1 for pair in pairs)


def _halves(letters: str) -> tuple[str, str, str]:
    def expanded(text: str) -> str:
        return text.replace("m", "rn")

    middle = len(letters) // 2
    borders = (middle, middle + 1, middle - 1, middle + 2, middle - 2)
    even = (at for at in borders if 0 < at < len(letters) and len(expanded(letters[at:])) % 2 == 0)
    at = next(even, middle)
    swapped = letters[: at - 1] + letters[at] + letters[at - 1] + letters[at + 1 :]
    return expanded(letters[:at]), expanded(letters[at:]), expanded(swapped)


def _whole(text: str) -> str:
    tail, _, head = text.partition("\n")
    return head + tail
