"""The reader: what a person pasted, and which accounts, records and names it holds.

Total and honest: every part of a text ends in a reading or is *unreadable* with a reason, so that "not listed" is only
ever said of what was read in full. The browser reads alike (`assets/js/handles/reader.js`); `tests/data/readings.tsv`
holds both to it. Readings of one place are alternatives, the likeliest first.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from site_builder.handles.cleaned import Clean, clean
from site_builder.handles.fold import lower
from site_builder.handles.platform import Platform, Platforms
from site_builder.handles.unwrap import host_of, unwrap, wrappers
from site_builder.handles.url import Reading, read_address, unreadable
from site_builder.handles.word import MARKS, SHORTENED, platform_named, read_word
from site_builder.ids import RECORD_ID

MAX_LINE: Final = 2048
"""Characters of a line; a longer one is not read."""
_SEEN: Final = r"\x00- \"“”„«»<>|`"
"""What ends an address wherever it is."""
_LABEL: Final = r"[^\x00-,./:-@\[-^`{-~“”„«»]"
_ADDRESS: Final = re.compile(
    rf"(?:[A-Za-z][A-Za-z0-9+.-]{{0,19}}:)?//[^{_SEEN}]+"
    rf"|(?:did|tel):[^{_SEEN},;]+"
    rf"|(?<!{_LABEL}){_LABEL}+(?:\.{_LABEL}+){{1,30}}\.?(?::[0-9]+)?[/?][^{_SEEN}]*",
    re.ASCII,
)
_NEXT: Final = re.compile(
    rf"[^/=:?&#%](?=https?://)|[,;](?=@|{_LABEL}+(?:\.{_LABEL}+)+/)", re.IGNORECASE | re.ASCII
)
_CELL: Final = re.compile(r"[^?#,;]+(?=[,;])")
_AFTER: Final = ".,;:!?'\u2019*~…\\"
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}
_RECORD: Final = re.compile(
    rf"(?:^|/)lists/[a-z0-9-]+/(?P<id>{RECORD_ID})(?:/(?:record\.json|index\.html)?)?$"
)
_BETWEEN: Final = re.compile(r"[,;|\t،؛、]| / ")
_WORD: Final = re.compile(
    r"[^ <>\"“”„«»`]*?[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff](?=@)|[^ <>\"“”„«»`]+"  # scripts without spaces
)
_TAG: Final = re.compile(
    r"</?(?:[abiu]|code|em|font|img|span|strong"
    r"|(?P<cell>br|div|h[1-6]|li|[ou]l|p|pre|t(?:[dhr]|able|body|head)))(?: [^<>]*)?/?>",
    re.IGNORECASE | re.ASCII,
)
_LABELLED: Final = re.compile(
    rf"[ {MARKS}.-]{{0,8}}(?P<name>[^ :=@]{{1,30}}(?: [^ :=@]{{1,30}}){{0,2}})"
    r"(?: {0,9}[:=] {0,9}| {1,9}[\u2010-\u2015-] {1,9}| {1,9}(?=\(?@|[0-9]{5}))(?=[^ ]|$)"
)
_EMPTY: Final = re.compile(rf"[{MARKS}._-]*")
_NUMBER: Final = re.compile(r"[0-9]{1,4}[.):]|\[[xX]\]")
_DECIMAL: Final = re.compile(r"[0-9],[0-9]+[eE]\+?[0-9]|(?<![0-9,])[0-9]{1,3}(?:,[0-9]{3}){2,6}(?![0-9,])")
_NUMBERED: Final = re.compile(r"[0-9]{1,4}[.)](?=@)")
_GARBLED: Final = re.compile(r"\ufffd|[ÂÃÐÑ][\x80-\xbf\u0152-\u0192\u02c6\u02dc\u2013-\u203a€™]|â€|ï»¿")
_CUT: Final = re.compile(r"\[?(?:…|\.{3}|\*{3})")
_MENTION: Final = re.compile(
    rf"[{MARKS}._-]*[@#][^@# ]|[^@]+@[^@ .]+\.[^@ ]+$|[{MARKS}]*u/[A-Za-z0-9_-]{{3}}"
    rf"|(?:{SHORTENED}|[{MARKS}]*[0-9]{{9,20}})[{MARKS}]*$|[^@/:=]{{0,99}}[^ {MARKS}._@-]_[^ {MARKS}._@-]"
    rf"|[{MARKS}]*(?=[A-Za-z]{{0,11}}[0-9])(?ai:{RECORD_ID})[{MARKS}.]*$"
)
_PARTS: Final = re.compile(r"[^/&+:]*[^/&+:@](?=[/&+:]@)|.+")


def read_text(
    platforms: Platforms, text: str, site: str | None = None, platform: Platform | None = None
) -> tuple[Reading, ...]:
    """Return the readings of a text in its order; none only where it has nothing but marks and spaces.

    `site` is the address of the site whose records' addresses count, with a slash at its end; any site's count where it
    is None. `platform` is the one that bare words are of where the text names none. Never raises.
    """
    found: list[Reading] = []
    for line in re.finditer(r"[^\r\n]+", text):
        start, end = line.span()
        if end - start > MAX_LINE:
            found.append(replace(unreadable("too-long"), start=start, end=end))
        else:
            found += _Line(platforms, clean(line[0]), site, platform).readings(start)
    return tuple(found)


def read_in_full(readings: tuple[Reading, ...]) -> bool:
    """Return whether every place of a text is an account or a record: the condition of any "not listed".

    A name may be that of anything, and what is unreadable leaves a doubt even where an account is read beside it.
    """
    sure = {(reading.start, reading.end) for reading in readings if reading.kind in {"account", "record"}}
    left = [reading for reading in readings if (reading.start, reading.end) not in sure]
    return bool(sure) and not left and all(reading.kind != "unreadable" for reading in readings)


class _Line:
    """One line of a text. Places are those of the clean text until `readings` gives them out."""

    def __init__(
        self, platforms: Platforms, line: Clean, site: str | None, platform: Platform | None
    ) -> None:
        self._platforms, self._line, self._site = platforms, line, site
        self._untagged = _TAG.sub(lambda tag: ("|" if tag["cell"] else " ").ljust(len(tag[0])), line.text)
        self._found: list[Reading] = []
        self._label = platform
        self._several = False

    def readings(self, base: int) -> Iterator[Reading]:
        """Yield what the line holds, in its order; `base` is where in the text it begins."""
        text, at = self._line.text, self._line.at
        spans = list(self._addresses(text))
        kept = [*spans, *(found.span() for found in _DECIMAL.finditer(text))]
        places = (found.start() for found in _BETWEEN.finditer(self._untagged))
        ends = [place for place in places if not any(start <= place < end for start, end in kept)]
        self._several = bool(ends)
        for start, end in zip([0, *(end + 1 for end in ends)], [*ends, len(text)], strict=True):
            self._cell(start, end, [span for span in spans if start <= span[0] < end])
        left = [] if self._found else [word for word in _WORD.finditer(text) if not _EMPTY.fullmatch(word[0])]
        if left:  # a platform's name alone, say
            self._add(unreadable("words"), left[0].start(), left[-1].end())
        if _GARBLED.search(text):
            self._add(unreadable("wrong-encoding"), 0, len(text))
        accounts = dict.fromkeys((one.start, one.end) for one in self._found if one.kind == "account")
        for start, end in filter(self._is_cut, accounts):
            self._add(unreadable("cut-short"), start, end)
        for reading in sorted(self._found, key=lambda reading: reading.start):
            yield replace(reading, start=base + at[reading.start], end=base + at[reading.end - 1] + 1)

    def _is_cut(self, place: tuple[int, int]) -> bool:
        """Tell whether dots or asterisks are in the place of more of a name, as in `TEN_G…`."""
        text, (start, end) = self._line.text, place
        cut = _CUT.search(text, start, end) or _CUT.match(text, end)
        if cut is None or text[start - 1 : start] == "*":
            return False
        found, longer = (
            read_address(self._platforms, unwrap(text[start : cut.start()] + more).address)
            for more in ("", "x")
        )
        return found is None or found != longer

    def _addresses(self, text: str) -> Iterator[tuple[int, int]]:
        place = 0
        while found := _ADDRESS.search(text, place):
            start, end = found.start(), found.end()
            cut = _NEXT.search(text, start + 1, end)
            place = end = cut.start() + 1 if cut else end
            while end > start and self._is_after(text[start:end]):
                end -= 1
            first = _CELL.match(text, start, end)
            if first and not self._names(text[start:end]) and self._names(first[0]):
                place = end = first.end()  # a cell of a table
            if end > start:
                yield start, end

    def _names(self, address: str) -> bool:
        found = read_address(self._platforms, unwrap(address).address)
        return found is not None and found.kind == "account"

    @staticmethod
    def _is_after(address: str) -> bool:
        last = address[-1]
        opener = _PAIRS.get(last)
        return last in _AFTER or (opener is not None and address.count(opener) < address.count(last))

    def _address(self, start: int, end: int) -> None:
        opened = unwrap(self._line.text[start:end])
        known = self._platforms.by_host(host_of(opened.address))
        record = None if known else _RECORD.search(re.split("[?#]", opened.address, maxsplit=1)[0])
        if record:
            here = self._site is None or _bare_address(opened.address).startswith(_bare_address(self._site))
            reading = Reading("record", value=record["id"]) if here else unreadable("another-site")
        else:
            shut = unreadable(opened.reason) if opened.reason else None
            found = shut or read_address(self._platforms, opened.address) or unreadable("unknown-site")
            reading = replace(found, value=None if known else opened.address, out_of=opened.out_of)
        self._add(reading, start, end)

    def _cell(self, start: int, end: int, addresses: list[tuple[int, int]]) -> None:
        label = _LABELLED.match(self._untagged, start, min([end, *(first for first, _ in addresses)]))
        if label and self._is_label(label["name"]):
            start = label.end()
        words: list[re.Match[str]] = []
        for first, last in [*addresses, (end, end)]:
            words += self._words(start, first)
            start = last
            if first < last:
                self._address(first, last)
        alone = self._several and len(words) == 1 and not addresses
        named = platform_named(self._platforms, words[0][0]) if alone else None
        if addresses:
            self._beside(words)
        elif named:
            self._label = named
        elif words:
            self._told(words)

    def _words(self, start: int, end: int) -> list[re.Match[str]]:
        """Return the words of a part, without what is only marks and without the number of a list's item."""
        words = [word for word in _WORD.finditer(self._untagged, start, end) if not _EMPTY.fullmatch(word[0])]
        return words[1:] if len(words) > 1 and _NUMBER.fullmatch(words[0][0]) else words

    def _is_label(self, name: str) -> bool:
        """Tell whether `twitter` or `user id` is before a colon; a platform counts for what follows in the line."""
        words = re.sub(rf"[ {MARKS}-]+|(?<=[a-z])_(?=[a-z])", " ", lower(name)).split()
        for begin, end in ((0, len(words)), (0, 1), (0, 2), (1, len(words)), (len(words), len(words))):
            left = " ".join([*words[:begin], *words[end:]])
            platform = platform_named(self._platforms, " ".join(words[begin:end]))
            if (platform or begin == end) and (not left or left in wrappers()["field_labels"]):
                self._label = platform or self._label
                return True
        return False

    def _told(self, words: list[re.Match[str]]) -> None:
        """Read the words of a cell that has no address."""
        counted = [word for word in words if lower(word[0]) not in wrappers()["joiners"]]
        named = platform_named(self._platforms, counted[1][0]) if len(counted) == 2 else None  # noqa: PLR2004 - a pair
        start, end = words[0].start(), words[-1].end()
        if named:
            label, self._label = self._label, named  # `TEN_GOP (Twitter)`, `@TEN_GOP on Twitter`
            self._token(*counted[0].span())
            self._label = label
        elif len(words) == 1:
            self._token(start, end)
        elif self._label or any(_MENTION.match(word[0]) for word in words):
            self._beside(words)
        else:
            self._add(Reading("name", value=self._line.text[start:end]), start, end)

    def _beside(self, words: list[re.Match[str]]) -> None:
        """Read handles among words, and say that the others are left over."""
        left = []
        for word in words:
            if _MENTION.match(word[0]):
                self._token(*word.span())
            elif not (
                lower(word[0]) in wrappers()["joiners"]
                or _NUMBER.fullmatch(word[0])
                or platform_named(self._platforms, word[0])
            ):
                left.append(word)
        if left:
            self._add(unreadable("words"), left[0].start(), left[-1].end())

    def _token(self, start: int, end: int) -> None:
        """Read one word that fills its cell, or has a mark of a handle."""
        numbered = _NUMBERED.match(self._line.text, start, end)
        start = numbered.end() if numbered else start
        record = _RECORD.search(self._line.text[start:end])
        if record:
            self._add(Reading("record", value=record["id"]), start, end)
            return
        for part in _PARTS.finditer(self._line.text, start, end):
            if _EMPTY.fullmatch(part[0]):
                continue
            readings, first, last = read_word(self._platforms, part[0], self._label)
            for reading in readings:
                self._add(reading, part.start() + first, part.start() + last)

    def _add(self, reading: Reading, start: int, end: int) -> None:
        self._found.append(replace(reading, start=start, end=end))


def _bare_address(address: str) -> str:
    """Return an address without scheme and `www.`, its host in lower case."""
    bare = re.sub(r"^[A-Za-z]+://", "", address)
    host, slash, path = bare.partition("/")
    return lower(host).removeprefix("www.") + slash + path
