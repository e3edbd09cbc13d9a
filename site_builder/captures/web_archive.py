"""Web archives: the pages that a WARC or a WACZ names."""

import contextlib
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from warcio.limitreader import LimitReader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException

from site_builder.captures.packed import BLOCK, HeadReader, Meter, ZipMembers, refused, unpacked
from site_builder.captures.page import URL_MOST, CapturedPage, the_page
from site_builder.errors import file_size
from site_builder.settings import LIMITS
from site_builder.strict_json import JsonObject, Malformed, an_object, demand, parse
from site_builder.web_address import same_page

WARC: Final = b"WARC/"
_VERSIONS: Final = ("WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17")
_ANSWERS: Final = frozenset({"response", "revisit"})
"""Types of records that hold what a server answered."""
_SCHEMES: Final = ("http://", "https://")
_LENGTH: Final = re.compile("[0-9]{1,15}")
_PAGE_TYPES: Final = ("text/html", "application/xhtml+xml")
_DATAPACKAGE: Final = "datapackage.json"
_PAGES: Final = "pages/pages.jsonl"
_DEPTH: Final = 16
_NAMED: Final = 1000
"""Pages of one archive that are kept in mind."""


def warc_page(stream: io.BufferedReader, meter: Meter, wanted: str | None) -> CapturedPage | None:
    """Return the page that a WARC (also .gz) holds, as `the_page` does. Raises `Malformed`."""
    return the_page(_warc_pages(stream, meter, wanted), wanted)


def _warc_pages(stream: io.BufferedReader, meter: Meter, wanted: str | None) -> list[CapturedPage]:
    """Return the page that is wanted, else all that are HTML; without any, everything that a server answered."""
    pages: list[CapturedPage] = []
    others: list[CapturedPage] = []
    with refused():
        for page, is_page in _answers(unpacked(stream, meter), meter):
            if wanted is not None and same_page(page.url, wanted):
                return [page]
            found = pages if is_page else others
            if len(found) < _NAMED:
                found.append(page)
    return pages or others


def _answers(stream: BinaryIO, meter: Meter) -> Iterator[tuple[CapturedPage, bool]]:
    """Yield what servers answered, each with whether it is an HTML page."""
    records, heads = StatusAndHeadersParser(_VERSIONS), StatusAndHeadersParser((), verify=False)
    reader = HeadReader(stream, meter)
    count = 0
    while True:
        reader.begin()
        line = b"\n"
        while line and not line.strip():
            line = reader.readline()
        if not line:
            demand(count > 0, "it does not hold a record of a WARC")
            return
        count += 1
        demand(count <= LIMITS.capture_records, f"it has more than {LIMITS.capture_records:,} records")
        try:
            record = records.parse(reader, line)
        except StatusAndHeadersParserException:
            raise Malformed("what it holds is not a record of a WARC") from None
        length = record.get_header("Content-Length") or ""
        demand(_LENGTH.fullmatch(length) is not None, "a record does not say how long it is")
        body = LimitReader(reader, int(length))
        url = (record.get_header("WARC-Target-URI") or "").removeprefix("<").removesuffix(">")
        known = url.startswith(_SCHEMES) and len(url) <= URL_MOST
        if known and record.get_header("WARC-Type") in _ANSWERS:
            page = CapturedPage(url, record.get_header("WARC-Date") or "")
            yield page, body.limit > 0 and _is_page(heads.parse(body))
        while body.read(BLOCK):
            pass
        demand(body.limit == 0, "it ends in the middle of a record")


def _is_page(head: StatusAndHeaders) -> bool:
    """Return whether the head of a server's answer says that it is a page."""
    kind = (head.get_header("Content-Type") or "").strip().lower()
    return bool(head.get_statuscode().startswith("2")) and kind.startswith(_PAGE_TYPES)


def wacz_page(stream: io.BufferedReader, size: int, meter: Meter, wanted: str | None) -> CapturedPage | None:
    """Return the page that a WACZ holds: the one that is wanted, else its main page, else its only one.

    Its pages are looked up where it lists them, then in the WARC files inside. Raises `Malformed`.
    """
    members = ZipMembers(stream, size, meter)
    demand(_DATAPACKAGE in members.names, f"it is a zip file without {_DATAPACKAGE}, so not a WACZ")
    package = _parsed(members.content(_DATAPACKAGE), _DATAPACKAGE)
    main = list(_pages_of(package, "mainPageUrl", "mainPageDate"))
    listed = [*main, *_listed(members.content(_PAGES))]
    if wanted is None and (main or listed):
        wanted = (the_page(main or listed, None) or CapturedPage("")).url or None
    here = [page for page in listed if wanted is not None and same_page(page.url, wanted)]
    if not any(page.when for page in here):
        here += _in_warcs(members, meter, wanted)
    return the_page(here or listed, wanted)


def _in_warcs(members: ZipMembers, meter: Meter, wanted: str | None) -> list[CapturedPage]:
    found: list[CapturedPage] = []
    for name in members.names:
        if not name.startswith("archive/") or not name.lower().endswith((".warc", ".warc.gz")):
            continue
        with members.open(name) as inside:
            found += _warc_pages(inside, meter, wanted)
        if any(wanted is not None and same_page(page.url, wanted) for page in found):
            break
    return found[:_NAMED]


def _listed(data: bytes) -> Iterator[CapturedPage]:
    """Yield the pages of a WACZ's own list, a line each; a line that cannot be read says nothing."""
    for number, line in enumerate(io.BytesIO(data)):
        demand(number < LIMITS.capture_records, f"it lists more than {LIMITS.capture_records:,} pages")
        with contextlib.suppress(Malformed):
            yield from _pages_of(_parsed(line, _PAGES), "url", "ts")


def _parsed(data: bytes, what: str) -> JsonObject:
    """Return a JSON object. Raises `Malformed`."""
    most = LIMITS.capture_json_bytes
    demand(len(data) <= most, f"its {what} is longer than {file_size(most)}")
    return an_object(parse(data, _DEPTH), what)


def _pages_of(data: JsonObject, url: str, when: str) -> Iterator[CapturedPage]:
    """Yield the page that two members of an object name, if they do."""
    if isinstance(data.get(url), str) and data[url]:
        said = data.get(when)
        yield CapturedPage(data[url], said if isinstance(said, str) else "")
