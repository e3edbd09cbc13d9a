"""Small workbooks, made of their XML: no program that writes them is needed, and any of them can be wrong."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs></styleSheet>'
)
ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
DAY, MOMENT = 1, 2
"""Styles of a cell: a day, and a day with a time."""


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """Return a ZIP archive; `mimetype`, where it is one of them, should come first."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def text(place: str, value: str) -> str:
    """Return a cell of text, as XML."""
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def number(place: str, value: str, style: int = 0) -> str:
    """Return a cell of a number, as XML."""
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def other(place: str, kind: str, value: str, formula: str = "") -> str:
    """Return a cell of another type (`b`, `e`, `str`), as XML."""
    return f'<c r="{place}" t="{kind}">{f"<f>{escape(formula)}</f>" if formula else ""}<v>{escape(value)}</v></c>'


def xlsx_parts(sheets: Mapping[str, str], states: Mapping[str, str] | None = None) -> dict[str, bytes | str]:
    """Return the members of an XLSX of sheets, each given as the XML of its rows."""
    states = states or {}
    numbered = list(enumerate(sheets, 1))
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}" state="{states.get(name, "visible")}"/>'
        for number, name in numbered
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number, _ in numbered
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_SHEET}"/>'
        for number, _ in numbered
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_BOOK}"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}'
        f'<Relationship Id="rIdS" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }
    return parts | {
        f"xl/worksheets/sheet{number}.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{sheets[name]}</sheetData>'
        "</worksheet>"
        for number, name in numbered
    }


def xlsx(rows: str) -> bytes:
    """Return an XLSX of one sheet, given as the XML of its rows."""
    return zipped(xlsx_parts({"Sheet1": rows}))


def row(line: int, *cells: str) -> str:
    """Return a row of an XLSX, as XML."""
    return f'<row r="{line}">{"".join(cells)}</row>'


def ods(sheets: Mapping[str, str]) -> bytes:
    """Return an ODS of sheets, each given as the XML of its rows."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{rows}</table:table>" for name, rows in sheets.items()
    )
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    return zipped(
        {
            "mimetype": ODS,
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": f"<office:document-content{spaces}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def ods_row(*cells: str, repeated: int = 1) -> str:
    """Return a row of an ODS, as XML."""
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def ods_cell(value: str, kind: str = "string", repeated: int = 1) -> str:
    """Return a cell of an ODS, as XML: of text, or `float`, `boolean` or `date`."""
    member = {"string": "", "boolean": "boolean-", "date": "date-"}.get(kind, "")
    given = "" if kind == "string" else f' office:{member}value="{escape(value)}"'
    return (
        f'<table:table-cell office:value-type="{kind}"{given} table:number-columns-repeated="{repeated}">'
        f"<text:p>{escape(value)}</text:p></table:table-cell>"
    )
