"""Look-alikes: in what one account could be taken for another on the same platform, keys to find that by, search keys.

Two handles share a key if they can be mistaken for each other (UTS 39 skeletons).
A skeleton alone does not do for handles, because case does not count on most platforms and its owner decides
how a handle is shown: `PauI` and `paul` are alike, and so are `Maria` and `rnaria`. So both the handle and
its folded form are reduced, skeleton and folding in turn, until nothing changes.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Final, Self

from rapidfuzz.distance import DamerauLevenshtein

from site_builder.handles.fold import Folding, fold, nfkc_casefold
from site_builder.handles.unicode_table import unicode_table

_STRONGEST: Final = ("the same account id", "the same handle", "looks the same", "one edit apart")
_ROUNDS: Final = 8
"""No code point of the table needs more than three rounds; tests go through all of them."""


def lookalike_keys(handle: str) -> frozenset[str]:
    """Return one or two keys; two handles look alike if they have a key in common.

    Keys are for comparison only. Limit: letters of one handle are not tried in different cases at once.
    """
    return frozenset((settle(handle), settle(nfkc_casefold(handle))))


def settle(text: str) -> str:
    """Return the text with skeleton and folding applied in turn until nothing changes."""
    if text.isascii():
        return text.translate(_asciisettle())
    return _settle(text)


def _settle(text: str) -> str:
    return reduced(text, lambda text: nfkc_casefold(unicode_table().skeleton(text)))


def reduced(text: str, step: Callable[[str], str]) -> str:
    """Return the text with a step applied until nothing changes."""
    for _ in range(_ROUNDS):
        before, text = text, step(text)
        if text == before:
            break
    return text


@cache
def _asciisettle() -> dict[int, str]:
    """Settle ASCII characters one by one: none of them joins with its neighbours."""
    return {code: _settle(chr(code)) for code in range(128)}


# Ids that are one account's although they differ, each with what they have in common: ActivityPub addresses of people,
# which servers give out in several forms (those of groups and channels are other accounts of the same name); did:web,
# which is a domain; Telegram's channels, with and without its prefix.
_FORMS: Final = (
    (
        re.compile(
            r"https?://([^/?#]+)/(?:(?:users?|u|accounts|profile|author)/)?@?([^/?#@]+)/?(?:[?#].*)?",
            re.IGNORECASE,
        ),
        r"@\2@\1",
    ),
    (re.compile(r"did:web:([^:/?#]+)"), r"@\1"),
    (re.compile(r"-100([0-9]{10,})"), r"\1"),
)


@dataclass(frozen=True, slots=True)
class Looks:
    """Everything of an account that another is compared by."""

    folded: str | None
    """The folded handle; None where the account is known by its id alone."""
    keys: frozenset[str]
    ids: frozenset[str]
    """What its id says, in every form: as it is, and as the handle that its address or domain gives."""
    handle_ids: frozenset[str]
    """What an id may say that is this handle: digits alone, a name on a host, a domain."""


def looks(platform: Folding, handle: str | None, account_id: str | None = None) -> Looks:
    """Return what an account is compared by."""
    ids = _id_forms(account_id) if account_id is not None else frozenset[str]()
    if handle is None:
        return Looks(None, frozenset(), ids, frozenset())
    folded = fold(platform, handle)
    handle_ids = frozenset((f"@{folded}", *([folded] if folded.isdigit() else ())))
    return Looks(folded, lookalike_keys(handle), ids, handle_ids)


def _id_forms(account_id: str) -> frozenset[str]:
    matches = ((pattern.fullmatch(account_id), form) for pattern, form in _FORMS)
    return frozenset((account_id, *(found.expand(form).casefold() for found, form in matches if found)))


def likeness(first: Looks, second: Looks) -> str | None:
    """Return in what two accounts of one platform are alike, the strongest reason first; None where they are not."""
    if first.ids & (second.ids | second.handle_ids) or second.ids & first.handle_ids:
        return "the same account id"
    if first.folded is None or second.folded is None:
        return None
    if first.folded == second.folded:
        return "the same handle"
    if not first.keys.isdisjoint(second.keys):
        return "looks the same"
    edits = edits_apart(first.folded, second.folded)
    return None if edits is None else "one edit apart" if edits == 1 else f"{edits} edits apart"


def likeness_rank(reason: str) -> int:
    """Return where a reason that `likeness` gave ranks among all: 0 is the strongest."""
    return _STRONGEST.index(reason) if reason in _STRONGEST else len(_STRONGEST)


# Near handles, by symmetric deletion: if two texts are k edits apart, deleting at most k characters from each can make
# them equal, and the same holds for the first few characters of both, or the last. So every account is filed under one
# end of its folded handle with up to two characters deleted, and what another has in common with it is measured.
_MAX_EDITS: Final = 2
_SHORT: Final = 6
"""Below this length of the longer text only one edit is near."""
_END: Final = 7
"""Characters of the end under which a text is filed: 29 places at most."""


def edits_apart(first: str, second: str) -> int | None:
    """Return the distance of two folded handles (Damerau-Levenshtein), None where they are not near.

    That counts insertions, deletions, substitutions and swaps of neighbours. Near are two edits, and one where both are
    short; lengths count code points.
    """
    limit = 1 if max(len(first), len(second)) < _SHORT else _MAX_EDITS
    distance = DamerauLevenshtein.distance(first, second, score_cutoff=limit)
    return distance if distance <= limit else None


def _shortened(text: str, *, from_back: bool) -> set[str]:
    """Return one end of a text, by `from_back` the last, with none, one or two of its characters deleted."""
    end = text[-_END:] if from_back else text[:_END]
    size = len(end)
    return {
        "".join(kept)
        for deletions in range(min(_MAX_EDITS, size) + 1)
        for kept in combinations(end, size - deletions)
    }


def _from_back(texts: Collection[str]) -> bool:
    """Return whether the last characters of texts tell them apart better than the first."""
    last, first = Counter(text[-_END:] for text in texts), Counter(text[:_END] for text in texts)
    return _crowding(last) < _crowding(first)


def _crowding(ends: Counter[str]) -> int:
    """Return how many pairs of texts share an end, each pair twice and each text with itself."""
    return sum(count * count for count in ends.values())


_FEW: Final = 16
"""Up to so many accounts are all compared: that takes less than to look where they are filed."""


@dataclass(frozen=True, slots=True)
class LooksIndex:
    """Accounts of one platform by everything that they are compared by, to find like ones without comparing all."""

    _looks: Mapping[str, Looks]
    _from_back: bool
    _filed: Mapping[str, list[str]]

    @classmethod
    def build(cls, items: Iterable[tuple[str, Looks]]) -> Self:
        """Index pairs of a key and what its account is compared by; no two have the same key."""
        looks = dict(items)
        back = _from_back([found.folded for found in looks.values() if found.folded is not None])
        filed: dict[str, list[str]] = {}
        for key, found in looks.items():
            for place in _places(found, back):
                filed.setdefault(place, []).append(key)
        return cls(looks, back, filed)

    def like(self, other: Looks) -> dict[str, str]:
        """Return the keys of all accounts that another is like, each with the reason that `likeness` gives."""
        keys: Collection[str] = self._looks.keys()
        if len(keys) > _FEW:
            keys = {key for place in _places(other, self._from_back) for key in self._filed.get(place, ())}
        reasons = ((key, likeness(self._looks[key], other)) for key in keys)
        return {key: reason for key, reason in reasons if reason is not None}


def _places(looks: Looks, back: bool) -> Iterator[str]:  # noqa: FBT001 - said by its name
    yield from (f"look {key}" for key in looks.keys)
    if looks.folded is not None:
        yield from (f"end {end}" for end in _shortened(looks.folded, from_back=back))
    yield from (f"id {name}" for name in looks.ids | looks.handle_ids)


_SPACE: Final = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
"""White space of the Unicode Standard (property White_Space), spelled out: engines differ in what they call so."""
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def search_key(text: str) -> str:
    """Return the key of a text: `spaced`, case and width folded, then `undotted`. The key of a key is itself.

    The browser does the same (`assets/js/handles/search_key.js`) by the same committed table.
    """
    return undotted(nfkc_casefold(spaced(text)))


def undotted(text: str) -> str:
    """Return the text `spaced`, look-alikes folded, without dots unless nothing else is left.

    Some platforms do not count dots, and people leave them out on all: so one place of the index answers for both.
    """
    if text.isascii():
        return spaced(_bare(settle(text)))
    # Without a dot, a mark may join the letter before it: that may take a further round.
    return reduced(text, lambda text: _bare(spaced(settle(text))))


def _bare(text: str) -> str:
    return text.replace(".", "") or text


def spaced(text: str) -> str:
    """Return the text with runs of white space as one space, none at the ends, and without control characters."""
    return _SPACE.sub(" ", _CONTROL.sub("", text)).strip(" ")
