"""Which encoding a text is in: said by its byte-order mark or by the user, UTF-8 where it can be, else guessed.

A wrong letter makes another account, so a guess that could as well be another script is refused, and so is a text
that is UTF-8 in some lines and in others not, unless those are few: then these lines are left to be faults.
"""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from charset_normalizer import CharsetMatch, from_bytes

from site_builder.errors import UsageError
from site_builder.settings import LIMITS
from site_builder.tables.handed import HashedBytes, opened
from site_builder.tables.model import TableRefused

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LATIN: Final = ("cp1252", "cp1250", "cp1254", "cp1257", "cp1258", "mac_roman")
_ALPHABETS: Final = ("cp1251", "cp1253", "cp1255", "cp1256", "cp874", "koi8_r", "mac_cyrillic")
_IDEOGRAMS: Final = ("cp932", "gb18030", "big5", "cp949")
_KNOWN: Final = (*_LATIN, *_ALPHABETS, *_IDEOGRAMS)
"""What spreadsheet programs write, the commonest first; others have to be said."""
_MIXED: Final = re.compile(r"[A-Za-z][\u0370-\u1dff]|[\u0370-\u1dff][A-Za-z]")
"""Latin letters beside those of another alphabet: such words are not written, but come of a wrong encoding."""
_WIDE: Final = ("utf-16", "utf-32")
_PIECE: Final = 256 * 1024
_SAMPLE: Final = 64 * 1024
_CLOSE: Final = 0.02
"""By how much a guess may be more chaotic than the best and still be as good."""
_ASCII: Final = b"xn--e1afmkfd.\\u0041-" + bytes(range(92)) + bytes(range(93, 127))
"""What is ASCII in every encoding of text files, and is not in codecs for other things."""
_SAY: Final = "say which with --encoding"


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """How the bytes of a text become letters."""

    codec: str
    guessed: bool = False
    others: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What users call it."""
        return self.codec.removesuffix("-sig").replace("_", "-")

    def text(self, stream: io.BufferedReader) -> io.TextIOWrapper:
        """Return a stream's text, line ends as they are; bytes that are none of its letters become surrogates."""
        errors = "strict" if self.codec.startswith(_WIDE) else "surrogateescape"
        return io.TextIOWrapper(stream, self.codec, errors, newline="")


def codec_called(name: str) -> str:
    """Return the codec of an encoding that the user named. Raises `UsageError` where there is none for text files."""
    try:
        codec = codecs.lookup(name).name
        usable = codec.startswith(_WIDE) or _ASCII.decode(codec).encode() == _ASCII
    except (LookupError, UnicodeError, ValueError):
        usable = False
    if not usable:
        raise UsageError(
            f"there is no encoding {name!r}", hint="such as utf-8, utf-16, cp1252, cp1251, cp932"
        )
    return codec


def encoding_of(path: Path, given: str | None) -> tuple[TextEncoding, HashedBytes]:
    """Return how a text is encoded, and what was read of it. `given` is what the user says it is.

    <<<<<<< HEAD
    Raises `TableRefused` where that cannot be found out, or where it is not text, and `UsageError` for a wrong name.
    =======
    Raises `TableRefused` where that cannot be found out, or where it is not a text, and `UsageError` for a wrong name.
    >>>>>>> w-tables
    """
    said = None if given is None else codec_called(given)
    with opened(path, LIMITS.table_bytes) as (stream, raw):
        head = stream.peek(_PIECE)
        known = next((name for mark, name in _MARKS if head.startswith(mark)), said)
        codec = known or _unmarked_utf16(head) or "utf-8"
        valid, nul = _decoded(stream, codec)
    if nul is not None:
        raise TableRefused("nul", "the file has NUL bytes, so it is damaged or not a text", nul)
    if valid or (known and not codec.startswith(_WIDE)):
        return TextEncoding(codec, guessed=not known and codec.startswith(_WIDE)), raw
    if codec.startswith(_WIDE):
        raise TableRefused("encoding-unsure", f"the file is damaged: it is not {codec} throughout")
    return _guess(path), raw


def _unmarked_utf16(head: bytes) -> str | None:
    """Return which UTF-16 a text without a mark is in: every second byte of ASCII is 0."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if 4 * max(even, odd) < len(head) or min(even, odd):
        return None
    return ("utf-16-be" if even else "utf-16-le") if head else None


def _decoded(stream: io.BufferedReader, codec: str) -> tuple[bool, int | None]:
    """Read a stream to its end: whether all of it is in an encoding, and the line of the first NUL."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    # Where it is in another encoding, bytes are looked at as the letters of one that has all of them.
    others = codecs.getincrementaldecoder("latin-1")()
    valid, line = True, 1
    nul: int | None = None
    ended = False
    while not ended:
        piece = stream.read(_PIECE)
        ended = not piece
        try:
            text = decoder.decode(piece, ended) if valid else others.decode(piece)
        except UnicodeError:
            valid, text = False, others.decode(piece)
        place = text.find("\0")
        if nul is None and place >= 0:
            nul = line + text.count("\n", 0, place)
        line += text.count("\n")
    return valid, nul


def _guess(path: Path) -> TextEncoding:
    """Return the encoding of a text that is not UTF-8 throughout and has no mark."""
    sample, whole, broken = bytearray(), 0, 0
    with opened(path, LIMITS.table_bytes) as (stream, _):
        for line in _beyond_ascii(stream):
            try:
                line.decode()
                whole += 1
            except UnicodeDecodeError:
                broken += 1
            if len(sample) < _SAMPLE:
                sample += line
    if whole > broken:
        return TextEncoding("utf-8")
    if whole:
        words = f"some lines of the file are in UTF-8 and others are not; save it as UTF-8, or {_SAY}"
        raise TableRefused("encoding-unsure", words)
    return _likeliest(bytes(sample))


def _beyond_ascii(stream: io.BufferedReader) -> Iterator[bytes]:
    while line := stream.readline(_SAMPLE):
        if not line.isascii():
            yield line


def _likeliest(sample: bytes) -> TextEncoding:
    matches = list(from_bytes(sample, cp_isolation=list(_KNOWN)))
    least = min((match.chaos for match in matches), default=0.0)
    best = {_commonest(match): match for match in matches if match.chaos - least < _CLOSE}
    pure = {name for name, match in best.items() if name not in _ALPHABETS or not _MIXED.search(str(match))}
    names = sorted(pure or best, key=_KNOWN.index)
    if not names or (len(names) > 1 and not set(names) <= set(_LATIN)):
        words = f"the file is not in UTF-8, and its encoding cannot be found out; save it as UTF-8, or {_SAY}"
        raise TableRefused("encoding-unsure", words)
    return TextEncoding(names[0], guessed=True, others=tuple(names[1:]))


def _commonest(match: CharsetMatch) -> str:
    """Return the name of a match; of several that give the same letters, the commonest."""
    return min((name for name in match.could_be_from_charset if name in _KNOWN), key=_KNOWN.index)
