"""What the browser must answer, said again over flat sorted lists: no tree, no leaves, no files.

Written apart from `assets/js/index/`, from the description in `docs/reference/find.md`. One edit is measured by
rapidfuzz, parts are looked for in the text itself.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from rapidfuzz.distance import OSA

from site_builder import handles
from site_builder.find.index_tree import (
    KINDS,
    SOUGHT,
    IndexEntry,
    entries,
    protected_entries,
    sought_keys,
    tails,
)
from site_builder.handles import fold, undotted
from site_builder.handles.fold import nfkc_casefold
from site_builder.handles.lookalike import spaced
from site_builder.handles.reader import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from site_builder.catalog.model import Catalog
    from site_builder.handles import Platform, Platforms, Reading

    Found = list[tuple[str, IndexEntry]]

MOST: Final = 10
SITE: Final = "https://site.example/"
_ORDER: Final = (
    *("listed", "cleared", "previous", "record", "removed", "name", "lookalike", "near", "prefix", "inside"),
)
_KINDS: Final = (*KINDS, "record")
_JOINED: Final = ("_", " ", "_", "", ".", "-")

search_key = cache(handles.search_key)  # platforms fold most texts alike


@dataclass(frozen=True)
class Wanted:
    """A reading, and how to look for it."""

    reading: Reading
    word: str
    account_id: str | None
    keys: tuple[str, ...]
    partial: tuple[str, ...]
    alike: tuple[str, ...] = ()

    @property
    def platform(self) -> str | None:
        return self.reading.platform


@dataclass
class Oracle:
    """Answers queries about a catalog."""

    platforms: Platforms
    rows: Sequence[IndexEntry]
    tails: Sequence[str]
    numbers: Mapping[str, Found]
    protected: Sequence[IndexEntry] = ()
    keys: Sequence[str] = field(init=False)

    @classmethod
    def of(cls, catalog: Catalog) -> Oracle:
        """Return the oracle of everything public in a catalog."""
        ordered = entries(catalog)
        rows: list[Any] = [record.row for public in catalog.lists for record in public.records]
        rows += [item.row for public in catalog.lists for item in public.removed]
        numbers = {row["id"]: _numbered(row) for row in rows}
        parts = tails(sought_keys(ordered))
        return cls(catalog.platforms, ordered, parts, numbers, protected_entries(catalog))

    def __post_init__(self) -> None:
        self.keys = [row.key for row in self.rows]

    def answer(self, text: str) -> dict[str, Any]:
        """Return verdict, hits as [how, kind, record, text], whether there are more, and what each place protects."""
        places = self._places(text)
        found = [self._exact(readings) for readings in places]
        verdict = _gravest(places, found)
        if len(places) == 1 and not _kept(found[0]):
            [readings], [hits] = places, found
            wanted = self._wanted(readings)
            if wanted and not (wanted[0].platform and verdict == "listed"):
                steps = (self._prefix,) if verdict == "listed" else (self._near, self._prefix, self._inside)
                for step in (self._alike, *steps):
                    if len({row.id for _, row in hits}) >= MOST:
                        break
                    hits += [item for one in wanted for item in step(one)]
        best = _best([item for hits in found for item in _beside(hits)])
        shown = [[how, _KINDS[row.kind], row.id, row.text] for how, row in best]
        return {
            "verdict": _gravest(places, found),
            "hits": shown[:MOST],
            "more": len(shown) > MOST,
            "kept": [sorted(_kept(hits).items()) for hits in found],
        }

    def _places(self, text: str) -> list[list[Reading]]:
        places: dict[tuple[int, int], list[Reading]] = {}
        for reading in read_text(self.platforms, text, SITE):
            places.setdefault((reading.start, reading.end), []).append(reading)
        return list(places.values())

    def _wanted(self, readings: Iterable[Reading]) -> list[Wanted]:
        return [wanted for reading in readings if (wanted := self._one(reading)) is not None]

    def _one(self, reading: Reading) -> Wanted | None:
        """Return how a reading is looked for."""
        if reading.kind == "record":
            return None
        if reading.kind == "name":
            name = spaced(reading.value or "")
            keys = _distinct(search_key(name.replace(" ", joined)) for joined in _JOINED)
            return _full(reading, name, None, keys)
        if reading.reason in {"no-handle", "no-server"} and reading.value:
            return _full(reading, reading.value, None, _distinct([search_key(reading.value)]))
        if reading.handle is None:
            whole = reading.account_id or reading.value
            return None if whole is None else Wanted(reading, "", whole, (search_key(whole),), ())
        handle = reading.handle
        if reading.platform is not None:
            forms = [fold(self.platforms[reading.platform], handle)]
        else:
            forms = [handle, *(fold(platform, handle) for platform in self.platforms)]
        otherwise = handle if reading.platform is None else reading.value
        return _full(reading, handle, reading.account_id or otherwise, _distinct(map(search_key, forms)))

    def _at(self, key: str) -> Iterator[IndexEntry]:
        at = bisect_left(self.keys, key)
        while at < len(self.rows) and self.rows[at].key == key:
            yield self.rows[at]
            at += 1

    def _exact(self, readings: list[Reading]) -> Found:
        found: Found = []
        for wanted in self._wanted(readings):
            found += self._equal(wanted)
            # Of protected accounts only the equal ones count.
            equal = [row for how, row in self._equal(wanted, self.protected) if how == "listed"]
            found += [("protected", row) for row in equal]
        numbers = [] if any(how in {"listed", "protected"} for how, _ in found) else readings
        numbers = [reading for reading in numbers if reading.kind == "record"]
        return found + [item for reading in numbers for item in self.numbers.get(reading.value or "", ())]

    def _equal(self, wanted: Wanted, among: Sequence[IndexEntry] | None = None) -> Found:
        found = self._classified(wanted, wanted.keys, among)
        if wanted.word and "/" in (wanted.account_id or "") and not any(how == "listed" for how, _ in found):
            found += self._classified(wanted, (search_key(wanted.account_id or ""),), among)
        return found

    def _classified(
        self, wanted: Wanted, keys: Iterable[str], among: Sequence[IndexEntry] | None = None
    ) -> Found:
        found = ((key, row) for key in keys for row in (self._at(key) if among is None else among))
        rows = [row for key, row in found if row.key == key]
        return [(how, row) for row in rows if (how := self._how(wanted, row)) is not None]

    def _how(self, wanted: Wanted, row: IndexEntry) -> str | None:
        kind = KINDS[row.kind]
        here = wanted.platform in {None, row.platform}
        if kind == "account_id":
            return "listed" if here and row.text == wanted.account_id else None
        if kind == "cleared_id":
            return "cleared" if here and row.text == wanted.account_id else None
        named = kind in {"name", "operation"}
        if not wanted.word or (named and wanted.platform is not None):
            return None
        if named:
            same = nfkc_casefold(spaced(wanted.word)) == nfkc_casefold(spaced(row.text))
            return "name" if same else "lookalike" if kind == "name" else None
        account = wanted.reading.kind == "account"
        same = account and here and _same(self.platforms[row.platform], wanted.word, row.text)
        if kind == "cleared":
            return "cleared" if same else None
        if not same:
            return "lookalike"
        return "listed" if kind == "handle" else "previous"

    def _alike(self, wanted: Wanted) -> Found:
        return self._classified(wanted, wanted.alike)

    def _sought(self, wanted: Wanted, rows: Iterable[IndexEntry], how: str) -> Found:
        return [
            (how, row)
            for row in rows
            if KINDS[row.kind] in SOUGHT and not (wanted.platform is not None and KINDS[row.kind] == "name")
        ]

    def _beginning(self, texts: Sequence[str], prefix: str, most: int) -> range:
        first = bisect_left(texts, prefix)
        end = first
        while end < len(texts) and end - first < most and texts[end].startswith(prefix):
            end += 1
        return range(first, end)

    def _prefix(self, wanted: Wanted) -> Found:
        rows = [self.rows[at] for key in wanted.partial for at in self._beginning(self.keys, key, 200)]
        return self._sought(wanted, rows, "prefix")

    def _near(self, wanted: Wanted) -> Found:
        found = set()
        for key in wanted.partial:
            letters = key.replace("rn", "m")
            if len(letters) < 4:
                continue
            head, tail, swapped = _halves(letters)
            rows = [self.rows[at] for at in self._beginning(self.keys, head, 2048)]
            near = [
                row.key
                for row in (*rows, *self._at(swapped))
                if KINDS[row.kind] not in {"account_id", "cleared_id"}
            ]
            near += [_whole(self.tails[at]) for at in self._beginning(self.tails, f"{tail}\n", 2048)]
            found |= {other for other in near if other not in wanted.partial and _near(other, key)}
        rows = [row for key in sorted(found)[:MOST] for row in self._at(key)]
        return self._sought(wanted, rows, "near")

    def _inside(self, wanted: Wanted) -> Found:
        found = set()
        for part in wanted.partial:
            if len(part) < 3:
                continue
            for prefix in (part, part[1:]):
                keys = [_whole(self.tails[at]) for at in self._beginning(self.tails, prefix, 512)]
                found |= {key for key in keys if part in key and not key.startswith(part)}
        rows = [row for key in sorted(found)[:MOST] for row in self._at(key)]
        return self._sought(wanted, rows, "inside")


def _numbered(row: Mapping[str, Any]) -> Found:
    removed = row.get("removed")
    since = (removed or row["confirms"]["first"])[:10]
    handle = row.get("handle", "")
    text = handle or row.get("account_id", "")
    entry = IndexEntry(
        *(row["id"], _KINDS.index("record"), row.get("platform", ""), row["list"], row["id"], text, handle),
        *(row["state"], since),
    )
    return [("removed" if removed else "record", entry)]


def _full(reading: Reading, word: str, account_id: str | None, keys: tuple[str, ...]) -> Wanted:
    alike = undotted(word)
    return Wanted(
        reading, word, account_id, keys, keys, (alike,) if alike and keys and alike not in keys else ()
    )


def _distinct(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in keys if key))


def _kept(found: Found) -> dict[str, list[str]]:
    """Return the protected accounts that are not listed: kind and text of the first by platform."""
    listed = {row.platform for how, row in found if how == "listed"}
    kept: dict[str, list[str]] = {}
    for how, row in found:
        if how == "protected" and row.platform not in listed:
            kept.setdefault(row.platform, [_KINDS[row.kind], row.text])
    return kept


def _beside(found: Found) -> Found:
    """Return what is said beside the protected accounts of a place: nothing that is like them."""
    kept = _kept(found)
    return [
        (how, row)
        for how, row in found
        if how != "protected"
        and (not kept or how in {"listed", "cleared"} or (how == "previous" and row.platform not in kept))
    ]


def _best(found: Found) -> Found:
    best: dict[str, tuple[str, IndexEntry]] = {}
    for how, row in sorted(found, key=lambda item: (_ORDER.index(item[0]), item[1])):
        best.setdefault(row.id, (how, row))
    return list(best.values())


def _gravest(places: list[list[Reading]], found: list[Found]) -> str:
    verdicts = {_verdict(readings, hits) for readings, hits in zip(places, found, strict=True)}
    order = (*_ORDER[:6], "unreadable", "protected", "not-listed")
    return next((verdict for verdict in order if verdict in verdicts), "empty")


def _verdict(readings: list[Reading], found: Found) -> str:
    hits, fine = _best(_beside(found)), "protected" if _kept(found) else "not-listed"
    account = any(reading.kind == "account" for reading in readings)
    hows = {how for how, row in hits if how != "name" or not account or _KINDS[row.kind] == "operation"}
    certain = next((how for how in _ORDER[:6] if how in hows), None)
    damaged = any(reading.kind == "unreadable" for reading in readings)
    return certain or (fine if account and not damaged else "unreadable")


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
