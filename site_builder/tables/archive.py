"""What is in a ZIP archive: an XLSX or ODS workbook, or something that is not read; and how large it really is.

Everything is unpacked once, piece by piece and to nowhere, because the sizes that an archive says may be wrong: a
few bytes may unpack to any number.
"""

import io
import zipfile
import zlib
from typing import Final

from site_builder.errors import file_size
from site_builder.settings import LIMITS
from site_builder.tables.model import TableRefused

_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_PIECE: Final = 256 * 1024
_PACKINGS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 1
DAMAGED: Final = "the workbook is damaged; open it in a spreadsheet program, and save it as CSV UTF-8"
PASSWORD: Final = "the workbook has a password; save it without one"  # noqa: S105 - a sentence
_OTHERS: Final = (
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)", "save it as .xlsx or CSV UTF-8"),
    ("word/", "a Word document", "save its table as CSV UTF-8"),
    ("ppt/", "a presentation", "save its table as CSV UTF-8"),
    ("Index/", "a Numbers document", "export it as CSV"),
    ("mimetype", "a document, but not a spreadsheet", "save its table as CSV UTF-8"),
    ("", "a ZIP archive", "unpack it, and give the files in it"),
)
"""Of what else is an archive: what the name of a member begins with, what it is, and what to do about it."""


def workbook_form(data: bytes) -> str:
    """Return `xlsx` or `ods`. Raises `TableRefused` for another archive, a damaged one, or one that is too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            form = _form(archive)
            _unpack(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError, OSError, ValueError):
        raise TableRefused("workbook", DAMAGED) from None
    return form


def _form(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "mimetype" in names and "content.xml" in names:
        with archive.open("mimetype") as member:
            if member.read(len(_ODS) + 2).strip() == _ODS:
                return "ods"
    what, todo = next(
        (what, todo)
        for start, what, todo in _OTHERS
        if not start or any(name.startswith(start) for name in names)
    )
    raise TableRefused("file-form", f"this is {what}; {todo}")


def _unpack(archive: zipfile.ZipFile) -> None:
    size = 0
    for member in archive.infolist():
        if member.flag_bits & _ENCRYPTED:
            raise TableRefused("workbook", PASSWORD)
        if member.compress_type not in _PACKINGS:
            raise TableRefused("workbook", DAMAGED)
        with archive.open(member) as content:
            while piece := content.read(_PIECE):
                size += len(piece)
                if size > LIMITS.workbook_unpacked:
                    most = file_size(LIMITS.workbook_unpacked)
                    raise TableRefused("file-size", f"the workbook unpacks to more than {most}; split it")
