"""Text: what must not be in any, by what a schema says that it is.

Dates are days of the calendar that have come, URLs public web addresses without credentials, templates have known
placeholders. There is no personal data in free text, and in any, comments included, nothing that is invisible or
changes the direction. What happened later is not before what happened first.

Free text is what a schema calls `text` or `line`. Contact data of a list's controller is meant to be there, so
only records, sources and protected accounts are read for it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, count, pairwise
from typing import Any, Final, NamedTuple

from site_builder.days import is_day, latest
from site_builder.load.documents import Document
from site_builder.load.layout import FileKind
from site_builder.load.source_tree import INSTANCE_FILE, REVIEWERS_FILE, Loading
from site_builder.load.typed import Site, sites
from site_builder.model import RecordData, ReviewerData
from site_builder.problems import Place, Problem
from site_builder.record import is_open
from site_builder.rules import problem
from site_builder.web_address import unsafe_url

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_TEMPLATES: Final = {
    "source": frozenset({"path"}),
    "edit": frozenset({"path"}),
    "commit": frozenset({"commit"}),
    "pull": frozenset({"number"}),
}

_FREE: Final = frozenset({"text", "line"})
_PERSONAL: Final = frozenset(
    {FileKind.DECISION, FileKind.NEXT_CLAIM, FileKind.PROTECTED, FileKind.RECORD, FileKind.SOURCES}
)

# A fediverse handle is written @user@host, an address is not: what follows an @ is not taken for one.
_EMAIL: Final = re.compile(r"(?<![\w@\uff20.+-])[\w.%+-]{1,64}[@\uff20][\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE: Final = re.compile(
    r"(?<![\w/.:#-])(?:(?:\+|00)[1-9](?:[ ().-]{0,2}\d){7,14}|\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4})(?![\w/-])"
)
_BIDI: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Default-ignorable and format characters, controls, private use, noncharacters (UAX 44, UTS 39), blank Braille.
_INVISIBLE: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d"
    "\u2028\u2029\u2060-\u2065\u206a-\u206f\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ue000-\uf8ff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
# Where they do work that a reader sees: joiners between letters of joining scripts and between emoji, emoji
# presentation selectors, and the letters of subdivision flags.
_MEANINGFUL: Final = re.compile(
    "(?<=[\u0600-\u0dff\u1000-\u109f\u1780-\u18af\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
    "(?=[\u0600-\u0dff\u1000-\u109f\u1780-\u18af\u2190-\u2bff\U0001f000-\U0001faff])"
    "|(?<=[#*0-9\u00a9\u00ae\u203c\u2049\u2100-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff])[\ufe0e\ufe0f]"
    "|(?<=\U0001f3f4)[\U000e0020-\U000e007e]+\U000e007f"
)
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#.*")


def check_text(loading: Loading, today: str | None) -> Iterator[Problem]:
    """`url-unsafe`, and all codes but `date-order` that begin with `date-` or `text-`, by kind of text."""
    for document in loading.documents.good:
        kind = document.spot.kind
        last = None if today is None or kind is FileKind.REVIEWERS else latest(today)  # a roster plans ahead
        for site in sites(kind.schema, document.typed):
            for code, params in _faults(site, last, personal=kind in _PERSONAL):
                yield loading.places.problem(code, document.file, site.pointer, **params)
        if not document.parsed.plain:
            yield from _comments(loading, document)


def _comments(loading: Loading, document: Document) -> Iterator[Problem]:
    file = document.file
    texts = [site.text for site in sites(document.spot.kind.schema, document.typed)]
    for number in count(1):
        line = loading.places.line(file, number)
        if line is None:
            return
        for comment in _COMMENT.finditer(line):
            for code, column, character in _hidden(comment[0], free=True):
                yield problem(code, Place(file, number, comment.start() + column), character=character)
            word = comment[0].split()[0].rstrip("\"'")
            # In quotation marks, or in a block, it is not a comment but part of a value.
            if (
                line[: comment.start()].strip()
                and word.strip("#")
                and not any(word in text for text in texts)
            ):
                yield problem("text-hashtag", Place(file, number, comment.start() + 1), word=word)


def _hidden(text: str, *, free: bool) -> Iterator[tuple[str, int, str]]:
    """Yield what hides in a text: code, column from 1 and name of the character."""
    shown = _MEANINGFUL.sub(lambda found: " " * len(found[0]), text) if free else text
    for code, found in (("text-bidi", _BIDI.search(text)), ("text-invisible", _INVISIBLE.search(shown))):
        if found is not None:
            yield code, found.start() + 1, f"U+{ord(found[0]):04X}"


def _faults(site: Site, last: str | None, *, personal: bool) -> Iterable[tuple[str, dict[str, Any]]]:
    due = site.pointer.endswith("/due")
    return _text_faults(site.kind, site.text, None if due else last, personal)


@lru_cache(maxsize=2**12)
def _text_faults(
    kind: str,
    text: str,
    last: str | None,
    personal: bool,  # noqa: FBT001 - the cache knows places, not names
) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Return what is wrong with a text; many records of an import say the same."""
    free, found = kind in _FREE, list[tuple[str, dict[str, Any]]]()
    if kind == "date" and not is_day(text):
        found.append(("date-invalid", {"value": text}))
    elif kind == "date" and last is not None and text > last:
        found.append(("date-future", {"value": text}))
    web = kind == "url" or (kind == "contact" and text.startswith("https:"))
    why = unsafe_url(text) if web else None
    if why is not None:
        found.append(("url-unsafe", {"why": why}))
    if personal and free and _EMAIL.search(text):
        found.append(("text-email", {}))
    if personal and free and _PHONE.search(text):
        found.append(("text-phone", {}))
    if (free or kind == "string") and not (text.isascii() and text.isprintable()):
        found += [(code, {"character": character}) for code, _, character in _hidden(text, free=free)]
    return tuple(found)


def check_templates(loading: Loading) -> Iterator[Problem]:
    """`url-template`: the forge's templates have exactly the placeholder that they are for."""
    instance = loading.tree.instance
    forge = instance.get("forge", {}) if instance is not None else {}
    for name, template in forge.items():
        if name in {"kind", "name"}:
            continue
        needed, why = _TEMPLATES.get(name, frozenset()), None
        if set(_PLACEHOLDER.findall(template)) != needed:
            wanted = " and ".join(f"{{{item}}}" for item in sorted(needed)) or "no placeholder"
            why = f"the URL template {name!r} must contain {wanted}"
        else:
            unsafe = unsafe_url(_PLACEHOLDER.sub("x", template))
            why = f"the template {name}: {unsafe}" if unsafe is not None else None
        if why is not None:
            yield loading.places.problem("url-template", INSTANCE_FILE, f"/forge/{name}", why=why)


_FULL_DATE: Final = len("2018-02-16")


class _Pair(NamedTuple):
    """A value that must not be before another: pointer and name of each."""

    pointer: str
    later: str
    later_value: str | None
    earlier: str
    earlier_value: str | None


def check_calendar(loading: Loading, today: str | None) -> Iterator[Problem]:
    """`date-invalid`, `date-future` of sources, whose dates may be months or years; `text` looks at all others."""
    for account_list in loading.tree.lists.values():
        file = f"lists/{account_list.id}/sources.yaml"
        for name, source in account_list.sources.items():
            value = source.get("date", "")
            if len(value) == _FULL_DATE and not is_day(value):
                yield loading.places.problem("date-invalid", file, f"/sources/{name}/date", value=value)
            elif today is not None and value > latest(today)[: len(value)]:
                yield loading.places.problem("date-future", file, f"/sources/{name}/date", value=value)


def check_order(loading: Loading) -> Iterator[Problem]:
    """`date-order` in records and in the roster."""
    tree = loading.tree
    pairs = chain(
        ((record.file, pair) for record in tree.claims for pair in _record_pairs(record.data)),
        ((REVIEWERS_FILE, pair) for name, entry in tree.reviewers.items() for pair in _periods(name, entry)),
    )
    for file, pair in pairs:
        if pair.later_value and pair.earlier_value and pair.later_value < pair.earlier_value:
            params: dict[str, Any] = pair._asdict()
            yield loading.places.problem("date-order", file, params.pop("pointer"), **params)


def check_appeals(loading: Loading) -> Iterator[Problem]:
    """`appeal-duplicate`: two open appeals of one day on one ground are one."""
    for record in loading.tree.records:
        seen: set[tuple[str, ...]] = set()
        for index, appeal in enumerate(record.data.get("appeals", ())):
            params: Any = {"opened": appeal["opened"], "ground": appeal["ground"]}
            if is_open(appeal) and (key := tuple(params.values())) in seen:
                yield loading.places.problem("appeal-duplicate", record.file, f"/appeals/{index}", **params)
            elif is_open(appeal):
                seen.add(key)


def _periods(reviewer: str, entry: ReviewerData) -> Iterator[_Pair]:
    periods: Any = {"active": entry["active"], "keys": entry.get("keys", [])}
    for field, items in periods.items():
        for index, period in enumerate(items):
            pointer = f"/{reviewer}/{field}/{index}/until"
            yield _Pair(pointer, "until", period.get("until"), "from", period["from"])


def _record_pairs(data: RecordData) -> Iterator[_Pair]:
    items: Any = data
    for index, item in enumerate(items["evidence"]):
        pointer = f"/evidence/{index}/captured"
        yield _Pair(pointer, "captured", item["captured"], "published", item.get("published"))
    for index, item in enumerate(items.get("appeals", ())):
        pointer = f"/appeals/{index}"
        yield _Pair(f"{pointer}/due", "due", item["due"], "opened", item["opened"])
        yield _Pair(f"{pointer}/decided", "decided", item.get("decided"), "opened", item["opened"])
    retractions = items.get("retractions", ())
    for index, (earlier, item) in enumerate(pairwise(retractions), start=1):
        pointer = f"/retractions/{index}/date"
        yield _Pair(pointer, "retraction", item["date"], "the retraction before it", earlier["date"])
    for index, item in enumerate(items.get("previous_handles", ())):
        pointer = f"/previous_handles/{index}/until"
        yield _Pair(pointer, "until", item.get("until"), "from", item.get("from"))
    earlier = items.get("profile", {}).get("created")
    name = "the account's creation"
    for index, item in enumerate(items.get("observations", ())):
        yield _Pair(f"/observations/{index}/date", "observation", item["date"], name, earlier)
        name, earlier = "the observation before it", item["date"]
